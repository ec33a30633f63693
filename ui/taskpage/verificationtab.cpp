// SPDX-License-Identifier: MIT
#include "taskpage/verificationtab.h"

#include "diff/showntext.h"
#include "taskpage/matrixmodel.h"
#include "taskpage/openfile.h"
#include "taskpage/tasktext.h"
#include "taskpage/taskwatch.h"
#include "theme/pagestyle.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kColumn = 64, kStory = 110;

QString messageOf(const Failure &failure)
{
    QString text = failure.message;
    if (!failure.type.isEmpty() && !text.contains(failure.type))
        text.prepend(failure.type + u": "_s);
    if (!failure.expected.isEmpty() || !failure.actual.isEmpty())
        text += u"\n\n"_s + VerificationTab::tr("expected: %1").arg(failure.expected) + u'\n' +
                VerificationTab::tr("actual: %1").arg(failure.actual);
    if (!failure.output.isEmpty())
        text += u"\n\n"_s + VerificationTab::tr("Captured output") + u'\n' + failure.output;
    return text;
}

} // namespace

VerificationTab::VerificationTab(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_model(new MatrixModel(this))
    , m_names(new QTableView)
    , m_table(new QTableView)
    , m_text(new QLineEdit)
    , m_raw(new QToolButton)
    , m_copy(new QToolButton)
    , m_title(new QLabel)
    , m_where(new QLabel)
    , m_framesTitle(new QLabel)
    , m_empty(new QLabel)
    , m_message(new QPlainTextEdit)
    , m_frames(new QListWidget)
{
    setProperty("page", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(14, 6, 14, 6);
    bar->setSpacing(6);
    for (int i = 0; i < 4; ++i) {
        auto *chip = new QToolButton;
        chip->setProperty("chip", true);
        chip->setCheckable(true);
        chip->setFocusPolicy(Qt::TabFocus);
        connect(chip, &QToolButton::clicked, this, [this, i] {
            m_chosen = true;
            setFilter(MatrixFilter(i));
        });
        m_filters.append(chip);
        bar->addWidget(chip);
    }
    bar->addStretch(1);
    m_text->setMaximumWidth(220);
    m_text->setClearButtonEnabled(true);
    bar->addWidget(m_text);
    m_raw->setProperty("role", u"bare"_s);
    m_raw->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addWidget(m_raw);
    column->addLayout(bar);
    auto *split = new QSplitter(Qt::Vertical);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    split->addWidget(buildTables());
    m_detail = buildDetail();
    split->addWidget(m_detail);
    split->setSizes({380, 240});
    column->addWidget(split, 1);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setMargin(24);
    m_empty->setWordWrap(true);
    m_empty->setProperty("muted", true);
    column->addWidget(m_empty);
    m_detail->hide();

    connect(&m_watch, &TaskWatch::restarted, this, [this] {
        m_chosen = false;
        m_detail->hide();
        take();
    });
    connect(&m_watch, &TaskWatch::iterationsChanged, this, &VerificationTab::take);
    connect(m_text, &QLineEdit::textChanged, this, &VerificationTab::refill);
    connect(m_raw, &QToolButton::clicked, this, [this] { emit openArtifact(m_artifact); });
    connect(m_copy, &QToolButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_title->text() + u'\n' + m_message->toPlainText()); });
    connect(m_frames, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) {
        openFileOf(m_watch.engine().folderOf(m_watch.task()), item->data(Qt::UserRole).toString());
    });
    pagestyle::follow(this, [this] { retranslate(); });
}

