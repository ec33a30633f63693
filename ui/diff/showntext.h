// SPDX-License-Identifier: MIT
// Text of a model, a tool or a repository as it may be painted: one line, plain, nothing that moves or hides other
// text. Pure.
#pragma once

#include <QString>

namespace vibecoder {

/// The longest line that is laid out; what is longer is cut and ends with an ellipsis.
inline constexpr int kShownLineLength = 2000;

/// Tabs become spaces up to the next column of `tabWidth`; control, bidirectional and other invisible characters become
/// `<U+202E>`; lone surrogates become U+FFFD. A CR at the end of the line is shown as `␍` only with `showReturn`.
[[nodiscard]] QString shownLine(
    QStringView text, int limit = kShownLineLength, bool showReturn = false, int tabWidth = 4);

/// The same for a text of several lines: line ends stay.
[[nodiscard]] QString shownLines(QStringView text, qsizetype limit = 1024 * 1024);

/// Spaces as `·`, for people who look for changes of white space. Same length.
[[nodiscard]] QString withVisibleSpaces(QString text);

} // namespace vibecoder
