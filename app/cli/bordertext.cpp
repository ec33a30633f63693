// SPDX-License-Identifier: MIT
#include "bordertext.h"

#include "output.h"
#include "text.h"
#include "wire/borderreasons.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kRows = 12;      ///< of a card that is not shown whole
constexpr qsizetype kUnasked = 3;    ///< names of them
constexpr qsizetype kRegionRows = 8; ///< lines of one side of a conflict
constexpr qsizetype kRegions = 2;

QString coloured(const QString &text, const char *code, bool colour)
{
    return colour ? u"\x1b[%1m"_s.arg(QLatin1StringView(code)) + text + u"\x1b[0m"_s : text;
}

QString counted(const BorderRow &row)
{
    return row.added < 0 ? QString() : u" +%1 −%2"_s.arg(row.added).arg(row.removed);
}

QString diffLine(const QString &line, bool colour)
{
    const char *code = line.startsWith(u'+') ? "32" : line.startsWith(u'-') ? "31" : nullptr;
    const QString shown = harmless(line, false);
    return u"       "_s + (code ? coloured(shown, code, colour) : shown);
}

void addRow(QStringList &lines, const BorderRow &row, bool whole, bool colour)
{
    const bool asked = row.kind == BorderKind::Asked, denied = row.kind == BorderKind::Denied;
    const QString mark = denied ? u"■"_s : asked ? u"▲"_s : u"○"_s;
    QString head = u" %1 %2  %3"_s.arg(mark, borderClassText(row.code), harmless(row.path, false)) + counted(row);
    if (row.changes > 1)
        head += u"  "_s + Cli::tr("(changes: %1)").arg(row.changes);
    lines.append(coloured(head, denied ? "1;31" : asked ? "33" : "0", colour));
    if (asked)
        lines.append(u"     "_s + Cli::tr("name it with: %1").arg(row.digest.left(kShownDigest)));
    if (whole) {
        for (const QString &why : reasonTexts(row))
            lines.append(u"     "_s + why);
    }
    QList<BorderFinding> findings = row.findings;
    if (whole)
        findings += row.furtherFindings;
    for (const BorderFinding &finding : findings)
        lines.append(u"     "_s +
                     (finding.line > 0 ? Cli::tr("line %1: %2").arg(finding.line).arg(finding.code) : finding.code) +
                     (finding.excerpt.isEmpty() ? QString() : u"  "_s + harmless(finding.excerpt, false)));
    if (!whole && !row.furtherFindings.isEmpty())
        lines.append(u"     "_s + Cli::tr("%1 more in this file").arg(row.furtherFindings.size()));
    for (const QString &line : row.excerpt)
        lines.append(diffLine(line, colour));
    if (row.furtherLines > 0)
        lines.append(u"       "_s + Cli::tr("… %1 more lines").arg(row.furtherLines));
}

void addRegion(QStringList &lines, const QString &title, const QString &text, const ConflictLines &range, bool whole)
{
    lines.append(u"     "_s + title);
    const QStringList all = text.split(u'\n');
    const qsizetype shown = whole ? range.count : std::min<qsizetype>(range.count, kRegionRows);
    for (qsizetype i = 0; i < shown; ++i)
        lines.append(u"       | "_s + harmless(all.value(range.first + i), false));
    if (shown < range.count)
        lines.append(u"       "_s + Cli::tr("… %1 more lines").arg(range.count - shown));
}

} // namespace

QString borderClassText(const QString &code)
{
    static const QHash<QString, const char *> texts{
        {u"source"_s, QT_TRANSLATE_NOOP("Cli", "source")},
        {u"lock_file"_s, QT_TRANSLATE_NOOP("Cli", "lock file")},
        {u"moved_test"_s, QT_TRANSLATE_NOOP("Cli", "moved test")},
        {u"new_test"_s, QT_TRANSLATE_NOOP("Cli", "new test")},
        {u"large_file"_s, QT_TRANSLATE_NOOP("Cli", "large file")},
        {u"odd_name"_s, QT_TRANSLATE_NOOP("Cli", "odd name")},
        {u"bound_to"_s, QT_TRANSLATE_NOOP("Cli", "goes with others")},
        {u"case_collision"_s, QT_TRANSLATE_NOOP("Cli", "almost the same name")},
        {u"unread"_s, QT_TRANSLATE_NOOP("Cli", "could not be read")},
        {u"executable_bit"_s, QT_TRANSLATE_NOOP("Cli", "may be executed now")},
        {u"link_outside"_s, QT_TRANSLATE_NOOP("Cli", "link that leads out")},
        {u"protected_name"_s, QT_TRANSLATE_NOOP("Cli", "protected name")},
        {u"secret"_s, QT_TRANSLATE_NOOP("Cli", "secret")},
        {u"repository"_s, QT_TRANSLATE_NOOP("Cli", "new repository")},
        {u"steering"_s, QT_TRANSLATE_NOOP("Cli", "steers the tests")},
        {u"changed_test"_s, QT_TRANSLATE_NOOP("Cli", "changed test")},
        {u"link_forbidden"_s, QT_TRANSLATE_NOOP("Cli", "link to where nothing may lead")},
        {u"set_id"_s, QT_TRANSLATE_NOOP("Cli", "set-user-id")},
        {u"special_file"_s, QT_TRANSLATE_NOOP("Cli", "device, socket or pipe")},
        {u"name_outside"_s, QT_TRANSLATE_NOOP("Cli", "name that leads out")},
        {u"inside_git"_s, QT_TRANSLATE_NOOP("Cli", "inside .git")},
    };
    const char *text = texts.value(code);
    return text ? Cli::tr(text) : harmless(code, false);
}

