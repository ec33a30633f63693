// SPDX-License-Identifier: MIT
// Where an expansion of the shell ends, and the commands that stand inside of expansions. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

namespace vibecoder {

/// Index behind `$(...)`, `${...}` or a pair of back-ticks that begins at `at`; behind the `$` for any other expansion;
/// -1 when it does not end.
[[nodiscard]] qsizetype endOfExpansion(QByteArrayView text, qsizetype at);

/// The texts that the shell runs as commands inside of the expansions of `text`, read as between double quotes.
[[nodiscard]] QByteArrayList commandsInside(QByteArrayView text);

/// The text with a letter in place of each expansion: what is left is what the text says by itself. The working
/// directory (`$PWD`, `$(pwd)`) becomes a point, the home folder at the beginning a `~`.
[[nodiscard]] QByteArray withoutExpansions(QByteArrayView text);

} // namespace vibecoder
