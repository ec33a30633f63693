// SPDX-License-Identifier: MIT
#include "model/task.h"

#include "base/digest.h"

namespace vibecoder {

QString verificationDigest(const TaskSpec &spec)
{
    QByteArrayList parts{QByteArrayLiteral("verification-commands/1"), spec.workingDirectory.toUtf8(),
        spec.network ? QByteArrayLiteral("network") : QByteArrayLiteral("no-network"), toWire(spec.guard).toUtf8()};
    for (const QString &command : spec.verificationCommands)
        parts.append(command.toUtf8());
    // Only where there are some: an earlier yes stays good for the tasks it was given to.
    if (!spec.setup.isEmpty())
        parts.append(QByteArrayLiteral("setup"));
    for (const QString &command : spec.setup)
        parts.append(command.toUtf8());
    if (!spec.keep.isEmpty())
        parts.append(QByteArrayLiteral("keep"));
    for (const QString &path : spec.keep)
        parts.append(path.toUtf8());
    return sha256OfParts(parts);
}

QStringList commandsToAccept(const TaskSpec &spec)
{
    return spec.setup + spec.verificationCommands;
}

QString taskOrderKey(const Task &task, TaskOrder order)
{
    switch (order) {
    case TaskOrder::Created:
        return QString::number(task.seq);
    case TaskOrder::Updated:
        return QString::number(task.updatedAt.toMSecsSinceEpoch());
    case TaskOrder::Priority:
        return QString::number(task.priority);
    case TaskOrder::Name:
        return task.spec.name.toCaseFolded();
    case TaskOrder::Cost:
        return QString::number(task.usage.costMicroUsd);
    case TaskOrder::Status:
        return toWire(task.state);
    }
    Q_UNREACHABLE();
}

int Task::keptState() const
{
    const bool differs =
        result == ResultState::NotApplied || result == ResultState::Asked || result == ResultState::Delivered;
    if (isolation == Isolation::View && differs && resultFiles > 0)
        return attempt;
    // It ended before it had taken that over.
    return iteration == 0 && result == ResultState::InFolder ? goesOnFrom : 0;
}

TaskSpec TaskChange::applied(TaskSpec spec) const
{
    spec.name = name.value_or(spec.name);
    spec.maxIterations = maxIterations.value_or(spec.maxIterations);
    spec.timeoutPerIteration = timeoutPerIteration.value_or(spec.timeoutPerIteration);
    if (maxCostUsd)
        spec.maxCostUsd = maxCostUsd;
    return spec;
}

} // namespace vibecoder
