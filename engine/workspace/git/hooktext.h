// SPDX-License-Identifier: MIT
// Which programs the text of a hook starts, as far as a script says it in plain words. Pure.
#pragma once

#include <QByteArray>
#include <QList>

namespace vibecoder {

struct StartedProgram
{
    QByteArray path;          ///< as written, without a variable before it
    bool interpreted = false; ///< it is the first word of an interpreter, so it needs no right to be executed

    bool operator==(const StartedProgram &) const = default;
};

/// Words with a slash, and words that an interpreter is given. A mere mention is one as well; whoever asks looks at
/// what lies there.
[[nodiscard]] QList<StartedProgram> programsStartedBy(const QByteArray &script);

} // namespace vibecoder
