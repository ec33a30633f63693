// SPDX-License-Identifier: MIT
// What a task did, with evidence that others can check: argv, exit codes, durations, digests of outputs and trees, and
// where it ran. Pure.
#pragma once

#include "model/artifact.h"
#include "model/event.h"
#include "model/iteration.h"
#include "model/task.h"

#include <QJsonObject>

namespace vibecoder {

struct TaskReportInput
{
    Task task;
    int attempt = 1;
    QList<Iteration> iterations;
    QList<Artifact> artifacts;
    QList<Event> verifications; ///< all that say that one of its verification or setup commands has ended
    QStringList tiers;          ///< sandbox tiers in which its verification commands ran, from the audit log
};

/// {"schema":1,"task":{…},"attempt":1,"environment":{…},"iterations":[{…,"commands":[{"argv","exit_code",
/// "duration_ms","output_sha256","output_bytes",…}],"further_runs":[{…}]}]}
/// further_runs: setup commands and what ran in a clean room. A command of an iteration that did not pass there is
/// itself one of the clean room, and says `clean`.
[[nodiscard]] QJsonObject taskReport(const TaskReportInput &input);

/// Operating system, kernel, architecture and version of the program, as they are now.
[[nodiscard]] QJsonObject environmentNow();

} // namespace vibecoder
