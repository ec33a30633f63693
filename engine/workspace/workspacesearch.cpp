// SPDX-License-Identifier: MIT
// Searching the text files of the working directory, in process and within bounds that no pattern and no tree can
// stretch.
#include "workspace/openchild.h"
#include "workspace/workspaceglob.h"
#include "workspace/workspaceprivate.h"

#include <QDeadlineTimer>
#include <QRegularExpression>

#include <cerrno>
#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxEntries = 50000;
constexpr qint64 kMaxFile = 2 * 1024 * 1024;
constexpr qsizetype kMaxLine = 8000; // characters of a line that are looked at
constexpr qsizetype kMaxPattern = 1000;
constexpr qsizetype kMaxTold = 500; // characters of a matching line
constexpr int kMaxGivenUp = 20;     // lines on which the matcher may reach its limit
constexpr int kMaxMs = 10000;

QByteArray contentOf(int fd)
{
    struct stat st
    {
    };
    if (::fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > kMaxFile)
        return {};
    QByteArray bytes(st.st_size, Qt::Uninitialized);
    qsizetype length = 0;
    while (length < bytes.size()) {
        const ssize_t n = ::read(fd, bytes.data() + length, size_t(bytes.size() - length));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        length += n;
    }
    bytes.truncate(length);
    return bytes.first(std::min<qsizetype>(length, 8192)).contains('\0') ? QByteArray() : bytes;
}

class Finder
{
public:
    Finder(const QString &pattern, bool regex, bool caseSensitive, int limit)
        : m_needle(regex || !caseSensitive ? QByteArray() : pattern.toUtf8())
        // The matcher's own limit ends a pattern that would take for ever on one line.
        , m_expression(u"(*LIMIT_MATCH=200000)"_s + (regex ? pattern : QRegularExpression::escape(pattern)),
              caseSensitive ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption)
        , m_limit(limit)
    {
    }

    [[nodiscard]] QString patternProblem() const
    {
        return m_expression.isValid() ? QString() : m_expression.errorString();
    }
    [[nodiscard]] bool isDone() const { return m_matches.size() >= m_limit || m_givenUp >= kMaxGivenUp || m_late; }

    void look(int fd, const QByteArray &path)
    {
        const QByteArray bytes = contentOf(fd);
        // Most files do not hold the text at all.
        if (!m_needle.isEmpty() && !bytes.contains(m_needle))
            return;
        const qsizetype before = m_matches.size();
        int number = 0;
        for (qsizetype at = 0; at < bytes.size() && !isDone();) {
            const qsizetype end = bytes.indexOf('\n', at);
            const qsizetype next = end < 0 ? bytes.size() : end + 1;
            lookAtLine(QByteArrayView(bytes).sliced(at, (end < 0 ? next : end) - at), path, ++number);
            at = next;
        }
        m_files += m_matches.size() > before ? 1 : 0;
    }

    Result<QList<SearchMatch>> answer(int *files) const
    {
        if (m_givenUp >= kMaxGivenUp)
            return fail(ErrorCode::InvalidArgument, u"the pattern is too expensive: nested repeats such as (a+)+"_s);
        if (m_late)
            return fail(
                ErrorCode::Timeout, u"the search took more than %1 seconds; narrow path or glob"_s.arg(kMaxMs / 1000));
        if (files)
            *files = m_files;
        return m_matches;
    }

private:
    void lookAtLine(QByteArrayView line, const QByteArray &path, int number)
    {
        if (line.endsWith('\r'))
            line.chop(1);
        const QString text = QString::fromUtf8(line.first(std::min(line.size(), 4 * kMaxLine))).left(kMaxLine);
        const QRegularExpressionMatch match = m_expression.match(text);
        m_givenUp += match.isValid() ? 0 : 1;
        m_late = m_late || m_deadline.hasExpired();
        if (!match.hasMatch())
            return;
        // Of a very long line the part around the match is told.
        const qsizetype from =
            text.size() <= kMaxTold ? 0 : std::max<qsizetype>(0, match.capturedStart() - kMaxTold / 2);
        QString told = text.mid(from, kMaxTold);
        while (!told.isEmpty() && told.back().isSpace())
            told.chop(1);
        m_matches.append({pathText(path), number, told});
    }

    QByteArray m_needle;
    QRegularExpression m_expression;
    qsizetype m_limit;
    QList<SearchMatch> m_matches;
    QDeadlineTimer m_deadline{kMaxMs};
    int m_files = 0, m_givenUp = 0;
    bool m_late = false;
};

} // namespace

Result<QList<SearchMatch>> Workspace::search(const QString &pattern, const QString &path, const QString &glob,
    bool regex, bool caseSensitive, int limit, int *files, const LeaveOut &leaveOut, int *leftOut) const
{
    if (pattern.isEmpty() || pattern.size() > kMaxPattern)
        return fail(ErrorCode::InvalidArgument, u"the pattern must have 1 to %1 characters"_s.arg(kMaxPattern));
    Finder finder(pattern, regex, caseSensitive, limit);
    if (const QString problem = finder.patternProblem(); !problem.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"the pattern is not a regular expression: %1"_s.arg(problem));
    const QRegularExpression names = globExpression(glob);
    if (!names.isValid())
        return fail(ErrorCode::InvalidArgument, u"the glob %1 is not valid"_s.arg(glob.left(100)));

    const auto isLeftOut = [&](const QByteArray &entry) {
        if (!leaveOut || !leaveOut(entry))
            return false;
        if (leftOut)
            ++*leftOut;
        return true;
    };
    QByteArray relative;
    struct stat st
    {
    };
    const Result<FileDescriptor> single = d->openFile(path, &relative, &st);
    if (single) {
        if (!isLeftOut(relative))
            finder.look(single->get(), relative);
        return finder.answer(files);
    }
    if (single.error().code != ErrorCode::InvalidArgument)
        return passError(single);
    VC_TRY(const FileDescriptor folder, d->openFolder(path, &relative));
    walkTree(folder.get(), relative, kMaxEntries,
        [&](int in, const QByteArray &name, const QByteArray &entry, const struct stat &info) {
            if (S_ISDIR(info.st_mode))
                return !name.startsWith('.') && !isBulkFolder(name) && !finder.isDone();
            if (!S_ISREG(info.st_mode) || (!glob.isEmpty() && !globFits(names, glob, pathText(entry))))
                return !finder.isDone();
            // Secrets of the project are not handed to the model by a search.
            if (isLeftOut(entry) || name.startsWith('.'))
                return !finder.isDone();
            const FileDescriptor file = openChild(in, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
            if (file.isOpen())
                finder.look(file.get(), entry);
            return !finder.isDone();
        });
    return finder.answer(files);
}

} // namespace vibecoder
