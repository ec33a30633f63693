// SPDX-License-Identifier: MIT
// The new content of one file on its way: prepare, check, swapIn, then settle; or takeBack at any point. Everything
// happens on the folder descriptors that resolving the path left open; no path is looked up a second time.
#pragma once

#include "workspace/fileattributes.h"
#include "workspace/pathresolver.h"

#include <QString>

#include <vector>

namespace vibecoder {

class Replacement
{
public:
    /// owner: whom a new file, and the folders it needs, shall belong to; empty: whom they belong to anyway.
    explicit Replacement(ResolvedPath target, std::optional<FileOwner> owner = std::nullopt)
        : m_target(std::move(target))
        , m_owner(owner)
    {
    }
    Replacement(Replacement &&) = default;

    [[nodiscard]] int folder() const { return m_folders.empty() ? m_target.parent.get() : m_folders.back().get(); }
    [[nodiscard]] const QByteArray &relative() const { return m_target.relative; }

    /// Makes missing folders and writes the content beside its place, with all that the file has that is there (see
    /// keepAttributes).
    Result<> prepare(const QByteArray &bytes);
    /// Conflict when the file on disk has another SHA-256; empty: it must not exist.
    Result<> check(const QString &expectedSha256);
    /// Exchange instead of rename: the old content keeps a name, can be looked at once more, and can come back. Where
    /// the file has what we may not give to another one, the content is written into it instead.
    Result<> swapIn();
    [[nodiscard]] Result<> syncFolders() const;
    /// The old content is not needed any more.
    void settle();
    void takeBack();

private:
    Result<> makeFolders();
    Result<> exchange();
    Result<> swapInPlainly();
    Result<> writeInto();

    ResolvedPath m_target;
    std::optional<FileOwner> m_owner;
    std::vector<FileDescriptor> m_folders; ///< below the deepest folder that existed
    std::vector<bool> m_made;              ///< which of them are ours to remove again
    QByteArray m_temporary;                ///< the new content; once swapped the old one
    struct stat m_checked
    {
    };
    bool m_replaces = false, m_swapped = false;
    FileDescriptor m_into;     ///< open: the file itself gets the new content
    QByteArray m_bytes, m_old; ///< for that way alone
};

} // namespace vibecoder
