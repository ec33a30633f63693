// SPDX-License-Identifier: MIT
// A copy of the folder that an attempt without a view works in, without what the attempt left there besides its
// changes. Commands see it in the folder's place. Made anew for each try; it stays on the disk while the program is
// away, and a run that is taken up goes on in it. In the engine thread.
#pragma once

#include "core/clean/checkroom.h"
#include "workspace/leftovers.h"

namespace vibecoder {

class CopyRoom final : public CheckRoom
{
public:
    struct Wanted
    {
        QString root;          ///< the folder
        QStringList keep;      ///< what a task file names under `keep:`
        qint64 sinceNs = 0;    ///< when the attempt began to change it
        QStringList watched{}; ///< files that no command may rewrite there
    };
    /// attempt: its commands, which stand for those here while the journal answers. All of them must outlive this.
    CopyRoom(RunServices &services, Wanted wanted, CommandTools &attempt, Journal &journal, CancelSource &stop);
    ~CopyRoom() override;

    /// A new copy. with: what of the left-overs is in it; the same paths count for enter(). The left-overs that are
    /// not in it. Unavailable: there can be none, and why.
    QCoro::Task<Result<QList<StayingBehind>>> make(QStringList with);
    /// While the journal answers: as make() was asked.
    void expect(QStringList with) { m_with = std::move(with); }
    /// Of the watched files those that are not as they came; after enter(). Blocking.
    [[nodiscard]] Result<QStringList> rewritten() const;
    /// The copy is removed.
    QCoro::Task<> leave();

    QCoro::Task<Result<>> enter(bool isNew) override;
    [[nodiscard]] CommandTools &commands() override;
    [[nodiscard]] WorkPlace &place() override;
    [[nodiscard]] const Workspace &shown() override { return *m_shown; }

    /// Removes the copies of attempts that do not go on. Blocking.
    static void sweep(Database &db);

private:
    class Place;

    [[nodiscard]] Result<> whyNone() const;
    [[nodiscard]] Result<> open();
    void close();

    RunServices &m_services;
    Wanted m_wanted;
    CommandTools &m_attempt;
    Journal &m_journal;
    CancelSource &m_stop;
    QString m_folder; ///< holds the copy and `ready`
    QStringList m_with;
    std::unique_ptr<Workspace> m_shown;
    std::unique_ptr<CommandSandbox> m_sandbox;
    std::unique_ptr<Place> m_place;
    std::unique_ptr<CommandTools> m_commands;
};

} // namespace vibecoder
