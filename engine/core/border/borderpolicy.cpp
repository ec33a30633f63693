// SPDX-License-Identifier: MIT
#include "core/border/borderpolicy.h"

#include "base/digest.h"
#include "core/border/bordernames.h"
#include "workspace/pathtext.h"

#include <QHash>

#include <algorithm>
#include <tuple>

namespace vibecoder {

namespace {

BorderKind ownKind(const ClassifiedChange &classified, const BorderSettings &settings)
{
    BorderKind kind = BorderKind::Unasked;
    for (const BorderReason &reason : classified.reasons) {
        BorderKind one = kindOf(reason.what);
        if (one == BorderKind::Asked && isGuarded(reason.what) && settings.guard != GuardMode::Ask)
            one = settings.guard == GuardMode::Deny ? BorderKind::LeftOut : BorderKind::Unasked;
        kind = std::max(kind, one);
    }
    if (kind != BorderKind::Asked || (settings.accepted.isEmpty() && settings.leftOut.isEmpty()))
        return kind;
    const QString digest = digestOf(classified, settings.folder);
    // Whoever said both wants to be careful.
    return settings.leftOut.contains(digest)    ? BorderKind::LeftOut
           : settings.accepted.contains(digest) ? BorderKind::Unasked
                                                : BorderKind::Asked;
}

bool goesAsFolder(const Change &change)
{
    return S_ISDIR(change.base.mode) && !S_ISDIR(change.now.mode);
}

bool becomesFolder(const Change &change)
{
    return S_ISDIR(change.now.mode) && !S_ISDIR(change.base.mode);
}

bool isReplaced(const Change &change)
{
    return change.base.mode != 0 && change.now.mode != 0 && S_ISDIR(change.base.mode) != S_ISDIR(change.now.mode);
}

// Changes in order of path, with their kinds. What is below a path follows it, though not always at once.
class Together
{
public:
    Together(QList<ClassifiedChange> changes, const BorderSettings &settings)
        : m_changes(std::move(changes))
    {
        std::stable_sort(m_changes.begin(), m_changes.end(),
            [](const ClassifiedChange &a, const ClassifiedChange &b) { return a.change.path < b.change.path; });
        for (const ClassifiedChange &classified : std::as_const(m_changes))
            m_kinds.append(ownKind(classified, settings));
        findMovedTests();
        // One that is raised may raise another; each can rise three times at most.
        while (raiseAll()) {
        }
    }

    [[nodiscard]] BorderDecision decision() const
    {
        BorderDecision decision;
        for (qsizetype i = 0; i < m_changes.size(); ++i) {
            QList<ClassifiedChange> &list = m_kinds.at(i) == BorderKind::Unasked  ? decision.unasked
                                            : m_kinds.at(i) == BorderKind::Asked  ? decision.asked
                                            : m_kinds.at(i) == BorderKind::Denied ? decision.denied
                                                                                  : decision.leftOut;
            list.append(m_changes.at(i));
        }
        return decision;
    }

private:
    bool raiseAll()
    {
        bool any = false;
        // A test that stays where it was is not deleted, and the other way round.
        for (const auto &[gone, made] : std::as_const(m_moved)) {
            any = raise(gone, made) || any;
            any = raise(made, gone) || any;
        }
        for (qsizetype i = 0; i < m_changes.size(); ++i) {
            const Change &top = m_changes.at(i).change;
            if (!goesAsFolder(top) && !becomesFolder(top))
                continue;
            const qsizetype from = firstBelow(top.path, i), to = endBelow(top.path, from);
            // Nothing below can be made without the folder; the folder cannot go while something in it stays.
            const bool needsAll = goesAsFolder(top) || isReplaced(top);
            const bool neededByAll = becomesFolder(top) || isReplaced(top);
            for (qsizetype below = from; needsAll && below < to; ++below)
                any = raise(i, below) || any;
            for (qsizetype below = from; neededByAll && below < to; ++below)
                any = raise(below, i) || any;
        }
        return any;
    }

    bool raise(qsizetype which, qsizetype by)
    {
        if (m_kinds.at(which) >= m_kinds.at(by))
            return false;
        m_kinds[which] = m_kinds.at(by);
        QList<BorderReason> &reasons = m_changes[which].reasons;
        reasons.removeIf([](const BorderReason &reason) { return reason.what == BorderClass::BoundTo; });
        const auto place = std::find_if(reasons.cbegin(), reasons.cend(),
            [](const BorderReason &reason) { return reason.what < BorderClass::BoundTo; });
        reasons.insert(place - reasons.cbegin(), {BorderClass::BoundTo, pathText(m_changes.at(by).change.path)});
        return true;
    }

    void findMovedTests()
    {
        QHash<QString, qsizetype> made;
        for (qsizetype i = 0; i < m_changes.size(); ++i) {
            if (m_changes.at(i).has(BorderClass::MovedTest) && !m_changes.at(i).change.isDeleted())
                made.insert(pathText(m_changes.at(i).change.path), i);
        }
        for (qsizetype i = 0; i < m_changes.size() && !made.isEmpty(); ++i) {
            for (const BorderReason &reason : m_changes.at(i).reasons) {
                if (reason.what == BorderClass::MovedTest && made.contains(reason.detail))
                    m_moved.append({i, made.value(reason.detail)});
            }
        }
    }

