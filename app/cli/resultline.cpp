// SPDX-License-Identifier: MIT
#include "resultline.h"

#include "base/harmless.h"
#include "text.h"
#include "wire/verdictnote.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString ofView(const Task &task)
{
    const QString id = task.id;
    switch (task.result) {
    case ResultState::Applied:
        return Cli::tr("applied: %n file(s) to %1; back: `vibecoder task undo %2`", "", task.resultFiles)
            .arg(harmless(task.spec.workingDirectory, false), id);
    case ResultState::NotApplied:
        return isEnded(task.state)
                   ? Cli::tr(
                         "nothing was applied; %n file(s) differ: `vibecoder task diff %1` shows them, `vibecoder task "
                         "apply %1` takes them",
                         "", task.resultFiles)
                         .arg(id)
                   : QString();
    case ResultState::Asked:
        return Cli::tr("passed; nothing is applied before you answer: `vibecoder approve list`");
    case ResultState::Undone:
        return Cli::tr("taken back: the folder is as it was without this attempt");
    case ResultState::Delivered:
        return Cli::tr("delivered as a patch: `vibecoder task artifacts %1 --get a%2/result.patch`")
            .arg(id)
            .arg(task.attempt);
    case ResultState::InFolder:
        break;
    }
    return isEnded(task.state) ? Cli::tr("nothing was applied; no file differs") : QString();
}

} // namespace

QString resultLine(const Task &task)
{
    if (task.isolation == Isolation::View)
        return ofView(task);
    if (task.isolation == Isolation::InPlace && !task.isolationNote.isEmpty())
        return Cli::tr("worked in the folder itself: %1").arg(harmless(task.isolationNote, false));
    return {};
}

QString verdictLine(const Task &task)
{
    if (task.state != TaskState::Completed)
        return {};
    const QString note = harmless(task.verdictNote, false);
    if (task.verdict == VerdictPlace::View)
        return note.isEmpty() ? Cli::tr("not checked on a clean copy")
                              : Cli::tr("not checked on a clean copy: %1").arg(note);
    if (task.verdict != VerdictPlace::CleanRoom)
        return {};
    // Without a time there was nothing but the result where it was verified.
    const QString line = task.verdictMs > 0
                             ? Cli::tr("checked on a clean copy in %1 s").arg(double(task.verdictMs) / 1000, 0, 'f', 1)
                             : Cli::tr("checked on a clean copy");
    const QString along = cameAlong(note);
    return along.isEmpty() ? line : Cli::tr("%1, together with what the attempt left behind: %2").arg(line, along);
}

} // namespace vibecoder
