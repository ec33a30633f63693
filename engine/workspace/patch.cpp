// SPDX-License-Identifier: MIT
#include "workspace/patch.h"

#include "workspace/pathtext.h"

#include <algorithm>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace vibecoder {

namespace {

constexpr qsizetype kMaxBytes = 4 * 1024 * 1024;
// Above this product of differing lines the exact search would take seconds: the whole middle is shown as replaced.
constexpr qsizetype kMaxWork = 2 * 1000 * 1000;

std::vector<QByteArrayView> linesOf(const QByteArray &bytes)
{
    std::vector<QByteArrayView> lines;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', at);
        const qsizetype next = end < 0 ? bytes.size() : end + 1;
        lines.push_back(QByteArrayView(bytes).sliced(at, next - at));
        at = next;
    }
    return lines;
}

struct Change
{
    char mark; ///< ' ', '-', '+'
    QByteArrayView line;
};

// Longest common subsequence of what is left between the equal beginning and the equal end.
void compareMiddle(const std::vector<QByteArrayView> &a, const std::vector<QByteArrayView> &b, qsizetype from,
    qsizetype toA, qsizetype toB, std::vector<Change> &changes)
{
    const qsizetype n = toA - from, m = toB - from;
    if (n * m > kMaxWork || n == 0 || m == 0) {
        for (qsizetype i = from; i < toA; ++i)
            changes.push_back({'-', a[size_t(i)]});
        for (qsizetype j = from; j < toB; ++j)
            changes.push_back({'+', b[size_t(j)]});
        return;
    }
    std::vector<int> table(size_t((n + 1) * (m + 1)), 0);
    const auto cell = [&](qsizetype i, qsizetype j) -> int & { return table[size_t(i * (m + 1) + j)]; };
    for (qsizetype i = n - 1; i >= 0; --i) {
        for (qsizetype j = m - 1; j >= 0; --j)
            cell(i, j) = a[size_t(from + i)] == b[size_t(from + j)] ? cell(i + 1, j + 1) + 1
                                                                    : std::max(cell(i + 1, j), cell(i, j + 1));
    }
    qsizetype i = 0, j = 0;
    while (i < n || j < m) {
        if (i < n && j < m && a[size_t(from + i)] == b[size_t(from + j)]) {
            changes.push_back({' ', a[size_t(from + i)]});
            ++i, ++j;
        } else if (i < n && (j == m || cell(i + 1, j) >= cell(i, j + 1))) {
            changes.push_back({'-', a[size_t(from + i++)]});
        } else {
            changes.push_back({'+', b[size_t(from + j++)]});
        }
    }
}

std::vector<Change> compare(const std::vector<QByteArrayView> &a, const std::vector<QByteArrayView> &b)
{
    qsizetype start = 0, endA = qsizetype(a.size()), endB = qsizetype(b.size());
    while (start < endA && start < endB && a[size_t(start)] == b[size_t(start)])
        ++start;
    while (endA > start && endB > start && a[size_t(endA - 1)] == b[size_t(endB - 1)])
        --endA, --endB;
    std::vector<Change> changes;
    for (qsizetype i = 0; i < start; ++i)
        changes.push_back({' ', a[size_t(i)]});
    compareMiddle(a, b, start, endA, endB, changes);
    for (qsizetype i = endA; i < qsizetype(a.size()); ++i)
        changes.push_back({' ', a[size_t(i)]});
    return changes;
}

QByteArray range(qsizetype first, qsizetype count)
{
    return QByteArray::number(count == 0 ? first - 1 : first) +
           (count == 1 ? QByteArray() : ',' + QByteArray::number(count));
}

// git's three kinds of a file.
QByteArray kindText(uint mode)
{
    if (S_ISLNK(mode))
        return "120000";
    return (mode & 0100) != 0 ? "100755" : "100644";
}

QByteArray modeLines(PatchModes modes)
{
    if (modes.before == 0)
        return "new file mode " + kindText(modes.after) + "\n";
    if (modes.after == 0)
        return "deleted file mode " + kindText(modes.before) + "\n";
    if (kindText(modes.before) == kindText(modes.after))
        return {};
    return "old mode " + kindText(modes.before) + "\nnew mode " + kindText(modes.after) + "\n";
}

QByteArray quotedName(const QByteArray &name)
{
    QByteArray quoted;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            quoted += QByteArray(1, '\\') + c;
        else if (byte < 0x20 || byte == 0x7f)
            quoted += '\\' + QByteArray::number(byte, 8).rightJustified(3, '0');
        else
            quoted += c;
    }
    return quoted == name ? name : '"' + quoted + '"';
}

} // namespace

QByteArray unifiedDiff(
    const QString &path, const QByteArray &before, const QByteArray &after, bool existedBefore, bool existsAfter)
{
    constexpr uint plain = S_IFREG | 0644;
    return unifiedDiff(path, before, after, {existedBefore ? plain : 0, existsAfter ? plain : 0});
}

QByteArray unifiedDiff(
    const QString &path, const QByteArray &before, const QByteArray &after, PatchModes modes, int context)
{
    const qsizetype around = std::max(0, context);
    const bool existedBefore = modes.before != 0, existsAfter = modes.after != 0;
    const QByteArray changedMode = modeLines(modes);
    if (before == after && changedMode.isEmpty())
        return {};
    const QByteArray name = pathBytes(path), oldName = quotedName("a/" + name), newName = quotedName("b/" + name);
    // Without the tab a name with spaces would end at the first of them.
    const QByteArray end = name.contains(' ') ? "\t\n" : "\n";
    QByteArray diff = "diff --git " + oldName + ' ' + newName + "\n" + changedMode;
    if (before.left(8192).contains('\0') || after.left(8192).contains('\0') || before.size() + after.size() > kMaxBytes)
        return diff + "Binary files differ\n";
    if (before == after)
        return diff;
    diff += "--- " + (existedBefore ? oldName + end : QByteArray("/dev/null\n"));
    diff += "+++ " + (existsAfter ? newName + end : QByteArray("/dev/null\n"));
    const std::vector<QByteArrayView> a = linesOf(before), b = linesOf(after);
    const std::vector<Change> changes = compare(a, b);
    const qsizetype count = qsizetype(changes.size());
    qsizetype lineA = 1, lineB = 1;
    for (qsizetype at = 0; at < count;) {
        if (changes[size_t(at)].mark == ' ') {
            ++at, ++lineA, ++lineB;
            continue;
        }
        // A hunk runs until more than twice the context is unchanged.
        qsizetype last = at;
        for (qsizetype i = at; i < count && i - last <= 2 * around + 1; ++i) {
            if (changes[size_t(i)].mark != ' ')
                last = i;
        }
        const qsizetype lead = std::min(around, at);
        const qsizetype from = at - lead, to = std::min(count, last + 1 + around);
        const qsizetype firstA = lineA - lead, firstB = lineB - lead;
        QByteArray body;
        qsizetype sizeA = 0, sizeB = 0;
        for (qsizetype i = from; i < to; ++i) {
            const Change &change = changes[size_t(i)];
            sizeA += change.mark != '+';
            sizeB += change.mark != '-';
            body += change.mark;
            body += change.line;
            if (!change.line.endsWith('\n'))
                body += "\n\\ No newline at end of file\n";
        }
        diff += "@@ -" + range(firstA, sizeA) + " +" + range(firstB, sizeB) + " @@\n" + body;
        lineA = firstA + sizeA;
        lineB = firstB + sizeB;
        at = to;
    }
    return diff;
}

} // namespace vibecoder
