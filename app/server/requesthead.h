// SPDX-License-Identifier: MIT
// The head of an HTTP/1 request, read from bytes before Qt's parser sees them. Pure, linear; refuses everything that two
// readers could read differently (RFC 9112 sections 2 to 6: line ends, folded lines, lengths, one Host).
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QList>

#include <optional>
#include <utility>

namespace vibecoder {

struct HeadLimits
{
    qsizetype headBytes = 16 * 1024;
    qsizetype targetBytes = 8 * 1024;
    qint64 bodyBytes = 2 * 1024 * 1024;
    QByteArrayList hosts; ///< accepted values of Host, lower case, with port
};

struct RequestHead
{
    QByteArray method, target;
    bool http10 = false;
    QList<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case, values without outer blanks
    qint64 contentLength = 0;
    bool close = false;          ///< the connection ends after the answer
    bool upgrade = false;        ///< asks for another protocol
    bool expectContinue = false; ///< waits for `100 Continue` before it sends the body
    qsizetype size = 0;          ///< bytes of the head with its empty line

    /// Value of the first header of that (lower-case) name; null when there is none.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] QByteArray path() const { return target.left(target.indexOf('?') < 0 ? target.size() : target.indexOf('?')); }
};

struct HeadReading
{
    std::optional<RequestHead> head; ///< set when it is whole and accepted
    int refusal = 0;                 ///< HTTP status when it is refused; 0: whole, or more bytes are needed
    const char *why = "";            ///< for the answer, in English, without anything of the request
};

[[nodiscard]] HeadReading readRequestHead(QByteArrayView bytes, const HeadLimits &limits);

/// Percent-decodes a path segment or query part; empty optional for a broken escape, a control byte or bytes that are
/// not UTF-8.
[[nodiscard]] std::optional<QString> decodedPart(QByteArrayView encoded, bool plusIsSpace);

} // namespace vibecoder
