// SPDX-License-Identifier: MIT
#include "resultline.h"

#include "base/harmless.h"
#include "text.h"

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

QString verdictNoteText(const VerdictNote &note)
{
    const QString detail = harmless(note.detail, false);
    if (note.code == u"same_files")
        return Cli::tr("you have changed the same files: %1").arg(detail);
    if (note.code == u"left_behind")
        return Cli::tr("together with what the attempt left behind: %1").arg(detail);
    if (note.code == u"kept")
        return Cli::tr("kept, although git ignores it: %1").arg(detail);
    if (note.code == u"as_before")
        return Cli::tr("your tests as they were pass too; changed: %1").arg(detail);
    if (note.code == u"answered_fails")
        return detail.isEmpty() ? Cli::tr("with your answers to the conflicts it does not pass")
                                : Cli::tr("with your answers to the conflicts this does not pass: %1").arg(detail);
    if (note.code == u"own_tests")
        return detail.isEmpty() ? Cli::tr("checked by the attempt's own tests only")
                                : Cli::tr("checked by the attempt's own tests only: %1").arg(detail);
    return detail; // no_room, and what an earlier version wrote
}

QString verdictLine(const Task &task)
{
    if (task.state != TaskState::Completed)
        return {};
    QStringList parts;
    if (task.verdict == VerdictPlace::View || task.verdict == VerdictPlace::Folder)
        parts.append(Cli::tr("not checked on a clean copy"));
    else if (task.verdict == VerdictPlace::CleanRoom && task.verdictMs > 0)
        parts.append(Cli::tr("checked on a clean copy in %1 s").arg(double(task.verdictMs) / 1000, 0, 'f', 1));
    else if (task.verdict == VerdictPlace::CleanRoom)
        // Nothing but the result lay where it was verified.
        parts.append(Cli::tr("checked on a clean copy"));
    else
        return {};
    for (const VerdictNote &note : task.verdictNotes)
        parts.append(verdictNoteText(note));
    return parts.join(u"; "_s);
}

} // namespace vibecoder
