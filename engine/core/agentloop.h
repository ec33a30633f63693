// SPDX-License-Identifier: MIT
// One attempt of one task, from baseline to verdict, as straight-line code over the journal (design.md section 3).
// Every line that touches the world is a step; after a crash the same code runs again and finds its results.
// agentloop.cpp holds the order of things, agentturn.cpp the model's turns, agentround.cpp what follows them:
// verification, verdict, judgement and feedback, agentretry.cpp how a later attempt goes on, agentborder.cpp what of a
// view may leave it, agentclean.cpp whether it passes in a clean room too, agentdeliver.cpp how it does. Lives in the
// engine thread; everything given to the constructor must outlive run().
#pragma once

#include "core/attemptrecord.h"
#include "core/budget.h"
#include "core/callusage.h"
#include "core/checkpointing.h"
#include "core/clean/cleancheck.h"
#include "core/clean/copycheck.h"
#include "core/commandtools.h"
#include "core/conversation.h"
#include "core/filetools.h"
#include "core/guarding.h"
#include "core/progressjudge.h"
#include "core/runcontext.h"
#include "core/stuckdetector.h"
#include "core/view/borderdesk.h"
#include "core/view/foldernews.h"
#include "model/applyconflict.h"
#include "verification/fingerprint.h"
#include "verification/selection.h"
#include "verification/verdict.h"

namespace vibecoder {

/// How an attempt ended. Cancelled, Parked, Shutdown and Lost come as errors instead: the attempt is not over.
struct LoopOutcome
{
    StopReason reason = StopReason::None;
    QString detail;
    [[nodiscard]] bool passed() const { return reason == StopReason::Passed; }
};

/// Why an attempt waits with its step open (its error is Parked). None: for a person's answer.
struct RunPause
{
    StopReason reason = StopReason::None; ///< RateLimited, or one that pauses the queue
    QDateTime until;                      ///< of RateLimited
};

class AgentLoop
{
    Q_DISABLE_COPY_MOVE(AgentLoop)

public:
    /// folder: the working directory itself. view: where the attempt works instead; nullptr: in the folder itself.
    AgentLoop(
        RunServices &services, Task task, Workspace &folder, AttemptView *view, Journal &journal, CancelSource &stop);

    QCoro::Task<Result<LoopOutcome>> run();

    /// The task with its progress, for the final save.
    [[nodiscard]] const Task &task() const { return m_state.task; }
    [[nodiscard]] const RunPause &pause() const { return m_pause; }

private:
    static constexpr int kCallsPerAttempt = 250; // loop.md R3

    [[nodiscard]] LoopOutcome deniedOutcome() const;
    /// Why the model's turns of an iteration ended: to verify, or with the whole task.
    struct TurnEnd
    {
        bool finished = false; ///< the model called finish(done)
        bool timedOut = false;
        bool malformed = false; ///< too many malformed calls in a row
        QString finishCallId;   ///< its tool call still wants its answer
        QString summary;
        LoopOutcome stop;  ///< reason other than None: the task ends here
        LoopOutcome stuck; ///< the same, unless the verification passes
    };
    /// What the engine found after the model's turns.
    struct Round
    {
        VerificationReport report;
        Moves moves;
        QStringList withheld;  ///< green, but
        QStringList notes;     ///< for the top of the feedback
        QStringList leftOut;   ///< paths that a person wants left out, in words
        bool tampered = false; ///< guarded files were changed and nobody agreed
        LoopOutcome stop;
        [[nodiscard]] bool passed() const
        {
            return report.passed() && withheld.isEmpty() && stop.reason == StopReason::None;
        }
    };

    /// The end of an iteration, to go back to.
    struct KeptState
    {
        Checkpoint checkpoint;
        VerificationReport report;
        QString tree; ///< as m_tree
    };

    QCoro::Task<Result<QString>> prepare();
    /// From an earlier attempt: what of it is in the view then, in words for the model; empty: nothing.
    QCoro::Task<Result<QString>> goOnFromEarlier();
    [[nodiscard]] Result<StepOutcome> carryFrom(int attempt);
    QCoro::Task<Result<LoopOutcome>> iterate();
    [[nodiscard]] LoopOutcome lastOutcome(const Round &round) const;
    QCoro::Task<Result<>> beginIteration(int number);
    QCoro::Task<Result<>> endIteration(Round round, QString summary);
    QCoro::Task<Result<>> collectChanges();
    [[nodiscard]] Result<StepOutcome> gatherChanges() const;
    QCoro::Task<Result<QString>> begin();
    [[nodiscard]] std::unique_ptr<WorkPlace> makePlace();
    [[nodiscard]] std::unique_ptr<Checkpoints> makeCheckpoints();

