// SPDX-License-Identifier: MIT
// Text that is written in another form (percent signs, escapes, base64), read back with the place of each character, so
// that what is found inside can be taken out of the original. Pure.
#pragma once

#include <QString>
#include <QStringView>

#include <functional>
#include <vector>

namespace vibecoder {

/// A stretch of decoded text. The character at `i` comes from the original's [places[i], ends[i]).
struct Decoded
{
    QString text;
    std::vector<qsizetype> places;
    std::vector<qsizetype> ends;
};

/// Each word of the text in which something is escaped: %41, \u0041, \/ (an address in JSON).
void forEscapedWords(QStringView text, const std::function<void(const Decoded &)> &told);

/// Each stretch of readable text that stands in base64 (both alphabets, also broken into lines), wherever it begins.
void forBase64(QStringView text, const std::function<void(const Decoded &)> &told);

} // namespace vibecoder
