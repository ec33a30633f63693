// SPDX-License-Identifier: MIT
#include "core/border/bordercard.h"

#include "base/digest.h"
#include "base/harmless.h"
#include "base/logging.h"
#include "core/border/bordernames.h"
#include "core/border/borderpolicy.h"
#include "core/border/classifychanges.h"
#include "workspace/patch.h"
#include "workspace/pathtext.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostExcerpts = 100; ///< rows with lines of their difference: the worst
constexpr qsizetype kMostCounted = 200;  ///< rows whose lines are counted, unasked ones among them
constexpr qsizetype kLongestLine = 160;

QString visible(const QString &text)
{
    return harmless(text.left(kLongestLine), false);
}

BorderFinding shownFinding(const BorderFinding &finding)
{
    return {finding.code, finding.line, visible(redact(finding.excerpt))};
}

struct DiffLine
{
    QString text; ///< with its sign, as in the file
    bool telling = false;
};

class CardMaker
{
public:
    CardMaker(const BorderDecision &decision, const BorderCardInput &input)
        : m_decision(decision)
        , m_input(input)
    {
    }

    BorderCard made()
    {
        BorderCard card;
        card.asked = add(card, m_decision.asked, BorderKind::Asked);
        card.denied = add(card, m_decision.denied, BorderKind::Denied);
        card.leftOut = add(card, m_decision.leftOut, BorderKind::LeftOut);
        card.unasked = add(card, m_decision.unasked, BorderKind::Unasked);
        for (const QByteArray &problem : m_input.problems)
            card.problems.append(harmless(redact(pathText(problem)), false));
        card.headline = u"%1 of %2 %3 your answer"_s.arg(card.asked)
                            .arg(card.all())
                            .arg(card.all() == 1   ? u"change needs"_s
                                 : card.asked == 1 ? u"changes needs"_s
                                                   : u"changes need"_s);
        card.askedDigest = sha256OfParts(heading("border asked") + partsOf(m_decision.asked, BorderKind::Asked));
        card.digest = sha256OfParts(heading("border") + partsOf(m_decision.asked, BorderKind::Asked) +
                                    partsOf(m_decision.denied, BorderKind::Denied) +
                                    partsOf(m_decision.leftOut, BorderKind::LeftOut) +
                                    partsOf(m_decision.unasked, BorderKind::Unasked) + m_input.problems);
        return card;
    }

private:
    [[nodiscard]] QByteArrayList heading(const QByteArray &kind) const
    {
        return {kind, m_input.folder.path, QByteArray::number(m_input.folder.identity.device),
            QByteArray::number(m_input.folder.identity.inode)};
    }

    [[nodiscard]] QByteArrayList partsOf(const QList<ClassifiedChange> &list, BorderKind kind) const
    {
        QByteArrayList parts{toWire(kind).toLatin1(), QByteArray::number(list.size())};
        for (const ClassifiedChange &classified : list)
            parts.append(digestOf(classified, m_input.folder).toLatin1());
        return parts;
    }

    // How many rows came. What lies below one `.git` is one of them, however much it is.
    int add(BorderCard &card, const QList<ClassifiedChange> &list, BorderKind kind)
    {
        QSet<QByteArray> shownByOthers; // folders with something in them in the same list
        for (const ClassifiedChange &classified : list) {
            for (QByteArray folder = folderOfPath(classified.change.path); !folder.isEmpty();
                 folder = folderOfPath(folder)) {
                if (shownByOthers.contains(folder))
                    break;
                shownByOthers.insert(folder);
            }
        }
        QHash<QByteArray, qsizetype> ofRepository;
        const qsizetype first = card.rows.size();
        for (const ClassifiedChange &classified : list) {
            if (classified.change.isFolder() && shownByOthers.contains(classified.change.path))
                continue;
            // The daily work of git changes hundreds of files that nobody could apply.
            const QByteArray repository = kind == BorderKind::Denied && classified.worst() == BorderClass::InsideGit
                                              ? gitEntryOf(classified.change.path)
                                              : QByteArray();
            if (repository.isEmpty()) {
                card.rows.append(row(classified, kind));
            } else if (const auto known = ofRepository.constFind(repository); known != ofRepository.cend()) {
                ++card.rows[*known].changes;
            } else {
                ofRepository.insert(repository, card.rows.size());
                BorderRow one = row(classified, kind);
                one.name = repository;
                one.path = shownPath(repository);
                one.digest.clear();
                card.rows.append(one);
            }
        }
        return int(card.rows.size() - first);
    }

