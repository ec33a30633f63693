// SPDX-License-Identifier: MIT
#include "core/view/borderlook.h"

#include "base/jsonstrings.h"
#include "base/logging.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

QStringList BorderLook::guardedPaths() const
{
    QStringList paths;
    for (const Row &row : asked) {
        if (row.guarded)
            paths.append(row.path);
    }
    return paths;
}

QJsonObject toJson(const BorderLook &found)
{
    QJsonArray rows, reach;
    for (const BorderLook::Row &row : found.asked)
        rows.append(QJsonObject{
            {u"digest"_s, row.digest}, {u"path"_s, row.path}, {u"guarded"_s, row.guarded}, {u"shown"_s, row.shown}});
    for (const GuardFinding &finding : found.reach)
        reach.append(QJsonObject{{u"code"_s, finding.code}, {u"path"_s, finding.path}, {u"line"_s, finding.line},
            {u"excerpt"_s, redact(finding.excerpt)}});
    return {{u"tree"_s, found.tree}, {u"chosen"_s, found.chosen}, {u"asked"_s, rows},
        {u"lines"_s, QJsonArray::fromStringList(found.lines)}, {u"asked_digest"_s, found.askedDigest},
        {u"left"_s, QJsonArray::fromStringList(found.leftPaths)},
        {u"problems"_s, QJsonArray::fromStringList(found.problems)},
        {u"own_checks"_s, QJsonArray::fromStringList(found.ownChecks)}, {u"reach"_s, reach},
        {u"held"_s, QJsonObject{{u"digests"_s, QJsonArray::fromStringList(found.held.digests)},
                        {u"paths"_s, QJsonArray::fromStringList(found.held.paths)},
                        {u"sets"_s, QJsonArray::fromStringList(found.held.sets)},
                        {u"needs_counts"_s, found.held.needsCounts}}}};
}

BorderLook borderLookFromJson(const QJsonObject &json)
{
    BorderLook found;
    found.tree = json.value(u"tree"_s).toString();
    found.chosen = json.value(u"chosen"_s).toString();
    for (const QJsonValue value : json.value(u"asked"_s).toArray()) {
        const QJsonObject row = value.toObject();
        found.asked.append({row.value(u"digest"_s).toString(), row.value(u"path"_s).toString(),
            row.value(u"guarded"_s).toBool(), row.value(u"shown"_s).toBool()});
    }
    found.lines = stringsOf(json.value(u"lines"_s));
    found.leftPaths = stringsOf(json.value(u"left"_s));
    found.askedDigest = json.value(u"asked_digest"_s).toString();
    found.problems = stringsOf(json.value(u"problems"_s));
    found.ownChecks = stringsOf(json.value(u"own_checks"_s));
    const QJsonObject held = json.value(u"held"_s).toObject();
    found.held = {stringsOf(held.value(u"digests"_s)), stringsOf(held.value(u"paths"_s)),
        stringsOf(held.value(u"sets"_s)), held.value(u"needs_counts"_s).toBool()};
    for (const QJsonValue value : json.value(u"reach"_s).toArray()) {
        const QJsonObject one = value.toObject();
        found.reach.append({one.value(u"code"_s).toString(), one.value(u"path"_s).toString(),
            one.value(u"line"_s).toInt(), one.value(u"excerpt"_s).toString()});
    }
    return found;
}

} // namespace vibecoder
