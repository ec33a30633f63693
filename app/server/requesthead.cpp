// SPDX-License-Identifier: MIT
#include "requesthead.h"

#include <QString>

#include <algorithm>
#include <array>

namespace vibecoder {

namespace {

constexpr qsizetype kMostHeaders = 100;

HeadReading refused(int status, const char *why)
{
    return {std::nullopt, status, why};
}

bool isTokenByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenByte);
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

// Origin form only: a proxy's absolute form has no business here.
bool isTarget(QByteArrayView target)
{
    if (!target.startsWith('/'))
        return false;
    for (qsizetype i = 0; i < target.size(); ++i) {
        const char c = target.at(i);
        if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\')
            return false;
        if (c == '%' &&
            (i + 2 >= target.size() || hexDigit(target.at(i + 1)) < 0 || hexDigit(target.at(i + 2)) < 0))
            return false;
    }
    return true;
}

bool isKnownMethod(QByteArrayView method)
{
    static constexpr std::array<QByteArrayView, 7> known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    return std::find(known.begin(), known.end(), method) != known.end();
}

// Names that must not come twice: two readers could choose different ones.
bool isSingular(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 15> names{"host", "content-length", "transfer-encoding",
        "authorization", "content-type", "origin", "cookie", "x-csrf-token", "x-session-key", "sec-fetch-site", "expect",
        "upgrade", "sec-websocket-key", "sec-websocket-version", "idempotency-key"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Connection may come in several lines, which count as one list.
bool connectionSays(const RequestHead &head, QByteArrayView token)
{
    for (const auto &[name, value] : head.headers) {
        if (name != "connection")
            continue;
        for (const QByteArray &part : value.toLower().split(',')) {
            if (part.trimmed() == token)
                return true;
        }
    }
    return false;
}

HeadReading readLength(RequestHead &head, const HeadLimits &limits)
{
    const QByteArray length = head.header("content-length");
    const bool coded = !head.header("transfer-encoding").isNull();
    if (coded)
        return length.isNull() ? refused(411, "Content-Length is required")
                               : refused(400, "Content-Length and Transfer-Encoding together");
    if (length.isNull())
        return {};
    if (length.isEmpty() || !std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return refused(400, "Content-Length is not a number");
    if (length.size() > 15)
        return refused(413, "the body is too large");
    head.contentLength = length.toLongLong();
    if (head.contentLength > limits.bodyBytes)
        return refused(413, "the body is too large");
    return {};
}

HeadReading readHeaders(QByteArrayView lines, RequestHead &head)
{
    while (!lines.isEmpty()) {
        const qsizetype end = lines.indexOf("\r\n");
        const QByteArrayView line = lines.first(end);
        lines = lines.sliced(end + 2);
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.first(colon)))
            return refused(400, "a header line is malformed");
        const QByteArrayView value = line.sliced(colon + 1);
        if (std::any_of(value.begin(), value.end(), [](char c) { return (c < 0x20 && c != '\t' && c >= 0) || c == 0x7f; }))
            return refused(400, "a header value holds a control byte");
        const QByteArray name = line.first(colon).toByteArray().toLower();
        if (isSingular(name) && !head.header(name).isNull())
            return refused(400, "a header that may come once came twice");
        if (head.headers.size() >= kMostHeaders)
            return refused(431, "too many header lines");
        QByteArray kept = value.toByteArray().trimmed();
        head.headers.emplaceBack(name, kept.isNull() ? QByteArray("") : kept);
    }
    return {};
}

} // namespace

QByteArray RequestHead::header(QByteArrayView name) const
{
    for (const auto &[key, value] : headers) {
        if (key == name)
            return value;
    }
    return {};
}

HeadReading readRequestHead(QByteArrayView bytes, const HeadLimits &limits)
{
    const QByteArrayView window = bytes.first(std::min(bytes.size(), limits.headBytes));
    const qsizetype end = window.indexOf("\r\n\r\n");
    // What is wrong already needs no end: a head of bare line feeds would never have one.
    const QByteArrayView seen = end < 0 ? window : window.first(end + 2);
    for (qsizetype at = seen.indexOf('\n'); at >= 0; at = seen.indexOf('\n', at + 1)) {
        if (at == 0 || seen.at(at - 1) != '\r')
            return refused(400, "a line does not end in CR LF");
    }
    if (seen.contains('\0'))
        return refused(400, "a NUL byte in the head");
    if (end < 0)
        return bytes.size() >= limits.headBytes ? refused(431, "the head is too large") : HeadReading();

    const qsizetype firstEnd = seen.indexOf("\r\n");
    const QByteArrayView line = seen.first(firstEnd);
    const qsizetype space = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (space <= 0 || last <= space + 1 || line.sliced(space + 1, last - space - 1).contains(' '))
        return refused(400, "the request line is malformed");
    RequestHead head;
    head.method = line.first(space).toByteArray();
    head.target = line.sliced(space + 1, last - space - 1).toByteArray();
    const QByteArrayView version = line.sliced(last + 1);
    if (!isToken(head.method))
        return refused(400, "the request line is malformed");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return version.startsWith("HTTP/") ? refused(505, "only HTTP/1.1 is spoken here")
                                           : refused(400, "the request line is malformed");
    if (head.target.size() > limits.targetBytes)
        return refused(414, "the address is too long");
    if (!isTarget(head.target))
        return refused(400, "the address is malformed");
    head.http10 = version == "HTTP/1.0";
    if (HeadReading wrong = readHeaders(seen.sliced(firstEnd + 2), head); wrong.refusal != 0)
        return wrong;
    const QByteArray host = head.header("host");
    if (host.isEmpty())
        return refused(400, "exactly one Host is required");
    if (!limits.hosts.contains(host.toLower()))
        return refused(421, "this server does not answer for that Host");
    if (!isKnownMethod(head.method))
        return refused(501, "this method is not known");
    if (HeadReading wrong = readLength(head, limits); wrong.refusal != 0)
        return wrong;
    head.close = connectionSays(head, "close") || (head.http10 && !connectionSays(head, "keep-alive"));
    head.upgrade = !head.header("upgrade").isNull();
    // Only what Qt's parser, too, takes for an upgrade: the guard looks at nothing that comes after one.
    if (head.upgrade && (!connectionSays(head, "upgrade") || head.http10 || head.contentLength > 0))
        return refused(400, "an upgrade needs `Connection: Upgrade`, HTTP/1.1 and no body");
    const QByteArray expect = head.header("expect").toLower();
    if (!expect.isEmpty() && expect != "100-continue")
        return refused(417, "this expectation is not known");
    head.expectContinue = !expect.isEmpty() && head.contentLength > 0 && !head.http10;
    head.size = end + 4;
    return {head, 0, ""};
}

std::optional<QString> decodedPart(QByteArrayView encoded, bool plusIsSpace)
{
    QByteArray bytes;
    bytes.reserve(encoded.size());
    for (qsizetype i = 0; i < encoded.size(); ++i) {
        char c = encoded.at(i);
        if (c == '%') {
            const int high = i + 2 < encoded.size() ? hexDigit(encoded.at(i + 1)) : -1;
            const int low = i + 2 < encoded.size() ? hexDigit(encoded.at(i + 2)) : -1;
            if (high < 0 || low < 0)
                return std::nullopt;
            c = char(high * 16 + low);
            i += 2;
        } else if (c == '+' && plusIsSpace) {
            c = ' ';
        }
        if ((c >= 0 && c < 0x20) || c == 0x7f)
            return std::nullopt;
        bytes += c;
    }
    const QString text = QString::fromUtf8(bytes);
    return text.toUtf8() == bytes ? std::optional<QString>(text) : std::nullopt;
}

} // namespace vibecoder
