// SPDX-License-Identifier: MIT
// One attempt of one task, from baseline to verdict, as straight-line code over the journal (design.md section 3).
// Every line that touches the world is a step; after a crash the same code runs again and finds its results.
// Lives in the engine thread; everything given to the constructor must outlive run().
#pragma once

#include "core/checkpointing.h"
#include "core/commandtools.h"
#include "core/conversation.h"
#include "core/filetools.h"
#include "core/runcontext.h"

namespace vibecoder {

/// How an attempt ended. Cancelled, Parked, Shutdown and Lost come as errors instead: the attempt is not over.
struct LoopOutcome
{
    StopReason reason = StopReason::None;
    QString detail;
    [[nodiscard]] bool passed() const { return reason == StopReason::Passed; }
};

class AgentLoop
{
    Q_DISABLE_COPY_MOVE(AgentLoop)

public:
    AgentLoop(RunServices &services, Task task, Workspace &workspace, Journal &journal, CancelSource &stop);

    QCoro::Task<Result<LoopOutcome>> run();

    /// The task with its progress, for the final save.
    [[nodiscard]] const Task &task() const { return m_state.task; }

private:
    /// Why the model's turns of an iteration ended: to verify, or with the whole task.
    struct TurnEnd
    {
        bool finished = false; ///< the model called finish(done)
        bool timedOut = false;
        QString finishCallId; ///< its tool call still wants its answer
        QString summary;
        LoopOutcome stop; ///< reason other than None: the task ends here
    };

    QCoro::Task<Result<QString>> prepare();
    QCoro::Task<Result<LoopOutcome>> iterate();
    QCoro::Task<Result<>> beginIteration(int number);
    QCoro::Task<Result<>> endIteration(VerificationReport report, QString summary);
    QCoro::Task<Result<TurnEnd>> converse();
    QCoro::Task<Result<QJsonObject>> callModel();
    QCoro::Task<Result<StepOutcome>> sendRequest(ModelRequest request, qint64 limitMs, bool repeated);
    QCoro::Task<Result<TurnEnd>> runTools(QJsonArray calls, QString modelSays);
    QCoro::Task<Result<ToolAnswer>> runTool(ToolRequest request, QJsonObject stepInput, QString modelSays);
    QCoro::Task<Result<ToolAnswer>> otherTool(ToolRequest request);
    QCoro::Task<Result<QJsonObject>> collectChanges();
    [[nodiscard]] Result<StepOutcome> gatherChanges() const;
    [[nodiscard]] ModelRequest makeRequest() const;
    [[nodiscard]] double costCapUsd() const;
    void noteTests(const VerificationReport &report);

    RunServices &m_services;
    Workspace &m_workspace;
    Journal &m_journal;
    CancelSource &m_stop;
    RunState m_state;
    Conversation m_conversation;
    FileTools m_files;
    CommandTools m_commands;
    Checkpointing m_checkpoints;
    QString m_system;
    Iteration m_iteration;
    std::optional<VerificationReport> m_previous;
    int m_callsInAttempt = 0;
};

} // namespace vibecoder
