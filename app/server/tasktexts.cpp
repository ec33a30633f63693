// SPDX-License-Identifier: MIT
#include "tasktexts.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> textOf(Engine &engine, const Task &task)
{
    VC_TRY(const WaitReason waits, engine.waitReason(task));
    return QJsonDocument(withWaitReason(toJson(task), waits)).toJson(QJsonDocument::Compact);
}

// A cursor is made of digits, a point and base64url: nothing in it needs an escape.
QByteArray pageText(const QByteArrayList &texts, const QString &cursor)
{
    const QByteArray next = cursor.isEmpty() ? QByteArray("null") : '"' + cursor.toLatin1() + '"';
    return R"({"next_cursor":)" + next + R"(,"tasks":[)" + texts.join(',') + "]}";
}

} // namespace

Result<QByteArray> TaskTexts::follow()
{
    VC_TRY(const QByteArray version, m_engine.queueVersion());
    if (version != m_version) {
        m_texts.clear();
        m_version = version;
    }
    return version;
}

Result<TaskTexts::Kept> TaskTexts::kept(const QString &id)
{
    if (const Kept *known = m_texts.object(id))
        return *known;
    VC_TRY(const Task task, m_engine.task(id));
    Kept made;
    made.seq = task.seq;
    VC_TRY(made.text, textOf(m_engine, task));
    m_texts.insert(id, new Kept(made), made.text.size());
    return made;
}

Result<QByteArray> TaskTexts::one(const QString &id)
{
    VC_CHECK(follow());
    VC_TRY(const Kept found, kept(id));
    return found.text;
}

Result<std::optional<QByteArray>> TaskTexts::joined(const TaskFilter &filter, const PageRequest &page)
{
    VC_TRY(const QByteArray before, follow());
    VC_TRY(const QStringList ids, m_engine.taskIds(filter, page));
    QByteArrayList texts;
    texts.reserve(ids.size());
    Task last;
    for (const QString &id : ids) {
        const Result<Kept> one = kept(id);
        if (!one && one.error().code == ErrorCode::NotFound)
            return std::nullopt; // removed since its id was read
        VC_CHECK(one);
        texts.append(one->text);
        last.seq = one->seq;
    }
    QString cursor;
    if (ids.size() == page.limit) {
        if (page.order != TaskOrder::Created) { // its cursor holds more than the number
            const Result<Task> whole = m_engine.task(ids.constLast());
            if (!whole && whole.error().code == ErrorCode::NotFound)
                return std::nullopt;
            VC_CHECK(whole);
            last = *whole;
        }
        cursor = cursorAfter(last, page);
    }
    VC_TRY(const QByteArray after, m_engine.queueVersion());
    return after == before ? std::optional<QByteArray>(pageText(texts, cursor)) : std::nullopt;
}

Result<QByteArray> TaskTexts::inOneRead(const TaskFilter &filter, const PageRequest &page)
{
    VC_TRY(const QList<Task> tasks, m_engine.tasks(filter, page));
    QByteArrayList texts;
    for (const Task &task : tasks) {
        VC_TRY(const QByteArray text, textOf(m_engine, task));
        texts.append(text);
    }
    const bool full = tasks.size() == page.limit;
    return pageText(texts, full ? cursorAfter(tasks.constLast(), page) : QString());
}

Result<QByteArray> TaskTexts::page(const TaskFilter &filter, const PageRequest &page)
{
    VC_TRY(const std::optional<QByteArray> text, joined(filter, page));
    return text ? Result<QByteArray>(*text) : inOneRead(filter, page);
}

} // namespace vibecoder
