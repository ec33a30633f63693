// SPDX-License-Identifier: MIT
#include "workspace/pathtext.h"

namespace vibecoder {

namespace {

constexpr char32_t kOddByte = 0xDC00;

bool isOddByte(char32_t code)
{
    return code >= kOddByte + 0x80 && code <= kOddByte + 0xFF;
}

struct CodePoint
{
    char32_t code = 0;
    int length = 0; ///< in bytes; 0: what stands here is not UTF-8
};

CodePoint codePointAt(QByteArrayView bytes, qsizetype at)
{
    const auto byte = [&](qsizetype i) { return char32_t(quint8(bytes.at(i))); };
    const char32_t lead = byte(at);
    if (lead < 0x80)
        return {lead, 1};
    const int length = lead >= 0xC2 && lead < 0xE0   ? 2
                       : lead >= 0xE0 && lead < 0xF0 ? 3
                       : lead >= 0xF0 && lead < 0xF5 ? 4
                                                     : 0;
    if (length == 0 || at + length > bytes.size())
        return {};
    char32_t code = lead & (0xFFU >> (length + 1));
    for (int i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return {};
        code = code << 6 | (byte(at + i) & 0x3F);
    }
    const bool shortest = length == 2 || code >= (length == 3 ? 0x800U : 0x10000U);
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    return shortest && !surrogate && code <= 0x10FFFF ? CodePoint{code, length} : CodePoint{};
}

void appendUtf8(QByteArray &bytes, char32_t code)
{
    const auto tail = [&](int shift) { bytes += char(0x80 | (code >> shift & 0x3F)); };
    if (code < 0x80) {
        bytes += char(code);
    } else if (code < 0x800) {
        bytes += char(0xC0 | code >> 6);
        tail(0);
    } else if (code < 0x10000) {
        bytes += char(0xE0 | code >> 12);
        tail(6);
        tail(0);
    } else {
        bytes += char(0xF0 | code >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace

QString pathText(QByteArrayView bytes)
{
    QString text;
    text.reserve(bytes.size());
    for (qsizetype at = 0; at < bytes.size();) {
        const CodePoint point = codePointAt(bytes, at);
        if (point.length == 0) {
            text += QChar(char16_t(kOddByte + quint8(bytes.at(at++))));
            continue;
        }
        for (const char16_t unit : QChar::fromUcs4(point.code))
            text += QChar(unit);
        at += point.length;
    }
    return text;
}

QByteArray pathBytes(QStringView text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar unit = text.at(at);
        if (unit.isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate())
            appendUtf8(bytes, QChar::surrogateToUcs4(unit, text.at(++at)));
        else if (isOddByte(unit.unicode()))
            bytes += char(unit.unicode() - kOddByte);
        else
            appendUtf8(bytes, unit.unicode());
    }
    return bytes;
}

} // namespace vibecoder
