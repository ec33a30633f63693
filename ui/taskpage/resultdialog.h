// SPDX-License-Identifier: MIT
// The result of an attempt into the person's folder, and out of it again: shows what would happen, asks what has to be
// asked, then does it.
#pragma once

#include "bridge/enginebridge.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QPushButton;
class QScrollArea;

namespace vibecoder {

class BorderView;
class ConflictView;

class ResultDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class What { Apply, Undo };

    ResultDialog(EngineBridge &bridge, const Task &task, int attempt, What what, QWidget *parent = nullptr);

    [[nodiscard]] QPushButton *goButton() const { return m_go; }
    [[nodiscard]] QListWidget *list() const { return m_list; }
    [[nodiscard]] BorderView &border() { return *m_border; }
    [[nodiscard]] ConflictView &conflicts() { return *m_conflicts; }

private:
    void ask(bool dryRun);
    void take(const ApplyOutcome &outcome);
    void take(const UndoOutcome &outcome, bool dryRun);
    void refuse(const Error &error);
    void list(const QList<TreeChange> &changes);
    void name(const QString &why, const QStringList &paths);
    void update();
    void finish(const QString &text);

    EngineBridge &m_bridge;
    QString m_taskId;
    int m_attempt;
    What m_what;
    bool m_anyway = false, m_ready = false, m_done = false;
    QJsonObject m_given; ///< answers that were sent: they hold for the next look too
    QLabel *m_text, *m_facts;
    QListWidget *m_list;
    BorderView *m_border = nullptr;
    ConflictView *m_conflicts = nullptr;
    QScrollArea *m_area;
    QPushButton *m_go, *m_cancel;
};

} // namespace vibecoder
