// SPDX-License-Identifier: MIT
#include "core/border/bordercard.h"

#include "base/digest.h"
#include "base/harmless.h"
#include "base/logging.h"
#include "core/border/bordernames.h"
#include "core/border/borderpolicy.h"
#include "core/border/classifychanges.h"
#include "wire/borderreasons.h"
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
            row.reasons.append(shownReason(reason, classified));
            const QString why = englishReason(row.reasons.constLast());
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

QString steeringKey(const QString &detail, const Change &change)
{
    static const QStringList ofAnyChange{u"reach"_s, u"new_test"_s, u"folder"_s, u"target"_s, u"link"_s};
    static const QStringList others{u"script"_s, u"program"_s, u"module"_s};
    if (ofAnyChange.contains(detail))
        return u"steering."_s + detail;
    const QString what = others.contains(detail) ? detail : u"configuration"_s;
    const QString happened = change.isDeleted() ? u"deleted"_s : change.isNew() ? u"new"_s : u"changed"_s;
    return u"steering.%1.%2"_s.arg(what, happened);
}

QString specialFileKey(const QString &detail)
{
    static const QStringList known{u"fifo"_s, u"socket"_s, u"device"_s};
    return u"special_file."_s + (known.contains(detail) ? detail : u"unknown"_s);
}

QString changedTestKey(const QString &link, const Change &change)
{
    if (change.isDeleted())
        return link.isEmpty() ? u"changed_test.deleted"_s : u"changed_test.deleted_link"_s;
    return link.isEmpty() ? u"changed_test"_s : u"changed_test.link"_s;
}

} // namespace

ShownReason shownReason(const BorderReason &reason, const ClassifiedChange &classified)
{
    const Change &change = classified.change;
    const QString detail = visible(reason.detail);
    const bool ofTarget =
        S_ISLNK(change.now.mode) && !classified.leadsTo.isEmpty() && pathBytes(reason.detail) == classified.leadsTo;
    switch (reason.what) {
    case BorderClass::MovedTest:
        return {change.isDeleted() ? u"moved_test.to"_s : u"moved_test.from"_s, detail};
    case BorderClass::NewTest:
        return {reason.detail == u"script" ? u"new_test.script"_s : u"new_test"_s, {}};
    case BorderClass::ProtectedName:
        return ofTarget           ? ShownReason{u"protected_name.link"_s, detail}
               : detail.isEmpty() ? ShownReason{u"protected_name"_s, {}}
                                  : ShownReason{u"protected_name.by"_s, detail};
    case BorderClass::Secret:
        return ofTarget                      ? ShownReason{u"secret.link"_s, detail}
               : reason.detail == u"name"    ? ShownReason{u"secret.name"_s, {}}
               : reason.detail == u"content" ? ShownReason{u"secret.content"_s, {}}
                                             : ShownReason{u"secret.kind"_s, detail};
    case BorderClass::Repository:
        return {detail.isEmpty() ? u"repository.folder"_s : u"repository"_s, detail};
    case BorderClass::Steering:
        return {steeringKey(reason.detail, change), {}};
    case BorderClass::ChangedTest:
        return {changedTestKey(detail, change), detail};
    case BorderClass::SpecialFile:
        return {specialFileKey(reason.detail), {}};
    case BorderClass::BoundTo:
    case BorderClass::CaseCollision:
    case BorderClass::LinkOutside:
    case BorderClass::LinkForbidden:
        return {toWire(reason.what), detail};
    case BorderClass::Source:
    case BorderClass::LockFile:
    case BorderClass::LargeFile:
    case BorderClass::OddName:
    case BorderClass::Unread:
    case BorderClass::ExecutableBit:
    case BorderClass::SetId:
    case BorderClass::NameOutside:
    case BorderClass::InsideGit:
        return {toWire(reason.what), {}};
    }
    Q_UNREACHABLE();
}

BorderCard borderCard(const BorderDecision &decision, const BorderCardInput &input)
{
    return CardMaker(decision, input).made();
}

} // namespace vibecoder
