// SPDX-License-Identifier: MIT
// What a card shows of a long question about guarded files before a person opens the rest: the worst comes first, and
// nobody can agree to what was never on the screen. The web page has the same bounds (parts/approvalcard.tsx). Pure.
#pragma once

#include "model/approval.h"

namespace vibecoder {

struct FirstPart
{
    QStringList commands; ///< of the approval, as far as they are shown
    int hidden = 0;       ///< lines that are not; 0: this is everything
};

[[nodiscard]] inline FirstPart firstPart(const Approval &approval)
{
    constexpr int kLines = 60;
    constexpr qsizetype kCharacters = 6000;
    if (approval.kind != ApprovalKind::GuardedFiles)
        return {approval.commands, 0};
    FirstPart part;
    int lines = 0;
    qsizetype characters = 0;
    for (const QString &command : approval.commands) {
        QStringList shown;
        for (const QString &line : command.split(QLatin1Char('\n'))) {
            characters += line.size() + 1;
            if (++lines > kLines || characters > kCharacters)
                ++part.hidden;
            else
                shown.append(line);
        }
        if (!shown.isEmpty())
            part.commands.append(shown.join(QLatin1Char('\n')));
    }
    return part;
}

} // namespace vibecoder
