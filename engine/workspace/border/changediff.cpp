// SPDX-License-Identifier: MIT
#include "workspace/border/changediff.h"

#include "workspace/pathtext.h"

#include <QLocale>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLines = 4 * 1024 * 1024; // of both contents; larger ones go as bytes, as unifiedDiff() wants

// Letters of a head are ASCII; what is not goes as a word of its own form (RFC 2047), few characters at a time.
QByteArray headText(const QString &text)
{
    const QString line = text.simplified();
    const bool plain =
        std::all_of(line.cbegin(), line.cend(), [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
    if (plain && !line.contains(u"=?"_s))
        return line.toLatin1();
    constexpr qsizetype atOnce = 40;
    QByteArrayList words;
    QByteArray word;
    for (const char32_t c : line.toUcs4()) {
        const QByteArray bytes = QString::fromUcs4(&c, 1).toUtf8();
        if (word.size() + bytes.size() > atOnce) {
            words.append("=?UTF-8?B?" + word.toBase64() + "?=");
            word.clear();
        }
        word += bytes;
    }
    words.append("=?UTF-8?B?" + word.toBase64() + "?=");
    return words.join("\n ");
}

QByteArray letterHead(const PatchLetter &letter)
{
    const QString at = QLocale::c().toString(letter.at.toUTC(), u"ddd, d MMM yyyy HH:mm:ss"_s) + u" +0000"_s;
    // No line of the text may be taken for the beginning of a patch.
    QString text = u' ' + letter.text;
    text.replace(u'\n', u"\n "_s);
    return "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
           "From: VibeCoder <vibecoder@localhost>\n"
           "Date: " +
           at.toLatin1() + "\nSubject: [PATCH] " + headText(letter.subject) +
           "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n" +
           text.toUtf8() + "\n---\n\n";
}

class PatchMaker
{
public:
    PatchMaker(const ChangeSet &set, const ReadContent &read)
        : m_set(set)
        , m_read(read)
    {
    }

    Result<ChangePatch> made()
    {
        for (const Change &change : m_set.changes)
            VC_CHECK(add(change));
        return std::move(m_patch);
    }

private:
    static bool isInPatch(const TreeEntry &entry) { return S_ISREG(entry.mode) || S_ISLNK(entry.mode); }

    void leave(const Change &change, const char *why) { m_patch.leftOut.append(change.path + ": " + why); }

    Result<> add(const Change &change)
    {
        if (!change.hasBase)
            leave(change, "nobody knows what the attempt began with");
        else if (change.now.mode != 0 && !isInPatch(change.now) && !S_ISDIR(change.now.mode))
            leave(change, "a patch knows files and links alone");
        else if (isInPatch(change.base) || isInPatch(change.now))
            return addContents(change);
        else if (!change.isDeleted() && !hasMore(change.path))
            leave(change, "a patch knows no empty folders and no permissions of folders");
        return {};
    }

    [[nodiscard]] bool hasMore(const QByteArray &folder) const
    {
        return std::any_of(m_set.changes.cbegin(), m_set.changes.cend(),
            [&folder](const Change &other) { return isInPatch(other.now) && other.path.startsWith(folder + '/'); });
    }

    Result<> addContents(const Change &change)
    {
        const TreeEntry before = isInPatch(change.base) ? change.base : TreeEntry();
        const TreeEntry after = isInPatch(change.now) ? change.now : TreeEntry();
        QByteArray old, now;
        for (const auto &[entry, bytes] : {std::pair{&before, &old}, std::pair{&after, &now}}) {
            Result<QByteArray> content = entry->content.isEmpty() ? QByteArray() : m_read(entry->content);
            if (!content && content.error().code == ErrorCode::NotFound) {
                leave(change, "its content is not kept");
                return {};
            }
            if (!content)
                return passError(content);
            *bytes = std::move(*content);
        }
        const bool becomesAnother =
            before.mode != 0 && after.mode != 0 && (before.mode & S_IFMT) != (after.mode & S_IFMT);
        QByteArray lines;
        if (becomesAnother)
            lines = diffOf(change.path, old, {}, {before.mode, 0}) + diffOf(change.path, {}, now, {0, after.mode});
        else
            lines = diffOf(change.path, old, now, {before.mode, after.mode});
        if (lines.isEmpty() && (before.mode != 0 || after.mode != 0))
            leave(change, "of permissions a patch knows only whether a file may be executed");
        m_patch.bytes += lines;
        return {};
    }

    static QByteArray diffOf(const QByteArray &path, const QByteArray &old, const QByteArray &now, PatchModes modes)
    {
        const bool isText = !old.contains('\0') && !now.contains('\0') && old.size() + now.size() <= kMostLines;
        return isText ? unifiedDiff(pathText(path), old, now, modes) : binaryDiff(pathText(path), old, now, modes);
    }

    const ChangeSet &m_set;
    const ReadContent &m_read;
    ChangePatch m_patch;
};

} // namespace

FileTree treeBefore(const ChangeSet &set)
{
    FileTree tree;
    for (const Change &change : set.changes) {
        if (change.base.mode != 0)
            tree.insert(change.path, change.base);
    }
    return tree;
}

FileTree treeAfter(const ChangeSet &set)
{
    FileTree tree;
    for (const Change &change : set.changes) {
        if (change.now.mode != 0)
            tree.insert(change.path, change.now);
    }
    return tree;
}

Result<QByteArray> diffOfChanges(const ChangeSet &set, const ReadContent &read, QList<TreeChange> &changes, int context)
{
    return diffTrees(treeBefore(set), treeAfter(set), read, changes, context, MissingContent::IsNamed);
}

Result<QByteArray> diffBetween(
    const ChangeSet &from, const ChangeSet &to, const ReadContent &read, QList<TreeChange> &changes, int context)
{
    // Where one of the two has no change, the folder is as it was.
    FileTree before = treeBefore(to), after = treeBefore(from);
    const auto lay = [](FileTree &tree, const ChangeSet &set) {
        for (const Change &change : set.changes) {
            if (change.now.mode == 0)
                tree.remove(change.path);
            else
                tree.insert(change.path, change.now);
        }
    };
    lay(before, from);
    lay(after, to);
    return diffTrees(before, after, read, changes, context, MissingContent::IsNamed);
}

Result<ChangePatch> patchFor(const ChangeSet &set, const ReadContent &read, const PatchLetter &letter)
{
    VC_TRY(ChangePatch patch, PatchMaker(set, read).made());
    if (!patch.bytes.isEmpty())
        patch.bytes = letterHead(letter) + patch.bytes + "-- \nvibecoder\n";
    return patch;
}

} // namespace vibecoder
