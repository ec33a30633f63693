// SPDX-License-Identifier: MIT
// Work in the person's folder itself: what the task writes is noted, so that nothing else is ever taken back.
#pragma once

#include "core/place/place.h"

namespace vibecoder {

class InPlace final : public WorkPlace
{
public:
    InPlace(StoreLocation location, const Settings &settings, const Workspace &workspace, QString taskId)
        : m_writes(std::move(location), settings, workspace, std::move(taskId))
    {
    }

    QCoro::Task<Result<PlaceLease>> enter(Use use) override;
    Result<> beginCommand() override;
    void endCommand(Evidence evidence) override { m_writes.end(evidence); }
    [[nodiscard]] EditTrace trace(
        const QString &path, const std::optional<QByteArray> &before, const QByteArray &after) const override
    {
        return m_writes.trace(path, before, after);
    }
    void edited(const EditTrace &trace) override { m_writes.edited(trace); }
    [[nodiscard]] bool isOwn(const QString &path) const override { return m_writes.isOwn(path); }
    [[nodiscard]] bool isView() const override { return false; }

private:
    void leave() override {}

    WriteWatch m_writes;
};

} // namespace vibecoder
