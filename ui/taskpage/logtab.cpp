// SPDX-License-Identifier: MIT
#include "taskpage/logtab.h"

#include "diff/showntext.h"
#include "taskpage/rowdelegate.h"
#include "taskpage/tasktext.h"
#include "taskpage/taskwatch.h"
#include "theme/pagestyle.h"
#include "wire/modelcodec.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMessageBox>
#include <QSaveFile>
#include <QTableView>
#include <QToolButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

LogModel::LogModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

QString logText(const Event &event)
{
    QStringList parts;
    for (auto it = event.body.begin(); it != event.body.end(); ++it) {
        QString value;
        if (it->isString())
            value = it->toString();
        else if (it->isDouble())
            value = QString::number(it->toDouble(), 'g', 12);
        else if (it->isBool())
            value = it->toBool() ? u"true"_s : u"false"_s;
        else if (it->isArray())
            value = QString::fromUtf8(QJsonDocument(it->toArray()).toJson(QJsonDocument::Compact));
        else if (it->isObject())
            value = QString::fromUtf8(QJsonDocument(it->toObject()).toJson(QJsonDocument::Compact));
        if (!value.isEmpty())
            parts.append(it.key() + u'=' + QString(value.left(400)).replace(u'\n', u' '));
    }
    return shownLine(parts.join(u"  "_s), 800);
}

int LogModel::weight(const Event &event)
{
    switch (event.kind) {
    case EventKind::Warning:
    case EventKind::ModelCallRetried:
        return 2;
    case EventKind::ActionFinished:
        return event.body.value(u"ok"_s).toBool(true) ? 0 : 2;
    case EventKind::VerificationFinished:
        return (event.body.value(u"status"_s).toString() == u"pass") != event.body.value(u"canary"_s).toBool() ? 1 : 2;
    case EventKind::TaskStateChanged:
        return event.body.value(u"to"_s).toString() == u"failed" ? 2 : 1;
    case EventKind::ModelCallFinished:
        return event.body.contains(u"error"_s) ? 2 : 0;
    case EventKind::ModelCallStarted:
    case EventKind::ActionProposed:
    case EventKind::CommandStarted:
    case EventKind::CommandFinished:
    case EventKind::VerificationStarted:
        return 0;
    default:
        return 1;
    }
}

void LogModel::clear()
{
    beginResetModel();
    m_events.clear();
    m_texts.clear();
    m_rows.clear();
    endResetModel();
}

bool LogModel::fits(int place) const
{
    const Event &event = m_events.at(place);
    if (weight(event) < int(m_level))
        return false;
    return m_text.isEmpty() || TaskText::event(event).contains(m_text, Qt::CaseInsensitive) ||
           toWire(event.kind).contains(m_text, Qt::CaseInsensitive) ||
           m_texts.at(place).contains(m_text, Qt::CaseInsensitive);
}

void LogModel::append(const QList<Event> &events)
{
    QList<int> rows;
    for (const Event &event : events) {
        m_events.append(event);
        m_texts.append(logText(event));
        if (fits(int(m_events.size()) - 1))
            rows.append(int(m_events.size()) - 1);
    }
    if (!rows.isEmpty()) {
        beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + rows.size()) - 1);
        m_rows += rows;
        endInsertRows();
    }
    if (m_events.size() > kKept + kKept / 10) {
        m_texts.remove(0, m_texts.size() - kKept);
        m_events.remove(0, m_events.size() - kKept);
        refilter();
    }
}

void LogModel::setFilter(LogLevelShown level, const QString &text)
{
    m_level = level;
    m_text = text;
    refilter();
}

