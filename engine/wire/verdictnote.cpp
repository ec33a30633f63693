// SPDX-License-Identifier: MIT
#include "wire/verdictnote.h"

namespace vibecoder {

QString cameAlong(const QString &note)
{
    const qsizetype colon = note.indexOf(QLatin1StringView(": "));
    return colon < 0 ? note : note.mid(colon + 2);
}

} // namespace vibecoder
