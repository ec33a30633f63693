// SPDX-License-Identifier: MIT
// Where an attempt works: in the person's folder itself (InPlace) or in a view of it (InView). The tools of the loop
// ask for the folder here before they look at it and say here what is about to write; they know no more of it. One per
// run, in its thread.
#pragma once

#include "base/async.h"
#include "base/result.h"
#include "core/place/writewatch.h"

namespace vibecoder {

class WorkPlace;

/// As long as it lives the run's Workspace is the folder as the attempt sees it.
class PlaceLease
{
    Q_DISABLE_COPY(PlaceLease)

public:
    explicit PlaceLease(WorkPlace *place = nullptr)
        : m_place(place)
    {
    }
    PlaceLease(PlaceLease &&other) noexcept
        : m_place(std::exchange(other.m_place, nullptr))
    {
    }
    PlaceLease &operator=(PlaceLease &&other) noexcept
    {
        std::swap(m_place, other.m_place);
        return *this;
    }
    ~PlaceLease();

private:
    WorkPlace *m_place;
};

class WorkPlace
{
    Q_DISABLE_COPY_MOVE(WorkPlace)

public:
    enum class Use { Look, Write };

    WorkPlace() = default;
    virtual ~WorkPlace() = default;

    /// For a tool of the engine; not while a command runs. One lease at a time.
    virtual QCoro::Task<Result<PlaceLease>> enter(Use use) = 0;

    /// Around a command that may write anywhere in the folder. What cannot be noted at its end is noted later, or told
    /// when the changes are read.
    virtual Result<> beginCommand() = 0;
    virtual void endCommand(Evidence evidence) = 0;

    /// What an edit will do, looked at before it is done, and that it was done (WriteWatch).
    [[nodiscard]] virtual EditTrace trace(
        const QString &path, const std::optional<QByteArray> &before, const QByteArray &after) const = 0;
    virtual void edited(const EditTrace &trace) = 0;
    /// Whether a path is as this task left it; for what may be put back in the person's folder.
    [[nodiscard]] virtual bool isOwn(const QString &path) const = 0;

    /// Nothing that is written is the person's before the border has let it through, so no name is asked about before
    /// it is written.
    [[nodiscard]] virtual bool isView() const = 0;

private:
    friend class PlaceLease;
    virtual void leave() = 0;
};

inline PlaceLease::~PlaceLease()
{
    if (m_place)
        m_place->leave();
}

} // namespace vibecoder