void LogModel::refilter()
{
    beginResetModel();
    m_rows.clear();
    for (int i = 0; i < m_events.size(); ++i) {
        if (fits(i))
            m_rows.append(i);
    }
    endResetModel();
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Event &event = eventAt(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        if (index.column() == 0)
            return event.at.toLocalTime().toString(u"HH:mm:ss.zzz"_s);
        return index.column() == 1 ? TaskText::event(event) : m_texts.at(m_rows.at(index.row()));
    }
    if (role == Qt::ForegroundRole) {
        if (index.column() == 0)
            return pagestyle::tone(Role::TextMuted);
        if (index.column() == 1)
            return pagestyle::tone(weight(event) == 2 ? Role::Danger : Role::TextSecondary);
    }
    if (role == Qt::FontRole)
        return index.column() == 1 ? pagestyle::text(FontRole::Small) : pagestyle::code();
    if (role == Qt::ToolTipRole && index.column() == 0)
        return event.at.toLocalTime().toString(Qt::ISODateWithMs);
    return {};
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Time") : section == 1 ? tr("Event") : tr("Details");
}

LogTab::LogTab(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_model(new LogModel(this))
    , m_table(new QTableView)
    , m_level(new QComboBox)
    , m_text(new QLineEdit)
    , m_follow(new QCheckBox)
    , m_export(new QToolButton)
{
    setProperty("page", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(20, 6, 14, 6);
    bar->setSpacing(8);
    m_text->setClearButtonEnabled(true);
    m_text->setMaximumWidth(280);
    m_follow->setChecked(true);
    m_export->setProperty("role", u"bare"_s);
    m_export->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addWidget(m_level);
    bar->addWidget(m_text, 1);
    bar->addStretch(1);
    bar->addWidget(m_follow);
    bar->addWidget(m_export);
    column->addLayout(bar);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new RowDelegate(20, m_table));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->setWordWrap(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    column->addWidget(m_table, 1);
    connect(&m_watch, &TaskWatch::restarted, m_model, &LogModel::clear);
    connect(&m_watch, &TaskWatch::eventsArrived, this, [this](const QList<Event> &events) {
        m_model->append(events);
        if (m_follow->isChecked() && isVisible())
            m_table->scrollToBottom();
    });
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogTab::filter);
    connect(m_text, &QLineEdit::textChanged, this, &LogTab::filter);
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        if (on)
            m_table->scrollToBottom();
    });
    connect(m_export, &QToolButton::clicked, this, &LogTab::save);
    pagestyle::follow(this, [this] { retranslate(); });
}

void LogTab::filter()
{
    m_model->setFilter(LogLevelShown(std::max(0, m_level->currentIndex())), m_text->text());
    if (m_follow->isChecked())
        m_table->scrollToBottom();
}

QByteArray LogTab::exported() const
{
    QByteArray lines;
    for (int row = 0; row < m_model->rowCount(); ++row)
        lines += QJsonDocument(toJson(m_model->eventAt(row))).toJson(QJsonDocument::Compact) + '\n';
    return lines;
}

void LogTab::save()
{
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Export the log"), u"vibecoder-%1.jsonl"_s.arg(m_watch.task().id), tr("JSON lines (*.jsonl)"));
    if (file.isEmpty())
        return;
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(exported()) < 0 || !out.commit())
        QMessageBox::warning(this, tr("Export the log"), tr("The file cannot be written: %1").arg(out.errorString()));
}

void LogTab::retranslate()
{
    using namespace pagestyle;
    const int level = std::max(0, m_level->currentIndex());
    {
        const QSignalBlocker quiet(m_level);
        m_level->clear();
        m_level->addItems({tr("All levels"), tr("Important"), tr("Problems")});
        m_level->setCurrentIndex(level);
    }
    m_level->setAccessibleName(tr("Level"));
    m_text->setPlaceholderText(tr("Filter the log"));
    m_text->setAccessibleName(tr("Filter the log"));
    m_follow->setText(tr("Follow"));
    m_follow->setAccessibleName(tr("Follow the end of the log"));
    m_export->setText(tr("Export…"));
    m_export->setAccessibleName(tr("Export the shown lines"));
    m_export->setIcon(icon(u"download"_s, Role::TextSecondary));
    m_table->setAccessibleName(tr("Log of the task"));
    m_table->verticalHeader()->setDefaultSectionSize(px(24));
    m_table->setColumnWidth(0, textWidth(u"00:00:00.000"_s, code()) + 32);
    m_table->setColumnWidth(1, px(150));
    emit m_model->headerDataChanged(Qt::Horizontal, 0, 2);
    m_table->viewport()->update();
}

void LogTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
