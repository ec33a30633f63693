// SPDX-License-Identifier: MIT
#include "core/view/viewcleaning.h"

#include "base/logging.h"
#include "core/result/resultstore.h"
#include "core/taskflow.h"
#include "storage/taskstore.h"
#include "workspace/view/setuplayer.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Candidate
{
    ViewUse use;
    std::optional<Task> task; ///< whose current attempt it is
    QDateTime since;          ///< when its attempt ended
};

// Nothing: it stays, whatever its age.
Result<std::optional<Candidate>> candidateFor(Connection &c, const ViewUse &use)
{
    Candidate candidate{use, {}, use.createdAt};
    if (!use.isFree)
        return std::optional<Candidate>();
    // A clean room goes with its attempt: a run that was killed takes it up again.
    const QString name = use.name.startsWith(kCleanRoomPrefix) ? use.name.mid(kCleanRoomPrefix.size()) : use.name;
    const qsizetype point = name.lastIndexOf(u'.');
    const Result<Task> task = taskstore::byId(c, name.left(point));
    if (!task && task.error().code != ErrorCode::NotFound)
        return passError(task);
    const bool isRunning = task && name.mid(point + 1).toInt() == task->attempt && !isEnded(task->state);
    if (isRunning && !name.startsWith(u'.'))
        return std::optional<Candidate>();
    if (!task || use.name.startsWith(u'.')) {
        candidate.since = {};
        return std::optional(candidate);
    }
    if (name.mid(point + 1).toInt() != task->attempt)
        return std::optional(candidate);
    candidate.task = *task;
    candidate.since = task->endedAt;
    return std::optional(candidate);
}

Result<> tell(Database &db, const Task &task, const QDateTime &now)
{
    return db.writeNow([task, now](Connection &c) {
        return taskflow::tell(c, EventKind::Warning, task,
            {{u"code"_s, u"view_removed"_s},
                {u"text"_s, u"what this attempt changed (%1 files) was never applied and is removed now: the settings "
                            "view_days and view_store_mb keep no more"_s.arg(task.resultFiles)}},
            now);
    });
}

} // namespace

Result<ViewCleaning> cleanViews(Database &db, const Settings &settings, const QDateTime &now)
{
    const QString folder = db.location().viewsFolder();
    const qint64 most = qint64(settings.viewStoreMb) * 1024 * 1024;
    ViewCleaning cleaning;
    QList<Candidate> candidates;
    QStringList layersInUse;
    const QList<ViewUse> uses = ViewFolder::list(folder);
    for (const ViewUse &use : uses)
        layersInUse.append(use.below);
    // Layers can be made again, but one that goes in each cleaning because the views fill the store helps nobody.
    cleaning.keptBytes = SetupLayers::sweep(folder, settings.viewDays, most / 2, layersInUse, now).keptBytes;
    for (const ViewUse &use : uses) {
        ++cleaning.kept;
        cleaning.keptBytes += use.bytes;
        VC_TRY(const auto candidate, candidateFor(db.reader(), use));
        if (candidate)
            candidates.append(*candidate);
    }
    std::sort(
        candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) { return a.since < b.since; });
    const QDateTime oldest = now.addDays(-settings.viewDays);
    for (const Candidate &candidate : std::as_const(candidates)) {
        const bool isOld = !candidate.since.isValid() || candidate.since < oldest;
        if (!isOld && cleaning.keptBytes <= most)
            continue;
        if (candidate.task && candidate.task->result == ResultState::NotApplied)
            VC_CHECK(tell(db, *candidate.task, now));
        const Result<> removed = ViewFolder::removeUnused(folder, candidate.use.name);
        if (!removed) {
            // Somebody took it up meanwhile, or the disk says no: the next time.
            logWarning("view", u"a view could not be removed"_s,
                {{u"view"_s, candidate.use.name}, {u"why"_s, removed.error().message}});
            continue;
        }
        --cleaning.kept;
        cleaning.keptBytes -= candidate.use.bytes;
        cleaning.removed.append(candidate.use.name);
    }
    return cleaning;
}

} // namespace vibecoder
