// SPDX-License-Identifier: MIT
#include "workspace/view/regenerablerules.h"

#include "workspace/fileread.h"
#include "workspace/generatedfolders.h"

#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

namespace {

const char kTag[] = "CACHEDIR.TAG";
const char kSignature[] = "Signature: 8a477f597d28d172789f06886806bc55"; // bford.info/cachedir

bool exists(int folder, const QByteArray &name)
{
    return folder >= 0 && ::faccessat(folder, name.constData(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool isTagged(int folder)
{
    constexpr qint64 most = 65536;
    FileStamp stamp;
    const std::optional<QByteArray> tag = readFileAt(folder, kTag, most, &stamp);
    return tag && tag->startsWith(kSignature);
}

} // namespace

bool RegenerableRules::isMadeAnewAt(const QByteArray &folder) const
{
    const auto known = m_known.constFind(folder);
    if (known != m_known.cend())
        return *known;
    const QByteArray around = folder.left(std::max<qsizetype>(0, folder.lastIndexOf('/')));
    FolderChain &chain = m_lower.open(folder) >= 0 ? m_lower : m_upper;
    bool found = isMadeAnew(
        lastNameOf(folder), [&](const QByteArray &name) { return exists(chain.open(folder), name); },
        [&](const QByteArray &name) {
            return exists(m_lower.open(around), name) || (&chain == &m_upper && exists(m_upper.open(around), name));
        });
    if (!found && exists(chain.open(folder), kTag))
        found = isTagged(chain.open(folder));
    m_known.insert(folder, found);
    return found;
}

// A program or library that the attempt built. What the person has there already is hers.
bool RegenerableRules::isBuilt(const QByteArray &path) const
{
    const QByteArray name = lastNameOf(path);
    if (exists(m_lower.openParentOf(path), name))
        return false;
    const int folder = m_upper.openParentOf(path);
    const FileDescriptor file =
        folder < 0 ? FileDescriptor() : openChild(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    char begin[8];
    const ssize_t length = file.isOpen() ? ::pread(file.get(), begin, sizeof begin, 0) : 0;
    const QByteArrayView bytes(begin, std::max<ssize_t>(length, 0));
    return bytes.startsWith("\x7f" "ELF") || bytes == "!<arch>\n";
}

bool RegenerableRules::isIgnored(const QByteArray &path, bool isFolder) const
{
    for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (isMadeAnewAt(path.left(slash)))
            return true;
    }
    return isFolder ? isMadeAnewAt(path) : isMadeAnewFile(lastNameOf(path)) || isBuilt(path);
}

} // namespace vibecoder
