// SPDX-License-Identifier: MIT
// A person's folder and what an attempt made of it, for tests of apply and undo.
#pragma once

#include "unit/workspace/workspacetesting.h"
#include "workspace/border/apply.h"
#include "workspace/border/pathlook.h"
#include "workspace/border/undo.h"
#include "workspace/workspaceprivate.h"

#include <QTest>

#include <fcntl.h>
#include <sys/wait.h>

namespace vibecoder::testing {

/// What a folder shall look like; every folder on the way is made.
class Picture
{
public:
    Picture &file(const QByteArray &path, const QByteArray &bytes, uint mode = 0644)
    {
        return set(path, {S_IFREG | mode, ObjectStore::idOf(ObjectType::Blob, bytes)}, bytes);
    }
    Picture &link(const QByteArray &path, const QByteArray &target)
    {
        return set(path, {S_IFLNK, ObjectStore::idOf(ObjectType::Blob, target)}, target);
    }
    Picture &folder(const QByteArray &path, uint mode = 0755) { return set(path, {S_IFDIR | mode, {}}, {}); }
    /// With everything below it.
    Picture &remove(const QByteArray &path)
    {
        for (const QByteArray &one : tree.keys()) {
            if (one == path || one.startsWith(path + '/'))
                tree.remove(one);
        }
        return *this;
    }

    void draw(const QString &root) const
    {
        for (auto it = tree.cbegin(); it != tree.cend(); ++it) {
            const QByteArray path = pathBytes(root) + '/' + it.key(), bytes = contents.value(it->content);
            if (S_ISDIR(it->mode))
                ::mkdir(path.constData(), 0755);
            else if (S_ISLNK(it->mode))
                (void)!::symlink(bytes.constData(), path.constData());
            else
                write(path, bytes);
            if (!S_ISLNK(it->mode))
                ::chmod(path.constData(), it->mode & 0777);
        }
    }
    static void write(const QByteArray &path, const QByteArray &bytes)
    {
        const FileDescriptor file(::open(path.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!file.isOpen() || ::write(file.get(), bytes.constData(), size_t(bytes.size())) != bytes.size())
            qFatal("cannot write %s", path.constData());
    }

    FileTree tree;
    QHash<ObjectId, QByteArray> contents;

private:
    Picture &set(const QByteArray &path, const TreeEntry &entry, const QByteArray &bytes)
    {
        for (const QByteArray &above : foldersAbove(path)) {
            if (!S_ISDIR(tree.value(above).mode))
                tree.insert(above, {S_IFDIR | 0755, {}});
        }
        tree.insert(path, entry);
        contents.insert(entry.content, bytes);
        return *this;
    }
};

/// What differs between two pictures, as an attempt would have made it.
inline ChangeSet changesBetween(const Picture &before, const Picture &after)
{
    ChangeSet set;
    QByteArrayList paths = before.tree.keys() + after.tree.keys();
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    for (const QByteArray &path : std::as_const(paths)) {
        if (before.tree.value(path) != after.tree.value(path))
            set.changes.append({path, before.tree.value(path), true, after.tree.value(path), 0});
    }
    return set;
}

/// The person's folder, the store and the journals of an attempt.
class Desk
{
public:
    Desk()
        : objects(scratch.at(QStringLiteral("objects")))
        , journal(scratch.at(QStringLiteral("apply.journal")), QStringLiteral("apply"))
        , undoJournal(scratch.at(QStringLiteral("undo.journal")), QStringLiteral("undo"))
    {
        ::umask(022);
        if (!objects.prepare())
            qFatal("no object store");
    }

    [[nodiscard]] QString root() const { return scratch.at(QStringLiteral("w")); }
    [[nodiscard]] QByteArray path(const QByteArray &relative) const { return pathBytes(root()) + '/' + relative; }

    void keep(const Picture &picture)
    {
        for (const QByteArray &bytes : picture.contents)
            (void)*objects.put(ObjectType::Blob, bytes);
    }

    Result<ApplyPlan> plan(const ChangeSet &set, const ApplyAnswers &answers = {})
    {
        VC_TRY(const FileTree lower, lookAtPaths(scratch.workspace->descriptor(), pathsToLookAt(set), objects));
        return planApply(
            set, lower, [this](const ObjectId &id) { return objects.read(ObjectType::Blob, id); }, answers);
    }
    Result<ApplyReport> apply(const ApplyPlan &plan, const ApplyStep &step = {})
    {
        return vibecoder::apply(*scratch.workspace, plan, objects, journal, step);
    }
    Result<ApplyReport> finish(const ApplyStep &step = {})
    {
        return finishApply(*scratch.workspace, objects, journal, step);
    }
    Result<ApplyReport> takeBack(const ApplyStep &step = {})
    {
        return takeBackApply(*scratch.workspace, objects, journal, step);
    }
    Result<UndoPlan> undoPlan()
    {
        VC_TRY(const ApplyRecord record, journal.load());
        VC_TRY(const FileTree lower, lookAtPaths(scratch.workspace->descriptor(), pathsToLookAt(record), objects));
        return planUndo(record, lower);
    }
    Result<ApplyReport> undo(const ApplyStep &step = {})
    {
        VC_TRY(const UndoPlan undo, undoPlan());
        return vibecoder::apply(*scratch.workspace, undo.plan, objects, undoJournal, step);
    }

    /// Everything that is there, temporary names too.
    [[nodiscard]] FileTree now() const
    {
        FileTree tree;
        add(scratch.workspace->descriptor(), {}, tree);
        return tree;
    }

    Scratch scratch;
    ObjectStore objects;
    ApplyJournal journal, undoJournal;

private:
    static void add(int folder, const QByteArray &prefix, FileTree &tree)
    {
        walkTree(folder, prefix, 100000,
            [&tree](int in, const QByteArray &name, const QByteArray &relative, const struct stat &) {
                if (const auto entry = entryAt(in, name))
                    tree.insert(relative, *entry);
                return true;
            });
    }
};

/// Two trees as text, for a message that can be read.
inline QByteArray differenceOf(const FileTree &is, const FileTree &shall)
{
    QByteArray text;
    for (const QByteArray &path : (is.keys() + shall.keys())) {
        const TreeEntry a = is.value(path), b = shall.value(path);
        if (a != b)
            text += path + ": is " + QByteArray::number(a.mode, 8) + ' ' + a.content.toHex().left(6) + ", shall be " +
                    QByteArray::number(b.mode, 8) + ' ' + b.content.toHex().left(6) + '\n';
    }
    return text;
}

/// Does it in a child that ends at the given step; true when it came to its end.
inline bool runUntil(int killAt, const std::function<void(const ApplyStep &)> &work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        work([killAt](int step) {
            if (step == killAt)
                ::_exit(9);
        });
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace vibecoder::testing

#define VERIFY_TREE(is, shall)                                                                                         \
    do {                                                                                                               \
        const QByteArray difference_ = vibecoder::testing::differenceOf(is, shall);                                    \
        QVERIFY2(difference_.isEmpty(), difference_.constData());                                                      \
    } while (false)
