// SPDX-License-Identifier: MIT
#include "taskpage/timelinetab.h"

#include "taskpage/tasktext.h"
#include "taskpage/taskwatch.h"
#include "taskpage/timelinedelegate.h"
#include "taskpage/timelinemodel.h"
#include "theme/pagestyle.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>

namespace vibecoder {

using namespace Qt::StringLiterals;
using Level = TimelineModel::Level;

namespace {

constexpr qint64 kPatchBytes = 256 * 1024; // of a round; a larger one belongs into the tab of the changes

} // namespace

TimelineTab::TimelineTab(TaskWatch &watch, QWidget *parent)
    : QTreeView(parent)
    , m_watch(watch)
    , m_model(new TimelineModel(this))
    , m_delegate(new TimelineDelegate(this))
    , m_pill(new QPushButton(viewport()))
{
    setModel(m_model);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Timeline of the task"));
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(0);
    setItemsExpandable(true);
    setExpandsOnDoubleClick(false);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setAnimated(false);
    header()->setStretchLastSection(true);
    m_pill->setObjectName(u"newPill"_s);
    m_pill->setCursor(Qt::PointingHandCursor);
    m_pill->setFocusPolicy(Qt::NoFocus);
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, [this] {
        scrollTo(m_model->lastStep(), PositionAtBottom);
        showPill();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { showPill(); });
    connect(this, &QTreeView::clicked, this, &TimelineTab::press);
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (TimelineModel::level(index) == Level::Round && fillRound(m_model->roundAt(index).number))
            openSteps(index);
    });
    connect(&m_watch, &TaskWatch::restarted, this, &TimelineTab::restart);
    connect(&m_watch, &TaskWatch::eventsArrived, this, &TimelineTab::hear);
    connect(&m_watch, &TaskWatch::caughtUp, this, [this] {
        m_unseen = 0;
        verticalScrollBar()->setValue(0);
        showPill();
    });
    connect(&m_watch, &TaskWatch::iterationsChanged, this, &TimelineTab::fillDetails);
    connect(&m_watch, &TaskWatch::taskChanged, this, [this] {
        m_delegate->setRestorable(isEnded(m_watch.task().state));
        viewport()->update();
    });
    pagestyle::follow(this, [this] {
        QPalette colours = palette();
        colours.setColor(QPalette::Base, pagestyle::tone(Role::Surface));
        setPalette(colours);
        m_pill->setFont(pagestyle::text(FontRole::Small, QFont::Medium));
        m_pill->setStyleSheet(
            u"QPushButton#newPill { background: %1; color: %2; border: 1px solid %2; border-radius: 13px; "
            "padding: 4px 12px; }"_s.arg(
                pagestyle::tone(Role::RunningSoft).name(), pagestyle::tone(Role::Running).name()));
        scheduleDelayedItemsLayout();
    });
}

void TimelineTab::hear(const QList<Event> &events)
{
    // Laying out thousands of rows that nobody sees would take the time of those that somebody does.
    if (!isVisible()) {
        m_unheard += events;
        return;
    }
    const bool inSight = endInSight();
    const QModelIndex before = m_model->lastStep();
    const int rowsBefore = before.isValid() ? m_model->rowCount(before.parent()) : 0;
    m_model->append(events);
    take();
    if (inSight) {
        scrollTo(m_model->lastStep(), EnsureVisible);
    } else {
        const QModelIndex now = m_model->lastStep();
        const int rowsNow = now.isValid() ? m_model->rowCount(now.parent()) : 0;
        m_unseen += std::max(1, rowsNow - rowsBefore);
    }
    showPill();
}

void TimelineTab::showEvent(QShowEvent *event)
{
    QTreeView::showEvent(event);
    if (m_unheard.isEmpty())
        return;
    m_model->append(std::exchange(m_unheard, {}));
    take();
}

void TimelineTab::restart()
{
    m_unheard.clear();
    m_model->clear();
    m_unseen = 0;
    m_opened = -1;
    showPill();
}

void TimelineTab::take()
{
    openNewest();
    fillDetails();
}

void TimelineTab::openNewest()
{
    if (m_model->rowCount() == 0)
        return;
    const QModelIndex newest = m_model->index(0, 0);
    const int number = m_model->roundAt(newest).number;
    if (number == m_opened)
        return;
    // The one that opened by itself closes by itself: what a person opened stays.
    if (m_opened >= 0 && endInSight())
        collapse(m_model->roundIndex(m_opened));
    m_opened = number;
    expand(newest);
}

void TimelineTab::fillDetails()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex round = m_model->index(row, 0);
        // Once: what a person folds afterwards stays folded.
        if (isExpanded(round) && fillRound(m_model->roundAt(round).number))
            openSteps(round);
    }
}

