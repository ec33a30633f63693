// SPDX-License-Identifier: MIT
#include "approvals/approvalspanel.h"

#include "approvals/approvalcard.h"
#include "approvals/approvallist.h"
#include "approvals/cardfooter.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kListWidth = 300;

} // namespace

ApprovalsPanel::ApprovalsPanel(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
{
    build();
    connect(&m_bridge, &EngineBridge::events, this, [this](const QList<Event> &events) {
        const bool mine = std::any_of(events.begin(), events.end(), [](const Event &event) {
            return event.kind == EventKind::ApprovalRequested || event.kind == EventKind::ApprovalDecided ||
                   event.kind == EventKind::TaskStateChanged || event.kind == EventKind::TaskDeleted;
        });
        if (mine)
            reload();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ApprovalsPanel::showCurrent);
    connect(m_card, &ApprovalCard::decidedHere, this, &ApprovalsPanel::reload);
    connect(m_card, &ApprovalCard::closeWanted, this, &ApprovalsPanel::reload);
    connect(m_card, &ApprovalCard::openTask, this, &ApprovalsPanel::openTask);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        retranslate();
        m_view->doItemsLayout();
    });
    retranslate();
    reload();
}

void ApprovalsPanel::build()
{
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(20, 14, 20, 12);
    m_title = new QLabel(this);
    m_hint = new QLabel(this);
    m_hint->setProperty("muted", true);
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(m_hint);
    column->addLayout(head);
    const auto line = [this](bool across) {
        auto *frame = new QFrame(this);
        frame->setProperty("line", true);
        across ? frame->setFixedHeight(1) : frame->setFixedWidth(1);
        return frame;
    };
    column->addWidget(line(true));
    m_stack = new QStackedWidget(this);
    m_empty = new QLabel(m_stack);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setProperty("muted", true);
    auto *both = new QWidget(m_stack);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_model = new ApprovalList(this);
    m_view = new QListView(both);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new ApprovalDelegate(m_view));
    m_view->setMouseTracking(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->installEventFilter(this);
    m_card = new ApprovalCard(m_bridge, both);
    row->addWidget(m_view);
    row->addWidget(line(false));
    row->addWidget(m_card, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(both);
    column->addWidget(m_stack, 1);
}

// The card's buttons need their words; the list takes what they leave.
void ApprovalsPanel::fit()
{
    constexpr int least = 180;
    const int most = int(kListWidth * Theme::instance().textScale());
    m_view->setFixedWidth(std::clamp(width() - m_card->minimumSizeHint().width() - 1, least, most));
}

void ApprovalsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

int ApprovalsPanel::count() const
{
    return m_model->approvals();
}

void ApprovalsPanel::reload()
{
    const auto open = m_bridge.engine().approvals(ApprovalState::Pending);
    if (!open)
        return;
    QHash<QString, QString> names;
    for (const Approval &approval : *open) {
        if (names.contains(approval.taskId))
            continue;
        const auto task = m_bridge.engine().task(approval.taskId);
        names.insert(approval.taskId, task ? task->spec.name : approval.taskId);
    }
    const int before = count();
    const QString chosen = m_card->approvalId();
    const int place = m_view->currentIndex().row();
    m_reloading = true;
    m_model->setApprovals(*open, names);
    int row = m_model->rowOf(chosen);
    const bool gone = row < 0;
    if (gone)
        row = m_model->next(std::clamp(place, 0, std::max(0, m_model->rowCount())) - 1, 1);
    if (row < 0)
        row = m_model->next(m_model->rowCount(), -1);
    m_view->setCurrentIndex(m_model->index(std::max(0, row)));
    m_reloading = false;
    // One that was decided elsewhere stays, greyed, until the person moves on; one decided here makes room for the
    // next.
    const bool here = gone && m_card->approval().decidedBy == EngineBridge::actor();
    const bool keep = gone && !chosen.isEmpty() && !here && sender() != m_card;
    m_stack->setCurrentIndex(open->isEmpty() && !keep ? 0 : 1);
    if (gone && !keep) {
        m_card->forget();
        showCurrent();
    }
    retranslate();
    if (before != count())
        emit countChanged(count());
}

void ApprovalsPanel::showCurrent()
{
    const QString id = m_view->currentIndex().data(ApprovalList::IdRole).toString();
    if (!m_reloading && !id.isEmpty() && id != m_card->approvalId())
        m_card->showApproval(id);
}

void ApprovalsPanel::select(const QString &approvalId)
{
    if (const int row = m_model->rowOf(approvalId); row >= 0)
        m_view->setCurrentIndex(m_model->index(row));
}

void ApprovalsPanel::step(int direction)
{
    if (const int row = m_model->next(m_view->currentIndex().row(), direction); row >= 0)
        m_view->setCurrentIndex(m_model->index(row));
}

bool ApprovalsPanel::key(int key)
{
    CardFooter &footer = m_card->footer();
    switch (key) {
    case Qt::Key_J:
        step(1);
        return true;
    case Qt::Key_K:
        step(-1);
        return true;
    case Qt::Key_D:
        if (!m_card->isByRows())
            footer.denyButton()->click();
        return true;
    case Qt::Key_A:
        // One letter is not enough for what cannot be undone, nor for many files.
        if (m_card->approval().severity < Severity::High && !m_card->isByRows())
            footer.allow(RememberFor::No);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_card->focusDeny();
        return true;
    default:
        return false;
    }
}

bool ApprovalsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto *pressed = static_cast<QKeyEvent *>(event);
        const auto modifiers = pressed->modifiers() & ~Qt::KeypadModifier;
        if (modifiers == Qt::NoModifier &&
            !(pressed->isAutoRepeat() && pressed->key() != Qt::Key_J && pressed->key() != Qt::Key_K) &&
            key(pressed->key()))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ApprovalsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
}

void ApprovalsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ApprovalsPanel::retranslate()
{
    const Theme &theme = Theme::instance();
    m_title->setText(count() > 0 ? tr("Approvals: %n", "", count()) : tr("Approvals"));
    m_title->setFont(theme.font(FontRole::Title, 600));
    m_hint->setText(tr("J/K move · D deny · A allow, below high risk"));
    m_hint->setFont(theme.font(FontRole::Small));
    m_hint->setVisible(count() > 0);
    m_empty->setText(tr("Nothing waits for you."));
    m_view->setAccessibleName(tr("Open approvals"));
    fit();
}

} // namespace vibecoder
