// SPDX-License-Identifier: MIT
#include "workspace/worktree/gitfolder.h"

#include "base/filedescriptor.h"
#include "workspace/fileprimitives.h"
#include "workspace/fileread.h"
#include "workspace/git/gitalternates.h"
#include "workspace/pathtext.h"
#include "workspace/workspaceprivate.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestIndex = 1024LL * 1024 * 1024;

Result<> makeFolder(const QByteArray &path)
{
    if (::mkdir(path.constData(), 0755) != 0)
        return fail(ErrorCode::Io, u"the folder %1 cannot be made: %2"_s.arg(pathText(path), errnoText()));
    return {};
}

Result<> writeFile(const QByteArray &path, const QByteArray &bytes)
{
    const FileDescriptor file(::open(path.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file.isOpen())
        return fail(ErrorCode::Io, u"%1 cannot be written: %2"_s.arg(pathText(path), errnoText()));
    return writeWhole(file.get(), bytes);
}

} // namespace

QByteArray settingLine(const QByteArray &name, const QByteArray &value)
{
    QByteArray line = '\t' + name + " = \"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            line += '\\';
        if (c == '\n')
            line += "\\n";
        else
            line += c;
    }
    return line + "\"\n";
}

Result<> writeGitFolder(const QByteArray &path, const GitFolderText &text)
{
    VC_CHECK(makeFolder(path));
    for (const char *name :
        {"/objects", "/objects/info", "/objects/pack", "/refs", "/refs/heads", "/refs/tags", "/info"})
        VC_CHECK(makeFolder(path + name));
    QByteArray alternates, packed;
    for (const QByteArray &folder : text.objectFolders)
        alternates += alternateLine(folder);
    for (const GitRef &ref : text.refs)
        packed += ref.commit + ' ' + ref.name + '\n';
    QByteArray settings = "[core]\n\trepositoryformatversion = ";
    settings += text.isSha256 ? "1\n" : "0\n";
    settings += "\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n";
    if (text.isSha256)
        settings += "[extensions]\n\tobjectformat = sha256\n";
    VC_CHECK(writeFile(path + "/HEAD", text.head + '\n'));
    VC_CHECK(writeFile(path + "/config", settings + text.settings));
    VC_CHECK(writeFile(path + "/objects/info/alternates", alternates));
    VC_CHECK(writeFile(path + "/info/exclude", text.exclude));
    if (!packed.isEmpty())
        VC_CHECK(writeFile(path + "/packed-refs", packed));
    if (!text.shallow.isEmpty())
        VC_CHECK(writeFile(path + "/shallow", text.shallow));
    return {};
}

Result<LookingFolder> LookingFolder::make(const GitFolderText &text)
{
    LookingFolder looking;
    looking.m_folder = std::make_unique<QTemporaryDir>();
    if (!looking.m_folder->isValid())
        return fail(ErrorCode::Io, u"no temporary folder can be made: %1"_s.arg(looking.m_folder->errorString()));
    looking.m_path = QFile::encodeName(looking.m_folder->path()) + "/git";
    VC_CHECK(writeGitFolder(looking.m_path, text));
    return looking;
}

bool LookingFolder::copyIndex(const QByteArray &from) const
{
    return copyWithTimes(from, index());
}

bool copyWithTimes(const QByteArray &from, const QByteArray &to)
{
    const FileDescriptor in(::open(from.constData(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    struct stat st
    {
    };
    if (!in.isOpen() || ::fstat(in.get(), &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    const std::optional<QByteArray> bytes = readToEnd(in.get(), st.st_size, kLargestIndex);
    const FileDescriptor out(::open(to.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    const timespec times[2]{st.st_atim, st.st_mtim};
    return bytes && out.isOpen() && writeWhole(out.get(), *bytes) && ::futimens(out.get(), times) == 0;
}

} // namespace vibecoder
