// SPDX-License-Identifier: MIT
#include "diff/patch.h"

#include "diff/showntext.h"
#include "diff/worddiff.h"

#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// "a/x y.txt", "\"a/x\\ty\"" or "/dev/null"; a tab ends a name.
QString fileName(QByteArrayView written)
{
    QByteArray bytes;
    if (written.startsWith('"')) {
        for (qsizetype i = 1; i < written.size() && written.at(i) != '"'; ++i) {
            char c = written.at(i);
            if (c == '\\' && i + 1 < written.size()) {
                c = written.at(++i);
                if (c >= '0' && c <= '3' && i + 2 < written.size()) {
                    const int value = (c - '0') * 64 + (written.at(i + 1) - '0') * 8 + (written.at(i + 2) - '0');
                    bytes.append(char(uchar(value)));
                    i += 2;
                    continue;
                }
                c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
            }
            bytes.append(c);
        }
    } else {
        const qsizetype tab = written.indexOf('\t');
        bytes = (tab < 0 ? written : written.first(tab)).toByteArray();
    }
    while (bytes.endsWith('\r') || bytes.endsWith('\n'))
        bytes.chop(1);
    if (bytes == "/dev/null")
        return {};
    if (bytes.startsWith("a/") || bytes.startsWith("b/"))
        bytes.remove(0, 2);
    return shownLine(QString::fromUtf8(bytes), 1000);
}

int number(QByteArrayView text, int otherwise)
{
    bool ok = false;
    const int value = text.toInt(&ok);
    return ok && value >= 0 ? value : otherwise;
}

// "@@ -12,5 +12,7 @@ heading"
bool readHunkHead(const QByteArray &line, DiffHunk &hunk)
{
    const qsizetype end = line.indexOf("@@", 2);
    if (!line.startsWith("@@ -") || end < 0 || end > 80)
        return false;
    const QList<QByteArray> parts = line.sliced(3, end - 3).trimmed().split(' ');
    if (parts.size() != 2 || !parts.at(1).startsWith('+'))
        return false;
    const auto range = [](const QByteArray &text, int &start, int &count) {
        const qsizetype comma = text.indexOf(',');
        start = number(QByteArrayView(text).first(comma < 0 ? text.size() : comma).sliced(1), 1);
        count = comma < 0 ? 1 : number(QByteArrayView(text).sliced(comma + 1), 0);
    };
    range(parts.at(0), hunk.before, hunk.beforeCount);
    range(parts.at(1), hunk.after, hunk.afterCount);
    hunk.heading = shownLine(QString::fromUtf8(line.sliced(end + 2)).trimmed(), 200);
    return true;
}

class Reader
{
public:
    Reader(const QByteArray &patch, PatchLimits limits)
        : m_patch(patch)
        , m_limits(limits)
    {
    }

    QList<FileDiff> read()
    {
        qsizetype at = 0;
        while (at < m_patch.size()) {
            const qsizetype end = m_patch.indexOf('\n', at);
            const qsizetype next = end < 0 ? m_patch.size() : end + 1;
            take(m_patch.sliced(at, (end < 0 ? next : end) - at), at);
            at = next;
        }
        endFile(m_patch.size());
        return std::move(m_files);
    }

private:
    void take(const QByteArray &line, qsizetype at)
    {
        if (m_open && m_left > 0 && takeBody(line))
            return;
        if (line.startsWith("diff --git ")) {
            begin(at);
            return;
        }
        if (line.startsWith("--- ")) {
            if (!m_open || m_sawOld)
                begin(at);
            m_sawOld = true;
            m_file.oldPath = fileName(QByteArrayView(line).sliced(4));
            if (m_file.oldPath.isEmpty())
                m_file.change = FileChange::Added;
            else if (m_file.path.isEmpty())
                m_file.path = m_file.oldPath;
            return;
        }
        if (!m_open)
            return;
        DiffHunk hunk;
        if (line.startsWith("+++ ")) {
            const QString path = fileName(QByteArrayView(line).sliced(4));
            if (path.isEmpty())
                m_file.change = FileChange::Deleted;
            else
                m_file.path = path;
        } else if (readHunkHead(line, hunk)) {
            m_left = hunk.beforeCount + hunk.afterCount;
            m_before = hunk.before;
            m_after = hunk.after;
            m_file.hunks.append(hunk);
        } else if (line.startsWith("\\ ")) {
            markNoLineEnd();
        } else {
            takeHeader(line);
        }
    }

    void takeHeader(const QByteArray &line)
    {
        if (line.startsWith("new file"))
            m_file.change = FileChange::Added;
        else if (line.startsWith("deleted file"))
            m_file.change = FileChange::Deleted;
        else if (line.startsWith("rename from ")) {
            m_file.change = FileChange::Renamed;
            m_file.oldPath = fileName(QByteArrayView(line).sliced(12));
        } else if (line.startsWith("rename to "))
            m_file.path = fileName(QByteArrayView(line).sliced(10));
        else if (line.startsWith("old mode"))
            m_file.change = FileChange::Mode;
        else if (line.startsWith("Binary files ") || line.startsWith("GIT binary patch"))
            m_file.binary = true;
    }

