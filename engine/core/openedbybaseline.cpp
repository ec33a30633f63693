// SPDX-License-Identifier: MIT
#include "core/openedbybaseline.h"

#include "core/runcontext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

Event notTracedEvent(const QString &why)
{
    return makeEvent(EventKind::Warning,
        {{u"code"_s, u"not_traced"_s},
            {u"text"_s, u"which files the first verification opened is not known: %1. What its commands name is "
                        "guarded as before"_s.arg(why)}});
}

} // namespace vibecoder
