// SPDX-License-Identifier: MIT
#include "workspace/view/upperreader.h"

#include "workspace/checkpoint/treescan.h"
#include "workspace/fileread.h"
#include "workspace/openchild.h"
#include "workspace/pathtext.h"
#include "workspace/view/interruptedmove.h"
#include "workspace/view/lowerlook.h"
#include "workspace/view/upperwalk.h"
#include "workspace/workspaceprivate.h"

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <sys/xattr.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Later than the time of any file: only what is there now is asked for.
constexpr timespec kEver{8000000000, 0};

bool isInGit(const QByteArray &path)
{
    return path == ".git" || path.startsWith(".git/") || path.endsWith("/.git") || path.contains("/.git/");
}

// What a tool of the engine, or a renaming of a folder, was about to write when it was killed.
bool isLeftOut(const WalkedEntry &entry)
{
    return entry.name == ".git" || isTemporaryName(entry.name) || isNameOfMove(entry.name);
}

// A name that is gone from the person's folder: the kernel marks what it copied from there.
bool hadLower(const WalkedEntry &entry)
{
    if (entry.lower.st_mode != 0 || entry.upperFolder < 0)
        return false;
    const QByteArray place = "/proc/self/fd/" + QByteArray::number(entry.upperFolder) + '/' + entry.name;
    return entry.now.st_mode == 0 || ::lgetxattr(place.constData(), "user.overlay.origin", nullptr, 0) >= 0;
}

TreeEntry stateOf(const struct stat &st)
{
    return {st.st_mode == 0 ? 0 : S_ISLNK(st.st_mode) ? S_IFLNK : st.st_mode & (S_IFMT | 07777), {}};
}

// Walks what is not ignored up to the limit; `wanted` gets each path, `ignored` what lies in ignored folders too.
class Look
{
public:
    Look(const IgnoreRules &rules, const ChangeLimits &limits)
        : m_rules(rules)
        , m_limits(limits)
    {
    }

    std::function<void(const WalkedEntry &)> wanted;
    std::function<bool(const QByteArray &top, const WalkedEntry &)> ignored; ///< false: not entered

    QByteArrayList over(int upperFd, int layerFd, int lowerFd)
    {
        QByteArrayList problems =
            walkUpper(upperFd, layerFd, lowerFd, [this](const WalkedEntry &entry) { return visit(entry); });
        if (m_seen > m_limits.maxEntries)
            problems.append("more than " + QByteArray::number(m_limits.maxEntries) + " paths were written");
        std::sort(problems.begin(), problems.end());
        return problems;
    }

private:
    bool visit(const WalkedEntry &entry)
    {
        if (isLeftOut(entry))
            return false;
        if (!m_ignored.isEmpty() && entry.path.startsWith(m_ignored + '/'))
            return ignored(m_ignored, entry);
        if (m_rules.isIgnored(entry.path, entry.isFolder())) {
            m_ignored = entry.path;
            return ignored(m_ignored, entry);
        }
        if (++m_seen > m_limits.maxEntries)
            return false;
        wanted(entry);
        return true;
    }

    const IgnoreRules &m_rules;
    const ChangeLimits &m_limits;
    QByteArray m_ignored; ///< the last ignored path; what is in it comes right after it
    int m_seen = 0;
};

class Reader
{
public:
    Reader(int lowerFd, const BaseBook &bases, const PutContent &put, const ChangeLimits &limits, ContentCache cache)
        : m_lower(lowerFd, kEver)
        , m_bases(bases)
        , m_put(put)
        , m_limits(limits)
        , m_cache(std::move(cache))
    {
        timespec clock{};
        ::clock_gettime(CLOCK_REALTIME, &clock);
        m_now = nanoseconds(clock);
    }

    void take(const WalkedEntry &entry)
    {
        if (!error)
            error = took(entry);
    }

    ChangeSet set;
    ContentCache known; ///< for the next look
    std::optional<Error> error;

private:
    std::optional<Error> took(const WalkedEntry &entry)
    {
        if (entry.now.st_mode == 0 && entry.lower.st_mode == 0)
            return std::nullopt;
        std::optional<Base> noted = m_bases.find(entry.path);
        // It came into the person's folder after the attempt had removed the folder around it: nothing of the
        // attempt's.
        if (!noted && entry.upperFolder < 0)
            return std::nullopt;
        // What is ignored is not noted. It is asked for by name then, and where there is nothing, nothing can be lost.
        if (!noted && entry.lower.st_mode == 0)
            noted = Base{{}, 0, true, true, false, false};
        Change change;
        change.path = entry.path;
        change.now = stateOf(entry.now);
        if (S_ISREG(entry.now.st_mode))
            change.size = entry.now.st_size;
        change.hasBase = noted && noted->isKnown;
        Base before;
        if (change.hasBase) {
            before = *noted;
        } else {
            // Whoever wrote there: what is as it is in the person's folder differs in nothing.
            const bool mayBeEqual = stateOf(entry.lower) == change.now &&
                                    (!S_ISREG(entry.now.st_mode) || entry.lower.st_size == entry.now.st_size);
            if (mayBeEqual) {
                const auto state = m_lower.at(entry.path, false, 0, [](const QByteArray &bytes) -> Result<ObjectId> {
                    return ObjectStore::idOf(ObjectType::Blob, bytes);
                });
                if (state)
                    before = *state;
            }
        }
        if (const auto failed = readNow(entry, change, before))
            return failed;
        const bool isEqual = (change.hasBase || before.entry.mode != 0) && change.now == before.entry;
        if (isEqual)
            return std::nullopt;
        if (change.hasBase)
            change.base = noted->entry;
        set.changes.append(change);
        return std::nullopt;
    }

