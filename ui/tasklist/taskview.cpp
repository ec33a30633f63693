// SPDX-License-Identifier: MIT
#include "tasklist/taskview.h"

#include "theme/icons.h"

#include <QActionGroup>
#include <QButtonGroup>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWide = 640; // from here one line of columns

} // namespace

TaskView::TaskView(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
    , m_model(new TaskListModel(bridge, this))
    , m_delegate(new TaskDelegate(*m_model, this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("page", true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildChips();
    layout->addWidget(m_chipBar);
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setMouseTracking(true);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(16);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->viewport()->installEventFilter(this);
    m_table->installEventFilter(this);
    m_stack->addWidget(m_table);
    buildEmpty();
    layout->addWidget(m_stack, 1);

    connect(m_model, &TaskListModel::layoutOfRowsChanged, this, &TaskView::arrange);
    connect(m_model, &TaskListModel::layoutOfRowsChanged, this, &TaskView::keepChosen);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &TaskView::loadWhatIsSeen);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (m_model->kindAt(index.row()) == TaskListModel::Kind::Section)
            m_model->toggleSection(index.row());
    });
    connect(m_table, &QTableView::activated, this, &TaskView::chosen);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        emit selectionChanged();
        const QStringList ids = selectedIds();
        if (ids.size() != 1)
            return;
        m_chosen = ids.constFirst();
        if (!m_keeping)
            emit taskChosen(m_chosen);
    });
    connect(m_table, &QWidget::customContextMenuRequested, this,
        [this](const QPoint &at) { emit contextMenuWanted(m_table->viewport()->mapToGlobal(at)); });
    connect(&Theme::instance(), &Theme::changed, this, &TaskView::arrange);
    m_spin.setInterval(75); // 900 ms a turn in twelve steps
    connect(&m_spin, &QTimer::timeout, this, [this] {
        m_angle = (m_angle + 30) % 360;
        m_delegate->setAngle(m_angle);
        for (int row = m_table->rowAt(0); row >= 0 && row < m_model->rowCount(); ++row) {
            const Task *task = m_model->taskAt(row);
            if (task && task->state == TaskState::Running)
                m_table->update(m_model->index(row, m_narrow ? int(TaskListModel::NameColumn) : 0));
            if (m_table->rowViewportPosition(row) > m_table->viewport()->height())
                break;
        }
    });
    m_minute.setInterval(1000);
    connect(&m_minute, &QTimer::timeout, this, [this] {
        // Times of what runs go by the second, all others by the minute.
        static int beats = 0;
        if (m_counts[int(Chip::Running)] > 0 || ++beats % 30 == 0)
            m_table->viewport()->update();
    });
    m_minute.start();
    retranslate();
    reload();
}

void TaskView::buildChips()
{
    m_chipBar = new QWidget(this);
    m_chipBar->setFixedHeight(Theme::instance().px("row"_L1, "chips"_L1));
    auto *layout = new QHBoxLayout(m_chipBar);
    layout->setContentsMargins(10, 0, 6, 0);
    layout->setSpacing(0);
    m_chips = new QButtonGroup(this);
    for (int i = 0; i < kChipCount; ++i) {
        auto *chip = new QToolButton(m_chipBar);
        chip->setCheckable(true);
        chip->setProperty("chip", true);
        m_chips->addButton(chip, i);
        layout->addWidget(chip);
    }
    m_chips->button(0)->setChecked(true);
    connect(m_chips, &QButtonGroup::idClicked, this, [this](int id) {
        m_chip = Chip(id);
        requery();
    });
    layout->addStretch(1);
    m_sort = new QToolButton(m_chipBar);
    m_sort->setProperty("role", u"bare"_s);
    m_sort->setIcon(Icons::get(u"sliders-horizontal"_s));
    m_sort->setPopupMode(QToolButton::InstantPopup);
    layout->addWidget(m_sort);
}

void TaskView::buildSortMenu()
{
    auto *menu = m_sort->menu() ? m_sort->menu() : new QMenu(m_sort);
    menu->clear();
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, std::optional<TaskOrder> order, bool ascending) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_model->order() == order);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, order, ascending] { m_model->setOrder(order, ascending); });
    };
    auto *chips = new QActionGroup(menu);
    for (int i = 0; i < kChipCount; ++i) {
        QAction *action = menu->addAction(m_chips->button(i)->text());
        action->setCheckable(true);
        action->setChecked(i == int(m_chip));
        chips->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] { setChip(Chip(i)); });
    }
    menu->addSeparator();
    add(tr("What needs you first"), std::nullopt, false);
    menu->addSeparator();
    add(tr("Newest first"), TaskOrder::Created, false);
    add(tr("Last changed first"), TaskOrder::Updated, false);
    add(tr("Highest priority first"), TaskOrder::Priority, false);
    add(tr("By name"), TaskOrder::Name, true);
    add(tr("Most expensive first"), TaskOrder::Cost, false);
    add(tr("By status"), TaskOrder::Status, true);
    m_sort->setMenu(menu);
}

