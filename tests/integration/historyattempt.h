// SPDX-License-Identifier: MIT
// An attempt in a view, for tests of whole histories: what the engine does, on real files and mounts, and beside it a
// model of what every path was before the attempt wrote there and what differs now. After each step the two are
// compared.
#pragma once

#include "core/result/resultapply.h"
#include "core/result/resultundo.h"
#include "core/view/inview.h"
#include "integration/historyworld.h"

namespace histories {

/// A mistake that the engine could have, made by the test in its place.
enum class Fault {
    None,
    CarelessApply,   ///< nobody looks at what came out of a place
    LateBase,        ///< what a path was is looked at as if nothing had happened during the command
    BlindUndo,       ///< later work is not looked at
    ForgetfulReturn, ///< what was deleted in a kept state comes back
    OpaqueLeftOut,   ///< what lay in a replaced folder is missing in the set
    LostBook,        ///< what was written before a kill is forgotten
    SilentTheirs,    ///< conflicts are decided without asking
    WrittenThrough,  ///< a command works in the folder itself
};

class Attempt
{
    Q_DISABLE_COPY_MOVE(Attempt)

public:
    Attempt(World &world, vibecoder::ProcessRunner &runner, const vibecoder::Journal &journal, QString taskId,
        QByteArray prefix, Fault fault);

    // Each returns nothing, or what is wrong.
    QByteArray open();
    QByteArray command();
    QByteArray edit();
    QByteArray checkpoint();
    QByteArray goBack();
    QByteArray apply();
    QByteArray undo();
    QByteArray reopen();
    QByteArray remove();

    [[nodiscard]] bool isOpen() const { return m_view != nullptr; }
    [[nodiscard]] bool hasCheckpoint() const { return !m_checkpoints.isEmpty(); }
    [[nodiscard]] bool isApplied() const { return !m_applied.isEmpty() || !m_appliedLoose.isEmpty(); }

private:
    /// What a path was, as the book of bases must have it.
    struct MBase
    {
        std::optional<Node> node;
        bool known = true, hides = false, closed = false;
    };
    struct Swap
    {
        std::optional<Node> before, after;
        std::optional<std::optional<Node>> own; ///< what was there last that the attempt alone had made
    };
    struct Kept
    {
        QString tree;
        vibecoder::ChangeSet set;
    };

    [[nodiscard]] bool isSub() const { return !m_prefix.isEmpty(); }
    [[nodiscard]] QString root() const;
    [[nodiscard]] Tree lower() const { return below(m_world.lower, m_prefix); }
    [[nodiscard]] QByteArrayList local(const QByteArrayList &paths) const;
    [[nodiscard]] vibecoder::SandboxProfile profile() const;
    void close();
    vibecoder::Result<vibecoder::ProcessResult> run(
        const QByteArray &script, const std::function<void()> &ready, bool kill);
    /// Work of the engine in a mount of its own.
    QByteArray inMount(bool note, const std::function<QByteArray()> &work);

    /// Compares all that the last step did. `shall`: what the view shows now; nothing: whatever the upper folder has.
    QByteArray settle(const std::optional<Tree> &shall, const QByteArrayList &looseView,
        const QByteArrayList &looseBases, const Tree &lowerBefore);
    QByteArray takeBases(const QByteArrayList &loose, const Tree &lowerBefore);
    QByteArray compareSet();
    [[nodiscard]] vibecoder::Result<vibecoder::ChangeSet> changes();
    [[nodiscard]] QMap<QByteArray, bool> upperPaths() const; ///< with whether it is in the upper folder itself
    [[nodiscard]] bool isIgnored(const QByteArray &path) const { return m_world.isIgnored(m_prefix + path); }
    [[nodiscard]] bool isBelow(const QByteArray &path, bool MBase::*what) const;
    [[nodiscard]] bool isLoose(const QByteArray &path, const QByteArrayList &loose) const;

    // historyapply.cpp
    [[nodiscard]] vibecoder::ChangeSet chosen() const;
    [[nodiscard]] vibecoder::ChangeSet sinceApply(vibecoder::ChangeSet set) const;
    vibecoder::Result<vibecoder::ApplyOutcome> applyNow(
        const vibecoder::ChangeSet &set, const vibecoder::ApplyOptions &options);
    vibecoder::Result<vibecoder::UndoOutcome> undoNow(const vibecoder::UndoOptions &options);
    QByteArray checkApply(const vibecoder::ChangeSet &set, const Tree &before, const vibecoder::ApplyOutcome &outcome,
        const vibecoder::ApplyOptions &options, const QByteArrayList &meanwhile, bool killed);
    QByteArray checkUndo(
        const Tree &before, const vibecoder::UndoOutcome &outcome, const QByteArrayList &meanwhile, bool killed);
    QByteArray checkSaves(const vibecoder::ChangeSet &set, bool applied, bool answered);
    void noteApplied(const vibecoder::ChangeSet &set, const Tree &before, const QByteArrayList &meanwhile);
    QByteArray afterFolderChanged(const Tree &all, const QByteArrayList &touched, QByteArray wrong);
    [[nodiscard]] bool isClean(
        const vibecoder::Change &change, const Tree &before, const QHash<QByteArray, vibecoder::Change> &set) const;
    /// A step function that lets her save at some steps; what she touched is added.
    vibecoder::ApplyStep savesAt(QByteArrayList &touched);

    World &m_world;
    vibecoder::ProcessRunner &m_runner;
    const vibecoder::Journal &m_journal;
    QString m_taskId;
    QByteArray m_prefix;
    Fault m_fault;
    vibecoder::StoreLocation m_location;
    vibecoder::CancelSource m_stop;
    std::unique_ptr<vibecoder::AttemptView> m_view;
    std::unique_ptr<vibecoder::ResultStore> m_store;
    std::unique_ptr<vibecoder::Workspace> m_target;

    Upper m_upper;
    Tree m_shown;
    QMap<QByteArray, MBase> m_bases;
    vibecoder::ChangeSet m_set;
    QList<Kept> m_checkpoints;
    QMap<QByteArray, Swap> m_applied; ///< by path from the root of everything
    QByteArrayList m_appliedLoose;
};

} // namespace histories
