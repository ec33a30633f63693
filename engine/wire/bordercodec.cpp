// SPDX-License-Identifier: MIT
#include "wire/bordercodec.h"

#include "wire/jsonfields.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonArray toJson(const QList<BorderFinding> &findings)
{
    QJsonArray array;
    for (const BorderFinding &finding : findings)
        array.append(
            QJsonObject{{u"code"_s, finding.code}, {u"line"_s, finding.line}, {u"excerpt"_s, finding.excerpt}});
    return array;
}

Result<QList<BorderFinding>> findingsFromJson(const QJsonValue &array)
{
    QList<BorderFinding> findings;
    for (const QJsonValue value : array.toArray()) {
        BorderFinding finding;
        JsonFields fields(value.toObject());
        fields.read("code", finding.code);
        fields.read("line", finding.line);
        fields.read("excerpt", finding.excerpt);
        VC_TRY(const BorderFinding read, fields.finish(finding));
        findings.append(read);
    }
    return findings;
}

QJsonArray toJson(const QList<ShownReason> &reasons)
{
    QJsonArray array;
    for (const ShownReason &reason : reasons)
        array.append(QJsonObject{{u"key"_s, reason.key}, {u"detail"_s, reason.detail}});
    return array;
}

Result<QList<ShownReason>> reasonsFromJson(const QJsonValue &array)
{
    QList<ShownReason> reasons;
    for (const QJsonValue value : array.toArray()) {
        ShownReason reason;
        JsonFields fields(value.toObject());
        fields.read("key", reason.key);
        fields.read("detail", reason.detail);
        VC_TRY(const ShownReason read, fields.finish(reason));
        reasons.append(read);
    }
    return reasons;
}

QJsonObject toJson(const BorderRow &row)
{
    return {
        {u"kind"_s, toWire(row.kind)},
        {u"path"_s, row.path},
        {u"name"_s, QString::fromLatin1(row.name.toBase64())},
        {u"changes"_s, row.changes},
        {u"code"_s, row.code},
        {u"why"_s, row.why},
        {u"also"_s, QJsonArray::fromStringList(row.also)},
        {u"reasons"_s, toJson(row.reasons)},
        {u"findings"_s, toJson(row.findings)},
        {u"further_findings"_s, toJson(row.furtherFindings)},
        {u"excerpt"_s, QJsonArray::fromStringList(row.excerpt)},
        {u"further_lines"_s, row.furtherLines},
        {u"added"_s, row.added},
        {u"removed"_s, row.removed},
        {u"digest"_s, row.digest},
    };
}

Result<BorderRow> rowFromJson(const QJsonObject &json)
{
    BorderRow row;
    QString name;
    JsonFields fields(json);
    fields.read("kind", row.kind);
    fields.read("path", row.path);
    fields.read("name", name);
    fields.read("changes", row.changes);
    fields.read("code", row.code);
    fields.read("why", row.why);
    fields.read("also", row.also);
    fields.read("excerpt", row.excerpt);
    fields.read("further_lines", row.furtherLines);
    fields.read("added", row.added);
    fields.read("removed", row.removed);
    fields.read("digest", row.digest);
    row.name = QByteArray::fromBase64(name.toLatin1());
    VC_TRY(row.reasons, reasonsFromJson(json.value("reasons"_L1)));
    VC_TRY(row.findings, findingsFromJson(json.value("findings"_L1)));
    VC_TRY(row.furtherFindings, findingsFromJson(json.value("further_findings"_L1)));
    return fields.finish(std::move(row));
}

QJsonObject toJson(const ConflictSide &side)
{
    return {{u"mode"_s, qint64(side.mode)}, {u"size"_s, side.size},
        {u"text"_s, side.isText ? QJsonValue(side.text) : QJsonValue()}, {u"hides_secret"_s, side.hidesSecret}};
}