    std::optional<Error> readNow(const WalkedEntry &entry, Change &change, const Base &before)
    {
        if (S_ISLNK(entry.now.st_mode)) {
            const std::optional<QByteArray> target = readLinkAt(entry.upperFolder, entry.name);
            if (!target)
                return problem(entry.path, "the link cannot be read");
            return keep(*target, change.now.content);
        }
        if (!S_ISREG(entry.now.st_mode))
            return std::nullopt;
        FileStamp stamp = stampOf(entry.now);
        change.now.content = m_cache.find(entry.path, stamp);
        if (!change.now.content.isEmpty()) {
            known.insert(entry.path, stamp, change.now.content, true);
            return std::nullopt;
        }
        const OpenedUp up(entry.upperFolder, entry.name, entry.now, 0400);
        if (entry.now.st_size > m_limits.maxFileBytes)
            return lookAtLarge(entry, change, before);
        m_read += entry.now.st_size;
        if (m_read > m_limits.maxTotalBytes)
            return problem(
                entry.path, "the contents are larger than " + mebibytes(m_limits.maxTotalBytes) + " together");
        const std::optional<QByteArray> bytes =
            readFileAt(entry.upperFolder, entry.name, m_limits.maxFileBytes, &stamp);
        if (!bytes)
            return problem(entry.path, errnoText().toUtf8());
        const std::optional<Error> failed = keep(*bytes, change.now.content);
        if (!failed)
            known.insert(entry.path, stamp, change.now.content, isSettled(stamp, m_now));
        return failed;
    }

    // A large file that was only touched is as it was; another one cannot be kept.
    std::optional<Error> lookAtLarge(const WalkedEntry &entry, Change &change, const Base &before)
    {
        const FileDescriptor file = openChild(entry.upperFolder, entry.name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
        const bool mayBeEqual = before.entry.mode == change.now.mode && before.size == entry.now.st_size;
        if (mayBeEqual && file.isOpen())
            change.now.content = idOfFile(file.get(), entry.now.st_size);
        if (mayBeEqual && change.now == before.entry) {
            known.insert(entry.path, stampOf(entry.now), change.now.content, isSettled(stampOf(entry.now), m_now));
            return std::nullopt;
        }
        change.now.content.clear();
        return problem(entry.path, "the file is larger than " + mebibytes(m_limits.maxFileBytes));
    }

    std::optional<Error> keep(const QByteArray &bytes, ObjectId &id)
    {
        const Result<ObjectId> stored = m_put(bytes);
        if (!stored)
            return stored.error();
        id = *stored;
        return std::nullopt;
    }

    std::optional<Error> problem(const QByteArray &path, const QByteArray &why)
    {
        set.problems.append(path + ": " + why);
        return std::nullopt;
    }

    static QByteArray mebibytes(qint64 bytes) { return QByteArray::number(bytes / (1024 * 1024)) + " MiB"; }

    LowerLook m_lower;
    const BaseBook &m_bases;
    const PutContent &m_put;
    const ChangeLimits &m_limits;
    ContentCache m_cache;
    qint64 m_now = 0, m_read = 0;
};

QString stampsOf(const ViewFolder &view)
{
    return view.storage() + u"/stamps"_s;
}

} // namespace

Result<UpperPaths> pathsInUpper(
    const ViewFolder &view, int lowerFd, const IgnoreRules &rules, const ChangeLimits &limits)
{
    VC_TRY(const FileDescriptor upper, view.openUpper());
    UpperPaths found;
    Look look(rules, limits);
    look.wanted = [&](const WalkedEntry &entry) {
        found.paths.append({entry.path, entry.hides, entry.upperFolder >= 0, false, hadLower(entry)});
    };
    look.ignored = [&](const QByteArray &top, const WalkedEntry &entry) {
        if (entry.path == top)
            found.paths.append({entry.path, entry.hides, entry.upperFolder >= 0, entry.isFolder(), hadLower(entry)});
        return false;
    };
    found.isWhole = look.over(upper.get(), -1, lowerFd).isEmpty();
    std::sort(
        found.paths.begin(), found.paths.end(), [](const UpperPath &a, const UpperPath &b) { return a.path < b.path; });
    return found;
}