    BorderRow row(const ClassifiedChange &classified, BorderKind kind)
    {
        BorderRow row;
        row.kind = kind;
        row.name = classified.change.path;
        row.path = shownPath(row.name);
        row.digest = digestOf(classified, m_input.folder);
        for (const BorderReason &reason : classified.reasons) {
            const QString why = describeReason(reason, classified);
            if (row.code.isEmpty()) {
                row.code = toWire(reason.what);
                row.why = why;
            } else {
                row.also.append(why);
            }
        }
        for (const BorderFinding &finding : classified.findings)
            (row.findings.size() < kFindingsShown ? row.findings : row.furtherFindings).append(shownFinding(finding));
        if (kind != BorderKind::Denied && m_counted++ < kMostCounted)
            addLines(classified, row);
        return row;
    }

    void addLines(const ClassifiedChange &classified, BorderRow &row)
    {
        const Change &change = classified.change;
        const std::optional<QByteArray> before = contentOf(change.base), after = contentOf(change.now);
        if (!before || !after || change.isFolder())
            return;
        const PatchModes modes{change.base.mode, change.now.mode};
        // Secrets may go over lines, so they are taken out of the whole.
        const QString diff = QString::fromUtf8(unifiedDiff(pathText(change.path), *before, *after, modes, 0));
        const QStringList changed = changedLines(diff);
        if (changed.isEmpty())
            return;
        row.added = row.removed = 0;
        for (const QString &text : changed)
            ++(text.startsWith(u'+') ? row.added : row.removed);
        QList<DiffLine> lines;
        for (const QString &text : changedLines(redact(diff)))
            lines.append({text, isTelling(text, classified)});
        if (row.kind == BorderKind::Unasked || m_excerpts++ >= kMostExcerpts)
            return;
        // Lines that a finding is about come first, then what a test has lost.
        const bool isTest = classified.has(BorderClass::ChangedTest);
        const auto place = [isTest](const DiffLine &line) {
            return line.telling ? 0 : isTest && line.text.startsWith(u'-') ? 1 : 2;
        };
        std::stable_sort(
            lines.begin(), lines.end(), [&place](const DiffLine &a, const DiffLine &b) { return place(a) < place(b); });
        for (const DiffLine &line : std::as_const(lines)) {
            if (row.excerpt.size() < kExcerptLines)
                row.excerpt.append(harmless(line.text.left(kLongestLine)));
            else
                ++row.furtherLines;
        }
    }

    static QStringList changedLines(const QString &diff)
    {
        const qsizetype begin = diff.indexOf(u"\n@@ "_s);
        QStringList lines = begin < 0 ? QStringList() : diff.sliced(begin + 1).split(u'\n');
        lines.removeIf([](const QString &line) { return !line.startsWith(u'+') && !line.startsWith(u'-'); });
        return lines;
    }

    static bool isTelling(const QString &line, const ClassifiedChange &classified)
    {
        const QString text = line.sliced(1).simplified().left(kLongestLine);
        return line.startsWith(u'+') && !text.isEmpty() &&
               std::any_of(classified.findings.cbegin(), classified.findings.cend(),
                   [&text](const BorderFinding &finding) { return finding.excerpt == text; });
    }

    // Empty for what is not there; nothing for what cannot be read as a whole.
    [[nodiscard]] std::optional<QByteArray> contentOf(const TreeEntry &entry) const
    {
        if (!S_ISREG(entry.mode) && !S_ISLNK(entry.mode))
            return QByteArray();
        const std::optional<QByteArray> bytes =
            m_input.content ? m_input.content(entry.content, kBorderLook) : std::nullopt;
        return bytes && bytes->size() < kBorderLook ? bytes : std::nullopt;
    }

    const BorderDecision &m_decision;
    const BorderCardInput &m_input;
    qsizetype m_counted = 0, m_excerpts = 0;
};

