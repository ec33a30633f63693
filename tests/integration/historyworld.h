// SPDX-License-Identifier: MIT
// A person with her folder, for tests of whole histories: what she does by chance, on the disk and in the model at
// once, and what a command of an attempt does, as a script and in the model.
#pragma once

#include "integration/historytree.h"
#include "workspace/fileattributes.h"

#include <QRandomGenerator>
#include <QString>
#include <QTemporaryDir>

#include <functional>

namespace histories {

/// Part of a command.
struct Op
{
    QByteArray script;
    QByteArrayList paths; ///< what it reads or writes
    std::function<void(Tree &)> effect;
};

/// What she saved last at a path: found again by a word that is nowhere else.
struct Save
{
    QByteArray word, content;
};

class World
{
    Q_DISABLE_COPY_MOVE(World)

public:
    /// her: who she is when root runs the test for somebody else; empty: whoever runs it.
    explicit World(quint32 seed, std::optional<vibecoder::FileOwner> her = std::nullopt);
    ~World();

    [[nodiscard]] QString at(const QString &name) const { return m_base + u'/' + name; }
    [[nodiscard]] QByteArray root() const { return at(QStringLiteral("w")).toUtf8(); }
    int below(int limit) { return int(m_chance.bounded(limit)); }
    bool oneIn(int many) { return below(many) == 0; }

    /// She does one thing. Returns the paths it concerns; none: nothing was done.
    QByteArrayList person();
    /// Something that a command could do where `shown` is the folder; its contents count up.
    Op op(const Tree &shown, bool isSub);
    QByteArray newText(const QByteArray &old, const QByteArray &who);

    /// By git or because tools make it anew; `path` from the root of everything.
    [[nodiscard]] bool isIgnored(const QByteArray &path) const;

    /// Times of files are coarse: what was done before this is earlier than what comes after.
    void letTimePass();
    void note(QByteArray line) { log += line.replace('\0', '@').replace('\n', '|') + '\n'; }
    /// `.gate` of a command in the folder with this prefix.
    void setGate(const QByteArray &prefix, bool open) const;

    /// What is on the disk is what the model says; else a message.
    /// Nothing in her folder is anybody else's.
    [[nodiscard]] QByteArray check(const QByteArrayList &leaveOut = {}) const;
    /// What the disk holds becomes the model.
    void takeFromDisk() { lower = readTree(root()); }

    Tree lower; ///< her folder
    QMap<QByteArray, Save> saves;
    QByteArrayList recent; ///< what was changed since time passed
    QByteArrayList ever;   ///< what she changed since the beginning
    bool git = false;
    QByteArray log;

private:
    /// Until it ends, this thread makes things as she does.
    class AsHer;
    void makeFolder();
    void save(const QByteArray &path, const QByteArray &content, int way);
    [[nodiscard]] QByteArray newName(const Tree &tree, bool isSub);
    [[nodiscard]] QByteArray someFile(const Tree &tree);
    [[nodiscard]] QByteArray someFolder(const Tree &tree, bool isSub);

    std::optional<vibecoder::FileOwner> m_her;
    QRandomGenerator m_chance;
    QTemporaryDir m_dir;
    QString m_base;
    int m_count = 0;
};

} // namespace histories
