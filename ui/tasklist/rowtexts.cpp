// SPDX-License-Identifier: MIT
#include "tasklist/rowtexts.h"

#include "theme/amounts.h"
#include "theme/status.h"

#include <QLocale>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString RowTexts::cost(const Task &task, double defaultCap)
{
    const double cap = task.spec.maxCostUsd.value_or(defaultCap);
    QString limit = u'$' + QString::number(cap, 'f', 2);
    if (limit.endsWith(u".00"_s))
        limit.chop(3);
    if (task.usage.calls == 0 && !isEnded(task.state))
        return tr("cap %1").arg(limit);
    return u"%1 / %2"_s.arg(amounts::money(task.usage.costMicroUsd), limit);
}

QString RowTexts::duration(qint64 seconds)
{
    seconds = std::max<qint64>(0, seconds);
    const auto two = [](qint64 value) { return QString::number(value).rightJustified(2, u'0'); };
    if (seconds < 60)
        return u"%1s"_s.arg(seconds);
    if (seconds < 3600)
        return u"%1m %2s"_s.arg(QString::number(seconds / 60), two(seconds % 60));
    if (seconds < 86400)
        return u"%1h %2m"_s.arg(QString::number(seconds / 3600), two(seconds / 60 % 60));
    return u"%1d %2h"_s.arg(seconds / 86400).arg(seconds / 3600 % 24);
}

QString RowTexts::ago(const QDateTime &then, const QDateTime &now)
{
    if (!then.isValid())
        return {};
    const qint64 seconds = then.secsTo(now);
    if (seconds < 60)
        return tr("just now");
    if (seconds < 3600)
        return tr("%1 min").arg(seconds / 60);
    const QDate day = then.toLocalTime().date(), today = now.toLocalTime().date();
    if (day == today)
        return tr("%1 h").arg(std::max<qint64>(1, seconds / 3600));
    if (day.daysTo(today) == 1)
        return tr("yesterday");
    return QLocale().toString(day, day.year() == today.year() ? tr("d MMM") : tr("d MMM yyyy"));
}

QString RowTexts::time(const Task &task, const QDateTime &now)
{
    if (task.state == TaskState::Running)
        return task.startedAt.isValid() ? duration(task.startedAt.secsTo(now)) : QString();
    if (task.state == TaskState::Paused && task.pausedUntil.isValid())
        return tr("until %1").arg(QLocale().toString(task.pausedUntil.toLocalTime().time(), QLocale::ShortFormat));
    if (isEnded(task.state))
        return ago(task.endedAt.isValid() ? task.endedAt : task.updatedAt, now);
    return ago(task.state == TaskState::Pending ? task.createdAt : task.updatedAt, now);
}

QString RowTexts::times(const Task &task)
{
    const auto full = [](const QDateTime &time) {
        return time.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss t"_s);
    };
    QStringList lines{tr("Created %1").arg(full(task.createdAt))};
    if (task.startedAt.isValid())
        lines.append(tr("Started %1").arg(full(task.startedAt)));
    if (task.endedAt.isValid())
        lines.append(tr("Ended %1").arg(full(task.endedAt)));
    if (task.updatedAt.isValid())
        lines.append(tr("Updated %1").arg(full(task.updatedAt)));
    return lines.join(u'\n');
}

QString RowTexts::spoken(const Task &task)
{
    QString text = tr("%1, status %2, iteration %3 of %4")
                       .arg(task.spec.name, Status::look(Status::of(task)).word)
                       .arg(task.iteration)
                       .arg(task.spec.maxIterations);
    if (task.testsPassed >= 0)
        text += tr(", %1 tests passed, %2 failed").arg(task.testsPassed).arg(std::max(0, task.testsFailed));
    return text + u", "_s + amounts::money(task.usage.costMicroUsd);
}

} // namespace vibecoder
