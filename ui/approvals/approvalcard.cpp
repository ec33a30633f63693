// SPDX-License-Identifier: MIT
#include "approvals/approvalcard.h"

#include "approvals/actionview.h"
#include "approvals/borderview.h"
#include "approvals/cardfooter.h"
#include "approvals/cardparts.h"
#include "approvals/conflictview.h"
#include "approvals/detailsfold.h"
#include "approvals/rememberdialog.h"
#include "base/harmless.h"
#include "base/whendone.h"
#include "theme/icons.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kStepsLookedAt = 30;

} // namespace

ApprovalCard::ApprovalCard(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
{
    build();
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &ApprovalCard::tick);
    connect(&m_bridge, &EngineBridge::events, this, &ApprovalCard::follow);
    connect(&Theme::instance(), &Theme::changed, this, [this] { render(); });
    connect(m_footer, &CardFooter::denied, this,
        [this](const QString &message) { decide(false, message, RememberFor::No); });
    connect(m_footer, &CardFooter::allowed, this, [this](RememberFor how) { decide(true, {}, how); });
    connect(m_footer, &CardFooter::rememberWanted, this, &ApprovalCard::showRemember);
    connect(m_footer, &CardFooter::closed, this, &ApprovalCard::closeWanted);
    connect(m_details, &DetailsFold::toggled, this, &ApprovalCard::layoutChanged);
    auto *allow = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_O), this);
    allow->setContext(Qt::WidgetWithChildrenShortcut);
    allow->setAutoRepeat(false);
    connect(allow, &QShortcut::activated, this, [this] { m_footer->allow(RememberFor::No); });
}

void ApprovalCard::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_strip = new RiskStrip(this);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_body = new QWidget(m_scroll);
    m_body->setProperty("page", true);
    m_body->setObjectName(u"cardBody"_s);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(20, 14, 20, 10);
    body->setSpacing(0);
    m_decided = new QLabel(m_body);
    m_decided->setObjectName(u"decided"_s);
    m_decided->setTextFormat(Qt::PlainText);
    m_decided->setWordWrap(true);
    m_decided->setContentsMargins(0, 0, 0, 10);
    m_error = new QLabel(m_body);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setProperty("wrong", true);
    m_error->setContentsMargins(0, 0, 0, 10);
    m_action = new ActionView(m_body);
    m_action->setObjectName(u"action"_s);
    body->addWidget(m_decided);
    body->addWidget(m_error);
    m_showAll = new QPushButton(m_body);
    m_showAll->setObjectName(u"showAll"_s);
    m_showAll->setProperty("role", u"link"_s);
    connect(m_showAll, &QPushButton::clicked, this, [this] {
        m_whole = true;
        render();
    });
    body->addWidget(m_showAll, 0, Qt::AlignLeft);
    body->addWidget(m_action);
    m_border = new BorderView(m_body);
    m_conflicts = new ConflictView(m_body);
    body->addWidget(m_border);
    body->addWidget(m_conflicts);
    connect(m_border, &BorderView::chosen, this, &ApprovalCard::render);
    connect(m_conflicts, &ConflictView::chosen, this, &ApprovalCard::render);
    connect(m_border, &BorderView::layoutChanged, this, &ApprovalCard::layoutChanged);
    connect(m_conflicts, &ConflictView::layoutChanged, this, &ApprovalCard::layoutChanged);
    body->addSpacing(10);
    for (CardRow **row : {&m_why, &m_says, &m_undo, &m_rights, &m_remember, &m_taskRow, &m_time}) {
        *row = new CardRow(m_body);
        body->addWidget(*row);
    }
    m_bar = new TimeBar(m_time);
    m_time->setWidget(m_bar);
    m_details = new DetailsFold(m_body);
    body->addWidget(m_details);
    body->addStretch();
    m_scroll->setWidget(m_body);
    m_footer = new CardFooter(this);
    auto *line = new QFrame(this);
    line->setProperty("line", true);
    line->setFixedHeight(1);
    column->addWidget(m_strip);
    column->addWidget(m_scroll, 1);
    column->addWidget(line);
    column->addWidget(m_footer);
    m_decided->hide();
    m_error->hide();
}

