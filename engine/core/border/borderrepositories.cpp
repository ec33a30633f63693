// SPDX-License-Identifier: MIT
#include "core/border/borderrepositories.h"

#include "core/border/bordernames.h"
#include "workspace/git/gitplaces.h"
#include "workspace/pathtext.h"

namespace vibecoder {

namespace {

bool makesLayout(const QByteArray &name)
{
    const QByteArray small = name.toLower();
    return small == "head" || small == "objects" || small == "refs" || small == "commondir";
}

// Each folder above the path with the part that follows it: ("", "a"), ("a", "b") for a/b.
template <typename Use>
void forEachFolder(const QByteArray &path, Use use)
{
    QByteArray folder;
    for (const QByteArray &part : path.split('/')) {
        if (!use(folder, part))
            return;
        folder += (folder.isEmpty() ? "" : "/") + part;
    }
}

} // namespace

BorderRepositories::BorderRepositories(const QList<Change> &changes, const RepositoriesFound &before,
    const std::function<QByteArrayList(const QByteArray &folder)> &names)
    : m_gitEntries(before.gitEntries.cbegin(), before.gitEntries.cend())
{
    for (const QByteArray &layout : before.layouts)
        m_layouts.insert(layout == "." ? QByteArray() : layout);
    QSet<QByteArray> candidates;
    for (const Change &change : changes) {
        if (change.isDeleted() || !staysBelow(change.path))
            continue;
        forEachFolder(change.path, [&candidates](const QByteArray &folder, const QByteArray &part) {
            if (makesLayout(part))
                candidates.insert(folder);
            return !isGitEntry(part);
        });
    }
    for (const QByteArray &folder : std::as_const(candidates)) {
        if (isRepositoryLayout(names(folder)))
            m_layouts.insert(folder);
    }
    m_anyLayout = !m_layouts.isEmpty();
}

QByteArray BorderRepositories::layoutAround(const QByteArray &path) const
{
    QByteArray found;
    if (!m_anyLayout)
        return found;
    forEachFolder(path, [this, &found](const QByteArray &folder, const QByteArray &part) {
        if (!m_layouts.contains(folder) || !(isReadByGit(part) || makesLayout(part)))
            return true;
        found = folder.isEmpty() ? QByteArray(".") : folder;
        return false;
    });
    return found;
}

QList<BorderReason> BorderRepositories::reasonsOf(const Change &change) const
{
    QList<BorderReason> reasons;
    const QByteArray entry = gitEntryOf(change.path);
    if (entry.isEmpty()) {
        if (const QByteArray layout = layoutAround(change.path); !layout.isEmpty())
            reasons.append({BorderClass::Repository, pathText(layout)});
        return reasons;
    }
    // Also a file or link that only points to a repository elsewhere: what it points to stays behind as well.
    reasons.append({BorderClass::InsideGit, pathText(entry)});
    if (!m_gitEntries.contains(entry) && (!change.isDeleted() || !change.hasBase))
        reasons.append({BorderClass::Repository, pathText(folderOfPath(entry))});
    return reasons;
}

} // namespace vibecoder
