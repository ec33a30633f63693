// SPDX-License-Identifier: MIT
#include "workspace/view/gitignorerules.h"

#include "workspace/fileread.h"
#include "workspace/git/gitconfig.h"
#include "workspace/git/gitplaces.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <sys/stat.h>

namespace vibecoder {

namespace {

constexpr qint64 kLargestList = 8 * 1024 * 1024, kLargestIndex = 512LL * 1024 * 1024;

QByteArray contentOf(const QByteArray &path, qint64 most = kLargestList)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly) && file.size() <= most ? file.readAll() : QByteArray();
}

// git follows no link under this name.
QByteArray ignoreFileAt(const QByteArray &folder)
{
    const QByteArray path = folder + "/.gitignore";
    struct stat st
    {
    };
    return ::lstat(path.constData(), &st) == 0 && S_ISREG(st.st_mode) ? contentOf(path) : QByteArray();
}

QByteArray parentOf(const QByteArray &path)
{
    return path.left(std::max<qsizetype>(0, path.lastIndexOf('/')));
}

bool exists(const QByteArray &path)
{
    struct stat st
    {
    };
    return ::lstat(path.constData(), &st) == 0;
}

QByteArray atHome(const QByteArray &path)
{
    return path.startsWith("~/") ? QFile::encodeName(QDir::homePath()) + path.mid(1) : path;
}

QByteArray settingsFolder()
{
    const QByteArray set = qgetenv("XDG_CONFIG_HOME");
    return set.isEmpty() ? QFile::encodeName(QDir::homePath()) + "/.config" : set;
}

// As git itself reads it in this repository.
QByteArray gitFolderOf(const QByteArray &workTree)
{
    const QByteArray git = workTree + "/.git";
    struct stat st
    {
    };
    if (::stat(git.constData(), &st) != 0)
        return {};
    return S_ISDIR(st.st_mode) ? git : gitFileTarget(git);
}

} // namespace

std::unique_ptr<GitIgnoreRules> GitIgnoreRules::open(
    const QByteArray &workingDirectory, int lowerFd, std::shared_ptr<const TrackedFiles> earlier)
{
    const QByteArray workTree =
        exists(workingDirectory + "/.git") ? workingDirectory : enclosingWorkTree(workingDirectory);
    if (workTree.isEmpty())
        return {};
    std::unique_ptr<GitIgnoreRules> rules(new GitIgnoreRules(workingDirectory, lowerFd));
    if (workTree != workingDirectory)
        rules->m_prefix = workingDirectory.mid(workTree.size() + 1) + '/';
    rules->m_tracked = std::move(earlier);
    rules->readRepository(workTree);
    return rules;
}

void GitIgnoreRules::readRepository(const QByteArray &workTree)
{
    m_workTree = workTree;
    const QByteArray git = gitFolderOf(workTree);
    QByteArray common = contentOf(git + "/commondir").trimmed();
    common = common.isEmpty() ? git : common.startsWith('/') ? common : cleanedPath(git + '/' + common);
    QByteArray personal = settingsFolder() + "/git/ignore";
    for (const QByteArray &file : {QByteArray("/etc/gitconfig"), settingsFolder() + "/git/config",
             QFile::encodeName(QDir::homePath()) + "/.gitconfig", common + "/config"}) {
        for (const GitSetting &setting : gitSettings(contentOf(file))) {
            if (setting.key == "core.excludesfile")
                personal = atHome(setting.value);
            else if (setting.key == "core.ignorecase")
                m_ignoreCase = !setting.hasValue || setting.value.toLower() == "true" || setting.value == "1";
        }
    }
    m_personal = ignorePatterns(contentOf(personal), m_ignoreCase);
    m_excludes = ignorePatterns(contentOf(common + "/info/exclude"), m_ignoreCase);
    readIndex(git + "/index");
}

void GitIgnoreRules::readIndex(const QByteArray &file)
{
    struct stat st
    {
    };
    auto found = std::make_shared<TrackedFiles>();
    found->file = file;
    if (::stat(file.constData(), &st) == 0)
        found->stamp = stampOf(st);
    if (m_tracked && m_tracked->file == file && m_tracked->stamp == found->stamp)
        return;
    if (found->stamp.inode != 0) {
        std::optional<QList<IndexEntry>> entries = entriesInIndex(contentOf(file, kLargestIndex));
        found->isKnown = entries.has_value();
        found->entries = entries.value_or(QList<IndexEntry>());
    }
    m_tracked = found;
}