Result<ChangeSet> readChanges(const ViewFolder &view, int lowerFd, const BaseBook &bases, const IgnoreRules &rules,
    const PutContent &put, const ChangeLimits &limits)
{
    VC_TRY(const FileDescriptor upper, view.openUpper());
    bool sameBoot = true;
    const ContentCache cache = ContentCache::load(stampsOf(view), &sameBoot);
    Reader reader(lowerFd, bases, put, limits, cache);
    Look look(rules, limits);
    look.wanted = [&](const WalkedEntry &entry) { reader.take(entry); };
    QHash<QByteArray, StayingBehind> behind;
    int ignored = 0;
    look.ignored = [&](const QByteArray &top, const WalkedEntry &entry) {
        StayingBehind &one = behind[top];
        one.path = top;
        if (entry.now.st_mode == 0)
            return false; // removed: nothing of it is delivered, and what it was takes no room
        if (!S_ISDIR(entry.now.st_mode)) {
            ++one.files;
            one.bytes += S_ISREG(entry.now.st_mode) ? entry.now.st_size : 0;
        }
        return ++ignored <= limits.maxIgnored;
    };
    QByteArrayList problems = look.over(upper.get(), -1, lowerFd);
    if (bases.isOpen())
        problems.append("what was written last was not noted whole");
    if (reader.error)
        return tl::make_unexpected(*reader.error);
    ChangeSet set = std::move(reader.set);
    set.problems += problems;
    set.stayingBehind = behind.values();
    std::sort(set.changes.begin(), set.changes.end(), [](const Change &a, const Change &b) { return a.path < b.path; });
    std::sort(set.stayingBehind.begin(), set.stayingBehind.end(),
        [](const StayingBehind &a, const StayingBehind &b) { return a.path < b.path; });
    std::sort(set.problems.begin(), set.problems.end());
    if (!(reader.known == cache))
        reader.known.save(stampsOf(view));
    return set;
}

Result<QList<WrittenFile>> writtenFiles(const ViewFolder &view, int lowerFd, const IgnoreRules &rules,
    const ChangeLimits &limits, const std::function<bool(const QByteArray &)> &isWanted)
{
    VC_TRY(const FileDescriptor upper, view.openUpper());
    QList<WrittenFile> found;
    int ignored = 0;
    Look look(rules, limits);
    const auto take = [&](const WalkedEntry &entry, bool staysBehind) {
        const mode_t mode = entry.now.st_mode != 0 ? entry.now.st_mode : entry.lower.st_mode;
        if ((!S_ISREG(mode) && !S_ISLNK(mode)) || !isWanted(entry.path))
            return;
        const timespec &time = entry.now.st_ctim;
        const qint64 changedNs = entry.now.st_mode == 0 ? 0 : time.tv_sec * 1000000000LL + time.tv_nsec;
        found.append({entry.path, changedNs, staysBehind});
    };
    look.wanted = [&](const WalkedEntry &entry) { take(entry, false); };
    look.ignored = [&](const QByteArray &, const WalkedEntry &entry) {
        take(entry, true);
        return ++ignored <= limits.maxIgnored;
    };
    if (const QByteArrayList problems = look.over(upper.get(), view.layerDescriptor(), lowerFd); !problems.isEmpty())
        return fail(ErrorCode::Denied, QString::fromUtf8(problems.constFirst()));
    if (ignored > limits.maxIgnored)
        return fail(ErrorCode::Denied, u"more than %1 ignored paths were written"_s.arg(limits.maxIgnored));
    std::sort(found.begin(), found.end(), [](const WrittenFile &a, const WrittenFile &b) { return a.path < b.path; });
    return found;
}

Result<QByteArrayList> gitWritten(const ViewFolder &view, int lowerFd, const ChangeLimits &limits)
{
    VC_TRY(const FileDescriptor upper, view.openUpper());
    QByteArrayList found;
    const QByteArrayList problems =
        walkUpper(upper.get(), view.layerDescriptor(), lowerFd, [&](const WalkedEntry &entry) {
            if (!isInGit(entry.path))
                return S_ISDIR(entry.now.st_mode) || S_ISDIR(entry.lower.st_mode);
            const bool isSame = S_ISDIR(entry.now.st_mode) ? S_ISDIR(entry.lower.st_mode)
                                                           : entry.now.st_mode == 0 && entry.lower.st_mode == 0;
            if (!isSame)
                found.append(entry.path);
            return entry.now.st_mode != 0 && found.size() < limits.maxEntries;
        });
    for (const QByteArray &problem : problems) {
        if (problem.startsWith(".git") || problem.contains("/.git"))
            return fail(ErrorCode::Io, u"what was written to %1 cannot be found out"_s.arg(pathText(problem)));
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace vibecoder
