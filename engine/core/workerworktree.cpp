// SPDX-License-Identifier: MIT
// Tasks with `isolation: worktree`: their clone before the run, its commit after it, the cleaner when the task has
// ended.
#include "core/worker.h"

#include "base/logging.h"
#include "core/settling.h"
#include "core/taskflow.h"
#include "core/worktree/worktreecleaning.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kCleaningMs = 15000; // the program waits for it when it ends

} // namespace

// What a person should know of it is said before anything is done there.
QCoro::Task<> Worker::tellOfWorktree(QStringList warnings, Task task)
{
    if (warnings.isEmpty())
        co_return;
    const QDateTime now = m_services.clock.now();
    Database::WriteJob job = [task, warnings, now](Connection &c) -> Result<> {
        for (const QString &warning : warnings)
            VC_CHECK(
                taskflow::tell(c, EventKind::Warning, task, {{u"code"_s, u"worktree"_s}, {u"text"_s, warning}}, now));
        return {};
    };
    CO_AWAIT(const Result<> stored, m_services.db.write(std::move(job)));
    if (!stored)
        logWarning("worktrees", u"what a person should know was not stored"_s, {{u"why"_s, stored.error().message}});
}

QCoro::Task<Result<LoopOutcome>> Worker::closeWorktree(
    AttemptWorktree &worktree, Task task, Result<LoopOutcome> outcome, RunPause pause)
{
    // A task that waits goes on there later.
    if (settlementFor(outcome, pause).kind != Settlement::Kind::End)
        co_return outcome;
    CO_AWAIT(const QString end, worktree.close(task, m_services.clock.now().toSecsSinceEpoch()));
    const auto with = [&end](const QString &text) { return text.isEmpty() ? end : text + u"; "_s + end; };
    if (outcome) {
        outcome->detail = with(outcome->detail);
    } else {
        Error error = outcome.error();
        if (error.code == ErrorCode::Cancelled)
            error.detail = with(error.detail);
        else
            error.message = with(error.message);
        outcome = tl::make_unexpected(error);
    }
    co_return outcome;
}

void Worker::cleanUpWorktree(const QString &taskId)
{
    m_cleaning.setMaxThreadCount(1);
    m_cleaning.start([this, taskId] {
        const auto cleaned = cleanWorktrees(m_services.db, taskId, kCleaningMs);
        if (!cleaned)
            logWarning("worktrees", u"the worktree of an ended task could not be looked at"_s,
                {{u"why"_s, cleaned.error().message}});
        else if (!cleaned->removed.isEmpty())
            logInfo("worktrees", u"a worktree that held nothing new was removed"_s,
                {{u"name"_s, cleaned->removed.constFirst()}});
        m_services.db.closeReader();
    });
}

} // namespace vibecoder
