// SPDX-License-Identifier: MIT
// What a person is told outside the window: which events are worth a notification, and how several become one. Pure,
// but for the words, which are translated.
#pragma once

#include "model/approval.h"
#include "model/event.h"
#include "model/task.h"

#include <QCoreApplication>
#include <QHash>

#include <optional>

namespace vibecoder {

enum class NoticeKind { Approval, Passed, Failed, Spend, QueuePaused };
inline constexpr int kNoticeKinds = int(NoticeKind::QueuePaused) + 1;

struct Notice
{
    NoticeKind kind = NoticeKind::Passed;
    QString taskId;     ///< empty: of the queue, or several tasks
    QString approvalId; ///< of one approval
    QString title, text;
    int merged = 1;
    bool operator==(const Notice &) const = default;
};

class Notices
{
    Q_DECLARE_TR_FUNCTIONS(Notices)

public:
    /// task and approval as they are now; null when the event names none. No value: not worth telling.
    [[nodiscard]] static std::optional<Notice> of(const Event &event, const Task *task, const Approval *approval);
    /// When the cost of an attempt passes 80 % or 100 % of its limit; once each. usual: the limit of tasks that name
    /// none, USD.
    [[nodiscard]] static std::optional<Notice> spend(const Task &task, double usual, QHash<QString, int> &told);
    [[nodiscard]] static Notice join(const QList<Notice> &notices);
    [[nodiscard]] static QString kindWord(NoticeKind kind);
    /// For the preferences: notify/approval …
    [[nodiscard]] static QString key(NoticeKind kind);
};

/// At most one notification in ten seconds; what comes in between is told together at their end.
class NotificationMerger
{
public:
    static constexpr qint64 kPauseMs = 10000;

    /// now: a clock that only grows, ms. What is to be shown at once, if anything.
    [[nodiscard]] std::optional<Notice> add(const Notice &notice, qint64 now);
    /// What waits and may be shown now.
    [[nodiscard]] std::optional<Notice> due(qint64 now);
    /// Milliseconds until due() has something; -1: nothing waits.
    [[nodiscard]] qint64 wait(qint64 now) const;
    /// Decided or shown elsewhere: it need not be told any more.
    void forget(const QString &approvalId);

private:
    QList<Notice> m_waiting;
    std::optional<qint64> m_last;
};

} // namespace vibecoder