Result<ConflictSide> sideFromJson(const QJsonValue &value)
{
    ConflictSide side;
    const QJsonObject json = value.toObject();
    int mode = 0;
    JsonFields fields(json);
    fields.read("mode", mode);
    fields.read("size", side.size);
    fields.read("text", side.text);
    fields.read("hides_secret", side.hidesSecret);
    side.mode = uint(mode);
    side.isText = json.value("text"_L1).isString();
    return fields.finish(std::move(side));
}

QJsonArray toJson(const ConflictLines &lines)
{
    return {lines.first, lines.count};
}

ConflictLines linesFromJson(const QJsonValue &value)
{
    return {value[0].toInt(), value[1].toInt()};
}

Result<ConflictFile> fileFromJson(const QJsonObject &json)
{
    ConflictFile file;
    JsonFields fields(json);
    fields.read("path", file.path);
    fields.read("reason", file.reason);
    fields.read("merged", file.merged);
    VC_TRY(file.base, sideFromJson(json.value("base"_L1)));
    VC_TRY(file.mine, sideFromJson(json.value("mine"_L1)));
    VC_TRY(file.theirs, sideFromJson(json.value("theirs"_L1)));
    for (const QJsonValue region : json.value("regions"_L1).toArray())
        file.regions.append({linesFromJson(region["base"_L1]), linesFromJson(region["mine"_L1]),
            linesFromJson(region["theirs"_L1]), linesFromJson(region["merged"_L1])});
    return fields.finish(std::move(file));
}

} // namespace

QJsonObject toJson(const BorderCard &card)
{
    QJsonArray rows;
    for (const BorderRow &row : card.rows)
        rows.append(toJson(row));
    return {
        {u"headline"_s, card.headline},
        {u"counts"_s, QJsonObject{{u"asked"_s, card.asked}, {u"denied"_s, card.denied}, {u"left_out"_s, card.leftOut},
                          {u"unasked"_s, card.unasked}}},
        {u"rows"_s, rows},
        {u"problems"_s, QJsonArray::fromStringList(card.problems)},
        {u"digest"_s, card.digest},
        {u"asked_digest"_s, card.askedDigest},
    };
}

Result<BorderCard> borderCardFromJson(const QJsonObject &json)
{
    BorderCard card;
    JsonFields fields(json);
    fields.read("headline", card.headline);
    fields.read("problems", card.problems);
    fields.read("digest", card.digest);
    fields.read("asked_digest", card.askedDigest);
    JsonFields counts(json.value("counts"_L1).toObject());
    counts.read("asked", card.asked);
    counts.read("denied", card.denied);
    counts.read("left_out", card.leftOut);
    counts.read("unasked", card.unasked);
    VC_CHECK(counts.finish(true));
    for (const QJsonValue value : json.value("rows"_L1).toArray()) {
        VC_TRY(const BorderRow row, rowFromJson(value.toObject()));
        card.rows.append(row);
    }
    return fields.finish(std::move(card));
}

QJsonObject toJson(const ConflictCard &card)
{
    QJsonArray files;
    for (const ConflictFile &file : card.files) {
        QJsonArray regions;
        for (const ConflictRegion &region : file.regions)
            regions.append(QJsonObject{{u"base"_s, toJson(region.base)}, {u"mine"_s, toJson(region.mine)},
                {u"theirs"_s, toJson(region.theirs)}, {u"merged"_s, toJson(region.merged)}});
        files.append(QJsonObject{{u"path"_s, file.path}, {u"reason"_s, toWire(file.reason)},
            {u"base"_s, toJson(file.base)}, {u"mine"_s, toJson(file.mine)}, {u"theirs"_s, toJson(file.theirs)},
            {u"regions"_s, regions}, {u"merged"_s, file.merged}});
    }
    return {{u"files"_s, files}, {u"digest"_s, card.digest}};
}

Result<ConflictCard> conflictCardFromJson(const QJsonObject &json)
{
    ConflictCard card;
    JsonFields fields(json);
    fields.read("digest", card.digest);
    for (const QJsonValue value : json.value("files"_L1).toArray()) {
        VC_TRY(const ConflictFile file, fileFromJson(value.toObject()));
        card.files.append(file);
    }
    return fields.finish(std::move(card));
}

} // namespace vibecoder
