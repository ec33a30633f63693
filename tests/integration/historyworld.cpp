// SPDX-License-Identifier: MIT
#include "integration/historyworld.h"

#include "workspace/asowner.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace histories {

namespace {

const char *const kNames[] = {"a.txt", "b.txt", "c", "d/x", "d/y", "d/e/z", "d/e/w", "g/h/i", "g/j", "sub/s", "sub/t/u",
    "n1", "n2", "d/n3", "m/k", "sub/n4", "g/h/n5", "out/o", "run.log", "sub/t/v/w"};
const char *const kSubNames[] = {"s", "t/u", "n4", "t/v/w", "q", "t/r", "out/o"};

void writeBytes(const QByteArray &place, const QByteArray &bytes)
{
    const int file = ::open(place.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0 || ::write(file, bytes.constData(), size_t(bytes.size())) != bytes.size())
        qFatal("cannot write %s", place.constData());
    ::close(file);
}

QByteArray quoted(const QByteArray &text)
{
    return "'" + text + "'";
}

bool holdsLinked(const Tree &tree, const QByteArray &folder)
{
    const Tree inside = below(tree, folder + '/');
    return std::any_of(inside.cbegin(), inside.cend(), [](const Node &node) { return node.group != 0; });
}

// Folders that two attempts have in common stay.
bool isFixed(const QByteArray &path, bool isSub)
{
    return !isSub && path == "sub";
}

} // namespace

class World::AsHer
{
public:
    explicit AsHer(const World &world)
    {
        if (world.m_her)
            m_as.emplace(*world.m_her);
    }

private:
    std::optional<vibecoder::AsOwner> m_as;
};

World::World(quint32 seed, std::optional<vibecoder::FileOwner> her)
    : m_her(her)
    , m_chance(seed)
    , m_dir(QDir::tempPath() + QStringLiteral("/vibecoder-history-XXXXXX"))
    , m_base(QFileInfo(m_dir.path()).canonicalFilePath())
{
    QDir(m_base).mkpath(QStringLiteral("w"));
    QDir(m_base).mkpath(QStringLiteral("outside"));
    // Her commands have to come to what root keeps of the attempt.
    if (m_her && (::chmod(QFile::encodeName(m_base).constData(), 0711) != 0 ||
                     ::chown(root().constData(), m_her->user, m_her->group) != 0))
        qFatal("cannot give %s away", root().constData());
    git = oneIn(2);
    makeFolder();
}

World::~World() = default;

void World::makeFolder()
{
    const AsHer as(*this);
    const QByteArray top = root();
    const auto put = [&](const QByteArray &path, const QByteArray &bytes, uint mode = 0644) {
        makeFolders(lower, parentOf(path));
        QDir().mkpath(QString::fromUtf8(top + '/' + parentOf(path)));
        writeBytes(top + '/' + path, bytes);
        ::chmod((top + '/' + path).constData(), mode);
        lower.insert(path, {Node::Kind::File, mode, bytes, 0});
    };
    if (git) {
        put(".git/HEAD", "ref: refs/heads/main\n");
        put(".git/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n");
        put(".git/objects/info/none", "");
        put(".git/refs/heads/none~", "");
        put(".gitignore", "out/\n*.log\n");
    }
    put("sub/s", newText({}, "base"));
    for (const char *name : kNames) {
        const QByteArray path(name);
        if (!lower.contains(path) && oneIn(2) && !path.startsWith('n') && !path.contains("/n"))
            put(path, newText({}, "base"), oneIn(6) ? 0755 : 0644);
    }
    if (oneIn(3)) {
        ::symlink("a.txt", (top + "/link").constData());
        lower.insert("link", {Node::Kind::Link, 0, "a.txt", 0});
    }
    for (const char *folder : {"", "sub/"})
        setGate(folder, false);
}

void World::setGate(const QByteArray &prefix, bool open) const
{
    const AsHer as(*this);
    const QByteArray place = root() + '/' + prefix + ".gate";
    const int file = ::open(place.constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0 || ::pwrite(file, open ? "1\n" : "0\n", 2, 0) != 2)
        qFatal("cannot write %s", place.constData());
    ::close(file);
}

// Twice: the coarse clock goes by steps and may show the last one a moment late, while files get finer times.
void World::letTimePass()
{
    for (int i = 0; i < 2; ++i) {
        timespec then{}, now{};
        ::clock_gettime(CLOCK_REALTIME_COARSE, &then);
        do {
            ::usleep(500);
            ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
        } while (then.tv_sec == now.tv_sec && then.tv_nsec == now.tv_nsec);
    }
    recent.clear();
}

