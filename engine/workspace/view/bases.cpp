// SPDX-License-Identifier: MIT
#include "workspace/view/bases.h"

#include "base/digest.h"
#include "base/logging.h"
#include "base/processid.h"
#include "workspace/fileread.h"
#include "workspace/openchild.h"
#include "workspace/view/lowerlook.h"
#include "workspace/workspaceprivate.h"

#include <QSet>

#include <cerrno>
#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestBook = 1024LL * 1024 * 1024;
constexpr int kDigits = 8; // of the check at the beginning of each line

QByteArray line(const QByteArray &words)
{
    return sha256Hex(words).left(kDigits).toLatin1() + ' ' + words + '\n';
}

QByteArray lineOf(const QByteArray &path, const Base &base)
{
    return line("path " + path.toHex() + (base.isKnown ? " known " : " unknown ") +
                QByteArray::number(base.entry.mode, 8) + ' ' + QByteArray::number(base.size) +
                (base.isKept ? " kept " : " large ") + (base.hides ? "hides " : "shows ") +
                (base.isClosed ? "closed " : "open ") + base.entry.content.toHex());
}

bool isEarlier(const timespec &a, const timespec &b)
{
    return nanoseconds(a) < nanoseconds(b);
}

} // namespace

Result<std::unique_ptr<BaseBook>> BaseBook::open(const ViewFolder &view, qint64 maxKept)
{
    std::unique_ptr<BaseBook> book(new BaseBook);
    book->m_maxKept = maxKept;
    book->m_name = view.storage() + u"/bases/book"_s;
    const FileDescriptor folder = openChild(view.descriptor(), "bases", O_RDONLY | O_DIRECTORY);
    if (folder.isOpen())
        book->m_file = openChild(folder.get(), "book", O_RDWR | O_CREAT | O_APPEND, 0600);
    if (!book->m_file.isOpen())
        return fail(ErrorCode::Io, u"%1 cannot be opened: %2"_s.arg(book->m_name, errnoText()));
    VC_CHECK(book->readBack());
    return book;
}

Result<> BaseBook::readBack()
{
    struct stat st
    {
    };
    const bool isRead = ::fstat(m_file.get(), &st) == 0;
    const std::optional<QByteArray> text =
        isRead ? readToEnd(m_file.get(), st.st_size, kLargestBook) : std::optional<QByteArray>();
    if (!text)
        return fail(ErrorCode::Io, u"%1 cannot be read: %2"_s.arg(m_name, errnoText()));
    qsizetype at = 0, good = 0;
    bool damaged = false;
    QList<QByteArrayList> open; // what one noteNew() wrote counts as a whole or not at all
    for (qsizetype end = text->indexOf('\n'); end >= 0; end = text->indexOf('\n', at)) {
        const QByteArray words = text->mid(at + kDigits + 1, end - at - kDigits - 1);
        if (end - at <= kDigits + 1 || text->mid(at, end + 1 - at) != line(words)) {
            damaged = true;
            break;
        }
        at = end + 1;
        open.append(words.split(' '));
        const QByteArray &kind = open.constLast().constFirst();
        if (kind != "noted" && kind != "part" && kind != "begin")
            continue;
        for (const QByteArrayList &one : std::as_const(open))
            take(one);
        open.clear();
        good = at;
    }
    // What comes next must begin on a line of its own.
    if (good < text->size() && ::ftruncate(m_file.get(), good) != 0)
        return fail(ErrorCode::Io, u"%1 cannot be written: %2"_s.arg(m_name, errnoText()));
    // After a loss of power lines may be missing although what they tell of was written: no time is early enough.
    if (damaged || (!m_boot.isEmpty() && m_boot != bootId()))
        m_begin = timespec{0, 0};
    return {};
}

void BaseBook::take(const QByteArrayList &words)
{
    const QByteArray &kind = words.constFirst();
    if (kind == "begin" && words.size() == 4) {
        m_begin = timespec{time_t(words.at(1).toLongLong()), long(words.at(2).toLongLong())};
        m_boot = QString::fromLatin1(words.at(3));
    } else if (kind == "noted") {
        m_begin.reset();
    } else if (kind == "gone" && words.size() == 2) {
        m_bases.remove(QByteArray::fromHex(words.at(1)));
    } else if (kind == "path" && words.size() == 9) {
        Base base;
        base.isKnown = words.at(2) == "known";
        base.entry.mode = words.at(3).toUInt(nullptr, 8);
        base.size = words.at(4).toLongLong();
        base.isKept = words.at(5) == "kept";
        base.hides = words.at(6) == "hides";
        base.isClosed = words.at(7) == "closed";
        base.entry.content = QByteArray::fromHex(words.at(8));
        m_bases.insert(QByteArray::fromHex(words.at(1)), base);
    }
}

