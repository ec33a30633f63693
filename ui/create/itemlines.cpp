// SPDX-License-Identifier: MIT
#include "create/itemlines.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView kGoesOn("    ");

} // namespace

QString linesOfItems(const QStringList &items)
{
    QStringList lines;
    for (const QString &item : items)
        lines.append(item.trimmed().replace(u'\n', u'\n' + kGoesOn));
    return lines.join(u'\n');
}

QStringList itemsOfLines(const QString &text)
{
    QStringList items;
    for (const QString &line : text.split(u'\n')) {
        if (line.startsWith(kGoesOn) && !items.isEmpty())
            items.last() += u'\n' + line.mid(kGoesOn.size());
        else if (!line.trimmed().isEmpty())
            items.append(line.trimmed());
    }
    for (QString &item : items)
        item = item.trimmed();
    return items;
}

} // namespace vibecoder
