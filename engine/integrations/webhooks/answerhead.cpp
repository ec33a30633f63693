// SPDX-License-Identifier: MIT
#include "integrations/webhooks/answerhead.h"

#include <QByteArray>
#include <QList>

namespace vibecoder::webhooks {

namespace {

// "HTTP/1.1 204 …" -> 204; 0: something else.
int statusOf(const QByteArray &line)
{
    constexpr qsizetype shortest = 12; // HTTP/1.1 200
    if (line.size() < shortest || !line.startsWith("HTTP/1.") || line.at(8) != ' ')
        return 0;
    int status = 0;
    for (qsizetype i = 9; i < shortest; ++i) {
        if (line.at(i) < '0' || line.at(i) > '9')
            return 0;
        status = status * 10 + (line.at(i) - '0');
    }
    const bool ends = line.size() == shortest || line.at(shortest) == ' ';
    return ends && status >= 100 ? status : 0;
}

qint64 retryAfterOf(const QList<QByteArray> &lines)
{
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon < 0 || line.left(colon).compare("retry-after", Qt::CaseInsensitive) != 0)
            continue;
        bool number = false;
        const qint64 seconds = line.mid(colon + 1).trimmed().left(9).toLongLong(&number);
        return number && seconds > 0 ? seconds * 1000 : 0;
    }
    return 0;
}

} // namespace

AnswerReading readAnswerHead(QByteArrayView bytes)
{
    AnswerReading reading;
    for (;;) {
        const QByteArrayView start = bytes.first(std::min<qsizetype>(bytes.size(), 7));
        if (QByteArrayView("HTTP/1.").first(start.size()) != start) {
            reading.broken = true;
            return reading;
        }
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return reading;
        QList<QByteArray> lines = bytes.first(end).toByteArray().split('\n');
        for (QByteArray &line : lines)
            line = line.trimmed();
        const int status = statusOf(lines.constFirst());
        if (status == 0) {
            reading.broken = true;
            return reading;
        }
        constexpr int firstFinal = 200, switching = 101;
        if (status >= firstFinal || status == switching) {
            reading.whole = true;
            reading.status = status;
            reading.retryAfterMs = retryAfterOf(lines);
            return reading;
        }
        bytes = bytes.sliced(end + 4);
    }
}

} // namespace vibecoder::webhooks
