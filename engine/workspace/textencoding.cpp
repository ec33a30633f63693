// SPDX-License-Identifier: MIT
#include "workspace/textencoding.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLook = 8192;

// Most of the characters of a language with Latin letters have one byte that is NUL.
QString wideText(const QByteArray &bytes)
{
    if (bytes.startsWith(QByteArrayView("\xFF\xFE\0\0", 4)) || bytes.startsWith(QByteArrayView("\0\0\xFE\xFF", 4)))
        return u"UTF-32 text"_s;
    if (bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF"))
        return u"UTF-16 text"_s;
    const qsizetype size = std::min(bytes.size(), kLook);
    if (size < 4 || bytes.size() % 2 != 0)
        return {};
    qsizetype even = 0, odd = 0;
    for (qsizetype i = 0; i < size; ++i)
        (i % 2 == 0 ? even : odd) += bytes.at(i) == '\0' ? 1 : 0;
    const bool oneSide = (even == 0) != (odd == 0);
    return oneSide && (even + odd) * 4 >= size ? u"UTF-16 text"_s : QString();
}

// The escapes that change the character set in ISO-2022 (Japanese, Korean, Chinese mail and old sources).
bool isIso2022(const QByteArray &bytes)
{
    for (const char *escape : {"\x1b$B", "\x1b$@", "\x1b$A", "\x1b$(", "\x1b$)", "\x1b(J", "\x1b(I"}) {
        if (bytes.contains(escape))
            return true;
    }
    return false;
}

// Length of the valid character at `at`; 0: there is none.
qsizetype characterAt(const QByteArray &bytes, qsizetype at)
{
    for (qsizetype length = 1; length <= 4 && at + length <= bytes.size(); ++length) {
        if (QByteArrayView(bytes).sliced(at, length).isValidUtf8())
            return length;
    }
    return 0;
}

} // namespace

bool isBinary(const QByteArray &bytes)
{
    return bytes.left(kLook).contains('\0');
}

QString whatElseThanUtf8(const QByteArray &bytes)
{
    if (const QString wide = wideText(bytes); !wide.isEmpty())
        return wide;
    if (isBinary(bytes))
        return u"a binary file"_s;
    if (isIso2022(bytes))
        return u"ISO-2022 text"_s;
    if (QByteArrayView(bytes).isValidUtf8())
        return {};
    qsizetype at = 0;
    int line = 1;
    for (qsizetype length = characterAt(bytes, at); length > 0; length = characterAt(bytes, at)) {
        line += bytes.at(at) == '\n' ? 1 : 0;
        at += length;
    }
    return u"not UTF-8 text (byte 0x%1 in line %2)"_s.arg(uint(quint8(bytes.at(at))), 2, 16, QLatin1Char('0'))
        .arg(line);
}

} // namespace vibecoder
