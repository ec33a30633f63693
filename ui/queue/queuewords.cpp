// SPDX-License-Identifier: MIT
#include "queue/queuewords.h"

#include "base/harmless.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

QString QueueWords::pause(const QueueStatus &status)
{
    QString text = pauseReason(status.pauseReason);
    if (!status.pauseDetail.isEmpty())
        text += u'\n' + harmless(status.pauseDetail, false);
    if (status.pausedUntil.isValid())
        text += u'\n' + tr("The service is asked again at %1; then the queue goes on by itself.")
                            .arg(status.pausedUntil.toLocalTime().toString(u"HH:mm:ss"_s));
    return text;
}

QString QueueWords::pauseReason(const QString &wire)
{
    if (wire.isEmpty() || wire == u"user"_s)
        return tr("Paused by a person. Running tasks go on to their end.");
    if (wire == u"api_auth"_s)
        return tr("Paused: the model server refuses the key. Set another one in the settings.");
    if (wire == u"api_spend_cap"_s)
        return tr("Paused: the account may spend no more. Add credit or raise its limit.");
    if (wire == u"service_unavailable"_s)
        return tr("Paused: the model service does not answer.");
    return tr("Paused: %1").arg(harmless(wire, false));
}

QString QueueWords::activity(const Task &task)
{
    const QString iteration =
        task.iteration > 0 ? tr("iteration %1").arg(task.iteration) : tr("before the first change");
    const QString what = task.activity == u"model"_s      ? tr("the model answers")
                         : task.activity == u"command"_s  ? tr("runs a command")
                         : task.activity == u"verify"_s   ? tr("verifies")
                         : task.activity == u"clean"_s    ? tr("checks on a clean copy")
                         : task.activity == u"approval"_s ? tr("waits for an approval")
                                                          : QString();
    return what.isEmpty() ? iteration : iteration + u" · "_s + what;
}

QString QueueWords::waits(const Task &task, const QDateTime &now)
{
    if (task.state != TaskState::Paused || !task.pausedUntil.isValid())
        return {};
    const qint64 left = std::max<qint64>(0, now.secsTo(task.pausedUntil));
    return tr("goes on in %1:%2", "minutes, seconds").arg(left / 60).arg(left % 60, 2, 10, QChar(u'0'));
}

QString QueueWords::spend(qint64 todayMicroUsd)
{
    constexpr double micro = 1e6;
    return u'$' + QString::number(double(todayMicroUsd) / micro, 'f', 2);
}

} // namespace vibecoder
