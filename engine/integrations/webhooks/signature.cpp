// SPDX-License-Identifier: MIT
#include "integrations/webhooks/signature.h"

#include <QCryptographicHash>
#include <QList>
#include <QMessageAuthenticationCode>

#include <algorithm>

namespace vibecoder::webhooks {

namespace {

constexpr qsizetype kMostSignatures = 4;

bool equal(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= unsigned(uchar(a.at(i)) ^ uchar(b.at(i)));
    return difference == 0;
}

} // namespace

QByteArray signatureOf(QByteArrayView secret, QByteArrayView timestamp, QByteArrayView body)
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, secret.toByteArray());
    code.addData(timestamp.constData(), timestamp.size());
    code.addData(".", 1);
    code.addData(body.constData(), body.size());
    return code.result().toHex();
}

bool isSignedWith(QByteArrayView secret, QByteArrayView timestamp, QByteArrayView body, const QByteArray &header)
{
    const QByteArray wanted = "v1=" + signatureOf(secret, timestamp, body);
    bool fits = false;
    const QList<QByteArray> given = header.left(1024).split(',');
    for (qsizetype i = 0; i < std::min(given.size(), kMostSignatures); ++i)
        fits = equal(wanted, given.at(i).trimmed()) || fits;
    return fits;
}

bool isTimely(QByteArrayView timestamp, qint64 nowSeconds)
{
    constexpr qsizetype longest = 12;
    if (timestamp.isEmpty() || timestamp.size() > longest)
        return false;
    qint64 seconds = 0;
    for (const char c : timestamp) {
        if (c < '0' || c > '9')
            return false;
        seconds = seconds * 10 + (c - '0');
    }
    return seconds >= nowSeconds - kTimestampWindow && seconds <= nowSeconds + kTimestampWindow;
}

bool isDeliveryId(QByteArrayView id)
{
    constexpr qsizetype longest = 128;
    return !id.isEmpty() && id.size() <= longest && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.' || c == ':';
    });
}

} // namespace vibecoder::webhooks
