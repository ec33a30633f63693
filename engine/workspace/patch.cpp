// SPDX-License-Identifier: MIT
#include "workspace/patch.h"

#include "workspace/linediff.h"
#include "workspace/pathtext.h"

#include <algorithm>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace vibecoder {

namespace {

constexpr qsizetype kMaxBytes = 4 * 1024 * 1024;

struct Change
{
    char mark; ///< ' ', '-', '+'
    QByteArrayView line;
};

std::vector<Change> compare(const std::vector<QByteArrayView> &a, const std::vector<QByteArrayView> &b)
{
    std::vector<Change> changes;
    qsizetype i = 0;
    for (const LineChange &one : lineChanges(a, b)) {
        for (; i < one.firstA; ++i)
            changes.push_back({' ', a[size_t(i)]});
        for (; i < one.firstA + one.countA; ++i)
            changes.push_back({'-', a[size_t(i)]});
        for (qsizetype j = one.firstB; j < one.firstB + one.countB; ++j)
            changes.push_back({'+', b[size_t(j)]});
    }
    for (; i < qsizetype(a.size()); ++i)
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

QByteArray patchHeading(const QString &path, PatchModes modes)
{
    const QByteArray name = pathBytes(path);
    return "diff --git " + quotedName("a/" + name) + ' ' + quotedName("b/" + name) + "\n" + modeLines(modes);
}

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
    if (before == after && modeLines(modes).isEmpty())
        return {};
    const QByteArray name = pathBytes(path), oldName = quotedName("a/" + name), newName = quotedName("b/" + name);
    // Without the tab a name with spaces would end at the first of them.
    const QByteArray end = name.contains(' ') ? "\t\n" : "\n";
    QByteArray diff = patchHeading(path, modes);
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
