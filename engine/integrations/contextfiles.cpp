// SPDX-License-Identifier: MIT
#include "integrations/contextfiles.h"

namespace vibecoder {

QString projectText(const std::function<Result<QByteArray>(const QString &name)> &read)
{
    for (const QString &name : {QStringLiteral("AGENTS.md"), QStringLiteral("CLAUDE.md")}) {
        const Result<QByteArray> bytes = read(name);
        if (!bytes || bytes->contains('\0'))
            continue;
        QString text = QString::fromUtf8(*bytes).trimmed();
        if (text.isEmpty())
            continue;
        if (text.size() > kProjectTextMax) {
            qsizetype end = kProjectTextMax;
            if (text.at(end - 1).isHighSurrogate())
                --end;
            text = text.left(end) +
                   QStringLiteral("\n[cut: %1 is longer than %2 characters]").arg(name).arg(kProjectTextMax);
        }
        return text;
    }
    return {};
}

} // namespace vibecoder