bool GitIgnoreRules::isTracked(const QByteArray &path, bool isFolder) const
{
    if (!m_tracked->isKnown) {
        // Not to lose the change of a tracked file: what was there before the attempt counts as tracked.
        const int parent = m_folders.openParentOf(path.mid(m_prefix.size()));
        return parent >= 0 && ::faccessat(parent, lastNameOf(path).constData(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    }
    const QList<IndexEntry> &index = m_tracked->entries;
    const auto from = [&index](const QByteArray &text) {
        return std::lower_bound(index.cbegin(), index.cend(), text,
            [](const IndexEntry &entry, const QByteArray &wanted) { return entry.path < wanted; });
    };
    const auto entry = from(path);
    if (entry != index.cend() && entry->path == path)
        return true;
    if (!isFolder)
        return false;
    const auto below = from(path + '/');
    return below != index.cend() && below->path.startsWith(path + '/');
}

const QList<IgnorePattern> &GitIgnoreRules::patternsOf(const QByteArray &folder) const
{
    const auto known = m_patterns.constFind(folder);
    if (known != m_patterns.cend())
        return *known;
    QByteArray text;
    const QByteArray whole = folder.isEmpty() ? folder : folder + '/';
    if (whole.size() < m_prefix.size()) {
        text = ignoreFileAt(folder.isEmpty() ? m_workTree : m_workTree + '/' + folder);
    } else {
        FileStamp stamp;
        const int fd = m_folders.open(folder.mid(m_prefix.size()));
        if (fd >= 0)
            text = readFileAt(fd, ".gitignore", kLargestList, &stamp).value_or(QByteArray());
    }
    return *m_patterns.insert(folder, ignorePatterns(text, m_ignoreCase));
}

// The nearest list that has a pattern for it.
std::optional<bool> GitIgnoreRules::decided(const QByteArray &path, bool isFolder) const
{
    for (QByteArray folder = parentOf(path);; folder = parentOf(folder)) {
        const QList<IgnorePattern> &patterns = patternsOf(folder);
        if (!patterns.isEmpty()) {
            const QByteArray relative = folder.isEmpty() ? path : path.mid(folder.size() + 1);
            if (const auto found = isIgnoredBy(patterns, relative, isFolder, m_ignoreCase))
                return found;
        }
        if (folder.isEmpty())
            break;
    }
    if (const auto found = isIgnoredBy(m_excludes, path, isFolder, m_ignoreCase))
        return found;
    return isIgnoredBy(m_personal, path, isFolder, m_ignoreCase);
}

bool GitIgnoreRules::isExcludedFolder(const QByteArray &folder) const
{
    const auto known = m_excluded.constFind(folder);
    if (known != m_excluded.cend())
        return *known;
    const bool excluded = decided(folder, true).value_or(false);
    m_excluded.insert(folder, excluded);
    return excluded;
}

const GitIgnoreRules *GitIgnoreRules::repositoryAt(const QByteArray &folder) const
{
    const std::string key = folder.toStdString();
    const auto known = m_inner.find(key);
    if (known != m_inner.end())
        return known->second.rules.get();
    Inner &inner = m_inner[key];
    const QByteArray relative = folder.mid(m_prefix.size());
    const int fd = m_folders.open(relative);
    if (fd >= 0 && ::faccessat(fd, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        inner.folder = openChild(fd, ".", O_PATH | O_DIRECTORY);
        const QByteArray place = m_place + '/' + relative;
        if (inner.folder.isOpen()) {
            inner.rules.reset(new GitIgnoreRules(place, inner.folder.get()));
            inner.rules->readRepository(place);
        }
    }
    return inner.rules.get();
}

GitIgnoreRules::Answer GitIgnoreRules::look(const QByteArray &path, bool isFolder) const
{
    const QByteArray whole = m_prefix + path;
    if (isTracked(whole, isFolder))
        return Answer::Tracked;
    // What lies in an ignored folder is ignored, whatever else is said of it. A folder around the working directory
    // does not count: nobody works in what is to be thrown away.
    for (qsizetype slash = whole.indexOf('/', m_prefix.size()); slash >= 0; slash = whole.indexOf('/', slash + 1)) {
        const QByteArray folder = whole.left(slash);
        if (const GitIgnoreRules *inner = isExcludedFolder(folder) ? nullptr : repositoryAt(folder))
            return inner->look(whole.mid(slash + 1), isFolder);
        if (isExcludedFolder(folder))
            return Answer::Ignored;
    }
    return decided(whole, isFolder).value_or(false) ? Answer::Ignored : Answer::None;
}

} // namespace vibecoder
