// SPDX-License-Identifier: MIT
#include "workspace/view/upperwalk.h"

#include "workspace/openchild.h"
#include "workspace/workspaceprivate.h"

#include <QSet>

#include <algorithm>
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

bool isWhiteout(int folder, const QByteArray &name, const struct stat &st, bool isMarked)
{
    return (S_ISCHR(st.st_mode) && st.st_rdev == 0) || (isMarked && isMarkedDeleted(folder, name, st));
}

// Of its names some are files that mean "deleted".
bool hasMarks(int folder)
{
    return attributeOf(folder, "user.overlay.opaque") == 'x';
}

// mode 0: nothing.
struct stat statAt(int folder, const QByteArray &name)
{
    struct stat st
    {
    };
    if (folder < 0 || ::fstatat(folder, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        st = {};
    return st;
}

// One folder of what lies below the upper one: the layer's, the person's, or the layer's over the person's.
class Below
{
public:
    Below() = default;
    // Keeps them open as long.
    Below(FileDescriptor layer, FileDescriptor folder)
        : Below(layer.get(), folder.get())
    {
        m_ownLayer = std::move(layer);
        m_ownFolder = std::move(folder);
    }
    Below(int layer, int folder)
        : m_layer(layer)
        , m_folder(folder)
        , m_isMarked(layer >= 0 && hasMarks(layer))
    {
    }

    [[nodiscard]] bool isNothing() const { return m_layer < 0 && m_folder < 0; }

    [[nodiscard]] struct stat at(const QByteArray &name) const
    {
        struct stat st = statAt(m_layer, name);
        if (st.st_mode == 0)
            return statAt(m_folder, name);
        if (isWhiteout(m_layer, name, st, m_isMarked))
            st = {};
        return st;
    }

    // Of what may be there. Nothing: errno says why.
    [[nodiscard]] std::optional<QByteArrayList> names() const
    {
        QByteArrayList found;
        for (const int folder : {m_layer, m_folder}) {
            const std::optional<QByteArrayList> names = folder < 0 ? QByteArrayList() : namesIn(folder);
            if (!names)
                return std::nullopt;
            found += *names;
        }
        if (m_layer >= 0) {
            std::sort(found.begin(), found.end());
            found.erase(std::unique(found.begin(), found.end()), found.end());
        }
        return found;
    }

    // Of a name that is a folder. Nothing: errno says why.
    [[nodiscard]] std::optional<Below> child(const QByteArray &name) const
    {
        FileDescriptor layer, folder;
        if (S_ISDIR(statAt(m_layer, name).st_mode)) {
            layer = openChild(m_layer, name, O_RDONLY | O_DIRECTORY);
            if (!layer.isOpen())
                return std::nullopt;
        }
        const bool shows = !layer.isOpen() || attributeOf(layer.get(), "user.overlay.opaque") != 'y';
        if (shows && S_ISDIR(statAt(m_folder, name).st_mode)) {
            folder = openChild(m_folder, name, O_PATH | O_DIRECTORY);
            if (!folder.isOpen())
                return std::nullopt;
        }
        return Below(std::move(layer), std::move(folder));
    }

private:
    int m_layer = -1, m_folder = -1;
    bool m_isMarked = false;
    FileDescriptor m_ownLayer, m_ownFolder;
};

class Walker
{
public:
    explicit Walker(const WalkVisit &visit)
        : m_visit(visit)
    {
    }

    // isHidden: nothing of what lies below shows through.
    void folder(int upper, const Below &lower, const QByteArray &path, bool isHidden, int level)
    {
        QSet<QByteArray> seen;
        if (upper >= 0) {
            const std::optional<QByteArrayList> names = namesIn(upper);
            if (!names)
                problem(path, errnoText().toUtf8());
            const bool marked = hasMarks(upper);
            for (const QByteArray &name : names.value_or(QByteArrayList())) {
                if (isHidden)
                    seen.insert(name);
                inUpper(upper, lower, name, path, isHidden, marked, level);
            }
        }
        if (!isHidden || lower.isNothing())
            return;
        const std::optional<QByteArrayList> names = lower.names();
        if (!names)
            problem(path, errnoText().toUtf8());
        for (const QByteArray &name : names.value_or(QByteArrayList())) {
            WalkedEntry entry{below(path, name), name, true, {}, lower.at(name), -1};
            if (seen.contains(name) || entry.lower.st_mode == 0)
                continue;
            if (m_visit(entry) && S_ISDIR(entry.lower.st_mode))
                enter(entry, lower, true, level);
        }
    }

    QByteArrayList problems;

private:
    static QByteArray below(const QByteArray &path, const QByteArray &name)
    {
        return path.isEmpty() ? name : path + '/' + name;
    }
    void problem(const QByteArray &path, const QByteArray &why) { problems.append(path + ": " + why); }

    void inUpper(int upper, const Below &lower, const QByteArray &name, const QByteArray &path, bool isHidden,
        bool marked, int level)
    {
        WalkedEntry entry{below(path, name), name, true, {}, lower.at(name), upper};
        if (::fstatat(upper, name.constData(), &entry.now, AT_SYMLINK_NOFOLLOW) != 0) {
            problem(entry.path, errnoText().toUtf8());
            return;
        }
        if (isWhiteout(upper, name, entry.now, marked))
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
            enter(entry, lower, !shows, level, next.get());
    }

    void enter(const WalkedEntry &entry, const Below &around, bool isHidden, int level, int upper = -1)
    {
        if (level + 1 >= kMaxLevels) {
            problem(entry.path, "too many folders lie in each other");
            return;
        }
        const std::optional<Below> lower = S_ISDIR(entry.lower.st_mode) ? around.child(entry.name) : Below();
        if (!lower)
            problem(entry.path, errnoText().toUtf8());
        else
            folder(upper, *lower, entry.path, isHidden, level + 1);
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

QByteArrayList walkUpper(int upperFd, int layerFd, int lowerFd, const WalkVisit &visit)
{
    Walker walker(visit);
    walker.folder(upperFd, Below(layerFd, lowerFd), {}, false, 0);
    return walker.problems;
}

} // namespace vibecoder
