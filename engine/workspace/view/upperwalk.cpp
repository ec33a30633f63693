// SPDX-License-Identifier: MIT
#include "workspace/view/upperwalk.h"

#include "workspace/openchild.h"
#include "workspace/workspaceprivate.h"

#include <QSet>

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/xattr.h>

namespace vibecoder {

namespace {

// Each level takes three descriptors and some of the stack; a path of this many single letters is no source.
constexpr int kMaxLevels = 200;

std::optional<QByteArrayList> namesIn(int folder)
{
    const int fd = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? nullptr : ::fdopendir(fd);
    if (!dir)
        return std::nullopt;
    QByteArrayList names;
    errno = 0;
    for (const dirent *entry = ::readdir(dir); entry; entry = ::readdir(dir)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            names.append(name);
        errno = 0;
    }
    const bool whole = errno == 0;
    ::closedir(dir);
    return whole ? std::optional(names) : std::nullopt;
}

char attributeOf(int fd, const char *name)
{
    char value = '\0';
    return ::fgetxattr(fd, name, &value, 1) == 1 ? value : '\0';
}

bool isMarkedDeleted(int folder, const QByteArray &name, const struct stat &st)
{
    if (!S_ISREG(st.st_mode) || st.st_size != 0)
        return false;
    const FileDescriptor file = openChild(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    return file.isOpen() && ::fgetxattr(file.get(), "user.overlay.whiteout", nullptr, 0) >= 0;
}

class Walker
{
public:
    explicit Walker(const WalkVisit &visit)
        : m_visit(visit)
    {
    }

    // isHidden: nothing of the lower folder shows through.
    void folder(int upper, int lower, const QByteArray &path, bool isHidden, int level)
    {
        QSet<QByteArray> seen;
        if (upper >= 0) {
            const std::optional<QByteArrayList> names = namesIn(upper);
            if (!names)
                problem(path, errnoText().toUtf8());
            const bool marked = attributeOf(upper, "user.overlay.opaque") == 'x';
            for (const QByteArray &name : names.value_or(QByteArrayList())) {
                if (isHidden)
                    seen.insert(name);
                inUpper(upper, lower, name, path, isHidden, marked, level);
            }
        }
        if (!isHidden || lower < 0)
            return;
        const std::optional<QByteArrayList> names = namesIn(lower);
        if (!names)
            problem(path, errnoText().toUtf8());
        for (const QByteArray &name : names.value_or(QByteArrayList())) {
            WalkedEntry entry{below(path, name), name, true, {}, {}, -1, lower};
            if (seen.contains(name) || ::fstatat(lower, name.constData(), &entry.lower, AT_SYMLINK_NOFOLLOW) != 0)
                continue;
            if (m_visit(entry) && S_ISDIR(entry.lower.st_mode))
                enter(entry, true, level);
        }
    }

    QByteArrayList problems;

private:
    static QByteArray below(const QByteArray &path, const QByteArray &name)
    {
        return path.isEmpty() ? name : path + '/' + name;
    }
    void problem(const QByteArray &path, const QByteArray &why) { problems.append(path + ": " + why); }

    void inUpper(
        int upper, int lower, const QByteArray &name, const QByteArray &path, bool isHidden, bool marked, int level)
    {
        WalkedEntry entry{below(path, name), name, true, {}, {}, upper, lower};
        if (::fstatat(upper, name.constData(), &entry.now, AT_SYMLINK_NOFOLLOW) != 0) {
            problem(entry.path, errnoText().toUtf8());
            return;
        }
        if (lower >= 0 && ::fstatat(lower, name.constData(), &entry.lower, AT_SYMLINK_NOFOLLOW) != 0)
            entry.lower = {};
        const bool deleted = (S_ISCHR(entry.now.st_mode) && entry.now.st_rdev == 0) ||
                             (marked && isMarkedDeleted(upper, name, entry.now));
        if (deleted)
            entry.now = {};
        const std::optional<OpenedUp> up = S_ISDIR(entry.now.st_mode)
                                               ? std::optional<OpenedUp>(std::in_place, upper, name, entry.now, 0500)
                                               : std::optional<OpenedUp>();
        const FileDescriptor next =
            S_ISDIR(entry.now.st_mode) ? openChild(upper, name, O_RDONLY | O_DIRECTORY) : FileDescriptor();
        const QByteArray why = next.isOpen() ? QByteArray() : errnoText().toUtf8();
        const bool shows = !isHidden && S_ISDIR(entry.now.st_mode) &&
                           !(next.isOpen() && attributeOf(next.get(), "user.overlay.opaque") == 'y');
        entry.hides = !shows;
        if (!m_visit(entry))
            return;
        if (S_ISDIR(entry.now.st_mode) && !next.isOpen())
            problem(entry.path, why);
        else if (entry.isFolder() || S_ISDIR(entry.lower.st_mode))
            enter(entry, !shows, level, next.get());
    }

    void enter(const WalkedEntry &entry, bool isHidden, int level, int upper = -1)
    {
        if (level + 1 >= kMaxLevels) {
            problem(entry.path, "too many folders lie in each other");
            return;
        }
        FileDescriptor lower;
        if (S_ISDIR(entry.lower.st_mode))
            lower = openChild(entry.lowerFolder, entry.name, O_PATH | O_DIRECTORY);
        if (S_ISDIR(entry.lower.st_mode) && !lower.isOpen())
            problem(entry.path, errnoText().toUtf8());
        else
            folder(upper, lower.get(), entry.path, isHidden, level + 1);
    }

    const WalkVisit &m_visit;
};

} // namespace

OpenedUp::OpenedUp(int folder, const QByteArray &name, const struct stat &st, mode_t needed)
{
    // For root they are open anyway, and what belongs to others is theirs to open.
    if ((st.st_mode & needed) == needed || ::geteuid() == 0 || st.st_uid != ::geteuid())
        return;
    m_place = openChild(folder, name, O_PATH);
    m_mode = st.st_mode & 07777;
    if (m_place.isOpen())
        (void)::chmod(("/proc/self/fd/" + QByteArray::number(m_place.get())).constData(), m_mode | needed);
}

OpenedUp::~OpenedUp()
{
    if (m_place.isOpen())
        (void)::chmod(("/proc/self/fd/" + QByteArray::number(m_place.get())).constData(), m_mode);
}

QByteArrayList walkUpper(int upperFd, int lowerFd, const WalkVisit &visit)
{
    Walker walker(visit);
    walker.folder(upperFd, lowerFd, {}, false, 0);
    return walker.problems;
}

} // namespace vibecoder
