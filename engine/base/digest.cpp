// SPDX-License-Identifier: MIT
#include "base/digest.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

namespace vibecoder {

QString sha256Hex(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bytes);
    return QString::fromLatin1(hash.result().toHex());
}

QString sha256OfParts(const QByteArrayList &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : parts) {
        hash.addData(QByteArray::number(part.size()));
        hash.addData(QByteArrayView(":"));
        hash.addData(part);
    }
    return QString::fromLatin1(hash.result().toHex());
}

QByteArray canonicalJson(const QJsonValue &value)
{
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    // A scalar has no document of its own: the array around it is part of the agreed form.
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
}

QString newId()
{
    static constexpr char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    quint64 bits = QRandomGenerator::system()->generate64();
    QString id(12, Qt::Uninitialized);
    for (QChar &c : id) {
        c = QLatin1Char(alphabet[bits & 31]);
        bits >>= 5;
    }
    return id;
}

} // namespace vibecoder