void TaskView::buildEmpty()
{
    auto *page = new QWidget(this);
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(14, 14, 14, 14);
    auto *frame = new QFrame(page);
    frame->setObjectName(u"dropHere"_s);
    outer->addWidget(frame);
    auto *layout = new QVBoxLayout(frame);
    layout->setSpacing(10);
    layout->addStretch(1);
    m_emptyIcon = new QLabel(frame);
    m_emptyTitle = new QLabel(frame);
    m_emptyTitle->setWordWrap(true);
    m_emptyText = new QLabel(frame);
    m_emptyText->setProperty("muted", true);
    m_emptyText->setWordWrap(true);
    for (QLabel *label : {m_emptyIcon, m_emptyTitle, m_emptyText}) {
        label->setAlignment(Qt::AlignCenter);
        layout->addWidget(label);
    }
    m_emptyButton = new QPushButton(frame);
    layout->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    connect(m_emptyButton, &QPushButton::clicked, this, [this] {
        if (m_search.isEmpty() && m_chip == Chip::All)
            emit openFilesWanted();
        else
            emit clearFiltersWanted();
    });
    m_stack->addWidget(page);
}

void TaskView::retranslate()
{
    const QStringList names{tr("All"), tr("Needs you"), tr("Running"), tr("Queued"), tr("Failed"), tr("Passed")};
    for (int i = 0; i < kChipCount; ++i) {
        m_chips->button(i)->setText(u"%1 %2"_s.arg(names.at(i)).arg(m_counts[i]));
        m_chips->button(i)->setAccessibleName(tr("Show: %1, %n task(s)", nullptr, int(m_counts[i])).arg(names.at(i)));
    }
    m_sort->setToolTip(tr("Filter and sort the list"));
    m_sort->setAccessibleName(tr("Filter and sort the list"));
    m_table->setAccessibleName(tr("Tasks"));
    buildSortMenu();
    arrange();
}

void TaskView::setCounts(const QueueStatus &status)
{
    qint64 all = 0;
    for (const qint64 count : status.counts)
        all += count;
    for (int i = 0; i < kChipCount; ++i) {
        qint64 sum = i == 0 ? all : 0;
        for (const TaskState state : statesOf(Chip(i)))
            sum += status.counts.value(state);
        m_counts[i] = sum;
    }
    const bool spin = m_counts[int(Chip::Running)] > 0 && !Theme::instance().reducedMotion() && isVisible();
    if (spin != m_spin.isActive())
        spin ? m_spin.start() : m_spin.stop();
    retranslate();
}

void TaskView::setSearch(const QString &text)
{
    if (std::exchange(m_search, text) != text)
        requery();
}

void TaskView::setChip(Chip chip)
{
    m_chip = chip;
    m_chips->button(int(chip))->setChecked(true);
    requery();
}

void TaskView::requery()
{
    m_model->setQuery(readQuery(m_search, m_chip).filter);
}

void TaskView::reload()
{
    requery();
}

void TaskView::apply(const QList<Event> &events)
{
    const QStringList kept = selectedIds();
    m_model->apply(events);
    // A row that went to another section is still the chosen one.
    if (kept.size() == 1 && selectedIds().isEmpty()) {
        const QSignalBlocker quiet(this);
        select(kept.constFirst());
    }
}

