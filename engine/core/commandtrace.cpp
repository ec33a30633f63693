// SPDX-License-Identifier: MIT
// The first verification, and what it opens: noted in the steps of its commands, so that a run that is replayed knows
// the same.
#include "core/commandtools.h"
#include "core/view/borderdesk.h"
#include "verification/openedfiles.h"
#include "workspace/pathtext.h"
#include "workspace/survey.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostOpened = 5000; // of those that may matter

} // namespace

QCoro::Task<Result<VerificationReport>> CommandTools::baseline(const BorderDesk *border, RunState &state)
{
    if (m_services.settings.traceBaseline != TraceChoice::Off)
        m_traced = border;
    CO_AWAIT(const auto report, verify(RunPurpose::Baseline, -1, state));
    m_traced = nullptr;
    co_return report;
}

// Without what the verification makes, and what never counts: else every header of a project would be in the journal.
void CommandTools::keepOpened(const std::optional<OpenedFiles> &opened, QJsonObject &result) const
{
    if (!m_traced || !opened)
        return;
    QJsonArray paths;
    QString why = opened->why;
    for (const QByteArray &path : opened->paths) {
        const QString text = pathText(path);
        if (!mayBePartOfVerification(text) || surveyOne(m_traced->person(), text).stamp.isEmpty())
            continue;
        if (paths.size() >= kMostOpened) {
            why = u"more than %1 files may belong to it"_s.arg(kMostOpened);
            break;
        }
        paths.append(text);
    }
    result.insert(u"opened"_s, paths);
    if (!why.isEmpty())
        result.insert(u"not_traced"_s, why);
}

void CommandTools::noteOpened(const QJsonObject &result)
{
    for (const QJsonValue path : result.value(u"opened"_s).toArray())
        m_opened.paths.append(path.toString());
    m_opened.paths.removeDuplicates();
    if (m_opened.why.isEmpty())
        m_opened.why = result.value(u"not_traced"_s).toString();
}

} // namespace vibecoder
