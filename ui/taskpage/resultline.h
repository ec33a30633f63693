// SPDX-License-Identifier: MIT
// What a task that works in a view says of the person's folder, and what one can do about it. Pure but for the
// translation.
#pragma once

#include "model/approval.h"
#include "model/task.h"

#include <QCoreApplication>

namespace vibecoder {

enum class ResultAct { Changes, Undo, Apply, Answer, Worktree };

struct ResultLine
{
    QString text; ///< empty: nothing to say
    QList<ResultAct> acts;
};

class ResultText
{
    Q_DECLARE_TR_FUNCTIONS(ResultText)

public:
    /// asked: the open question of the task; null: none.
    [[nodiscard]] static ResultLine line(const Task &task, const Approval *asked);
    /// Where a task passed; empty where that is the folder itself, which the line says.
    [[nodiscard]] static QString verdict(const Task &task);
    /// The word of the button.
    [[nodiscard]] static QString act(ResultAct act, const Task &task, const Approval *asked);
    /// Above the changes of a task in a view; at: when it was applied, invalid: not known.
    [[nodiscard]] static QString caption(const Task &task, const QDateTime &at);
};

} // namespace vibecoder