QString steeringText(const QString &detail, const Change &change)
{
    const QString verb = change.isDeleted() ? u"deleted"_s : change.isNew() ? u"new"_s : u"changed"_s;
    if (detail == u"reach")
        return u"steers the tests: code of the application changes what runs them"_s;
    if (detail == u"new_test")
        return u"steers the tests: a new test file does more than test"_s;
    if (detail == u"script")
        return u"steers the tests: %1 script of a verification command"_s.arg(verb);
    if (detail == u"program")
        return u"steers the tests: %1 program that the commands run"_s.arg(verb);
    if (detail == u"module")
        return u"steers the tests: %1 module that is loaded instead of the one that is meant"_s.arg(verb);
    if (detail == u"folder")
        return u"steers the tests: a folder that cannot be read any more"_s;
    if (detail == u"target")
        return u"steers the tests: named like a target, which then counts as made"_s;
    return u"steers the tests: %1 configuration of tests or build"_s.arg(verb);
}

} // namespace

QString describeReason(const BorderReason &reason, const ClassifiedChange &classified)
{
    const Change &change = classified.change;
    const QString detail = visible(reason.detail);
    const bool ofTarget =
        S_ISLNK(change.now.mode) && !classified.leadsTo.isEmpty() && pathBytes(reason.detail) == classified.leadsTo;
    switch (reason.what) {
    case BorderClass::Source:
        return u"source"_s;
    case BorderClass::LockFile:
        return u"lock file of a package manager"_s;
    case BorderClass::MovedTest:
        return (change.isDeleted() ? u"test moved as it is, to %1"_s : u"test moved as it is, from %1"_s).arg(detail);
    case BorderClass::NewTest:
        return reason.detail == u"script" ? u"new script of a verification command"_s : u"new test"_s;
    case BorderClass::LargeFile:
        return u"large file: only its first 4 MiB were looked at"_s;
    case BorderClass::OddName:
        return u"its name holds characters that are not seen or mean something else elsewhere"_s;
    case BorderClass::BoundTo:
        return u"can only be applied together with %1"_s.arg(detail);
    case BorderClass::CaseCollision:
        return u"some file systems take its name for the same as %1"_s.arg(detail);
    case BorderClass::Unread:
        return u"its content could not be read"_s;
    case BorderClass::ExecutableBit:
        return u"becomes executable"_s;
    case BorderClass::LinkOutside:
        return u"link out of the folder, to %1"_s.arg(detail);
    case BorderClass::ProtectedName:
        return ofTarget           ? u"link to %1, which a program obeys"_s.arg(detail)
               : detail.isEmpty() ? u"a program obeys files of this name"_s
                                  : u"obeyed by %1"_s.arg(detail);
    case BorderClass::Secret:
        return ofTarget                      ? u"link to a file of secrets, %1"_s.arg(detail)
               : reason.detail == u"name"    ? u"named like a file of secrets"_s
               : reason.detail == u"content" ? u"holds credentials"_s
                                             : u"holds a secret (%1)"_s.arg(detail);
    case BorderClass::Repository:
        return u"git takes %1 for a repository and runs what it says"_s.arg(
            detail.isEmpty() ? u"the folder itself"_s : detail);
    case BorderClass::Steering:
        return steeringText(reason.detail, change);
    case BorderClass::ChangedTest:
        return (change.isDeleted() ? u"deleted test"_s : u"changed test"_s) +
               (detail.isEmpty() ? QString() : u", found through the link %1"_s.arg(detail));
    case BorderClass::LinkForbidden:
        return u"link to %1, which nobody can approve"_s.arg(detail);
    case BorderClass::SetId:
        return u"would run with the rights of its owner or group"_s;
    case BorderClass::SpecialFile:
        return u"%1: no file, link or folder"_s.arg(detail);
    case BorderClass::NameOutside:
        return u"its name leads out of the folder"_s;
    case BorderClass::InsideGit:
        return u"inside of a repository of git"_s;
    }
    Q_UNREACHABLE();
}

BorderCard borderCard(const BorderDecision &decision, const BorderCardInput &input)
{
    return CardMaker(decision, input).made();
}

} // namespace vibecoder
