// SPDX-License-Identifier: MIT
// Numbers, times and states of a task in words. Pure but for the translation.
#pragma once

#include "model/approval.h"
#include "model/checkpoint.h"
#include "model/event.h"
#include "model/task.h"
#include "model/waitreason.h"
#include "taskpage/matrix.h"
#include "taskpage/timeline.h"

#include <QCoreApplication>

namespace vibecoder {

struct TaskText
{
    Q_DECLARE_TR_FUNCTIONS(TaskText)

public:
    [[nodiscard]] static QString duration(qint64 milliseconds); ///< 0.2s, 9s, 1m 24s, 2h 05m; empty below 0
    [[nodiscard]] static QString bytes(qint64 size);
    [[nodiscard]] static QString percent(qint64 part, qint64 whole); ///< "81%"; empty without a whole

    [[nodiscard]] static QString roundName(int number); ///< Iteration 3, Baseline
    [[nodiscard]] static QString activity(const QString &word);
    [[nodiscard]] static QString stepTitle(const TimelineStep &step);
    [[nodiscard]] static QString stepCode(const TimelineStep &step);   ///< as it is, but for sentences of ours
    [[nodiscard]] static QString stepResult(const TimelineStep &step); ///< what stands at the right
    [[nodiscard]] static QString rowName(const MatrixRow &row);        ///< tells setup from what decides
    [[nodiscard]] static QString story(const MatrixRow &row, qsizetype rounds);
    [[nodiscard]] static QString cell(TestCell cell);
    [[nodiscard]] static QString event(EventKind kind);
    [[nodiscard]] static QString event(const Event &event); ///< of a verification also why it ran
    [[nodiscard]] static QString checkpoint(const Checkpoint &checkpoint);
    [[nodiscard]] static QString change(TreeChangeKind kind);
    [[nodiscard]] static QString approvalState(const QString &word);
    [[nodiscard]] static QString state(TaskState state);
    [[nodiscard]] static QString stopReason(StopReason reason);
    /// Why a task in the queue does not begin; empty when it begins in a moment.
    [[nodiscard]] static QString waits(const WaitReason &reason);
};

enum class NextAction { None, Retry, Edit, Changes, Approvals, Log };

/// One sentence on how it stands, with what one would do next.
struct Headline
{
    QString text;   ///< empty: nothing to say
    QString detail; ///< what the engine noted, plain text, not translated
    NextAction action = NextAction::None;
    QString actionText;
};
[[nodiscard]] Headline headlineOf(const Task &task, const WaitReason &waits = {});

} // namespace vibecoder