QByteArray World::check(const QByteArrayList &leaveOut) const
{
    const QByteArray wrong = difference(readTree(root()), lower, leaveOut);
    if (!wrong.isEmpty())
        return "the person's folder:\n" + wrong;
    QDirIterator it(QString::fromUtf8(root()), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
        QDirIterator::Subdirectories);
    while (m_her && it.hasNext()) {
        struct stat st
        {
        };
        const QByteArray path = QFile::encodeName(it.next());
        if (::lstat(path.constData(), &st) == 0 && (st.st_uid != m_her->user || st.st_gid != m_her->group))
            return path + " is not hers";
    }
    return {};
}

bool World::isIgnored(const QByteArray &path) const
{
    const QByteArrayList names = path.split('/');
    return std::any_of(names.cbegin(), names.cend(), [this](const QByteArray &name) {
        return name == "__pycache__" || (git && (name == "out" || name.endsWith(".log")));
    });
}

// Three lines that each side may change without the other, apart enough to be merged.
QByteArray World::newText(const QByteArray &old, const QByteArray &who)
{
    const QByteArray word = who + ' ' + QByteArray::number(++m_count) + ';';
    QByteArrayList lines = old.split('\n');
    if (lines.size() < 7 || !old.contains("==2"))
        return word + "\n==1\n==1b\n" + word + " second\n==2\n==2b\n" + word + " third\n==3\n";
    lines[3 * below(3)] = word;
    return lines.join('\n');
}

QByteArray World::someFile(const Tree &tree)
{
    QByteArrayList files;
    for (auto it = tree.cbegin(); it != tree.cend(); ++it) {
        if (it->isFile() && !isInGit(it.key()) && it.key() != ".gitignore" && !it.key().contains(".vibecoder"))
            files.append(it.key());
    }
    return files.isEmpty() ? QByteArray() : files.at(below(int(files.size())));
}

QByteArray World::someFolder(const Tree &tree, bool isSub)
{
    QByteArrayList folders;
    for (auto it = tree.cbegin(); it != tree.cend(); ++it) {
        if (it->isFolder() && !isInGit(it.key()) && !isFixed(it.key(), isSub) && !it.key().contains(".vibecoder"))
            folders.append(it.key());
    }
    return folders.isEmpty() ? QByteArray() : folders.at(below(int(folders.size())));
}

// Of nothing, where nothing but folders is on the way.
QByteArray World::newName(const Tree &tree, bool isSub)
{
    for (int tries = 0; tries < 20; ++tries) {
        const QByteArray name =
            isSub ? kSubNames[below(int(std::size(kSubNames)))] : kNames[below(int(std::size(kNames)))];
        bool free = !tree.contains(name);
        for (QByteArray at = parentOf(name); !at.isEmpty(); at = parentOf(at))
            free = free && (!tree.contains(at) || tree.value(at).isFolder());
        if (free)
            return name;
    }
    return {};
}

void World::save(const QByteArray &path, const QByteArray &content, int way)
{
    const QByteArray place = root() + '/' + path;
    const bool exists = lower.contains(path);
    if (way == 0 || !exists) {
        QDir().mkpath(QString::fromUtf8(root() + '/' + parentOf(path)));
        makeFolders(lower, parentOf(path));
        writeBytes(place, content);
        lower[path] = {Node::Kind::File, exists ? lower[path].mode : 0644, content, 0};
        return;
    }
    if (way == 1) {
        writeBytes(place + "~", content);
        ::rename((place + "~").constData(), place.constData());
    } else {
        ::unlink(place.constData());
        writeBytes(place, content);
    }
    lower[path] = {Node::Kind::File, 0644, content, 0};
}

