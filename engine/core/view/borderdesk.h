// SPDX-License-Identifier: MIT
// The border of a run in a view: what was learned of the person's folder before the attempt, the question about what
// differs, and which changes may leave the view. Every look is a step, so that a resumed run asks the same.
#pragma once

#include "core/approvalbroker.h"
#include "core/border/borderfacts.h"
#include "core/border/borderpolicy.h"
#include "core/openedbybaseline.h"
#include "core/place/place.h"
#include "core/view/attemptview.h"
#include "core/view/borderlook.h"
#include "core/view/guardedglance.h"

namespace vibecoder {

class BorderDesk
{
public:
    /// person: the folder itself. shown: as the view shows it while `place` has a lease.
    BorderDesk(RunServices &services, AttemptView &view, const Workspace &person, const Workspace &shown,
        WorkPlace &place, Journal &journal);

    /// Before anything of the attempt runs: reads the person's folder.
    QCoro::Task<Result<>> learn(QStringList commands, FolderCache &folders);
    /// Where it is noted what the first verification opens; empty: the folder is too large for that.
    [[nodiscard]] QByteArrayList foldersToTrace() const;
    [[nodiscard]] const Workspace &person() const { return m_person; }

    /// After the first verification: what that one writes by itself is no change of anybody, and what it opened may be
    /// part of it. Returns the id of the state.
    QCoro::Task<Result<QString>> seeProducts(OpenedByBaseline opened);

    /// Before each verification: when what says what passing means was written last. What is written to it while the
    /// verification runs is found by that, though it be as it was in the end. Not a step; where it was not seen by this
    /// process everything that was written counts.
    void glance();
    /// countsBehind: no clean room is possible, so what stays behind is asked about when it tells how tests are run.
    QCoro::Task<Result<BorderLook>> look(GuardMode guard, int iteration, bool countsBehind = false);
    /// Asks about what the last look found; does not expire.
    QCoro::Task<Result<ApprovalAnswer>> ask(BorderLook found, RunState &state);
    /// Takes the answer in. Returns the paths that a person wants left out.
    [[nodiscard]] QStringList take(const BorderLook &found, const ApprovalAnswer &answer);
    struct PutBack
    {
        QStringList failed; ///< could not be put back
        QStringList partly; ///< only the lines that say what passing means were put back
    };
    /// These paths (of the last look's set) are as they were without the attempt again.
    QCoro::Task<Result<PutBack>> putBack(BorderLook found, QStringList paths, int iteration);

    /// Of the last look: what needs no question any more.
    void accept(const BorderLook::Held &held)
    {
        m_accepted += QSet<QString>(held.digests.cbegin(), held.digests.cend());
    }

    /// As AttemptView::keep().
    void keep(const QStringList &paths) { m_view.keep(paths); }

    /// What learn() and seeProducts() have found.
    [[nodiscard]] const BorderFacts &facts() const { return m_facts; }
    [[nodiscard]] const QSet<QByteArray> &products() const { return m_products; }

private:
    QCoro::Task<Result<StepOutcome>> lookNow(GuardMode guard, int iteration, bool countsBehind, QString artifactName);
    [[nodiscard]] ClassifyContext context(const QByteArrayList &gitWritten) const;
    /// All that differs, and of what stays behind what tells how tests are run: it counts, though it is never applied.
    struct Seen
    {
        ChangeSet set;
        QList<WrittenFile> guarded;
        QSet<QByteArray> behind; ///< the paths of the set that stay behind
    };
    [[nodiscard]] Result<Seen> seeAll();
    [[nodiscard]] Result<StepOutcome> gatherProducts(const OpenedByBaseline &opened);
    [[nodiscard]] QList<GuardFinding> rewritten(const Seen &seen) const;
    [[nodiscard]] Result<BorderFolder> folder() const;
    [[nodiscard]] QList<GuardFinding> reachOf(const QList<ClassifiedChange> &changes) const;
    [[nodiscard]] Result<StepOutcome> bringBack(const BorderLook &found, const QStringList &paths);
    [[nodiscard]] Result<BorderLook::Held> holdBack(
        const BorderDecision &decision, const ChangeSet &chosen, const ClassifyContext &known) const;
    [[nodiscard]] Result<QStringList> keepUnguarded(const QList<Change> &changes, FileTree &wanted) const;
    [[nodiscard]] std::optional<QByteArray> content(const ObjectId &id, qint64 most) const;

    RunServices &m_services;
    AttemptView &m_view;
    const Workspace &m_person;
    const Workspace &m_shown;
    WorkPlace &m_place;
    Journal &m_journal;
    ApprovalBroker m_broker;

    QStringList m_commands;
    std::optional<QByteArrayList> m_toWatch; ///< known only to who has learned
    bool m_learnedHere = false;
    BorderFacts m_facts;
    QSet<QByteArray> m_products;
    QHash<QByteArray, TreeEntry> m_made; ///< of the products that stay behind: as the first run left them
    GuardedGlance m_guarded;
    QSet<QString> m_accepted, m_leftOut; ///< digests of asked changes
};

} // namespace vibecoder
