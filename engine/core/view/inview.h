// SPDX-License-Identifier: MIT
// Work in a view of the person's folder. Each tool of the engine gets a mount of its own, made by the sandbox of the
// attempt's commands, so that it sees what a person saved a moment ago and no two mounts of the view meet.
#pragma once

#include "core/place/place.h"
#include "core/view/attemptview.h"
#include "journal/journal.h"
#include "sandbox/processrunner.h"
#include "workspace/workspace.h"

namespace vibecoder {

class InView final : public WorkPlace
{
public:
    /// shown: of the working directory; it is empty but while there is a lease. profile: what mounts the view.
    InView(ProcessRunner &runner, AttemptView &view, Workspace &shown, const Journal &journal,
        std::function<SandboxProfile()> profile, QString owner, CancelSource &stop);

    QCoro::Task<Result<PlaceLease>> enter(Use use) override;
    Result<> beginCommand() override { return m_view.begin(); }
    void endCommand(Evidence evidence) override;
    [[nodiscard]] EditTrace trace(
        const QString &path, const std::optional<QByteArray> &before, const QByteArray &after) const override;
    void edited(const EditTrace &) override {}
    [[nodiscard]] bool isOwn(const QString &) const override { return true; }
    [[nodiscard]] bool isView() const override { return true; }

private:
    void leave() override;
    void noteWritten();

    ProcessRunner &m_runner;
    AttemptView &m_view;
    Workspace &m_shown;
    const Journal &m_journal;
    std::function<SandboxProfile()> m_profile;
    QString m_owner;
    CancelSource &m_stop;
    bool m_writing = false;
};

} // namespace vibecoder