QWidget *VerificationTab::buildTables()
{
    auto *both = new QWidget;
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (QTableView *view : {m_names, m_table}) {
        view->setModel(m_model);
        view->setItemDelegate(new MatrixDelegate(view));
        view->setShowGrid(false);
        view->setFrameShape(QFrame::NoFrame);
        view->verticalHeader()->hide();
        view->setSelectionMode(QAbstractItemView::SingleSelection);
        view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        view->horizontalHeader()->setSectionsClickable(false);
        view->horizontalHeader()->setHighlightSections(false);
        view->horizontalHeader()->setDefaultAlignment(Qt::AlignCenter);
        row->addWidget(view, view == m_names ? 1 : 0);
    }
    // The first column stays while the iterations scroll.
    m_names->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_names->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_names->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_names->setFocusPolicy(Qt::NoFocus);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    connect(
        m_table->verticalScrollBar(), &QScrollBar::valueChanged, m_names->verticalScrollBar(), &QScrollBar::setValue);
    connect(
        m_names->verticalScrollBar(), &QScrollBar::valueChanged, m_table->verticalScrollBar(), &QScrollBar::setValue);
    connect(m_names, &QTableView::clicked, this, [this](const QModelIndex &index) {
        // The newest failing round of the test is what one wants to see.
        const MatrixRow *test = m_model->rowAt(index.row());
        if (!test)
            return;
        int at = int(test->cells.lastIndexOf(TestCell::Failed));
        m_table->setCurrentIndex(m_model->index(index.row(), at < 0 ? int(test->cells.size()) : at + 1));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &VerificationTab::showCell);
    return both;
}

QWidget *VerificationTab::buildDetail()
{
    auto *pane = new QWidget;
    pane->setProperty("page", true);
    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(14, 6, 14, 12);
    column->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    for (QLabel *label : {m_title, m_where}) {
        label->setTextFormat(Qt::PlainText);
        head->addWidget(label);
    }
    m_title->setMinimumWidth(40);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setFocusPolicy(Qt::NoFocus);
    head->addStretch(1);
    m_copy->setProperty("role", u"bare"_s);
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head->addWidget(m_copy);
    column->addLayout(head);
    auto *row = new QHBoxLayout;
    row->setSpacing(14);
    m_message->setReadOnly(true);
    m_message->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_message->setTabChangesFocus(true);
    row->addWidget(m_message, 2);
    auto *side = new QVBoxLayout;
    side->setSpacing(4);
    side->addWidget(m_framesTitle);
    m_frames->setFrameShape(QFrame::NoFrame);
    m_frames->setTextElideMode(Qt::ElideLeft);
    side->addWidget(m_frames, 1);
    row->addLayout(side, 1);
    column->addLayout(row, 1);
    return pane;
}

void VerificationTab::retranslate()
{
    using namespace pagestyle;
    m_text->setPlaceholderText(tr("Filter tests"));
    m_text->setAccessibleName(tr("Filter tests"));
    m_names->setAccessibleName(tr("Names of the tests"));
    m_table->setAccessibleName(tr("Tests by iteration"));
    m_raw->setText(tr("Raw output"));
    m_raw->setAccessibleName(tr("Open the whole output of the command"));
    m_raw->setIcon(icon(u"file-text"_s, Role::TextSecondary));
    m_copy->setText(tr("Copy"));
    m_copy->setAccessibleName(tr("Copy the failure"));
    m_copy->setIcon(icon(u"copy"_s, Role::TextSecondary));
    m_message->setAccessibleName(tr("Message of the failure"));
    m_frames->setAccessibleName(tr("Frames of the failure"));
    m_framesTitle->setText(tr("Frames"));
    m_framesTitle->setFont(text(FontRole::Small));
    m_where->setFont(text(FontRole::Small));
    m_where->setProperty("muted", true);
    setCodeFont(m_message);
    setCodeFont(m_frames);
    setCodeFont(m_title, QFont::DemiBold);
    for (QTableView *view : {m_names, m_table}) {
        view->verticalHeader()->setDefaultSectionSize(px(28));
        view->horizontalHeader()->setFixedHeight(px(42));
        view->horizontalHeader()->setFont(text(FontRole::Small));
    }
    refill();
}

void VerificationTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        take();
}

void VerificationTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void VerificationTab::take()
{
    const QList<Iteration> &iterations = m_watch.iterations();
    QString count;
    for (const Iteration &one : iterations) {
        const TestSum sum = testSum(one.verification);
        if (sum.passed >= 0)
            count = u"%1/%2"_s.arg(sum.passed).arg(sum.passed + std::max(0, sum.failed));
    }
    emit countChanged(count);
    m_stale = !isVisible();
    if (m_stale)
        return;
    m_matrix = verificationMatrix(iterations);
    if (!m_chosen)
        m_filter = m_matrix.changed() > 0      ? MatrixFilter::Changed
                   : m_matrix.failingNow() > 0 ? MatrixFilter::Failing
                                               : MatrixFilter::All;
    refill();
}

void VerificationTab::setFilter(MatrixFilter filter)
{
    m_filter = filter;
    refill();
}

