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
    return sha256OfParts(parts);
}

} // namespace vibecoder
