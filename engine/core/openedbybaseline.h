// SPDX-License-Identifier: MIT
// What the first verification opened of the working directory, as its steps keep it.
#pragma once

#include "model/event.h"

#include <QStringList>

namespace vibecoder {

struct OpenedByBaseline
{
    QStringList paths; ///< files of the person's folder that may be part of the verification
    QString why;       ///< not empty: it was wanted, and there is no whole list
};

/// The run goes on without it.
[[nodiscard]] Event notTracedEvent(const QString &why);

} // namespace vibecoder
