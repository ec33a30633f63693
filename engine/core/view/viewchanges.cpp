// SPDX-License-Identifier: MIT
#include "core/view/viewchanges.h"

#include "core/changerows.h"
#include "workspace/border/changesetstore.h"
#include "workspace/patch.h"
#include "workspace/pathtext.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Nothing: it is no file or link, or too large to be kept.
std::optional<QByteArray> contentOf(const ObjectStore &objects, const TreeEntry &entry)
{
    if (entry.content.isEmpty())
        return std::nullopt;
    const Result<QByteArray> bytes = objects.read(ObjectType::Blob, entry.content);
    return bytes && bytes->size() <= ChangeRows::kMaxKept ? std::optional(*bytes) : std::nullopt;
}

} // namespace

QHash<QByteArray, qsizetype> placesOf(const ChangeSet &set)
{
    QHash<QByteArray, qsizetype> places;
    for (qsizetype i = 0; i < set.changes.size(); ++i)
        places.insert(set.changes.at(i).path, i);
    return places;
}

TreeEntry entryIn(const ChangeSet &set, const QHash<QByteArray, qsizetype> &places, const Change &other)
{
    const auto found = places.constFind(other.path);
    return found == places.cend() ? other.base : set.changes.at(*found).now;
}

Result<StepOutcome> collectViewChanges(
    const ChangeRequest &request, AttemptView &view, const ChangeSet &before, const RunServices &services)
{
    VC_TRY(const ChangeSet now, view.changes());
    const auto placesBefore = placesOf(before), placesNow = placesOf(now);
    QList<Change> either = now.changes;
    for (const Change &change : before.changes) {
        if (!placesNow.contains(change.path))
            either.append(change);
    }
    std::sort(either.begin(), either.end(), [](const Change &a, const Change &b) { return a.path < b.path; });
    ChangeRows rows(services, request.taskId, request.attempt, request.iteration);
    for (const Change &change : std::as_const(either)) {
        const TreeEntry old = entryIn(before, placesBefore, change), fresh = entryIn(now, placesNow, change);
        // What is in a folder says enough about it.
        if (old == fresh || (S_ISDIR(old.mode) && (S_ISDIR(fresh.mode) || fresh.mode == 0)) ||
            (old.mode == 0 && S_ISDIR(fresh.mode)))
            continue;
        const QString path = pathText(change.path);
        ChangeRows::Row row{path,
            fresh.mode == 0 ? u"deleted"_s
            : old.mode == 0 ? u"added"_s
                            : u"modified"_s,
            !request.touched.contains(path), contentOf(view.objects(), fresh), {}};
        const auto was = contentOf(view.objects(), old);
        if ((was || old.mode == 0 || S_ISDIR(old.mode)) && (row.now || fresh.mode == 0 || S_ISDIR(fresh.mode)))
            row.diff = unifiedDiff(
                path, was.value_or(QByteArray()), row.now.value_or(QByteArray()), was.has_value(), row.now.has_value());
        VC_CHECK(rows.add(row));
    }
    VC_TRY(StepOutcome outcome, rows.outcome());
    VC_TRY(const QString tree,
        keepChangeSet(view.objects(), now, u"%1-%2-now"_s.arg(request.taskId).arg(request.attempt)));
    outcome.result.insert(u"tree"_s, tree);
    outcome.result.insert(u"differs"_s, now.changes.size());
    return outcome;
}

} // namespace vibecoder