    QCoro::Task<Result<TurnEnd>> converse();
    [[nodiscard]] LoopOutcome limitReached() const;
    [[nodiscard]] LoopOutcome capReached() const;
    QCoro::Task<Result<QJsonObject>> callModel(int maxTokens, bool warnBudget);
    QCoro::Task<Result<StepOutcome>> sendRequest(
        ModelRequest request, CallPlan plan, qint64 limitMs, QJsonObject intent, bool repeated);
    [[nodiscard]] CallUsage callUsage() const;
    QCoro::Task<Result<StepOutcome>> leaveCall(ModelOutcome ended, Usage used, RunPause pause, int rounds);
    [[nodiscard]] bool askAgain(const QJsonArray &content, const QString &why, TurnEnd &end);
    [[nodiscard]] bool askShorter(const QJsonArray &content, int maxTokens, TurnEnd &end);
    QCoro::Task<Result<TurnEnd>> runTools(QJsonArray calls, QString modelSays);
    QCoro::Task<Result<ToolAnswer>> runTool(ToolRequest request, QJsonObject stepInput, QString modelSays);
    QCoro::Task<Result<ToolAnswer>> otherTool(ToolRequest request);
    QCoro::Task<Result<ToolAnswer>> refusedTool(QString why);
    void showLive(const QString &text);
    void keepAsGiven(const ToolCall &call);
    [[nodiscard]] ModelRequest makeRequest() const;
    [[nodiscard]] CallPlan planCall(const ModelRequest &request) const;
    void keepConversationShort();
    [[nodiscard]] bool shortenForContext();
    [[nodiscard]] double costCapUsd() const;

    QCoro::Task<Result<Round>> verifyRound();
    QCoro::Task<Result<VerificationReport>> verifyNow();
    QCoro::Task<Result<Round>> checkFlaky(Round round);
    QCoro::Task<Result<Round>> settleGuard(Round round);
    QCoro::Task<Result<Round>> putGuardedBack(Round round, QString why);
    QCoro::Task<Result<Round>> lookAtBorder(Round round);
    QCoro::Task<Result<Round>> settleBorder(Round round);
    QCoro::Task<Result<Round>> askBorder(Round round, BorderLook found);
    QCoro::Task<Result<Round>> checkClean(Round round);
    QCoro::Task<Result<Round>> checkCopy(Round round);
    QCoro::Task<Result<Round>> endCheck(Round round, CleanResult clean);
    QCoro::Task<Result<BorderLook>> passAsBefore(Round round, BorderLook found);
    void noteVerdict(const VerdictNote &why = {});
    QCoro::Task<Result<Round>> askToKeep(Round round, CleanResult clean);
    QCoro::Task<Result<Round>> askBehind(Round round);
    QCoro::Task<Result<Round>> settleClean(Round round, CleanResult clean);
    QCoro::Task<Result<Round>> takeOut(Round round, BorderLook found, QStringList paths, QString why);

