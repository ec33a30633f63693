// SPDX-License-Identifier: MIT
#include "wire/yamlbytes.h"

#include <QCoreApplication>
#include <QStringDecoder>

namespace vibecoder {

namespace {

/// Length of the character that begins at i, 0 when it is not well-formed UTF-8 (overlong forms and surrogates too).
int utf8Length(QByteArrayView bytes, qsizetype i)
{
    const auto at = [&](qsizetype k) { return k < bytes.size() ? uchar(bytes[k]) : uchar(0); };
    const auto follows = [&](qsizetype k) { return (at(k) & 0xc0) == 0x80; };
    const uchar first = at(i);
    const uchar second = at(i + 1);
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(i + 1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool overlong = first == 0xe0 && second < 0xa0;
        const bool surrogate = first == 0xed && second > 0x9f;
        return !overlong && !surrogate && follows(i + 1) && follows(i + 2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool overlong = first == 0xf0 && second < 0x90;
        const bool tooLarge = first == 0xf4 && second > 0x8f;
        return !overlong && !tooLarge && follows(i + 1) && follows(i + 2) && follows(i + 3) ? 4 : 0;
    }
    return 0;
}

/// The key at the left margin whose value is the longest: what a person looks for in a file that is too large.
QByteArray longestKey(QByteArrayView bytes, qsizetype &length)
{
    QByteArray longest, current;
    qsizetype start = 0;
    length = 0;
    const auto close = [&](qsizetype end) {
        if (!current.isEmpty() && end - start > length) {
            length = end - start;
            longest = current;
        }
    };
    for (qsizetype line = 0; line < bytes.size();) {
        const qsizetype next = bytes.indexOf('\n', line);
        const qsizetype end = next < 0 ? bytes.size() : next;
        const QByteArrayView head = bytes.sliced(line, std::min<qsizetype>(end - line, 64));
        const qsizetype colon = head.indexOf(':');
        bool key = colon > 0;
        for (qsizetype i = 0; key && i < colon; ++i)
            key = (head[i] >= 'a' && head[i] <= 'z') || head[i] == '_';
        if (key) {
            close(line);
            current = head.first(colon).toByteArray();
            start = line;
        }
        line = end + 1;
    }
    close(bytes.size());
    return longest;
}

} // namespace

std::optional<YamlFault> checkYamlBytes(QByteArray &bytes, qint64 maxBytes)
{
    if (bytes.startsWith("\xef\xbb\xbf"))
        bytes.remove(0, 3);
    if (bytes.size() > maxBytes) {
        qsizetype length = 0;
        const QByteArray key = longestKey(bytes, length);
        const QString message =
            QCoreApplication::translate("taskfile", "the file has %1 bytes, more than the %2 allowed")
                .arg(bytes.size())
                .arg(maxBytes);
        if (length > maxBytes)
            return YamlFault{-1, QString::fromLatin1(key), message,
                QCoreApplication::translate("taskfile", "shorten %1: it alone takes %2 bytes")
                    .arg(QString::fromLatin1(key))
                    .arg(length)};
        return YamlFault{-1, QStringLiteral("(file)"), message,
            QCoreApplication::translate("taskfile", "put long texts into files of the working directory")};
    }
    const QString encoding = QStringLiteral("(encoding)");
    const QString saveAsUtf8 = QCoreApplication::translate("taskfile", "save the file as UTF-8 text");
    if (bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff"))
        return YamlFault{0, encoding, QCoreApplication::translate("taskfile", "the file is UTF-16"), saveAsUtf8};
    for (qsizetype i = 0; i < bytes.size();) {
        const int length = utf8Length(bytes, i);
        if (length == 0)
            return YamlFault{i, encoding,
                QCoreApplication::translate("taskfile", "the file is not UTF-8: byte 0x%1")
                    .arg(uint(uchar(bytes.at(i))), 2, 16, QLatin1Char('0')),
                saveAsUtf8};
        const char c = bytes.at(i);
        const bool lineEnd = c == '\n' || (c == '\r' && i + 1 < bytes.size() && bytes.at(i + 1) == '\n');
        if (length == 1 && (uchar(c) < 0x20 || c == 0x7f) && !lineEnd && c != '\t')
            return YamlFault{i, encoding,
                QCoreApplication::translate("taskfile", "the file holds the control character U+%1")
                    .arg(uint(uchar(c)), 4, 16, QLatin1Char('0')),
                QCoreApplication::translate("taskfile", "remove the character; lines end with a line feed")};
        i += length;
    }
    return std::nullopt;
}

QString scalarText(QByteArrayView bytes)
{
    QByteArray mended;
    for (qsizetype i = 0; i < bytes.size();) {
        const int length = utf8Length(bytes, i);
        if (length > 0)
            mended += bytes.sliced(i, length);
        else
            mended += QString(QChar(char16_t(uchar(bytes[i])))).toUtf8();
        i += std::max(length, 1);
    }
    // QString::fromUtf8 would drop a byte order mark at the start, which is a character of the text here.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::ConvertInitialBom);
    return decoder.decode(mended);
}

} // namespace vibecoder