void ApprovalCard::showApproval(const QString &approvalId)
{
    m_id = approvalId;
    m_facts.reset();
    m_task.reset();
    m_approval = {};
    m_deciding = false;
    m_whole = false;
    m_border->forget();
    m_conflicts->forget();
    m_error->hide();
    m_details->setOpen(false);
    m_footer->clearMessage();
    reload();
    if (m_approval.id.isEmpty())
        return;
    if (const auto task = m_bridge.engine().task(m_approval.taskId))
        m_task = *task;
    render();
    lookCloser();
}

void ApprovalCard::forget()
{
    m_id.clear();
    m_approval = {};
    m_second.stop();
}

void ApprovalCard::reload()
{
    if (m_id.isEmpty())
        return;
    const auto got = m_bridge.engine().approval(m_id);
    if (!got) {
        showError(got.error());
        return;
    }
    m_approval = *got;
    render();
}

// What lies there and what happened before: looks at the disk, so not here.
void ApprovalCard::lookCloser()
{
    const QString id = m_id;
    whenDone(m_bridge.inBackground<ApprovalFacts>(
                 [approval = m_approval](Engine &engine) { return engine.approvalFacts(approval); }),
        this, [this, id](const Result<ApprovalFacts> &facts) {
            if (id != m_id || !facts)
                return;
            m_facts = *facts;
            render();
            if (m_approval.kind == ApprovalKind::FileWrite && m_facts->hasDiff)
                m_details->setOpen(true);
        });
    whenDone(m_bridge.inBackground<QList<Event>>([approval = m_approval](Engine &engine) {
        return engine.lastEvents(kStepsLookedAt, approval.taskId, approval.attempt);
    }),
        this, [this, id](const Result<QList<Event>> &events) {
            if (id == m_id && events)
                m_details->setSteps(*events);
        });
}

void ApprovalCard::render()
{
    if (m_approval.id.isEmpty())
        return;
    CardContent content =
        Cards::content(m_approval, m_facts ? &*m_facts : nullptr, m_task ? &*m_task : nullptr, m_whole);
    const bool open = m_approval.state == ApprovalState::Pending;
    m_byRows = content.byRows;
    showRows(content, open);
    m_strip->setContent(content, m_approval.id, !open);
    m_action->setAccessibleName(tr("The exact action"));
    m_action->setContent(content);
    m_showAll->setText(tr("%n line(s) are not shown. Show everything before you agree.", "", content.hidden));
    m_showAll->setVisible(content.hidden > 0 && !content.byRows); // rows have a button of their own
    m_why->setLabel(tr("Why asked"));
    QString why = content.why;
    if (!why.isEmpty())
        why[0] = why.at(0).toUpper();
    m_why->setText({}, why, content.whyDetail);
    m_why->setVisible(!why.isEmpty());
    m_says->setLabel(tr("Model says"));
    m_says->setText({}, tr("“%1”").arg(content.modelSays));
    m_says->setVisible(!content.modelSays.isEmpty());
    m_undo->setLabel(tr("Undo"));
    m_undo->setText(content.undoable ? tr("Yes.") : tr("No."), content.undo, {},
        content.undoable ? Role::Success : Role::Danger, content.undoable ? u"circle-check"_s : u"circle-x"_s);
    m_undo->setVisible(!content.byRows);
    m_rights->setLabel(tr("Rights"));
    m_rights->setText({}, content.rights);
    m_rights->setVisible(!content.rights.isEmpty());
    m_remember->setLabel(tr("If remembered"));
    m_remember->setText({}, content.remember);
    m_remember->setVisible(!content.remember.isEmpty());
    m_taskRow->setLabel(tr("Task"));
    m_taskRow->setText({}, content.task, content.taskDetail.isEmpty() ? QString() : u"· "_s + content.taskDetail,
        Role::Text, {}, false);
    m_time->setLabel(tr("Denied in"));
    m_details->setApproval(m_approval, content);
    m_footer->setContent(content);
    m_footer->setDecided(!open);
    m_action->setEnabled(open);
    const QFont small = Theme::instance().font(FontRole::Base, 600);
    m_decided->setFont(small);
    m_second.start();
    tick();
    emit layoutChanged();
}