    /// What a person decided about conflicts, bound to exactly those.
    struct ConflictAnswer
    {
        QString digest;
        QJsonObject answers;
        bool approved = false; ///< of what the answers do not name: the attempt's, else hers
    };
    QCoro::Task<Result<LoopOutcome>> deliver(LoopOutcome outcome);
    QCoro::Task<Result<>> checkAnswered();
    QCoro::Task<Result<LoopOutcome>> deliverPatch(LoopOutcome outcome);
    [[nodiscard]] Result<StepOutcome> makePatch() const;
    QCoro::Task<Result<QJsonObject>> applyStep(int number, ConflictAnswer answered);
    [[nodiscard]] Result<StepOutcome> applyNow(const ConflictAnswer &answered, int iteration, const QString &cardName);
    [[nodiscard]] Result<StepOutcome> askingOutcome(
        const ConflictCard &card, int iteration, const QString &cardName) const;
    QCoro::Task<Result<ConflictAnswer>> askConflicts(QJsonObject found);
    [[nodiscard]] bool guardAllows() const;
    [[nodiscard]] GuardMode guardMode() const;
    [[nodiscard]] QList<GuardFinding> openFindings(const Verdict &verdict) const;
    QCoro::Task<Result<LoopOutcome>> goOn(TurnEnd turn, Round round, ProgressAdvice advice);
    /// Whether the files went back, and what of them did not.
    struct BroughtBack
    {
        QString problem; ///< empty: they did; else they may be anything in between
        QStringList leftAlone;
    };
    QCoro::Task<Result<BroughtBack>> bringBack(KeptState kept);
    QCoro::Task<Result<LoopOutcome>> endAtBest(LoopOutcome outcome);
    QCoro::Task<Result<LoopOutcome>> startAgain(TurnEnd turn, Round round, ProgressAdvice advice);
    QCoro::Task<Result<QString>> feedbackFor(FeedbackInput input);
    QCoro::Task<Result<QHash<QString, QString>>> readSources(QList<SourcePlace> places);
    [[nodiscard]] FeedbackInput feedbackInput(const TurnEnd &turn, const Round &round, const QStringList &notes) const;
    [[nodiscard]] IterationFacts factsOf(const TurnEnd &turn, const Round &round) const;
    void beginAfresh(const QString &state, const QString &feedback);
    void noteTests(const VerificationReport &report);
    /// What a person who is asked next sees of this iteration.
    void noteVerified(const Round &round);
    [[nodiscard]] Moves movesOf(const Round &round) const;

    RunServices &m_services;
    Workspace &m_folder;
    AttemptView *m_view;
    Workspace &m_workspace; ///< the folder as the attempt sees it; of a view only while m_place has a lease
    Journal &m_journal;
    CancelSource &m_stop;
    RunState m_state;
    Conversation m_conversation;
    CommandSandbox m_sandbox;
    std::unique_ptr<WorkPlace> m_place;
    FileTools m_files;
    CommandTools m_commands;
    std::unique_ptr<Checkpoints> m_checkpoints;
    Guarding m_guarding;
    std::unique_ptr<BorderDesk> m_border; ///< only in a view
    std::unique_ptr<CleanCheck> m_clean;  ///< only in a view
    std::unique_ptr<FolderNews> m_news;   ///< only in a view
    std::unique_ptr<CopyCheck> m_copy;    ///< only without a view
    ApprovalBroker m_broker;
    QString m_system;

    Iteration m_iteration;
    QList<EditedFile> m_edits;     ///< of this iteration
    QStringList m_refusedEdits;    ///< of this iteration
    QString m_tree;                ///< of the files at the end of the model's turns
    QMap<QString, bool> m_touched; ///< of all iterations; whether the attempt made it
    QString m_lastState;           ///< in a view: the change set at the end of the iteration before
    qsizetype m_firstMessage = 0;  ///< of this iteration in the conversation

    QString m_taskMessage, m_lastFeedback;
    VerificationReport m_setup, m_baseline;
    std::optional<VerificationReport> m_previous;
    FailureHistory m_history;
    ProgressJudge m_progress;
    StuckDetector m_stuck;
    QList<TriedLine> m_tried;
    QMap<int, KeptState> m_kept; ///< by iteration; only where a checkpoint was taken
    int m_goesOnFrom = 0;        ///< the earlier attempt that this one goes on from
    bool m_restoreBest = false;  ///< a failed attempt ends with its best state
    QStringList m_keptBehind;    ///< in a view: belongs to the result by a person's answer, though git ignores it
    QStringList m_asBefore;      ///< changed tests that the result passes without
    BorderLook m_found;          ///< in a view, once it passed: what may leave it
    VerificationReport m_passed; ///< in a view: the run that passed there
    int m_tampered = 0;          ///< iterations whose change of guarded files was put back
    int m_changedLines = 0;      ///< of all iterations
    int m_callsInAttempt = 0;
    QHash<QString, QJsonObject> m_given; ///< inputs of edits that hold secrets, by call id; in memory alone
    qint64 m_promptTokens = 0;           ///< of the last call, as billed
    qint64 m_promptAtMost = 0;           ///< of the same call, as it was estimated
    RunPause m_pause;
    int m_cutOffs = 0; ///< answers in a row that ended at their length limit
    int m_hollow = 0;  ///< answers in a row that held nothing that can be done
    bool m_budgetTold = false;
    int m_compactions = 0;
    bool m_compactionTold = false;
};

} // namespace vibecoder
