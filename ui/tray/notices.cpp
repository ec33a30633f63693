// SPDX-License-Identifier: MIT
#include "tray/notices.h"

#include "base/harmless.h"
#include "wire/borderreasons.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLine = 160, kLines = 4;

QString brief(const QString &text)
{
    const QString shown = harmless(text.simplified(), false);
    return shown.size() <= kLine ? shown : shown.left(kLine - 1) + u'…';
}

} // namespace

QString Notices::kindWord(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::Approval:
        return tr("An approval is needed");
    case NoticeKind::Passed:
        return tr("A task has passed");
    case NoticeKind::Failed:
        return tr("A task has not passed");
    case NoticeKind::Spend:
        return tr("A task has used 80 % or all of its budget");
    case NoticeKind::QueuePaused:
        return tr("The queue has paused by itself");
    }
    Q_UNREACHABLE();
}

QString Notices::key(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::Approval:
        return u"notify/approval"_s;
    case NoticeKind::Passed:
        return u"notify/passed"_s;
    case NoticeKind::Failed:
        return u"notify/failed"_s;
    case NoticeKind::Spend:
        return u"notify/spend"_s;
    case NoticeKind::QueuePaused:
        return u"notify/queue_paused"_s;
    }
    Q_UNREACHABLE();
}

std::optional<Notice> Notices::of(const Event &event, const Task *task, const Approval *approval)
{
    const QString name = task ? brief(task->spec.name) : event.taskId;
    switch (event.kind) {
    case EventKind::ApprovalRequested: {
        if (!approval || approval->state != ApprovalState::Pending)
            return std::nullopt;
        const QString what = approval->kind == ApprovalKind::FileWrite      ? tr("write %1").arg(approval->path)
                             : approval->kind == ApprovalKind::FileRead     ? tr("read %1").arg(approval->path)
                             : approval->kind == ApprovalKind::GuardedFiles ? tr("guarded files were changed")
                             : approval->kind == ApprovalKind::ApplyConflict
                                 ? tr("files that you changed meanwhile: %1").arg(approval->commands.join(u" ; "_s))
                                 : shownCommands(*approval).join(u" ; "_s);
        // Both are asked only once everything has passed.
        const bool passed = approval->kind == ApprovalKind::Border || approval->kind == ApprovalKind::ApplyConflict;
        return Notice{NoticeKind::Approval, event.taskId, approval->id,
            (passed ? tr("Passed, needs your answer: %1") : tr("Approval needed: %1")).arg(name), brief(what)};
    }
    case EventKind::TaskStateChanged: {
        const auto to = fromWire<TaskState>(event.body.value(u"to"_s).toString());
        const bool inView = task && task->isolation == Isolation::View;
        if (to == TaskState::Completed && inView && task->result == ResultState::Applied)
            return Notice{NoticeKind::Passed, event.taskId, {}, tr("Passed and applied: %1").arg(name),
                tr("%n file(s) applied to your folder.", "", task->resultFiles)};
        if (to == TaskState::Completed)
            return Notice{
                NoticeKind::Passed, event.taskId, {}, tr("Passed: %1").arg(name), tr("All its commands pass.")};
        if (to == TaskState::Failed)
            return Notice{NoticeKind::Failed, event.taskId, {},
                (inView && task->result == ResultState::NotApplied ? tr("Failed, nothing applied: %1")
                                                                   : tr("Not passed: %1"))
                    .arg(name),
                brief(event.body.value(u"detail"_s).toString())};
        return std::nullopt;
    }
    case EventKind::QueuePaused: {
        const QString reason = event.body.value(u"reason"_s).toString();
        if (reason.isEmpty() || reason == u"user"_s)
            return std::nullopt;
        return Notice{NoticeKind::QueuePaused, {}, {}, tr("The queue has paused"),
            reason == u"api_auth"_s        ? tr("The model server refuses the key.")
            : reason == u"api_spend_cap"_s ? tr("The account may spend no more.")
            : reason == u"service_unavailable"_s
                ? tr("The model service does not answer; the queue goes on by itself once it does.")
                : brief(reason)};
    }
    default:
        return std::nullopt;
    }
}

std::optional<Notice> Notices::spend(const Task &task, double usual, QHash<QString, int> &told)
{
    const double limit = task.spec.maxCostUsd.value_or(usual);
    if (limit <= 0 || !task.usage.priceKnown)
        return std::nullopt;
    constexpr double micro = 1e6;
    const double cost = double(task.usage.costMicroUsd) / micro;
    const int level = cost >= limit ? 100 : cost >= 0.8 * limit ? 80 : 0;
    int &before = told[task.id + u'/' + QString::number(task.attempt)];
    if (level <= before)
        return std::nullopt;
    before = level;
    return Notice{NoticeKind::Spend, task.id, {},
        tr("%1 % of the budget used: %2").arg(level).arg(brief(task.spec.name)),
        u"$%1 / $%2"_s.arg(cost, 0, 'f', 2).arg(limit, 0, 'f', 2)};
}

Notice Notices::join(const QList<Notice> &notices)
{
    if (notices.size() == 1)
        return notices.constFirst();
    Notice all = notices.constFirst();
    all.merged = int(notices.size());
    QStringList lines;
    int approvals = 0;
    for (const Notice &notice : notices) {
        if (notice.kind == NoticeKind::Approval) {
            all.kind = NoticeKind::Approval; // the one that waits for a person decides where a click leads
            ++approvals;
        }
        if (notice.taskId != all.taskId)
            all.taskId.clear();
        if (lines.size() < kLines)
            lines.append(notice.title);
    }
    if (notices.size() > kLines)
        lines.append(tr("and %n more", "", int(notices.size() - kLines)));
    all.approvalId.clear();
    all.title = approvals == notices.size() ? tr("%n approval(s) needed", "", approvals)
                                            : tr("%n message(s)", "", int(notices.size()));
    all.text = lines.join(u'\n');
    return all;
}

std::optional<Notice> NotificationMerger::add(const Notice &notice, qint64 now)
{
    m_waiting.append(notice);
    return due(now);
}

std::optional<Notice> NotificationMerger::due(qint64 now)
{
    if (m_waiting.isEmpty() || (m_last && now - *m_last < kPauseMs))
        return std::nullopt;
    m_last = now;
    return Notices::join(std::exchange(m_waiting, {}));
}

qint64 NotificationMerger::wait(qint64 now) const
{
    if (m_waiting.isEmpty())
        return -1;
    return m_last ? std::max<qint64>(0, kPauseMs - (now - *m_last)) : 0;
}

void NotificationMerger::forget(const QString &approvalId)
{
    m_waiting.removeIf([&](const Notice &notice) { return notice.approvalId == approvalId; });
}

} // namespace vibecoder
