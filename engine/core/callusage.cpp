// SPDX-License-Identifier: MIT
#include "core/callusage.h"

#include "wire/modelcodec.h"

#include <QFile>
#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

CallUsage::CallUsage(const QString &spoolFolder, const QString &taskId, int attempt, int call)
    : m_path(u"%1/%2-%3.used"_s.arg(spoolFolder, taskId).arg(attempt))
    , m_call(call)
{
}

Usage CallUsage::left() const
{
    const QJsonObject json = stored();
    return json.isEmpty() ? Usage() : usageFromJson(json.value(u"usage"_s).toObject());
}

Usage CallUsage::leftForGood(const QString &spoolFolder, const QString &taskId, int attempt)
{
    const QJsonObject json = CallUsage(spoolFolder, taskId, attempt, 0).ofAnyCall();
    return json.isEmpty() ? Usage() : usageFromJson(json.value(u"usage"_s).toObject());
}

void CallUsage::keep(const Usage &used) const
{
    // One small write: a process that is killed leaves this text or the one before. Where nothing can be written, the
    // words that had come tell how long the answer was.
    QFile file(m_path);
    if (file.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) {
        const QByteArray text =
            QJsonDocument(QJsonObject{{u"call"_s, m_call}, {u"usage"_s, toJson(used)}}).toJson(QJsonDocument::Compact);
        if (file.write(text) == text.size())
            file.resize(text.size());
    }
}

void CallUsage::remove() const
{
    if (!stored().isEmpty())
        QFile::remove(m_path);
}

QJsonObject CallUsage::stored() const
{
    const QJsonObject json = ofAnyCall();
    return json.value(u"call"_s).toInt() == m_call ? json : QJsonObject();
}

QJsonObject CallUsage::ofAnyCall() const
{
    constexpr qint64 most = 4096;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.read(most)).object();
}

} // namespace vibecoder
