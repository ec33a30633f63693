// SPDX-License-Identifier: MIT
#include "core/result/conflictcard.h"

#include "base/digest.h"
#include "base/logging.h"
#include "core/border/bordernames.h"
#include "workspace/linediff.h"
#include "workspace/textencoding.h"

#include <QCoreApplication>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Results
{
    Q_DECLARE_TR_FUNCTIONS(Results)
};

struct Side
{
    ConflictSide shown;
    QByteArray bytes;
};

Side sideOf(const TreeEntry &entry, const ReadContent &read)
{
    Side side;
    side.shown.mode = entry.mode;
    if (entry.mode == 0 || S_ISDIR(entry.mode) || entry.content.isEmpty())
        return side;
    Result<QByteArray> bytes = read(entry.content);
    if (!bytes)
        return side; // not kept: a person decides without seeing it
    side.bytes = std::move(*bytes);
    side.shown.size = side.bytes.size();
    if (side.bytes.size() > kConflictTextMost || !whatElseThanUtf8(side.bytes).isEmpty())
        return side;
    const QString text = QString::fromUtf8(side.bytes);
    side.shown.hidesSecret = redact(text) != text;
    side.shown.isText = !side.shown.hidesSecret;
    if (side.shown.isText)
        side.shown.text = text;
    return side;
}

QByteArray joined(const std::vector<QByteArrayView> &lines, qsizetype from, qsizetype to)
{
    QByteArray bytes;
    for (qsizetype i = from; i < to; ++i)
        bytes += lines[size_t(i)];
    return bytes;
}

QByteArray ended(QByteArray lines)
{
    if (!lines.isEmpty() && !lines.endsWith('\n'))
        lines += '\n';
    return lines;
}

ConflictLines shown(const LineRange &range)
{
    return {int(range.first), int(range.count)};
}

/// Everything that can be merged is; what cannot stands between marks.
void addMerged(ConflictFile &file, const QList<MergeConflict> &conflicts, const QByteArray &base,
    const QByteArray &mine, const QByteArray &theirs)
{
    const std::vector<QByteArrayView> a = linesOf(base), b = linesOf(mine), c = linesOf(theirs);
    qsizetype atBase = 0, atMine = 0, atTheirs = 0;
    QByteArray merged;
    const auto addUntil = [&](qsizetype toBase, qsizetype toMine, qsizetype toTheirs) {
        const QByteArray own = joined(b, atMine, toMine);
        const MergeResult part = mergeTexts(joined(a, atBase, toBase), own, joined(c, atTheirs, toTheirs));
        merged += part.outcome == MergeOutcome::Clean ? part.merged : own;
    };
    for (const MergeConflict &one : conflicts) {
        addUntil(one.base.first, one.mine.first, one.theirs.first);
        atBase = one.base.first + one.base.count;
        atMine = one.mine.first + one.mine.count;
        atTheirs = one.theirs.first + one.theirs.count;
        merged = ended(merged);
        const int first = int(merged.count('\n'));
        merged += "<<<<<<< yours\n" + ended(joined(b, one.mine.first, atMine)) + "=======\n" +
                  ended(joined(c, one.theirs.first, atTheirs)) + ">>>>>>> this attempt\n";
        file.regions.append(
            {shown(one.base), shown(one.mine), shown(one.theirs), {first, int(merged.count('\n')) - first}});
    }
    addUntil(qsizetype(a.size()), qsizetype(b.size()), qsizetype(c.size()));
    file.merged = QString::fromUtf8(merged);
}

} // namespace

ConflictCard conflictCard(const QList<ApplyConflict> &conflicts, const ReadContent &read)
{
    ConflictCard card;
    QByteArrayList parts{"apply conflict"};
    for (const ApplyConflict &conflict : conflicts) {
        ConflictFile file;
        file.path = shownPath(conflict.path);
        file.reason = conflict.reason;
        const Side base = sideOf(conflict.base, read), mine = sideOf(conflict.mine, read),
                   theirs = sideOf(conflict.theirs, read);
        file.base = base.shown;
        file.mine = mine.shown;
        file.theirs = theirs.shown;
        const bool hasLines = !conflict.conflicts.isEmpty() && mine.shown.isText && theirs.shown.isText &&
                              (base.shown.isText || conflict.base.mode == 0);
        if (hasLines)
            addMerged(file, conflict.conflicts, base.bytes, mine.bytes, theirs.bytes);
        card.files.append(file);
        parts.append(conflict.path);
        for (const TreeEntry &entry : {conflict.base, conflict.mine, conflict.theirs})
            parts.append(QByteArray::number(entry.mode, 8) + ' ' + entry.content.toHex());
    }
    card.digest = sha256OfParts(parts);
    return card;
}

QStringList conflictLines(const ConflictCard &card)
{
    QStringList lines;
    for (const ConflictFile &file : card.files) {
        QString what;
        switch (file.reason) {
        case ConflictReason::NoBase:
            what = u"nobody knows what the attempt began with"_s;
            break;
        case ConflictReason::BothChanged:
            what = file.regions.isEmpty() ? u"both changed it"_s
                                          : u"both changed the same lines, %1 times"_s.arg(file.regions.size());
            break;
        case ConflictReason::NotText:
            what = u"both changed it, and it cannot be merged"_s;
            break;
        case ConflictReason::Deleted:
            what = file.mine.mode == 0 ? u"you deleted it, the attempt changed it"_s
                                       : u"the attempt deleted it, you changed it"_s;
            break;
        case ConflictReason::Kind:
            what = u"one made something else of it"_s;
            break;
        case ConflictReason::InTheWay:
            what = u"something of yours is in the way"_s;
            break;
        }
        lines.append(file.path + u": "_s + what);
    }
    return lines;
}

Result<ApplyAnswers> answersTo(
    const QList<ApplyConflict> &conflicts, const QJsonObject &answers, std::optional<AnswerKind> others)
{
    ApplyAnswers found;
    QSet<QString> known;
    for (const ApplyConflict &conflict : conflicts) {
        const QString key = shownPath(conflict.path);
        known.insert(key);
        const QJsonObject answer = answers.value(key).toObject();
        const auto use = fromWire<AnswerKind>(answer.value(u"use"_s).toString());
        if (use)
            found.insert(conflict.path, {*use, answer.value(u"text"_s).toString().toUtf8()});
        else if (others)
            found.insert(conflict.path, {*others, {}});
    }
    for (auto it = answers.begin(); it != answers.end(); ++it) {
        if (!known.contains(it.key()))
            return fail(ErrorCode::InvalidArgument,
                Results::tr("There is no conflict at `%1`.").arg(it.key().left(200)),
                Results::tr("Name a path as the card shows it."));
    }
    return found;
}

} // namespace vibecoder
