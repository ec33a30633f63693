// SPDX-License-Identifier: MIT
#include "core/runcontext.h"

#include "storage/recordstore.h"
#include "storage/taskstore.h"

namespace vibecoder {

Database::WriteJob saveProgress(const RunState &state, qint64 fence, const Clock &clock)
{
    Task task = state.task;
    task.updatedAt = clock.now();
    return [task, verified = state.verified, fence](Connection &c) -> Result<> {
        VC_CHECK(taskstore::save(c, task, fence));
        if (verified)
            VC_CHECK(iterationstore::save(c, *verified));
        // A stored step is progress: only crashes without any count towards the crash loop.
        VC_CHECK(c.execute(
            QStringLiteral("UPDATE tasks SET lease_losses = 0 WHERE id = ? AND lease_losses <> 0"), {task.id}));
        return {};
    };
}

QCoro::Task<Result<StepOutcome>> readyOutcome(Result<StepOutcome> outcome)
{
    co_return outcome;
}

Event makeEvent(EventKind kind, QJsonObject body)
{
    Event event;
    event.kind = kind;
    event.body = std::move(body);
    return event;
}

} // namespace vibecoder
