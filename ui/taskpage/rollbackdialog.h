// SPDX-License-Identifier: MIT
// Going back to a checkpoint: shows what would happen, then does it. The present state is kept first, so it is
// undoable.
#pragma once

#include "bridge/enginebridge.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QPushButton;

namespace vibecoder {

class RollbackDialog : public QDialog
{
    Q_OBJECT

public:
    /// word: of Engine::rollback (`start`, `2`, `c3`); only: these paths alone, empty: everything.
    RollbackDialog(EngineBridge &bridge, const Task &task, int attempt, const QString &word, const QString &name,
        const QStringList &only = {}, QWidget *parent = nullptr);

    [[nodiscard]] QPushButton *restoreButton() const { return m_restore; }
    [[nodiscard]] QListWidget *list() const { return m_list; }

signals:
    void restored(const vibecoder::RollbackReport &report);

private:
    void preview();
    void carryOut();
    void show(const RollbackReport &report);
    void refuse(const Error &error);

    EngineBridge &m_bridge;
    QString m_taskId, m_word;
    int m_attempt;
    QStringList m_only;
    QLabel *m_text;
    QListWidget *m_list;
    QPushButton *m_restore, *m_cancel;
};

} // namespace vibecoder
