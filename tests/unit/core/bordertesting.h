// SPDX-License-Identifier: MIT
// Change sets and what the border asks about them, without a disk.
#pragma once

#include "core/border/bordercard.h"
#include "core/border/borderpolicy.h"
#include "core/border/classifychanges.h"

#include <QHash>

namespace bordertesting {

using namespace vibecoder;

constexpr uint kFile = S_IFREG | 0644, kProgram = S_IFREG | 0755, kLink = S_IFLNK, kFolder = S_IFDIR | 0755;

/// An attempt: its changes, and what else lies in the folder.
class Attempt
{
public:
    Attempt()
    {
        context.root = "/srv/app";
        context.home = "/home/ada";
        context.dataDirectory = "/home/ada/.local/share/vibecoder";
        context.rules = GuardRules({QStringLiteral("pytest -q"), QStringLiteral("make test"),
                                       QStringLiteral("bash ci/all.sh"), QStringLiteral("eslint .")},
            QStringLiteral("/srv/app"));
        context.rules.learn(QStringLiteral("Makefile"), "app: a.c\n\tcc -o app a.c\n\ncheck: app\n\t./app\n");
        context.rules.learnName(QStringLiteral("shop.py"));
        context.repositories.gitEntries = {".git", "third/old/.git"};
        context.repositories.layouts = {"fixtures/bare"};
        context.obeyedPlaces = {"tools/hooks"};
    }

    Attempt &made(const QByteArray &path, const QByteArray &content, uint mode = kFile)
    {
        return add(path, {}, entry(mode, content), content.size());
    }
    Attempt &changed(const QByteArray &path, const QByteArray &before, const QByteArray &after, uint modeBefore = kFile,
        uint modeAfter = kFile)
    {
        return add(path, entry(modeBefore, before), entry(modeAfter, after), after.size());
    }
    Attempt &deleted(const QByteArray &path, const QByteArray &before, uint mode = kFile)
    {
        return add(path, entry(mode, before), {}, 0);
    }
    Attempt &link(const QByteArray &path, const QByteArray &to) { return made(path, to, kLink); }
    Attempt &folder(const QByteArray &path) { return add(path, {}, {kFolder, {}}, 0); }
    Attempt &folderGone(const QByteArray &path) { return add(path, {kFolder, {}}, {}, 0); }
    Attempt &special(const QByteArray &path, uint mode) { return add(path, {}, {mode, {}}, 0); }
    Attempt &add(const QByteArray &path, const TreeEntry &base, const TreeEntry &now, qint64 size)
    {
        Change change;
        change.path = path;
        change.base = base;
        change.now = now;
        change.size = size;
        set.changes.append(change);
        return *this;
    }
    TreeEntry entry(uint mode, const QByteArray &content)
    {
        if (S_ISDIR(mode))
            return {mode, {}};
        const ObjectId id = ObjectStore::idOf(ObjectType::Blob, content);
        objects.insert(id, content);
        return {mode, id};
    }

    [[nodiscard]] std::optional<QByteArray> content(const ObjectId &id, qint64 most) const
    {
        const auto found = objects.constFind(id);
        return found == objects.cend() ? std::nullopt : std::optional(found->left(most));
    }
    [[nodiscard]] ClassifyContext asked() const
    {
        ClassifyContext full = context;
        full.content = [this](const ObjectId &id, qint64 most) { return content(id, most); };
        full.linkNow = [this](const QByteArray &path) -> std::optional<QByteArray> {
            return links.contains(path) ? std::optional(links.value(path)) : std::nullopt;
        };
        full.namesNow = [this](const QByteArray &path) { return names.value(path); };
        return full;
    }
    [[nodiscard]] QList<ClassifiedChange> classified() const { return classifyChanges(set, asked()); }
    [[nodiscard]] ClassifiedChange classifiedAt(const QByteArray &path) const
    {
        for (const ClassifiedChange &one : classified()) {
            if (one.change.path == path)
                return one;
        }
        return {};
    }
    [[nodiscard]] BorderSettings settings(GuardMode guard = GuardMode::Ask) const
    {
        BorderSettings made;
        made.guard = guard;
        made.folder = {context.root, {7, 42}};
        return made;
    }
    [[nodiscard]] BorderDecision decided(GuardMode guard = GuardMode::Ask) const
    {
        return decideBorder(classified(), settings(guard));
    }
    [[nodiscard]] BorderCard card(GuardMode guard = GuardMode::Ask) const { return cardOf(decided(guard)); }
    [[nodiscard]] BorderCard cardOf(const BorderDecision &decision) const
    {
        BorderCardInput input;
        input.folder = settings().folder;
        input.problems = set.problems;
        input.content = [this](const ObjectId &id, qint64 most) { return content(id, most); };
        return borderCard(decision, input);
    }

    ChangeSet set;
    ClassifyContext context;
    QHash<ObjectId, QByteArray> objects;
    QHash<QByteArray, QByteArray> links;     ///< of the person's folder
    QHash<QByteArray, QByteArrayList> names; ///< of the person's folders
};

inline QByteArrayList pathsOf(const QList<ClassifiedChange> &list)
{
    QByteArrayList paths;
    for (const ClassifiedChange &one : list)
        paths.append(one.change.path);
    return paths;
}

inline QString codesOf(const ClassifiedChange &classified)
{
    QStringList codes;
    for (const BorderReason &reason : classified.reasons)
        codes.append(toWire(reason.what));
    return codes.join(u' ');
}

} // namespace bordertesting