// Heights of titles differ from those of tasks; while narrow one column takes the whole row.
void TaskView::arrange()
{
    const Theme &theme = Theme::instance();
    m_narrow = width() < kWide;
    m_delegate->setNarrow(m_narrow);
    for (QAbstractButton *chip : m_chips->buttons())
        chip->setFont(theme.font(FontRole::Small));
    fitChips();
    const int height = theme.px("row"_L1, m_narrow ? "taskTwoLine"_L1 : "taskTable"_L1);
    QHeaderView *rows = m_table->verticalHeader(), *columns = m_table->horizontalHeader();
    rows->setDefaultSectionSize(height);
    m_table->clearSpans();
    for (int column = 0; column < TaskListModel::kColumns; ++column)
        m_table->setColumnHidden(column, m_narrow && column != TaskListModel::NameColumn);
    columns->setVisible(!m_narrow);
    columns->setSectionResizeMode(TaskListModel::NameColumn, QHeaderView::Stretch);
    for (int row = 0, end = m_model->rowCount(); row < end; ++row) {
        if (!m_model->taskAt(row)) {
            rows->resizeSection(row, theme.px("row"_L1, "groupHeader"_L1));
            if (!m_narrow)
                m_table->setSpan(row, 0, 1, TaskListModel::kColumns);
        } else if (rows->sectionSize(row) != height) {
            rows->resizeSection(row, height);
        }
    }
    const bool empty = m_model->isEmpty();
    m_stack->setCurrentIndex(empty ? 1 : 0);
    const bool narrowed = !m_search.isEmpty() || m_chip != Chip::All;
    m_emptyIcon->setPixmap(
        Icons::pixmap(narrowed ? u"search"_s : u"file-plus"_s, Role::TextSecondary, 24, devicePixelRatioF()));
    m_emptyTitle->setFont(theme.font(FontRole::Base, 600));
    m_emptyTitle->setText(narrowed ? tr("No task fits") : tr("Drop a task YAML here"));
    m_emptyText->setText(!m_model->error().isEmpty() ? m_model->error()
                         : narrowed                  ? tr("Take away a word of the search or a filter.")
                                                     : tr("Nothing runs before you press Create."));
    m_emptyButton->setText(narrowed ? tr("Clear filters") : tr("Open YAML"));
    m_emptyButton->setIcon(narrowed ? QIcon() : Icons::get(u"folder-open"_s));
    m_stack->widget(1)->setStyleSheet(u"QFrame#dropHere { border: 1px dashed %1; border-radius: 8px; }"_s.arg(
        theme.color(Role::BorderStrong).name()));
    loadWhatIsSeen();
}

// Chips that have no room go, from the right; the menu beside them has all.
void TaskView::fitChips()
{
    int room = width() - m_sort->sizeHint().width() - 20 - m_chips->button(int(m_chip))->sizeHint().width();
    for (int i = 0; i < kChipCount; ++i) {
        QAbstractButton *chip = m_chips->button(i);
        if (i != int(m_chip))
            room -= chip->sizeHint().width();
        chip->setVisible(i == int(m_chip) || room >= 0);
    }
}

void TaskView::loadWhatIsSeen()
{
    const int bottom = m_table->viewport()->height() + 400;
    for (int row = std::max(0, m_table->rowAt(0)); row < m_model->rowCount(); ++row) {
        if (m_table->rowViewportPosition(row) > bottom)
            return;
        if (m_model->kindAt(row) == TaskListModel::Kind::More) {
            // Later: the view is in the middle of its own scrolling.
            QMetaObject::invokeMethod(
                this,
                [this, row] {
                    if (m_model->kindAt(row) == TaskListModel::Kind::More)
                        m_model->loadMore(row);
                },
                Qt::QueuedConnection);
            return;
        }
    }
}

QStringList TaskView::selectedIds() const
{
    QStringList ids;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows(TaskListModel::NameColumn)) {
        if (const Task *task = m_model->taskAt(index.row()))
            ids.append(task->id);
    }
    return ids;
}

QList<Task> TaskView::selectedTasks() const
{
    QList<Task> tasks;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows(TaskListModel::NameColumn)) {
        if (const Task *task = m_model->taskAt(index.row()))
            tasks.append(*task);
    }
    return tasks;
}

void TaskView::select(const QString &taskId)
{
    if (selectedIds() == QStringList{taskId})
        return;
    m_chosen = taskId;
    const int row = m_model->rowOf(taskId);
    if (row < 0) {
        m_table->clearSelection(); // the row follows with the next event
        return;
    }
    const QModelIndex index = m_model->index(row, TaskListModel::NameColumn);
    m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->scrollTo(index);
}

// Rows come late, move between sections and are read anew: the chosen task stays chosen, and nothing is opened for it.
void TaskView::keepChosen()
{
    if (m_chosen.isEmpty() || m_table->selectionModel()->hasSelection())
        return;
    const int row = m_model->rowOf(m_chosen);
    if (row < 0)
        return;
    m_keeping = true;
    m_table->selectionModel()->setCurrentIndex(m_model->index(row, TaskListModel::NameColumn),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_keeping = false;
}

void TaskView::chosen(const QModelIndex &index)
{
    if (const Task *task = m_model->taskAt(index.row()))
        emit taskChosen(task->id);
    else if (m_model->kindAt(index.row()) == TaskListModel::Kind::Section)
        m_model->toggleSection(index.row());
}

QByteArray TaskView::state() const
{
    return m_table->horizontalHeader()->saveState();
}

void TaskView::restore(const QByteArray &state)
{
    if (!state.isEmpty())
        m_table->horizontalHeader()->restoreState(state);
    arrange();
}

} // namespace vibecoder
