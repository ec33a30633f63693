// SPDX-License-Identifier: MIT
#include "queue/queuepanel.h"

#include "base/harmless.h"
#include "base/whendone.h"
#include "queue/queuewords.h"
#include "theme/icons.h"
#include "theme/status.h"

#include <QBoxLayout>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostWorkers = 8, kSoonMs = 250, kLabelWidth = 150, kWaiting = 20;

} // namespace

QueuePanel::QueuePanel(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
{
    build();
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &QueuePanel::reload);
    connect(&m_bridge, &EngineBridge::changed, this, [this] {
        if (isVisible() && !m_soon.isActive())
            m_soon.start();
    });
    // Only while a task waits for a time: its countdown.
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &QueuePanel::reload);
    connect(&m_bridge.workers(), &WorkerHost::stopped, this, [this] {
        if (const int wanted = std::exchange(m_wanted, -1); wanted > 0)
            m_bridge.workers().startWorkers(wanted);
        retranslate();
    });
    connect(&Theme::instance(), &Theme::changed, this, &QueuePanel::retranslate);
    retranslate();
    reload();
}

void QueuePanel::build()
{
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 14, 20, 20);
    column->setSpacing(12);
    auto *head = new QHBoxLayout;
    m_title = new QLabel(this);
    m_pause = new QPushButton(this);
    m_pause->setObjectName(u"pause"_s);
    m_pause->setAutoDefault(false);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        whenDone(m_bridge.engine().setQueuePaused(!m_paused, u"user"_s, EngineBridge::actor()), this,
            [this](const Result<> &) { reload(); });
    });
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(m_pause);
    column->addLayout(head);
    m_state = new QLabel(this);
    m_state->setObjectName(u"queueState"_s);
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    column->addWidget(m_state);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    m_workersLabel = new QLabel(this);
    m_workers = new QSpinBox(this);
    m_workers->setObjectName(u"workers"_s);
    m_workers->setRange(0, kMostWorkers);
    m_workers->setValue(m_bridge.workers().isWorking() ? m_bridge.workers().workers() : 0);
    m_workers->setKeyboardTracking(false);
    m_workersLabel->setBuddy(m_workers);
    connect(m_workers, &QSpinBox::valueChanged, this, &QueuePanel::setWorkers);
    m_workersNote = new QLabel(this);
    m_workersNote->setProperty("muted", true);
    m_workersNote->setWordWrap(true);
    m_spendLabel = new QLabel(this);
    m_spend = new QLabel(this);
    grid->addWidget(m_workersLabel, 0, 0);
    grid->addWidget(m_workers, 0, 1);
    grid->addWidget(m_workersNote, 0, 2);
    grid->addWidget(m_spendLabel, 1, 0);
    grid->addWidget(m_spend, 1, 1, 1, 2);
    grid->setColumnStretch(2, 1);
    column->addLayout(grid);
    auto *line = new QFrame(this);
    line->setProperty("line", true);
    line->setFixedHeight(1);
    column->addWidget(line);
    m_listTitle = new QLabel(this);
    column->addWidget(m_listTitle);
    m_empty = new QLabel(this);
    m_empty->setProperty("muted", true);
    column->addWidget(m_empty);
    m_rows = new QWidget(this);
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    column->addWidget(m_rows);
    column->addStretch();
}

void QueuePanel::setWorkers(int workers)
{
    WorkerHost &host = m_bridge.workers();
    if (!host.isWorking()) {
        m_wanted = -1;
        host.startWorkers(workers);
    } else {
        m_wanted = workers; // running tasks stop at their next step and go on with the new number
        host.stopWorkers();
    }
    retranslate();
}

void QueuePanel::reload()
{
    const auto status = m_bridge.engine().queueStatus();
    if (!status)
        return;
    m_paused = status->paused;
    const qint64 queued = status->counts.value(TaskState::Pending);
    m_state->setText(m_paused ? QueueWords::pause(*status)
                     : status->running.isEmpty()
                         ? tr("Nothing runs; %n task(s) queued.", "", int(queued))
                         : tr("%1 running, %2 queued.").arg(status->running.size()).arg(queued));
    QList<Task> shown = status->running;
    TaskFilter paused;
    paused.states = {TaskState::Paused};
    PageRequest page;
    page.limit = kWaiting;
    bool counts = false;
    if (const auto waiting = m_bridge.engine().tasks(paused, page)) {
        for (const Task &task : *waiting) {
            if (!task.pausedUntil.isValid())
                continue;
            shown.append(task);
            counts = true;
        }
    }
    counts &&isVisible() ? m_second.start() : m_second.stop();
    fillRows(shown);
    retranslate();
}

