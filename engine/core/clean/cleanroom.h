// SPDX-License-Identifier: MIT
// A fresh view of the person's folder as it is now, with the changes that may leave the attempt and nothing else that
// the attempt left (caches, build output, packages, commits). Verified there, a result is what the person gets. In the
// engine thread.
#pragma once

#include "core/commandtools.h"
#include "core/view/guardedglance.h"
#include "core/view/inview.h"
#include "core/view/viewcarry.h"
#include "workspace/view/setuplayer.h"

namespace vibecoder {

class CleanRoom
{
    Q_DISABLE_COPY_MOVE(CleanRoom)

public:
    struct Wanted
    {
        QString root;                                     ///< the person's folder
        ViewMounts as;                                    ///< of the attempt: the same folders are laid over
        QString set;                                      ///< id of the change set, of this attempt
        bool hasSetup = false;                            ///< then only what its commands read comes in first
        std::shared_ptr<const SetupLayers::Hold> layer{}; ///< what they have made before; instead of their run
        QStringList kept; ///< of what stays behind these come along: uppermost folders or files
        bool network = false;
        bool takesUp = false; ///< what a run left that was killed in the middle
    };

    /// The error of what could not be done on the disk. Nothing of the attempt's view and of the person's folder is
    /// changed.
    [[nodiscard]] static QCoro::Task<Result<std::unique_ptr<CleanRoom>>> make(
        RunServices &services, Journal &journal, CancelSource &stop, Wanted wanted);
    /// With all that is in it. One that is only destroyed stays on the disk, to be taken up.
    [[nodiscard]] static QCoro::Task<> remove(std::unique_ptr<CleanRoom> room);
    ~CleanRoom();

    /// What the setup commands have made here is kept for other rooms; this one is of no use any more. Nothing: it
    /// cannot be kept.
    [[nodiscard]] static std::shared_ptr<const SetupLayers::Hold> makeLayer(
        std::unique_ptr<CleanRoom> room, const QString &key);
    /// The whole result, after the setup commands have run.
    [[nodiscard]] QCoro::Task<Result<>> bringAll(QString set);
    /// What came in, and what did not, because the person has changed the same.
    [[nodiscard]] const CarriedOver &brought() const { return m_brought; }
    /// Runs the verification commands here.
    [[nodiscard]] CommandTools &commands() { return *m_commands; }
    [[nodiscard]] AttemptView &view() { return *m_view; }
    /// Whether the attempt's place in git came along.
    [[nodiscard]] bool hasCommits() const;
    /// What is found in view().shown() is found there during a lease alone.
    [[nodiscard]] WorkPlace &place() { return *m_place; }

private:
    CleanRoom(RunServices &services, Journal &journal);
    Result<> bring(const QString &set, bool onlyManifests);

    RunServices &m_services;
    Journal &m_journal;
    std::unique_ptr<AttemptView> m_view;
    std::unique_ptr<CommandSandbox> m_sandbox;
    std::unique_ptr<InView> m_place;
    std::unique_ptr<CommandTools> m_commands;
    CarriedOver m_brought;
    std::shared_ptr<const SetupLayers::Hold> m_layer; ///< nobody may remove it meanwhile
};

} // namespace vibecoder