// All lines or none: a cut off one in the middle would spoil what comes after it.
Result<> BaseBook::add(const QByteArray &lines)
{
    const off_t before = ::lseek(m_file.get(), 0, SEEK_END);
    for (qsizetype done = 0; done < lines.size();) {
        const ssize_t n = ::write(m_file.get(), lines.constData() + done, size_t(lines.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            const Result<> failed = fail(ErrorCode::Io, u"%1 cannot be written: %2"_s.arg(m_name, errnoText()),
                errno == ENOSPC ? u"Free some space"_s : QString());
            if (before < 0 || ::ftruncate(m_file.get(), before) != 0)
                logWarning("view", u"a line may be cut off"_s, {{u"file"_s, m_name}});
            return failed;
        }
        done += n;
    }
    return {};
}

Result<timespec> BaseBook::begin()
{
    if (m_begin)
        return *m_begin;
    timespec now{};
    // The clock of the times of files: a later write never has an earlier time.
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    VC_CHECK(openAt(now));
    return now;
}

Result<> BaseBook::openAt(const timespec &time)
{
    m_boot = bootId();
    VC_CHECK(add(line("begin " + QByteArray::number(qint64(time.tv_sec)) + ' ' +
                      QByteArray::number(qint64(time.tv_nsec)) + ' ' + m_boot.toLatin1())));
    m_begin = time;
    return {};
}

Result<> BaseBook::noteNew(const UpperPaths &now, int lowerFd, const timespec &begin, const PutContent &put)
{
    if (!m_begin && !now.isWhole)
        VC_CHECK(openAt(begin));
    LowerLook lower(lowerFd, m_begin && isEarlier(*m_begin, begin) ? *m_begin : begin, m_folders);
    QByteArray lines;
    QHash<QByteArray, Base> found;
    QSet<QByteArray> there;
    const auto note = [&](const QByteArray &path, const Base &base) {
        found.insert(path, base);
        lines += lineOf(path, base);
    };
    for (const UpperPath &one : now.paths) {
        there.insert(one.path);
        const auto known = m_bases.constFind(one.path);
        if (known != m_bases.cend()) {
            if (!now.isWhole || (known->hides == one.hides && known->isClosed == one.isClosed))
                continue;
            Base changed = *known;
            changed.hides = one.hides;
            changed.isClosed = one.isClosed;
            note(one.path, changed);
            continue;
        }
        Base base;
        // What came later to where nothing shows through, the attempt never saw.
        if (isBelow(one.path, &Base::hides)) {
            if (!one.isInUpper)
                continue;
            base.isKnown = true;
        } else {
            VC_TRY(base, lower.at(one.path, one.hadLower, m_maxKept, put));
        }
        // Written at some time while it was ignored. Where there is nothing, nothing can be lost.
        if (isBelow(one.path, &Base::isClosed) && base.entry.mode != 0)
            base.isKnown = false;
        // Of half a list nobody knows yet what it hides.
        base.hides = one.hides && now.isWhole;
        base.isClosed = one.isClosed;
        note(one.path, base);
    }
    QByteArrayList gone;
    for (auto it = m_bases.cbegin(); now.isWhole && it != m_bases.cend(); ++it) {
        if (!there.contains(it.key())) {
            gone.append(it.key());
            lines += line("gone " + it.key().toHex());
        }
    }
    if (!m_begin && lines.isEmpty())
        return {};
    VC_CHECK(add(lines + line(now.isWhole ? "noted" : "part")));
    m_bases.insert(found);
    for (const QByteArray &path : std::as_const(gone))
        m_bases.remove(path);
    if (!now.isWhole)
        return {};
    m_folders = m_folders.isEmpty() ? folderInodes(lowerFd) : lower.folders();
    m_begin.reset();
    return {};
}

Result<> BaseBook::takeBack(const QList<Change> &changes)
{
    QByteArray lines;
    QHash<QByteArray, Base> found;
    for (const Change &change : changes) {
        const Base now = m_bases.value(change.path);
        Base base = now;
        base.isKnown = change.hasBase;
        if (change.hasBase && base.entry != change.base) {
            base.entry = change.base;
            base.size = 0; // a size is only kept of what is too large to be in a set
            base.isKept = true;
        }
        if (base == now && m_bases.contains(change.path))
            continue;
        found.insert(change.path, base);
        lines += lineOf(change.path, base);
    }
    if (lines.isEmpty())
        return {};
    // Not noted whole: what is on the way is looked at when it is over.
    VC_CHECK(add(lines + line("part")));
    m_bases.insert(found);
    return {};
}

bool BaseBook::isBelow(const QByteArray &path, bool Base::*what) const
{
    for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        const auto around = m_bases.constFind(path.left(slash));
        if (around != m_bases.cend() && (*around).*what)
            return true;
    }
    return false;
}

std::optional<Base> BaseBook::find(const QByteArray &path) const
{
    const auto base = m_bases.constFind(path);
    return base == m_bases.cend() ? std::nullopt : std::optional<Base>(*base);
}

QList<ObjectId> BaseBook::contents() const
{
    QSet<ObjectId> ids;
    for (const Base &base : m_bases) {
        if (base.isKept && !base.entry.content.isEmpty())
            ids.insert(base.entry.content);
    }
    return ids.values();
}

} // namespace vibecoder
