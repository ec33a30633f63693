// SPDX-License-Identifier: MIT
#include "model/approval.h"

#include "base/digest.h"

namespace vibecoder {

QString approvalHash(const Approval &approval)
{
    QByteArrayList parts{QByteArrayLiteral("approval/1"), approval.taskId.toUtf8(), toWire(approval.kind).toUtf8(),
        approval.directory.toUtf8(), approval.network ? QByteArrayLiteral("network") : QByteArrayLiteral("no-network"),
        toWire(approval.guard).toUtf8(), approval.stepPath.toUtf8(), QByteArray::number(approval.attempt)};
    for (const QString &command : approval.commands)
        parts.append(command.toUtf8());
    return sha256OfParts(parts);
}

} // namespace vibecoder