void QueuePanel::fillRows(const QList<Task> &tasks)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QStringList keys;
    for (const Task &task : tasks)
        keys.append(task.id + task.spec.name + QueueWords::activity(task) + QueueWords::waits(task, now));
    const QString all = keys.join(u'\n') + (Theme::instance().isDark() ? u"d"_s : u"l"_s) + QueueWords::activity({});
    m_empty->setVisible(tasks.isEmpty());
    if (all == m_shown)
        return;
    m_shown = all;
    auto *layout = static_cast<QVBoxLayout *>(m_rows->layout());
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    const Theme &theme = Theme::instance();
    for (const Task &task : tasks) {
        const StatusLook look = Status::look(Status::of(task));
        auto *row = new QWidget(m_rows);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 5, 0, 5);
        line->setSpacing(10);
        auto *icon = new QLabel(row);
        icon->setPixmap(Icons::pixmap(look.icon, look.role, theme.px("control"_L1, "icon"_L1), devicePixelRatioF()));
        auto *name = new QPushButton(harmless(task.spec.name, false).replace(u'&', u"&&"_s), row);
        name->setProperty("role", u"link"_s);
        name->setAutoDefault(false);
        connect(name, &QPushButton::clicked, this, [this, id = task.id] { emit openTask(id); });
        const QString waits = QueueWords::waits(task, now);
        auto *what = new QLabel(waits.isEmpty() ? QueueWords::activity(task) : waits, row);
        what->setFont(theme.font(FontRole::Small));
        what->setProperty("muted", true);
        line->addWidget(icon);
        line->addWidget(name);
        line->addStretch();
        line->addWidget(what);
        layout->addWidget(row);
    }
}

void QueuePanel::askSpend()
{
    whenDone(m_bridge.inBackground<Stats>([](Engine &engine) { return engine.stats(1); }), this,
        [this](const Result<Stats> &stats) {
            if (stats)
                m_spend->setText(tr("%1 for tasks that ended today").arg(QueueWords::spend(stats->usage.costMicroUsd)));
        });
}

void QueuePanel::retranslate()
{
    const Theme &theme = Theme::instance();
    m_title->setText(tr("Queue"));
    m_title->setFont(theme.font(FontRole::Title, 600));
    m_pause->setText(m_paused ? tr("Go on") : tr("Pause"));
    m_pause->setIcon(Icons::get(m_paused ? u"play"_s : u"pause"_s));
    m_pause->setAccessibleName(m_paused ? tr("Go on with the queue") : tr("Pause the queue"));
    for (QLabel *label : {m_workersLabel, m_spendLabel})
        label->setFixedWidth(int(kLabelWidth * theme.textScale()));
    m_workersLabel->setText(tr("Workers"));
    m_workers->setAccessibleName(tr("Workers"));
    const WorkerHost &host = m_bridge.workers();
    if (m_wanted < 0 && !m_workers->hasFocus()) {
        const QSignalBlocker quiet(m_workers);
        m_workers->setValue(host.isWorking() ? host.workers() : 0);
    }
    m_workersNote->setText(m_wanted >= 0      ? tr("Changing: running tasks stop at their next step and go on.")
                           : host.isWorking() ? tr("of this window; other programs may work the same queue")
                                              : tr("This window works nothing; other programs may."));
    m_spendLabel->setText(tr("Spent today"));
    if (m_spend->text().isEmpty())
        m_spend->setText(u"–"_s);
    m_listTitle->setText(tr("At work"));
    m_listTitle->setFont(theme.font(FontRole::Base, 600));
    m_empty->setText(tr("No task runs."));
}

void QueuePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
    askSpend();
}

void QueuePanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        reload();
}

} // namespace vibecoder
