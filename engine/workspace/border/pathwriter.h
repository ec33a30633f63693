// SPDX-License-Identifier: MIT
// One path of an apply at a time: its new content is made aside, changes places with the old one, and what came out is
// looked at. Part of apply.cpp.
//
// Every path has three possible contents: the one before, the one after, and something else, which somebody else wrote.
// The same holds for what lies aside. The rule that makes a kill at any point harmless: what has the name aside is
// whole (it is made under the name of the scratch first), and only what equals the content before or after is ever
// removed; both lie in the object store.
#pragma once

#include "workspace/border/apply.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/fileattributes.h"

namespace vibecoder {

[[nodiscard]] inline bool isFolder(const TreeEntry &entry)
{
    return S_ISDIR(entry.mode);
}
/// Permissions too, but for folders: those are set last, so they say nothing before.
[[nodiscard]] bool isExactly(const TreeEntry &now, const TreeEntry &wanted);

class PathWriter
{
public:
    /// A name in an open folder. Looked up anew each time: folders may be moved while we work.
    struct Place
    {
        Place(int root, const QByteArray &path);

        FolderChain chain;
        int folder, error; ///< -1 and errno: there is no such folder
        QByteArray name;
    };
    enum class Made {
        Aside,
        Never, ///< the file cannot be replaced by another one: write into it
        NoFolder,
    };

    PathWriter(int root, const ObjectStore &objects, QByteArray scratch, const ApplyStep &step);

    void tell();
    [[nodiscard]] Place placeOf(const QByteArray &path) const;
    [[nodiscard]] Result<TreeEntry> now(const QByteArray &path) const;
    [[nodiscard]] static Result<> named(const QByteArray &path, Result<> done);

    /// Whole at once, as whoever owns everything here would have made it. False: something is there.
    Result<bool> makeFolder(const QByteArray &path, uint mode);
    /// False: something is in it.
    Result<bool> removeFolder(const QByteArray &path);
    Result<Made> make(const JournaledChange &one, const TreeEntry &wanted);
    /// False, and everything is as before, when somebody was there first.
    Result<bool> swap(const JournaledChange &one, const TreeEntry &from, const TreeEntry &to);
    Result<> putBack(const JournaledChange &one, const TreeEntry &from, const TreeEntry &to);
    /// Content into the file itself; half of an earlier such write counts as either.
    Result<bool> write(const QByteArray &path, const TreeEntry &from, const TreeEntry &to);
    Result<bool> changeMode(const QByteArray &path, const TreeEntry &from, const TreeEntry &to);
    void touch(const QByteArray &aside, const QByteArray &path) const;
    Result<> dropAside(const JournaledChange &one);
    Result<> keepBeside(const JournaledChange &one);

    QList<KeptBeside> kept;

private:
    [[nodiscard]] Result<QByteArray> content(const TreeEntry &entry) const;
    Result<bool> makeFile(const Place &place, const QByteArray &target, const TreeEntry &wanted);
    [[nodiscard]] Result<bool> isAsItWas(const JournaledChange &one, const TreeEntry &from) const;

    int m_root;
    const ObjectStore &m_objects;
    QByteArray m_scratch;
    const ApplyStep &m_step;
    std::optional<FileOwner> m_owner;
    int m_steps = 0;
};

} // namespace vibecoder