int hiddenRows(const BorderCard &card)
{
    return int(std::max<qsizetype>(0, card.asked + card.denied - kRows));
}

QStringList borderLines(const BorderCard &card, bool whole, bool colour)
{
    QStringList lines{Cli::tr("Needs your answer: %1 of %2 changes").arg(card.asked).arg(card.all())};
    QStringList unasked;
    qsizetype shown = 0;
    int left = 0;
    for (const BorderRow &row : card.rows) {
        const bool worse = row.kind == BorderKind::Asked || row.kind == BorderKind::Denied;
        if (worse && !whole && ++shown > kRows)
            continue;
        if (worse || whole)
            addRow(lines, row, whole, colour);
        else if (row.kind == BorderKind::Unasked)
            unasked.append(harmless(row.path, false) + counted(row));
        else
            ++left;
    }
    if (const int hidden = whole ? 0 : hiddenRows(card); hidden > 0)
        lines.append(coloured(
            u" "_s + Cli::tr("%1 more that need an answer or can never be applied").arg(hidden), "1;31", colour));
    if (!unasked.isEmpty()) {
        QString text = u" ○ "_s + Cli::tr("unasked") + u"  "_s + unasked.mid(0, kUnasked).join(u", "_s);
        if (unasked.size() > kUnasked)
            text += u", "_s + Cli::tr("%1 more").arg(unasked.size() - kUnasked);
        lines.append(text);
    }
    if (left > 0)
        lines.append(u" ○ "_s + Cli::tr("left out: %1").arg(left));
    for (const QString &problem : card.problems)
        lines.append(u" ■ "_s + harmless(problem, false));
    return lines;
}

QString conflictText(const ConflictFile &file)
{
    switch (file.reason) {
    case ConflictReason::NoBase:
        return Cli::tr("nobody knows what the attempt began with");
    case ConflictReason::BothChanged:
        return Cli::tr("both changed the same lines");
    case ConflictReason::NotText:
        return Cli::tr("both changed it, and it cannot be merged");
    case ConflictReason::Deleted:
        return file.mine.mode == 0 ? Cli::tr("you deleted it, the attempt changed it")
                                   : Cli::tr("the attempt deleted it, you changed it");
    case ConflictReason::Kind:
        return Cli::tr("one made something else of it");
    case ConflictReason::InTheWay:
        return Cli::tr("something of yours is in the way");
    }
    Q_UNREACHABLE();
}

QStringList conflictLines(const ConflictCard &card, bool whole, bool colour)
{
    QStringList lines{Cli::tr("Conflicts: %1").arg(card.files.size())};
    for (const ConflictFile &file : card.files) {
        lines.append(coloured(u" ▲ %1  %2"_s.arg(harmless(file.path, false), conflictText(file)), "33", colour));
        const qsizetype regions = whole ? file.regions.size() : std::min<qsizetype>(file.regions.size(), kRegions);
        for (qsizetype i = 0; i < regions; ++i) {
            addRegion(lines, Cli::tr("yours:"), file.mine.text, file.regions.at(i).mine, whole);
            addRegion(lines, Cli::tr("this attempt's:"), file.theirs.text, file.regions.at(i).theirs, whole);
        }
        if (regions < file.regions.size())
            lines.append(u"     "_s + Cli::tr("%1 more in this file").arg(file.regions.size() - regions));
        if (file.mine.hidesSecret || file.theirs.hidesSecret)
            lines.append(u"     "_s + Cli::tr("not shown: it holds a secret"));
    }
    return lines;
}

} // namespace vibecoder
