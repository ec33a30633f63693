// SPDX-License-Identifier: MIT
// What one run of a task works with: the services of the process, and the state of this attempt. Everything in RunState
// comes from step results, so that a resumed run rebuilds it by replay.
#pragma once

#include "ai/modelprovider.h"
#include "base/clock.h"
#include "journal/journal.h"
#include "model/iteration.h"
#include "model/settings.h"
#include "model/task.h"
#include "sandbox/processrunner.h"
#include "storage/artifactstore.h"
#include "storage/auditlog.h"
#include "storage/database.h"
#include "workspace/workspace.h"

#include <functional>
#include <optional>

namespace vibecoder {

class RuleBook;

struct RunServices
{
    Database &db;
    ArtifactStore &artifacts;
    AuditLog &audit;
    RuleBook &rules;
    ModelProvider &provider;
    ProcessRunner &runner;
    const Clock &clock;
    const Settings &settings;
    std::function<void(const QString &taskId, const QString &text)> liveText;
    /// The key that is kept for this user now; blocks, any thread. Empty: the key came with the environment.
    std::function<Result<QString>()> readKey;
};

/// A file that the model's edits touched in this iteration, as it was before the first of them.
struct TouchedFile
{
    bool existed = false;
    QString artifact; ///< sha256 of the old content in the artifact store; empty when it did not exist
};

struct RunState
{
    Task task;                         ///< saved with each step
    std::optional<Iteration> verified; ///< this iteration, once it is verified: saved with each step as well, because
                                       ///< what is asked then is about it
    QHash<QString, QString> knownDigests; ///< path -> SHA-256 when the model last read or wrote it
    QHash<QString, TouchedFile> touched;  ///< of this iteration
    qint64 usedMs = 0;                    ///< of this iteration's time: model and tools, waits for people not counted
    int callsThisIteration = 0;
    int verificationsThisIteration = 0; ///< run_verification calls
    int malformedInARow = 0;
    QHash<QString, int> denials; ///< reason code -> how often a person, the clock or the policy said no
    QString deniedTooOften;      ///< the reason code that was denied three times; empty: none
    bool commandsRan = false;    ///< in this iteration: files may have changed behind the edits
    qint64 slowestVerifyMs = 0;  ///< for the choice of the cache's life time
    qint64 workedMs = 0;         ///< of the ended iterations with their verifications
    qint64 verifiedMs = 0;       ///< of this iteration's verifications by the engine

    [[nodiscard]] qint64 limitMs() const { return qint64(task.spec.timeoutPerIteration) * 1000; }
    [[nodiscard]] qint64 remainingMs() const { return std::max<qint64>(0, limitMs() - usedMs); }
};

/// The row job that saves the task's progress with a step.
[[nodiscard]] Database::WriteJob saveProgress(const RunState &state, qint64 fence, const Clock &clock);

/// How a tool call ended, from its step result.
struct ToolAnswer
{
    QString text;
    bool isError = false;
    bool timedOut = false; ///< a command that was ended by its time limit
};

/// A finished effect in the form the journal wants.
QCoro::Task<Result<StepOutcome>> readyOutcome(Result<StepOutcome> outcome);

[[nodiscard]] Event makeEvent(EventKind kind, QJsonObject body);

} // namespace vibecoder
