// SPDX-License-Identifier: MIT
// What the first verification does in the view: what it writes by itself is no change of anybody, and what it opens may
// be part of it.
#include "core/guardlearning.h"
#include "core/view/borderdesk.h"
#include "workspace/border/changesetstore.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

QByteArrayList BorderDesk::foldersToTrace() const
{
    const bool however = m_services.settings.traceBaseline == TraceChoice::On;
    std::optional<QByteArrayList> folders = m_toWatch;
    // What was seen is of this process alone.
    if (!folders && (however || !m_learnedHere))
        folders = foldersToWatch(m_person, however);
    return folders.value_or(QByteArrayList());
}

Result<StepOutcome> BorderDesk::gatherProducts(const OpenedByBaseline &opened)
{
    VC_TRY(const Seen seen, seeAll());
    VC_TRY(const QString tree,
        keepChangeSet(m_view.objects(), seen.set, u"%1-%2-now"_s.arg(m_journal.taskId()).arg(m_journal.attempt())));
    QByteArrayList paths;
    QJsonArray made;
    for (const Change &change : seen.set.changes) {
        paths.append(change.path);
        if (seen.behind.contains(change.path))
            made.append(QJsonArray{
                pathText(change.path), qint64(change.now.mode), QString::fromLatin1(change.now.content.toHex())});
    }
    for (const WrittenFile &file : seen.guarded)
        paths.append(file.path);
    StepOutcome outcome{{{u"paths"_s, pathsToJson(paths)}, {u"made"_s, made}, {u"tree"_s, tree}}, {}, {}};
    const QSet<QByteArray> written{paths.cbegin(), paths.cend()};
    QStringList only = opened.paths, found;
    only.removeIf([&written](const QString &path) { return written.contains(pathBytes(path)); });
    if (const auto rules = learnOpened(m_person, m_commands, only, m_facts.rules, &found)) {
        outcome.result.insert(u"opened"_s, QJsonArray::fromStringList(found));
        outcome.result.insert(u"rules"_s, rules->toJson());
    }
    if (!opened.why.isEmpty())
        outcome.events.append(notTracedEvent(opened.why));
    return outcome;
}

QCoro::Task<Result<QString>> BorderDesk::seeProducts(OpenedByBaseline opened)
{
    Step step;
    step.kind = u"border_products"_s;
    step.readOnly = true;
    Journal::Effect effect = [this, opened](const QJsonObject &, bool) { return readyOutcome(gatherProducts(opened)); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    for (const QByteArray &path : pathsFromJson(result.value(u"paths"_s)))
        m_products.insert(path);
    for (const QJsonValue value : result.value(u"made"_s).toArray()) {
        const QJsonArray one = value.toArray();
        m_made.insert(pathBytes(one.at(0).toString()),
            {uint(one.at(1).toInteger()), QByteArray::fromHex(one.at(2).toString().toLatin1())});
    }
    addOpened(m_facts, result);
    co_return result.value(u"tree"_s).toString();
}

} // namespace vibecoder