// The rows stand in place of the action; without the card of them the lines of the question are all there is.
void ApprovalCard::showRows(CardContent &content, bool open)
{
    const bool border = m_facts && m_approval.kind == ApprovalKind::Border && !m_facts->border.rows.isEmpty();
    const bool conflicts =
        m_facts && m_approval.kind == ApprovalKind::ApplyConflict && !m_facts->conflicts.files.isEmpty();
    m_border->setVisible(border);
    m_conflicts->setVisible(conflicts);
    m_action->setVisible(!border && !conflicts);
    if (border) {
        m_border->setCard(m_facts->border, open);
        content.hidden = m_border->hidden();
        Cards::setRowWords(content, m_approval, int(m_border->answers().size()), m_facts->border.asked);
    } else if (conflicts) {
        m_conflicts->setCard(m_facts->conflicts, open);
        content.hidden = m_conflicts->hidden();
        content.blocked = m_conflicts->isBlocked();
        Cards::setRowWords(
            content, m_approval, int(m_conflicts->answers().size()), int(m_facts->conflicts.files.size()));
    }
}

QJsonObject ApprovalCard::answers() const
{
    return m_border->isVisibleTo(this)      ? m_border->answers()
           : m_conflicts->isVisibleTo(this) ? m_conflicts->answers()
                                            : QJsonObject();
}

void ApprovalCard::tick()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const bool open = m_approval.state == ApprovalState::Pending;
    const auto [part, figure] = Cards::timeLeft(m_approval, now);
    m_time->setVisible(open && part >= 0);
    m_bar->setLeft(part, figure);
    m_decided->setText(decidedText());
    m_decided->setVisible(!open);
    if (open && part == 0)
        reload(); // the store says what became of it
    if (!isVisible())
        m_second.stop();
}

QString ApprovalCard::decidedText() const
{
    return Cards::decided(m_approval, QDateTime::currentDateTimeUtc());
}

void ApprovalCard::follow(const QList<Event> &events)
{
    if (m_approval.id.isEmpty() || m_approval.state != ApprovalState::Pending || m_deciding)
        return;
    const bool mine = std::any_of(events.begin(), events.end(), [this](const Event &event) {
        return event.taskId == m_approval.taskId &&
               (event.kind == EventKind::ApprovalDecided || event.kind == EventKind::TaskStateChanged ||
                   event.kind == EventKind::TaskDeleted);
    });
    if (!mine)
        return;
    const auto got = m_bridge.engine().approval(m_id);
    if (got && got->state == m_approval.state)
        return; // keeps what is being written and the guard as they are
    reload();
}

void ApprovalCard::decide(bool approve, const QString &message, RememberFor how)
{
    if (m_deciding || m_approval.state != ApprovalState::Pending)
        return;
    m_deciding = true;
    m_error->hide();
    m_footer->setBusy(true);
    ApprovalDecision decision;
    decision.approve = approve;
    decision.contentHash = m_approval.contentHash;
    decision.message = message;
    decision.decidedBy = EngineBridge::actor();
    decision.remember = how;
    if (message.isEmpty())
        decision.answers = answers();
    whenDone(
        m_bridge.engine().decide(m_approval.id, decision), this, [this, id = m_id](const Result<Approval> &answer) {
            if (id != m_id)
                return;
            m_deciding = false;
            m_footer->setBusy(false);
            if (!answer) {
                reload(); // somebody else may have been quicker
                if (m_approval.state == ApprovalState::Pending)
                    showError(answer.error());
                return;
            }
            m_approval = *answer;
            render();
            emit decidedHere(id);
        });
}

void ApprovalCard::showRemember()
{
    auto *dialog = new RememberDialog(m_bridge, m_approval, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RememberDialog::chosen, this, [this](RememberFor how) { decide(true, {}, how); });
    dialog->open();
}

void ApprovalCard::showError(const Error &error)
{
    m_error->setText(error.hint.isEmpty() ? error.message : error.message + u'\n' + error.hint);
    m_error->show();
    emit layoutChanged();
}

int ApprovalCard::wantedHeight() const
{
    return m_strip->sizeHint().height() + m_body->layout()->heightForWidth(width()) + 1 + m_footer->sizeHint().height();
}

void ApprovalCard::focusDeny()
{
    QPushButton *deny = m_footer->denyButton();
    (deny->isVisibleTo(m_footer) ? deny : m_footer->allowButton())->setFocus();
}

bool ApprovalCard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::WindowActivate)
        m_footer->restartGuard();
    return QWidget::eventFilter(watched, event);
}

void ApprovalCard::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    window()->removeEventFilter(this);
    window()->installEventFilter(this);
    m_footer->restartGuard();
    if (!m_approval.id.isEmpty())
        m_second.start();
}

void ApprovalCard::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        render();
}

} // namespace vibecoder
