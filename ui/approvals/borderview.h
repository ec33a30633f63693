// SPDX-License-Identifier: MIT
// The rows of the card of the border: the worst first, each path once, nothing without a way to see it. Each asked row
// can be used or left out.
#pragma once

#include "model/bordercard.h"

#include <QHash>
#include <QJsonObject>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace vibecoder {

class ShownRow;

class BorderView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kFirst = 20, kMore = 200;

    explicit BorderView(QWidget *parent = nullptr);

    /// The next card is another question, whatever it shows.
    void forget() { m_set = false; m_answers.clear(); }
    /// open: rows can be answered.
    void setCard(const BorderCard &card, bool open);
    [[nodiscard]] const BorderCard &card() const { return m_card; }
    /// Asked rows that were not on the screen yet.
    [[nodiscard]] int hidden() const;
    void showMore();
    /// Of the rows that were chosen, by their digest.
    [[nodiscard]] QJsonObject answers() const;
    void choose(const QString &digest, bool use);

signals:
    void chosen();
    void layoutChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    QWidget *rowWidget(const BorderRow &row);
    QWidget *choiceWidget(const BorderRow &row, QWidget *parent);
    void addFold(BorderKind kind, int shown);

    BorderCard m_card;
    bool m_open = false, m_set = false;
    int m_shown = kFirst;
    QHash<QString, bool> m_answers;
    QVBoxLayout *m_rows = nullptr;
    QWidget *m_body = nullptr;
};

} // namespace vibecoder
