// SPDX-License-Identifier: MIT
#include "model/approval.h"

#include "base/digest.h"

namespace vibecoder {

QString approvalHash(const Approval &approval)
{
    QByteArrayList parts{QByteArrayLiteral("approval/2"), approval.taskId.toUtf8(), toWire(approval.kind).toUtf8(),
        approval.directory.toUtf8(), approval.network ? QByteArrayLiteral("network") : QByteArrayLiteral("no-network"),
        toWire(approval.guard).toUtf8(), approval.stepPath.toUtf8(), QByteArray::number(approval.attempt),
        toWire(approval.tier).toUtf8(), toWire(approval.access).toUtf8(), approval.path.toUtf8(),
        approval.beforeSha256.toUtf8(), approval.afterSha256.toUtf8()};
    for (const QString &command : approval.commands)
        parts.append(command.toUtf8());
    return sha256OfParts(parts);
}

} // namespace vibecoder
