// SPDX-License-Identifier: MIT
// A later attempt goes on from what an earlier one left in its view. After the baseline, which is of the folder as the
// person has it: what worked there and does not any more is a regression, whichever attempt made it.
#include "core/agentloop.h"

#include "core/view/viewcarry.h"
#include "verification/failuretext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNamed = 20;

QJsonArray textsOf(const QByteArrayList &paths)
{
    QJsonArray texts;
    for (const QByteArray &path : paths)
        texts.append(pathText(path));
    return texts;
}

QString named(const QJsonValue &paths)
{
    const QJsonArray all = paths.toArray();
    QStringList names;
    for (qsizetype i = 0; i < std::min<qsizetype>(all.size(), kNamed); ++i)
        names.append(all.at(i).toString());
    return names.join(u", "_s) + (all.size() > kNamed ? u" …"_s : QString());
}

} // namespace

QCoro::Task<Result<QString>> AgentLoop::goOnFromEarlier()
{
    if (m_goesOnFrom == 0)
        co_return QString();
    Step step;
    step.kind = u"carry_over"_s;
    step.input = {{u"from"_s, m_goesOnFrom}};
    Journal::Effect effect = [this](const QJsonObject &, bool) { return readyOutcome(carryFrom(m_goesOnFrom)); };
    QJsonObject done;
    {
        CO_TRY(const PlaceLease lease, m_place->enter(WorkPlace::Use::Write));
        CO_TRY(done, m_journal.step(std::move(step), std::move(effect)));
    }
    QString text;
    if (const QString paths = named(done.value(u"paths"_s)); !paths.isEmpty())
        text = feedbackPhrase("goes_on").arg(paths) + u'\n';
    if (const QString hers = named(done.value(u"hers"_s)); !hers.isEmpty())
        text += feedbackPhrase("goes_on_without").arg(hers) + u'\n';
    co_return text.isEmpty() ? text : text + u'\n';
}

Result<StepOutcome> AgentLoop::carryFrom(int attempt)
{
    const auto carried = [&]() -> Result<CarriedOver> {
        VC_TRY(const auto earlier, ResultStore::open(m_services.db.location(), m_journal.taskId(), attempt));
        VC_TRY(const KeptChanges kept, earlier->newest(m_services.db.reader()));
        return carryOver(m_workspace, *m_view, *earlier, kept.set);
    }();
    StepOutcome outcome;
    // Whoever cleaned up, or filled the disk: the attempt begins with the folder then, and says so.
    if (!carried) {
        outcome.events = {makeEvent(EventKind::Warning,
            {{u"code"_s, u"not_carried_over"_s},
                {u"text"_s, u"this attempt begins with the folder, because the last state of attempt %1 cannot be "
                            "taken over: %2"_s.arg(QString::number(attempt), carried.error().message)}})};
        return outcome;
    }
    outcome.result = {{u"paths"_s, textsOf(carried->paths)}, {u"hers"_s, textsOf(carried->hers)},
        {u"left"_s, textsOf(carried->left)}};
    const QByteArrayList without = carried->hers + carried->left;
    if (!without.isEmpty())
        outcome.events = {makeEvent(EventKind::Warning,
            {{u"code"_s, u"not_carried_over"_s},
                {u"text"_s,
                    u"not taken over from attempt %1, because somebody else changed it or it cannot be: %2"_s.arg(
                        QString::number(attempt), named(textsOf(without)))}})};
    return outcome;
}

} // namespace vibecoder
