// SPDX-License-Identifier: MIT
// Over the window after a drop: a card per draft. Nothing is created before Create, nothing runs before that.
#pragma once

#include "create/draftcard.h"

class QPushButton;
class QScrollArea;

namespace vibecoder {

class FocusTrap;

class CreateSheet final : public QWidget
{
    Q_OBJECT

public:
    CreateSheet(EngineBridge &bridge, QWidget *window);

    void add(const QList<Draft> &drafts);
    /// Files and folders; folders without task files are told by folderOffered.
    void addPaths(const QStringList &paths);
    [[nodiscard]] QList<DraftCard *> cards() const { return m_cards; }
    void setStartQueue(bool start);

signals:
    void created(const QStringList &taskIds, bool startQueue);
    void failed(const QString &message);
    void folderOffered(const QString &folder);
    void browseWanted();
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void update_();
    void place();
    void create();

    EngineBridge &m_bridge;
    FocusTrap *m_focus;
    QFrame *m_card;
    QLabel *m_title, *m_note;
    QVBoxLayout *m_list;
    QScrollArea *m_area = nullptr;
    QCheckBox *m_start;
    QPushButton *m_create;
    QList<DraftCard *> m_cards;
};

} // namespace vibecoder
