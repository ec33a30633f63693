// SPDX-License-Identifier: MIT
// Files that the attempt and the person changed both: yours, this attempt's and what could be merged side by side, one
// answer for each. Nothing is decided by looking.
#pragma once

#include "model/applyconflict.h"

#include <QHash>
#include <QJsonObject>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace vibecoder {

class ConflictView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kFirst = 10, kMore = 50;

    explicit ConflictView(QWidget *parent = nullptr);

    /// The next card is another question, whatever it shows.
    void forget() { m_set = false; m_answers.clear(); }
    void setCard(const ConflictCard &card, bool open);
    [[nodiscard]] const ConflictCard &card() const { return m_card; }
    /// Files that were not on the screen yet.
    [[nodiscard]] int hidden() const;
    void showMore();
    /// Whether an edited text still holds marks.
    [[nodiscard]] bool isBlocked() const;
    /// Of the files that were decided, by their path.
    [[nodiscard]] QJsonObject answers() const;
    void choose(const QString &path, AnswerKind kind);

signals:
    void chosen();
    void layoutChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Answer
    {
        AnswerKind kind = AnswerKind::KeepMine;
        QString text;
    };
    void fill();
    QWidget *fileWidget(const ConflictFile &file);
    QWidget *sideWidget(const QString &title, const QString &text, const QString &absent, QWidget *parent);
    void edit(const ConflictFile &file, const QString &text);

    ConflictCard m_card;
    bool m_open = false, m_set = false;
    int m_shown = kFirst;
    QHash<QString, Answer> m_answers;
    QHash<QString, QPlainTextEdit *> m_editors;
    QHash<QString, QLabel *> m_marks; ///< says that marks are left
    QWidget *m_body = nullptr;
};

} // namespace vibecoder