    bool takeBody(const QByteArray &line)
    {
        const char mark = line.isEmpty() ? ' ' : line.at(0);
        if (mark == '\\') {
            markNoLineEnd();
            return true;
        }
        if (mark != ' ' && mark != '+' && mark != '-') {
            m_left = 0; // broken: what follows is read as the head of something
            return false;
        }
        DiffLine one;
        if (mark == ' ') {
            one.kind = DiffLine::Kind::Context;
            one.before = m_before++;
            one.after = m_after++;
            m_left -= 2;
        } else if (mark == '-') {
            one.kind = DiffLine::Kind::Removed;
            one.before = m_before++;
            ++m_file.removed;
            --m_left;
        } else {
            one.kind = DiffLine::Kind::Added;
            one.after = m_after++;
            ++m_file.added;
            --m_left;
        }
        if (++m_lines > m_limits.linesPerFile) {
            m_file.cut = true;
            return true;
        }
        // No more than what can be shown is decoded: a line may be megabytes long.
        const qsizetype length = std::min<qsizetype>(line.size(), 4 * kShownLineLength);
        one.text = shownLine(QString::fromUtf8(QByteArrayView(line).first(length).sliced(line.isEmpty() ? 0 : 1)),
            kShownLineLength, mark != ' ');
        m_file.hunks.last().lines.append(std::move(one));
        return true;
    }

    void markNoLineEnd()
    {
        if (!m_file.hunks.isEmpty() && !m_file.hunks.constLast().lines.isEmpty())
            m_file.hunks.last().lines.last().noLineEnd = true;
    }

    void begin(qsizetype at)
    {
        endFile(at);
        m_file = {};
        m_open = true;
        m_sawOld = false;
        m_start = at;
        m_left = 0;
        m_lines = 0;
        // "diff --git a/x b/x": the only name a file without lines has. Both halves are equal unless it was renamed.
        const qsizetype end = m_patch.indexOf('\n', at);
        const QByteArray line = m_patch.sliced(at, (end < 0 ? m_patch.size() : end) - at);
        if (line.startsWith("diff --git a/")) {
            const QByteArray names = line.sliced(11);
            m_file.path = fileName(QByteArrayView(names).first((names.size() - 1) / 2));
        } else if (line.startsWith("diff --git \"a/")) {
            m_file.path = fileName(QByteArrayView(line).sliced(11));
        }
    }

    void endFile(qsizetype at)
    {
        if (!m_open)
            return;
        m_open = false;
        if (m_file.path.isEmpty() || m_files.size() >= m_limits.files)
            return;
        if (m_file.change == FileChange::Mode && !m_file.hunks.isEmpty())
            m_file.change = FileChange::Modified;
        m_file.patch = m_patch.sliced(m_start, at - m_start);
        m_files.append(std::move(m_file));
    }

    const QByteArray &m_patch;
    PatchLimits m_limits;
    QList<FileDiff> m_files;
    FileDiff m_file;
    bool m_open = false, m_sawOld = false;
    qsizetype m_start = 0;
    int m_left = 0; ///< lines the open hunk still announces
    int m_before = 0, m_after = 0, m_lines = 0;
};

QString withoutSpaces(const QString &text)
{
    QString bare;
    bare.reserve(text.size());
    for (const QChar c : text) {
        if (!c.isSpace() && c != QChar(0x240d))
            bare.append(c);
    }
    return bare;
}

// Replaced lines: a run of removed ones followed by a run of added ones, paired from the top.
void pairUp(DiffHunk &hunk, FileDiff &file, WhiteSpace whiteSpace)
{
    using Kind = DiffLine::Kind;
    QList<DiffLine> lines;
    lines.reserve(hunk.lines.size());
    qsizetype i = 0;
    while (i < hunk.lines.size()) {
        if (hunk.lines.at(i).kind != Kind::Removed) {
            lines.append(hunk.lines.at(i++));
            continue;
        }
        qsizetype added = i;
        while (added < hunk.lines.size() && hunk.lines.at(added).kind == Kind::Removed)
            ++added;
        qsizetype end = added;
        while (end < hunk.lines.size() && hunk.lines.at(end).kind == Kind::Added)
            ++end;
        const qsizetype pairs = std::min(added - i, end - added);
        bool spacesOnly = whiteSpace == WhiteSpace::Ignore && added - i == end - added;
        for (qsizetype n = 0; n < pairs && spacesOnly; ++n)
            spacesOnly = withoutSpaces(hunk.lines.at(i + n).text) == withoutSpaces(hunk.lines.at(added + n).text);
        if (spacesOnly) {
            for (qsizetype n = 0; n < pairs; ++n) {
                DiffLine same = hunk.lines.at(added + n);
                same.kind = Kind::Context;
                same.before = hunk.lines.at(i + n).before;
                lines.append(same);
            }
            file.added -= int(pairs);
            file.removed -= int(pairs);
        } else {
            for (qsizetype n = 0; n < pairs; ++n)
                markWords(hunk.lines[i + n], hunk.lines[added + n]);
            for (qsizetype n = i; n < end; ++n)
                lines.append(hunk.lines.at(n));
        }
        i = end;
    }
    hunk.lines = std::move(lines);
}

} // namespace

QList<FileDiff> readPatch(const QByteArray &patch, WhiteSpace whiteSpace, PatchLimits limits)
{
    QList<FileDiff> files = Reader(patch, limits).read();
    for (FileDiff &file : files) {
        for (DiffHunk &hunk : file.hunks)
            pairUp(hunk, file, whiteSpace);
    }
    return files;
}

QList<DiffLine> smallDiff(const FileDiff &file, int lines)
{
    if (file.hunks.isEmpty())
        return {};
    const QList<DiffLine> &all = file.hunks.constFirst().lines;
    const auto first = std::find_if(
        all.cbegin(), all.cend(), [](const DiffLine &line) { return line.kind != DiffLine::Kind::Context; });
    qsizetype from = std::max<qsizetype>(0, (first - all.cbegin()) - 1);
    QList<DiffLine> small = all.mid(from, lines);
    // One line of context behind the change is enough.
    while (small.size() > 2 && small.constLast().kind == DiffLine::Kind::Context &&
           small.at(small.size() - 2).kind == DiffLine::Kind::Context)
        small.removeLast();
    return small;
}

} // namespace vibecoder