    // `a`, `a-b`, `a/c`: a sign smaller than the slash may come in between.
    [[nodiscard]] qsizetype firstBelow(const QByteArray &path, qsizetype from) const
    {
        return std::lower_bound(m_changes.cbegin() + from, m_changes.cend(), path + '/',
                   [](const ClassifiedChange &one, const QByteArray &end) { return one.change.path < end; }) -
               m_changes.cbegin();
    }
    [[nodiscard]] qsizetype endBelow(const QByteArray &path, qsizetype from) const
    {
        return std::lower_bound(m_changes.cbegin() + from, m_changes.cend(), path + char('/' + 1),
                   [](const ClassifiedChange &one, const QByteArray &end) { return one.change.path < end; }) -
               m_changes.cbegin();
    }

    QList<ClassifiedChange> m_changes;
    QList<BorderKind> m_kinds;
    QList<std::pair<qsizetype, qsizetype>> m_moved;
};

void sortWorstFirst(QList<ClassifiedChange> &list)
{
    std::sort(list.begin(), list.end(), [](const ClassifiedChange &a, const ClassifiedChange &b) {
        return std::tuple(-int(a.worst()), a.findingRank, a.change.path) <
               std::tuple(-int(b.worst()), b.findingRank, b.change.path);
    });
}

void addFoldersAbove(QSet<QByteArray> &folders, QByteArray path)
{
    for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/')) {
        path.truncate(slash);
        folders.insert(path);
    }
}

} // namespace

QList<Change> chosenChanges(const BorderDecision &decision)
{
    QSet<QByteArray> needed, used; // folders with something below them, and with something that goes
    for (const QList<ClassifiedChange> *list :
        {&decision.unasked, &decision.asked, &decision.leftOut, &decision.denied}) {
        for (const ClassifiedChange &one : *list) {
            if (!one.change.isFolder())
                addFoldersAbove(needed, one.change.path);
        }
    }
    for (const ClassifiedChange &one : decision.unasked) {
        if (!one.change.isFolder())
            addFoldersAbove(used, one.change.path);
    }
    QList<Change> chosen;
    for (const ClassifiedChange &one : decision.unasked) {
        const Change &change = one.change;
        const bool isNewFolder = change.isNew() && S_ISDIR(change.now.mode);
        if (!isNewFolder || !needed.contains(change.path) || used.contains(change.path))
            chosen.append(change);
    }
    std::sort(chosen.begin(), chosen.end(), [](const Change &a, const Change &b) { return a.path < b.path; });
    return chosen;
}

bool isMadeByVerification(const Change &change, const QSet<QByteArray> &products)
{
    return change.isNew() && !change.isFolder() && products.contains(change.path) && !isLockFile(change.path);
}

QList<Change> withoutProducts(QList<Change> chosen, const QSet<QByteArray> &products)
{
    chosen.removeIf([&products](const Change &change) { return isMadeByVerification(change, products); });
    QSet<QByteArray> used;
    for (const Change &change : std::as_const(chosen)) {
        if (!change.isFolder() || !products.contains(change.path))
            addFoldersAbove(used, change.path);
    }
    chosen.removeIf([&](const Change &change) {
        return change.isNew() && change.isFolder() && products.contains(change.path) && !used.contains(change.path);
    });
    return chosen;
}

BorderKind kindOf(BorderClass what)
{
    switch (what) {
    case BorderClass::Source:
    case BorderClass::LockFile:
    case BorderClass::MovedTest:
    case BorderClass::NewTest:
    case BorderClass::LargeFile:
    case BorderClass::OddName:
    case BorderClass::BoundTo:
        return BorderKind::Unasked;
    case BorderClass::CaseCollision:
    case BorderClass::Unread:
    case BorderClass::ExecutableBit:
    case BorderClass::LinkOutside:
    case BorderClass::ProtectedName:
    case BorderClass::Secret:
    case BorderClass::Repository:
    case BorderClass::Steering:
    case BorderClass::ChangedTest:
        return BorderKind::Asked;
    case BorderClass::LinkForbidden:
    case BorderClass::SetId:
    case BorderClass::SpecialFile:
    case BorderClass::NameOutside:
    case BorderClass::InsideGit:
        return BorderKind::Denied;
    }
    Q_UNREACHABLE();
}

bool isGuarded(BorderClass what)
{
    return what == BorderClass::ChangedTest || what == BorderClass::Steering;
}

QString digestOf(const ClassifiedChange &classified, const BorderFolder &folder)
{
    const Change &change = classified.change;
    QByteArrayList parts{"border change", folder.path, QByteArray::number(folder.identity.device),
        QByteArray::number(folder.identity.inode), change.path, change.hasBase ? "base" : "no base",
        QByteArray::number(change.base.mode, 8), change.base.content, QByteArray::number(change.now.mode, 8),
        change.now.content, classified.leadsTo};
    // The same bytes may mean something else beside other files.
    for (const BorderReason &reason : classified.reasons) {
        if (reason.what != BorderClass::BoundTo)
            parts.append(toWire(reason.what).toLatin1());
    }
    return sha256OfParts(parts);
}

BorderDecision decideBorder(const QList<ClassifiedChange> &classified, const BorderSettings &settings)
{
    BorderDecision decision = Together(classified, settings).decision();
    for (QList<ClassifiedChange> *list : {&decision.unasked, &decision.asked, &decision.leftOut, &decision.denied})
        sortWorstFirst(*list);
    return decision;
}

} // namespace vibecoder