QByteArrayList World::person()
{
    const AsHer as(*this);
    const QByteArray file = someFile(lower), folder = someFolder(lower, false), fresh = newName(lower, false);
    const int way = below(3);
    static const char *const ways[] = {"in place", "by rename", "by unlink"};
    QByteArrayList touched;
    QByteArray what;
    const auto saved = [&](const QByteArray &path, const QByteArray &content) {
        for (QByteArray at = parentOf(path); !at.isEmpty() && !lower.contains(at); at = parentOf(at))
            touched.append(at);
        save(path, content, way);
        const QByteArray word = content.contains('\0') ? content : "hers " + QByteArray::number(m_count) + ';';
        saves.insert(path, {word, content});
        touched.append(path);
        what = QByteArray("saves ") + ways[way] + ' ' + path + " (" + word.simplified() + ')';
    };
    switch (below(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
        if (!file.isEmpty())
            saved(file, newText(lower.value(file).content, "hers"));
        break;
    case 6:
    case 7:
    case 8:
        if (!fresh.isEmpty())
            saved(fresh, newText({}, "hers"));
        break;
    case 9:
        if (!file.isEmpty())
            saved(file, "binary hers " + QByteArray::number(++m_count) + QByteArray(1, '\0'));
        break;
    case 10:
        if (!file.isEmpty()) {
            save(file, lower.value(file).content, way);
            touched = {file};
            what = QByteArray("saves the same bytes ") + ways[way] + ' ' + file;
        }
        break;
    case 11:
        if (!file.isEmpty()) {
            ::unlink((root() + '/' + file).constData());
            lower.remove(file);
            saves.remove(file);
            touched = {file};
            what = "removes " + file;
        }
        break;
    case 12:
        if (!folder.isEmpty() && oneIn(2)) {
            QDir(QString::fromUtf8(root() + '/' + folder)).removeRecursively();
            removeAll(lower, folder);
            for (auto it = saves.begin(); it != saves.end();)
                it = isAtOrIn(it.key(), folder) ? saves.erase(it) : std::next(it);
            touched = {folder};
            what = "removes the folder " + folder;
        }
        break;
    case 13: {
        const QByteArray made = "m" + QByteArray::number(below(3));
        if (!lower.contains(made)) {
            ::mkdir((root() + '/' + made).constData(), 0755);
            makeFolders(lower, made);
            touched = {made};
            what = "makes the folder " + made;
        }
        break;
    }
    case 14: {
        const QByteArray &path = oneIn(3) ? folder : file;
        if (!path.isEmpty()) {
            const uint mode = lower.value(path).isFolder() ? (oneIn(2) ? 0700 : 0755) : (oneIn(2) ? 0600 : 0755);
            ::chmod((root() + '/' + path).constData(), mode);
            lower[path].mode = mode;
            touched = {path};
            what = "chmod " + QByteArray::number(mode, 8) + ' ' + path;
        }
        break;
    }
    default:
        if (!file.isEmpty()) {
            const QByteArray other = at(QStringLiteral("outside/")).toUtf8() + QByteArray::number(++m_count);
            ::link((root() + '/' + file).constData(), other.constData());
            touched = {file};
            what = "links " + file + " to a name outside";
        }
    }
    if (!touched.isEmpty())
        note("  she " + what);
    recent += touched;
    ever += touched;
    return touched;
}

Op World::op(const Tree &shown, bool isSub)
{
    const QByteArray file = someFile(shown), folder = someFolder(shown, isSub), fresh = newName(shown, isSub);
    const QByteArray inFresh = parentOf(fresh);
    const QByteArray makeParent = inFresh.isEmpty() ? QByteArray() : "mkdir -p " + inFresh + " && ";
    const auto isFreeOf = [&](const QByteArray &moved) { return !fresh.isEmpty() && !isAtOrIn(fresh, moved); };
    const auto write = [](const QByteArray &path, const QByteArray &text) {
        return "printf %s " + quoted(text) + " > " + path;
    };
    switch (below(20)) {
    case 0:
    case 1:
    case 2:
        if (!file.isEmpty()) {
            const QByteArray text = newText(shown.value(file).content, "task");
            return {write(file, text), {file}, [file, text](Tree &tree) { setContent(tree, file, text); }};
        }
        break;
    case 3:
    case 4:
        if (!file.isEmpty()) {
            const QByteArray text = newText(shown.value(file).content, "task");
            const QByteArray aside = file + ".t~"; // one may be left of a command that was killed
            return {"rm -f " + aside + " && " + write(aside, text) + " && mv -f " + aside + ' ' + file, {file},
                [file, aside, text](Tree &tree) {
                    tree.remove(aside);
                    tree.insert(file, {Node::Kind::File, 0644, text, 0});
                }};
        }
        break;
    case 5:
        if (!file.isEmpty()) {
            const QByteArray more = "task " + QByteArray::number(++m_count) + '\n';
            return {"printf %s " + quoted(more) + " >> " + file, {file},
                [file, more](Tree &tree) { setContent(tree, file, tree.value(file).content + more); }};
        }
        break;
    case 6:
    case 7:
    case 8:
        if (!fresh.isEmpty()) {
            const QByteArray text = newText({}, "task");
            return {makeParent + write(fresh, text), {fresh}, [fresh, text](Tree &tree) {
                        makeFolders(tree, parentOf(fresh));
                        tree.insert(fresh, {Node::Kind::File, 0644, text, 0});
                    }};
        }
        break;
    case 9:
        if (!file.isEmpty())
            return {"rm -f " + file, {file}, [file](Tree &tree) { tree.remove(file); }};
        break;
    case 10:
        if (!folder.isEmpty())
            return {"rm -rf " + folder, {folder}, [folder](Tree &tree) { removeAll(tree, folder); }};
        break;
    case 11:
    case 12:
        if (!folder.isEmpty()) {
            const QByteArray inside = folder + (oneIn(2) ? "/x" : "/again"), text = newText({}, "task");
            return {"rm -rf " + folder + " && mkdir " + folder + " && " + write(inside, text), {folder},
                [folder, inside, text](Tree &tree) {
                    removeAll(tree, folder);
                    makeFolders(tree, folder);
                    tree.insert(inside, {Node::Kind::File, 0644, text, 0});
                }};
        }
        break;
    case 13:
    case 14:
        // A folder of hers is copied, which makes single files of what was one file with two names.
        if (!folder.isEmpty() && isFreeOf(folder) && !holdsLinked(shown, folder))
            return {makeParent + "mv -T " + folder + ' ' + fresh, {folder, fresh}, [folder, fresh](Tree &tree) {
                        makeFolders(tree, parentOf(fresh));
                        move(tree, folder, fresh);
                    }};
        break;
    case 15:
        if (!file.isEmpty() && isFreeOf(file))
            return {makeParent + "mv -T " + file + ' ' + fresh, {file, fresh}, [file, fresh](Tree &tree) {
                        makeFolders(tree, parentOf(fresh));
                        move(tree, file, fresh);
                    }};
        break;
    case 16: {
        const QByteArray &path = oneIn(3) ? folder : file;
        if (path.isEmpty())
            break;
        const uint mode = shown.value(path).isFolder() ? (oneIn(2) ? 0700 : 0755) : (oneIn(2) ? 0600 : 0755);
        return {"chmod " + QByteArray::number(mode, 8) + ' ' + path, {path}, [path, mode](Tree &tree) {
                    const quint64 group = tree.value(path).group;
                    for (auto it = tree.begin(); it != tree.end(); ++it) {
                        if (it.key() == path || (group != 0 && it->group == group))
                            it->mode = mode;
                    }
                }};
    }
    case 17:
        if (!fresh.isEmpty() && oneIn(2))
            return {makeParent + "ln -s a.txt " + fresh, {fresh}, [fresh](Tree &tree) {
                        makeFolders(tree, parentOf(fresh));
                        tree.insert(fresh, {Node::Kind::Link, 0, "a.txt", 0});
                    }};
        if (!fresh.isEmpty() && !file.isEmpty()) {
            const quint64 group = quint64(++m_count) << 40;
            return {makeParent + "ln " + file + ' ' + fresh, {file, fresh}, [file, fresh, group](Tree &tree) {
                        makeFolders(tree, parentOf(fresh));
                        if (tree[file].group == 0)
                            tree[file].group = group;
                        tree.insert(fresh, tree[file]);
                    }};
        }
        break;
    case 18:
        if (!fresh.isEmpty() && oneIn(2))
            return {makeParent + "mkfifo " + fresh, {fresh}, [fresh](Tree &tree) {
                        makeFolders(tree, parentOf(fresh));
                        tree.insert(fresh, {Node::Kind::Fifo, 0644, {}, 0});
                    }};
        if (git && !isSub) {
            const QByteArray text = newText({}, "task");
            return {write(".git/planted", text), {".git/planted"},
                [text](Tree &tree) { setContent(tree, ".git/planted", text); }};
        }
        break;
    default:
        if (!file.isEmpty() && oneIn(2))
            return {"touch " + file, {file}, [](Tree &) {}};
        const QByteArray text = newText({}, "task"), name = git ? "out" : "__pycache__", path = name + "/made";
        if (!shown.contains(name) || shown.value(name).isFolder())
            return {"mkdir -p " + name + " && " + write(path, text), {path}, [name, path, text](Tree &tree) {
                        makeFolders(tree, name);
                        setContent(tree, path, text);
                    }};
    }
    return {":", {}, [](Tree &) {}};
}

} // namespace histories
