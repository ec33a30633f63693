// SPDX-License-Identifier: MIT
// What many parsers need to read a line: places, numbers before words, where a file belongs. Pure.
#pragma once

#include "model/verification.h"
#include "verification/outputparser.h"

#include <QStringView>

#include <optional>

namespace vibecoder {

/// `src/a.c:12:5: rest` or `src/a.c:12: rest` or `src/a.c:12:5`. Also `C:\a.c:12`.
struct Place
{
    QStringView file, rest; ///< rest without the colon and blanks before it
    int line = 0, column = 0;
};
[[nodiscard]] std::optional<Place> placeAtStart(QStringView line);
/// `a.py:12`, `a.js:12:5`, `(a.js:12:5)`, `file:///x/a.js:12:5`: a whole word that is a place.
[[nodiscard]] std::optional<Place> placeOfWord(QStringView word);

/// `41` in `3 failed, 41 passed` for `passed`; the word must end there.
[[nodiscard]] std::optional<int> numberBefore(QStringView line, QStringView word);
/// All of the text is a number of at most nine digits.
[[nodiscard]] std::optional<int> wholeNumber(QStringView text);
/// The digits at the start of the text.
[[nodiscard]] std::optional<int> leadingNumber(QStringView text);

[[nodiscard]] qsizetype indentOf(QStringView line);
/// The line consists of at least `least` of this character and nothing else (blanks around it aside).
[[nodiscard]] bool isRule(QStringView line, QChar character, qsizetype least = 10);
/// What stands between two marks, the first of each; null when one is missing.
[[nodiscard]] QStringView between(QStringView line, QStringView before, QStringView after);

/// A frame of somebody else's code: node_modules, site-packages, the language's own library, node:internal, /usr ….
[[nodiscard]] bool isForeignFile(QStringView file);
/// Inside the working directory as far as the output lets one see.
[[nodiscard]] bool isOwnFile(const OutputView &view, QStringView file);

/// Lines [from, to) joined; at most `most` lines, the last ones when tail.
[[nodiscard]] QString joinLines(const OutputText &output, qsizetype from, qsizetype to, qsizetype most, bool tail);

} // namespace vibecoder
