// SPDX-License-Identifier: MIT
// Which few of many failures are shown whole: the ones that tell most (loop.md section 6, items 4 and 5). Pure.
#pragma once

#include "model/moves.h"
#include "model/verification.h"

#include <QStringList>

namespace vibecoder {

struct ChosenFailure
{
    Failure failure;
    int command = 0;     ///< index of its command
    QString name;        ///< nameOf(failure)
    QString fingerprint; ///< fingerprintOf(failure)
    QString state;       ///< REGRESSED, new, or empty
    int alike = 0;       ///< further failures with the same type, message and place
};

struct Selection
{
    QList<ChosenFailure> whole; ///< at most 5
    QStringList others;         ///< one line each, at most 30
    int unnamed = 0;            ///< beyond those
    int cascades = 0;           ///< errors of a build that follow from the first ones
};

/// Regressed ones first, then those with the fewest frames, one of each cause; of a build's errors the first three
/// distinct ones, since the others follow from them.
[[nodiscard]] Selection selectFailures(const VerificationReport &report, const Moves &moves);

/// Where source lines would help: the innermost frame of each chosen failure, or its own place.
struct SourcePlace
{
    QString file; ///< as printed
    int line = 0;
    QString command; ///< whose output named it
    [[nodiscard]] QString key() const { return file + QLatin1Char(':') + QString::number(line); }
    bool operator==(const SourcePlace &) const = default;
};
[[nodiscard]] QList<SourcePlace> sourcePlaces(const Selection &selection, const VerificationReport &report);

/// Where such a file may lie: as printed, or below the folder that the command went to first.
[[nodiscard]] QStringList candidatePaths(const SourcePlace &place);

/// Numbered lines around `line`, four before and after, the line itself marked; empty when the file is shorter.
[[nodiscard]] QString sourceSnippet(const QByteArray &content, int line);

} // namespace vibecoder
