// SPDX-License-Identifier: MIT
#include "core/view/inview.h"

#include "base/logging.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

InView::InView(ProcessRunner &runner, AttemptView &view, Workspace &shown, const Journal &journal,
    std::function<SandboxProfile()> profile, QString owner, CancelSource &stop)
    : m_runner(runner)
    , m_view(view)
    , m_shown(shown)
    , m_journal(journal)
    , m_profile(std::move(profile))
    , m_owner(std::move(owner))
    , m_stop(stop)
{
    m_shown.hide();
}

QCoro::Task<Result<PlaceLease>> InView::enter(Use use)
{
    // Nothing is looked at: the next step has its result already.
    if (m_journal.isReplaying())
        co_return PlaceLease();
    if (use == Use::Write) {
        if (const Result<> begun = m_view.begin(); !begun)
            co_return passError(begun);
    }
    m_writing = use == Use::Write;
    CO_AWAIT(auto opened, m_runner.openView(m_profile(), m_owner, m_stop));
    if (!opened) {
        leave();
        co_return passError(opened);
    }
    m_shown.show(std::move(*opened));
    co_return PlaceLease(this);
}

void InView::leave()
{
    m_shown.hide();
    if (std::exchange(m_writing, false))
        noteWritten();
}

void InView::endCommand(Evidence)
{
    noteWritten();
}

// What cannot be noted now stays open in the book of bases: the next time, or reading the changes, notes it or says why
// not.
void InView::noteWritten()
{
    const Result<> noted = m_view.end();
    if (!noted)
        logWarning("view", u"what was written was not noted yet"_s,
            {{u"view"_s, m_view.folder().storage()}, {u"why"_s, noted.error().message}});
}

EditTrace InView::trace(const QString &path, const std::optional<QByteArray> &, const QByteArray &) const
{
    EditTrace trace;
    trace.path = path;
    return trace;
}

} // namespace vibecoder