bool TimelineTab::fillRound(int number)
{
    const QModelIndex index = m_model->roundIndex(number);
    const QList<Iteration> &iterations = m_watch.iterations();
    for (auto it = iterations.crbegin(); it != iterations.crend() && index.isValid(); ++it) {
        if (it->number != number || !it->endedAt.isValid())
            continue;
        if (m_model->roundAt(index).state == TimelineRound::State::Running ||
            m_model->hasDetails(int(m_model->timeline().rounds().size()) - 1 - index.row()))
            return false;
        QList<FileDiff> files;
        if (!it->patchArtifact.isEmpty()) {
            if (const auto patch = m_watch.engine().artifactBytes(it->patchArtifact, 0, kPatchBytes))
                files = readPatch(*patch);
        }
        m_model->setDetails(*it, files);
        return true;
    }
    return false;
}

void TimelineTab::openSteps(const QModelIndex &round)
{
    for (int row = 0; row < m_model->rowCount(round); ++row) {
        const QModelIndex step = m_model->index(row, 0, round);
        if (m_model->linesOf(step) > 0 && m_model->opensByItself(step))
            expand(step);
    }
}

void TimelineTab::openRound(int number)
{
    const QModelIndex index = m_model->roundIndex(number);
    if (!index.isValid())
        return;
    expand(index);
    setCurrentIndex(index);
    scrollTo(index, PositionAtTop);
}

void TimelineTab::stepRound(int direction)
{
    QModelIndex at = currentIndex();
    while (at.parent().isValid())
        at = at.parent();
    // Newest first: the previous iteration is the row below.
    const int row = at.isValid() ? std::clamp(at.row() - direction, 0, m_model->rowCount() - 1) : 0;
    if (m_model->rowCount() > 0)
        openRound(m_model->roundAt(m_model->index(row, 0)).number);
}

void TimelineTab::press(const QModelIndex &index)
{
    const QPoint at = viewport()->mapFromGlobal(QCursor::pos());
    const QRect link = m_delegate->linkRect(visualRect(index), index);
    if (!link.isEmpty() && link.adjusted(-4, 0, 4, 4).contains(at)) {
        follow(index);
        return;
    }
    if (TimelineModel::level(index) != Level::Line)
        setExpanded(index, !isExpanded(index));
}

void TimelineTab::follow(const QModelIndex &index)
{
    if (TimelineModel::level(index) != Level::Step)
        return;
    const TimelineStep &step = m_model->stepAt(index);
    if (step.kind == TimelineStep::Kind::Approval)
        emit openApproval(step.approvalId);
    else if (step.kind == TimelineStep::Kind::Checkpoint)
        emit restoreWanted(step.checkpoint);
}

void TimelineTab::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex index = currentIndex();
    // Not the beginning of a word to look for: the page goes to another iteration.
    if (event->key() == Qt::Key_BracketLeft || event->key() == Qt::Key_BracketRight) {
        event->ignore();
        return;
    }
    if (index.isValid() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        if (m_delegate->hasLink(index))
            follow(index);
        else
            setExpanded(index, !isExpanded(index));
        return;
    }
    if (index.isValid() && event->key() == Qt::Key_Space) {
        setExpanded(index, !isExpanded(index));
        return;
    }
    QTreeView::keyPressEvent(event);
}

void TimelineTab::mouseMoveEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    const bool link = index.isValid() && m_delegate->linkRect(visualRect(index), index).contains(event->pos());
    viewport()->setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    QTreeView::mouseMoveEvent(event);
}

void TimelineTab::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    showPill();
}

bool TimelineTab::endInSight() const
{
    const QModelIndex last = m_model->lastStep();
    if (!last.isValid())
        return true;
    const QRect rect = visualRect(last);
    return rect.isValid() && rect.top() < viewport()->height() && rect.bottom() > 0;
}

void TimelineTab::showPill()
{
    if (endInSight())
        m_unseen = 0;
    m_pill->setVisible(m_unseen > 0);
    if (m_unseen == 0)
        return;
    const QRect last = visualRect(m_model->lastStep());
    const bool above = last.isValid() && last.bottom() <= 0;
    m_pill->setText((above ? u"↑ "_s : u"↓ "_s) + tr("%n new", nullptr, m_unseen));
    m_pill->setAccessibleName(m_pill->text());
    m_pill->adjustSize();
    m_pill->move(
        (viewport()->width() - m_pill->width()) / 2, above ? 12 : viewport()->height() - m_pill->height() - 12);
    m_pill->raise();
}

} // namespace vibecoder
