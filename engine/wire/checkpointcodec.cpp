// SPDX-License-Identifier: MIT
// The part of modelcodec.h about checkpoints, what lies between them, and rollbacks.
#include "wire/modelcodec.h"

#include "wire/jsonfields.h"
#include "wire/resultcodec.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonArray toJson(const QList<NotCovered> &list)
{
    QJsonArray array;
    for (const NotCovered &one : list)
        array.append(QJsonObject{{u"path"_s, one.path}, {u"reason"_s, toWire(one.reason)}, {u"size"_s, one.size}});
    return array;
}

QJsonValue modeText(uint mode)
{
    return mode == 0 ? QJsonValue() : QJsonValue(u"%1"_s.arg(mode, 6, 8, QLatin1Char('0')));
}

} // namespace

QJsonArray toJson(const QList<TreeChange> &changes)
{
    QJsonArray array;
    for (const TreeChange &change : changes)
        array.append(QJsonObject{{u"path"_s, change.path}, {u"change"_s, toWire(change.kind)},
            {u"old_mode"_s, modeText(change.oldMode)}, {u"new_mode"_s, modeText(change.newMode)},
            {u"binary"_s, change.binary}});
    return array;
}

QJsonObject toJson(const Checkpoint &checkpoint)
{
    return {
        {u"task_id"_s, checkpoint.taskId},
        {u"attempt"_s, checkpoint.attempt},
        {u"number"_s, checkpoint.number},
        {u"iteration"_s, checkpoint.iteration},
        {u"kind"_s, toWire(checkpoint.kind)},
        {u"tree"_s, checkpoint.tree},
        {u"files"_s, checkpoint.files},
        {u"bytes"_s, checkpoint.bytes},
        {u"not_covered"_s, toJson(checkpoint.notCovered)},
        {u"created_at"_s, jsonTime(checkpoint.createdAt)},
    };
}

Result<Checkpoint> checkpointFromJson(const QJsonObject &json)
{
    Checkpoint checkpoint;
    JsonFields fields(json);
    fields.read("task_id", checkpoint.taskId);
    fields.read("attempt", checkpoint.attempt);
    fields.read("number", checkpoint.number);
    fields.read("iteration", checkpoint.iteration);
    fields.read("kind", checkpoint.kind);
    fields.read("tree", checkpoint.tree);
    fields.read("files", checkpoint.files);
    fields.read("bytes", checkpoint.bytes);
    fields.read("created_at", checkpoint.createdAt);
    for (const QJsonValue value : json.value("not_covered"_L1).toArray()) {
        NotCovered one;
        JsonFields part(value.toObject());
        part.read("path", one.path);
        part.read("reason", one.reason);
        part.read("size", one.size);
        VC_TRY(const NotCovered read, part.finish(one));
        checkpoint.notCovered.append(read);
    }
    return fields.finish(std::move(checkpoint));
}

QJsonObject toJson(const CheckpointDiff &diff)
{
    return {
        {u"from"_s, toJson(diff.from)},
        {u"to"_s, toJson(diff.to)},
        {u"changes"_s, toJson(diff.changes)},
        {u"patch"_s, QString::fromUtf8(diff.patch)},
        {u"not_covered"_s, toJson(diff.notCovered)},
    };
}

QJsonObject toJson(const RollbackReport &report)
{
    return {
        {u"dry_run"_s, report.dryRun},
        {u"target"_s, toJson(report.target)},
        {u"before"_s, report.before ? QJsonValue(toJson(*report.before)) : QJsonValue()},
        {u"changes"_s, toJson(report.changes)},
        {u"not_covered"_s, toJson(report.notCovered)},
        {u"left_alone"_s, QJsonArray::fromStringList(report.leftAlone)},
    };
}

} // namespace vibecoder
