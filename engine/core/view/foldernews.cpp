// SPDX-License-Identifier: MIT
#include "core/view/foldernews.h"

#include "storage/taskstore.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostEvents = 200;

} // namespace

QCoro::Task<Result<QStringList>> FolderNews::sinceLast(int iteration)
{
    Step step;
    step.kind = u"folder_news"_s;
    step.input = {{u"iteration"_s, iteration}};
    step.readOnly = true;
    const qint64 after = m_seen;
    Journal::Effect effect = [this, after](const QJsonObject &, bool) { return readyOutcome(look(after)); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_seen = result.value(u"seq"_s).toInteger();
    QStringList lines;
    for (const QJsonValue line : result.value(u"lines"_s).toArray())
        lines.append(line.toString());
    co_return lines;
}

Result<StepOutcome> FolderNews::look(qint64 after) const
{
    Connection &reader = m_services.db.reader();
    VC_TRY(const qint64 last, eventlog::lastSeq(reader));
    QJsonArray lines;
    if (after >= 0) {
        eventlog::EventFilter filter;
        filter.kind = EventKind::ResultApplied;
        VC_TRY(const QList<Event> events, eventlog::since(reader, after, kMostEvents, filter));
        for (const Event &event : events) {
            const QStringList paths = event.taskId == m_journal.taskId() ? QStringList() : pathsHere(event);
            if (!paths.isEmpty())
                lines.append(u"Meanwhile the result of another task came into the folder and changed %1. You see it from "
                             "now on where you have not changed the same files; where you have, the two are merged at "
                             "the end. View such a file again before you edit it."_s.arg(paths.join(u", "_s)));
        }
    }
    return StepOutcome{{{u"seq"_s, last}, {u"lines"_s, lines}}, {}, {}};
}

// The other task may work in a folder inside this one, or around it.
QStringList FolderNews::pathsHere(const Event &event) const
{
    const Result<Task> other = taskstore::byId(m_services.db.reader(), event.taskId);
    QStringList here;
    if (!other)
        return here;
    const QString root = m_person.root() + u'/';
    for (const QJsonValue path : event.body.value(u"paths"_s).toArray()) {
        const QString absolute = other->spec.workingDirectory + u'/' + path.toString();
        if (absolute.startsWith(root))
            here.append(absolute.mid(root.size()));
    }
    return here;
}

} // namespace vibecoder