void VerificationTab::refill()
{
    const QModelIndex current = m_table->currentIndex();
    const MatrixRow *chosen = m_model->rowAt(current.row());
    const QString id = chosen ? chosen->id : QString();
    m_model->setMatrix(m_matrix, m_filter, m_text->text());
    const int counts[] = {m_matrix.changed(), m_matrix.failingNow(), m_matrix.regressed(), int(m_matrix.rows.size())};
    const QString names[] = {tr("Changed %1"), tr("Failing %1"), tr("Regressed %1"), tr("All %1")};
    for (int i = 0; i < 4; ++i) {
        m_filters.at(i)->setText(names[i].arg(counts[i]));
        m_filters.at(i)->setAccessibleName(m_filters.at(i)->text());
        m_filters.at(i)->setChecked(i == int(m_filter));
    }
    const bool empty = m_model->rowCount() == 0;
    m_empty->setVisible(empty);
    m_empty->setText(m_matrix.rows.isEmpty() ? tr("Nothing has been verified yet.") : tr("No test fits this filter."));
    m_raw->setEnabled(!m_artifact.isEmpty());
    fitColumns();
    for (int row = 0; row < m_model->rowCount() && !id.isEmpty(); ++row) {
        if (m_model->rowAt(row) && m_model->rowAt(row)->id == id)
            m_table->setCurrentIndex(m_model->index(row, current.column()));
    }
}

void VerificationTab::fitColumns()
{
    const int columns = m_model->columnCount();
    for (int i = 0; i < columns; ++i)
        m_names->setColumnHidden(i, i != 0);
    m_table->setColumnHidden(0, true);
    m_names->horizontalHeader()->setStretchLastSection(false);
    m_names->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    int width = 0;
    for (int i = 1; i < columns; ++i) {
        const int own = pagestyle::px(i == columns - 1 ? kStory : kColumn);
        m_table->setColumnWidth(i, own);
        width += own;
    }
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const bool heading = !m_model->rowAt(row);
        if (heading != (m_table->columnSpan(row, 1) > 1))
            m_table->setSpan(row, 1, 1, heading ? columns - 1 : 1);
    }
    m_table->setMinimumWidth(std::min(width + 12, pagestyle::px(420)));
    m_table->setMaximumWidth(width + 12);
    m_table->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
}

void VerificationTab::showCell()
{
    const QModelIndex index = m_table->currentIndex();
    const MatrixRow *row = m_model->rowAt(index.row());
    const int at = index.column() - 1;
    m_frames->clear();
    if (!row || at < 0 || at >= m_matrix.columns.size()) {
        m_detail->hide();
        return;
    }
    const int round = m_matrix.columns.at(at).round;
    const CommandReport *report = reportAt(m_watch.iterations(), *row, round);
    const Failure *failure = failureAt(m_watch.iterations(), *row, round);
    m_artifact = report ? report->outputArtifact : QString();
    m_raw->setEnabled(!m_artifact.isEmpty());
    QFontMetrics metrics(m_title->font());
    m_title->setText(
        metrics.elidedText(shownLine(TaskText::rowName(*row), 400), Qt::ElideMiddle, std::max(200, width() - 320)));
    m_where->setText(TaskText::roundName(round) + u" · "_s + TaskText::cell(row->cells.at(at)));
    QString words;
    if (failure)
        words = messageOf(*failure);
    else if (row->isCommand && report)
        words = report->environmentError.isEmpty() ? report->excerpt : report->environmentError;
    m_message->setPlainText(shownLines(words, 60000));
    if (words.isEmpty())
        m_message->setPlainText(tr("No failure here."));
    if (failure) {
        const auto add = [this](const QString &file, int line, const QString &what) {
            auto *item = new QListWidgetItem(
                shownLine((line > 0 ? u"%1:%2"_s.arg(file).arg(line) : file) + u"  "_s + what, 300), m_frames);
            item->setData(Qt::UserRole, file);
        };
        if (failure->frames.isEmpty() && !failure->file.isEmpty())
            add(failure->file, failure->line, {});
        for (const Frame &frame : failure->frames)
            add(frame.file, frame.line, frame.function);
    }
    m_framesTitle->setVisible(m_frames->count() > 0);
    m_frames->setVisible(m_frames->count() > 0);
    m_detail->show();
}

} // namespace vibecoder
