// SPDX-License-Identifier: MIT
// A task file from the disk or standard input, checked; shared by create, run and validate.
#pragma once

#include "context.h"
#include "wire/taskyaml.h"

namespace vibecoder {

struct ReadTask
{
    QString file;
    TaskFileResult result;
};

/// The file `-` is standard input. A file that cannot be read comes back as an error of the field `(file)`.
[[nodiscard]] Result<ReadTask> readTaskFile(Context &context, const QString &file);

[[nodiscard]] TaskFileContext taskFileContext(const Settings &settings, const QString &file);

/// `{"file","ok","errors":[{"line","column","field","message","hint"}],"warnings":[{"code","command","message"}]}`
[[nodiscard]] QJsonObject validationJson(const ReadTask &read);
/// `file:line:column: field: message` and the mend below it.
[[nodiscard]] QString validationText(const ReadTask &read);

/// How much a yes to these commands takes: the worst of those that are dangerous, else Medium.
[[nodiscard]] Severity riskOf(const QList<Judgement> &judged);

/// One line for each verification command whose exit code may be another program's; empty without any.
[[nodiscard]] QString hiddenExitText(const TaskSpec &spec);

struct Submission
{
    Task task;
    bool accepted = false;        ///< false: stored, and waits for its verification commands to be accepted
    bool known = false;           ///< of takeUpTask: it was there before
    std::optional<Task> inTheWay; ///< of takeUpTask: nothing was stored
};

/// Shows the verification commands and stores the task. yes: accepted without a question; at a terminal the person is
/// asked; else the task waits.
Result<Submission> submitTask(Context &context, const TaskSpec &spec, bool yes, const QString &idempotencyKey);
/// The same for a task that is worked on at once: one of the same definition that has not ended goes on instead.
Result<Submission> takeUpTask(Context &context, const TaskSpec &spec, bool yes);

} // namespace vibecoder
