// SPDX-License-Identifier: MIT
#include "wire/resultcodec.h"

#include "wire/bordercodec.h"
#include "wire/modelcodec.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonArray toJson(const QList<SavedBeside> &saved)
{
    QJsonArray array;
    for (const SavedBeside &one : saved)
        array.append(QJsonObject{{u"path"_s, one.path}, {u"name"_s, one.name}});
    return array;
}

} // namespace

QJsonObject toJson(const TaskResult &result)
{
    QJsonArray staying;
    for (const StaysBehind &one : result.stayingBehind)
        staying.append(QJsonObject{{u"path"_s, one.path}, {u"bytes"_s, one.bytes}, {u"files"_s, one.files}});
    return {
        {u"task_id"_s, result.taskId},
        {u"attempt"_s, result.attempt},
        {u"state"_s, toWire(result.state)},
        {u"checkpoint"_s, toJson(result.checkpoint)},
        {u"changes"_s, toJson(result.changes)},
        {u"patch"_s, QString::fromUtf8(result.patch)},
        {u"staying_behind"_s, staying},
        {u"problems"_s, QJsonArray::fromStringList(result.problems)},
    };
}

QJsonObject toJson(const ApplyOutcome &outcome)
{
    const bool asks = outcome.border.asked > 0;
    const bool conflicts = !outcome.conflicts.files.isEmpty();
    return {
        {u"dry_run"_s, outcome.dryRun},
        {u"applied"_s, outcome.applied},
        {u"verified"_s, outcome.verified},
        {u"keeps_changing"_s, outcome.keepsChanging},
        {u"files"_s, outcome.files},
        {u"changes"_s, toJson(outcome.changes)},
        {u"border"_s, asks ? QJsonValue(toJson(outcome.border)) : QJsonValue()},
        {u"conflicts"_s, conflicts ? QJsonValue(toJson(outcome.conflicts)) : QJsonValue()},
        {u"settled"_s, QJsonArray::fromStringList(outcome.settled)},
        {u"merged"_s, QJsonArray::fromStringList(outcome.merged)},
        {u"left_out"_s, QJsonArray::fromStringList(outcome.leftOut)},
        {u"refused"_s, QJsonArray::fromStringList(outcome.refused)},
        {u"problems"_s, QJsonArray::fromStringList(outcome.problems)},
        {u"changed_meanwhile"_s, QJsonArray::fromStringList(outcome.changedMeanwhile)},
        {u"kept_folders"_s, QJsonArray::fromStringList(outcome.keptFolders)},
        {u"left_alone"_s, QJsonArray::fromStringList(outcome.leftAlone)},
        {u"saved"_s, toJson(outcome.saved)},
    };
}

QJsonObject toJson(const UndoOutcome &outcome)
{
    return {
        {u"undone"_s, outcome.undone},
        {u"keeps_changing"_s, outcome.keepsChanging},
        {u"changes"_s, toJson(outcome.changes)},
        {u"left_alone"_s, QJsonArray::fromStringList(outcome.leftAlone)},
        {u"changed_meanwhile"_s, QJsonArray::fromStringList(outcome.changedMeanwhile)},
        {u"saved"_s, toJson(outcome.saved)},
    };
}

} // namespace vibecoder
