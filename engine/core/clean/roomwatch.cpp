// SPDX-License-Identifier: MIT
#include "core/clean/roomwatch.h"

#include "core/border/bordernames.h"
#include "verification/guardrules.h"
#include "workspace/border/changesetstore.h"
#include "workspace/checkpoint/folderchain.h"

#include <algorithm>
#include <unistd.h>

namespace vibecoder {

namespace {

QByteArray headOf(int folder, const QByteArray &name)
{
    QByteArray head(16, '\0');
    const FileDescriptor file = openChild(folder, name, O_RDONLY | O_NONBLOCK);
    const ssize_t n = file.isOpen() ? ::read(file.get(), head.data(), size_t(head.size())) : 0;
    return head.left(std::max<ssize_t>(0, n));
}

} // namespace

void RoomWatch::take(CleanRoom &room)
{
    m_guarded.emplace(room.view(), m_border.facts(), m_border.products());
    m_guarded->take();
    m_times.clear();
    const QByteArrayList &paths = room.brought().paths;
    if (room.hasCommits())
        m_times = timesOf(room, {paths.cbegin(), paths.cend()}).value_or(QHash<QByteArray, qint64>());
}

Result<QHash<QByteArray, qint64>> RoomWatch::timesOf(CleanRoom &room, const QSet<QByteArray> &paths) const
{
    VC_TRY(const QList<WrittenFile> written,
        room.view().written([&paths](const QByteArray &path) { return paths.contains(path); }));
    QHash<QByteArray, qint64> times;
    for (const WrittenFile &file : written)
        times.insert(file.path, file.changedNs);
    return times;
}

// What the verification makes anew and the attempt has committed another content of: what git compares it with is then
// what the attempt wished. Where nothing was committed git compares with what the person has.
Result<QStringList> RoomWatch::comparedByGit(CleanRoom &room) const
{
    const QByteArrayList paths = m_times.keys();
    VC_TRY(const auto now, timesOf(room, {paths.cbegin(), paths.cend()}));
    QStringList found;
    for (auto it = m_times.cbegin(); it != m_times.cend(); ++it) {
        if (now.value(it.key(), it.value()) != it.value())
            found.append(pathText(it.key()));
    }
    found.sort();
    return found;
}

// A manifest of the attempt can be code that setup runs (setup.py, a script of package.json). What it writes into the
// folder then is in no result, and would be verified all the same. What setup makes of the result in the view too is
// looked at there.
Result<QStringList> RoomWatch::bySetup(CleanRoom &room, const QString &tree, const QString &chosenId) const
{
    VC_TRY(const ChangeSet chosen, loadChangeSet(m_attempt.objects(), chosenId));
    VC_TRY(const ChangeSet all, loadChangeSet(m_attempt.objects(), tree));
    VC_TRY(const ChangeSet now, room.view().changes());
    QSet<QByteArray> brought;
    for (const Change &change : chosen.changes)
        brought.insert(change.path);
    QHash<QByteArray, TreeEntry> inView;
    for (const Change &change : all.changes)
        inView.insert(change.path, change.now);
    QStringList paths;
    for (const Change &change : now.changes) {
        const bool isKnown = brought.contains(change.path) || m_border.products().contains(change.path) ||
                             inView.value(change.path) == change.now;
        const bool isVerified =
            !change.isNew() || m_border.facts().rules.kindOf(pathText(change.path), false) != GuardKind::None;
        if (!isKnown && isVerified && !change.isFolder() && !isLockFile(change.path))
            paths.append(pathText(change.path));
    }
    return paths;
}

// By time where this process saw the room before its first command; after a crash by content.
Result<RoomWatch::Written> RoomWatch::look(CleanRoom &room, const QString &chosenId) const
{
    AttemptView &view = room.view();
    VC_TRY(const ChangeSet chosen, loadChangeSet(m_attempt.objects(), chosenId));
    QHash<QByteArray, TreeEntry> brought;
    for (const Change &change : chosen.changes)
        brought.insert(change.path, change.now);
    QSet<QByteArray> asBrought;
    if (!m_guarded) {
        VC_TRY(const ChangeSet now, view.changes());
        for (const Change &change : now.changes) {
            if (brought.value(change.path) == change.now)
                asBrought.insert(change.path);
        }
    }
    const GuardedGlance fresh(view, m_border.facts(), m_border.products());
    const GuardedGlance &guarded = m_guarded ? *m_guarded : fresh;
    VC_TRY(const QList<WrittenFile> written, guarded.written());
    VC_TRY(const FileDescriptor upper, view.folder().openUpper());
    FolderChain folders(upper.get());
    const auto isBuilt = [&](const QByteArray &path) {
        const GuardKind kind = m_border.facts().rules.kindOf(pathText(path), false);
        const int folder = folders.openParentOf(path);
        return kind != GuardKind::Shadow && !brought.contains(path) && folder >= 0 &&
               isCompiled(headOf(folder, lastNameOf(path)));
    };
    QStringList paths;
    for (const GuardFinding &finding : guarded.rewritten(written, asBrought)) {
        // A program that the commands make from sources and then run.
        if (!isBuilt(pathBytes(finding.path)))
            paths.append(finding.path);
    }
    VC_TRY(const QStringList compared, comparedByGit(room));
    return Written{paths, compared};
}

} // namespace vibecoder
