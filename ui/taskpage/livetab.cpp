// SPDX-License-Identifier: MIT
#include "taskpage/livetab.h"

#include "diff/showntext.h"
#include "taskpage/taskwatch.h"
#include "theme/pagestyle.h"

#include <QEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kWaitingLimit = 1024 * 1024; // what nobody could read any more is dropped from its beginning

} // namespace

LiveTab::LiveTab(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_text(new QPlainTextEdit)
    , m_note(new QLabel)
{
    setProperty("page", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 10, 20, 14);
    column->setSpacing(8);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setProperty("muted", true);
    column->addWidget(m_note);
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setMaximumBlockCount(kKeptLines);
    m_text->setTabChangesFocus(true);
    column->addWidget(m_text, 1);
    m_batch.setSingleShot(true);
    m_batch.setInterval(kBatchMs);
    connect(&m_batch, &QTimer::timeout, this, &LiveTab::flush);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &LiveTab::look);
    connect(&m_watch, &TaskWatch::restarted, this, [this] {
        m_waiting.clear();
        m_text->clear();
        m_lastByte.start();
        look();
    });
    connect(&m_watch, &TaskWatch::taskChanged, this, &LiveTab::look);
    connect(&m_watch, &TaskWatch::eventsArrived, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            if (event.kind == EventKind::ModelCallStarted)
                m_lastByte.start();
        }
    });
    m_lastByte.start();
    pagestyle::follow(this, [this] { retranslate(); });
}

void LiveTab::take(const QString &text)
{
    m_lastByte.start();
    m_waiting += text;
    if (m_waiting.size() > kWaitingLimit)
        m_waiting = m_waiting.right(kWaitingLimit / 2);
    if (!m_batch.isActive())
        m_batch.start();
}

void LiveTab::flush()
{
    // No more lines than a frame can lay out; the rest comes with the next batch.
    qsizetype end = 0;
    for (int lines = 0; lines < kBatchLines && end < m_waiting.size(); ++lines) {
        const qsizetype next = m_waiting.indexOf(u'\n', end);
        end = next < 0 ? m_waiting.size() : next + 1;
    }
    end = std::min<qsizetype>(end, 64 * 1024);
    const QString piece = shownLines(QStringView(m_waiting).left(end));
    m_waiting.remove(0, end);
    QScrollBar *bar = m_text->verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 4;
    QTextCursor cursor(m_text->document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(piece);
    if (atEnd)
        bar->setValue(bar->maximum());
    if (!m_waiting.isEmpty())
        m_batch.start();
    look();
}

void LiveTab::look()
{
    const Task &task = m_watch.task();
    const bool running = m_watch.isValid() && task.state == TaskState::Running && m_watch.isCurrent();
    if (running && !m_clock.isActive())
        m_clock.start();
    else if (!running)
        m_clock.stop();
    QString note;
    bool warns = false;
    if (!running) {
        note = m_text->document()->isEmpty() ? tr("The task does not run now. What the model said is in the timeline.")
                                             : tr("The run has ended.");
    } else if (task.activity == u"model") {
        const qint64 quiet = m_lastByte.elapsed();
        warns = quiet > kStalledMs;
        note = warns ? tr("No bytes for %1 s").arg(quiet / 1000) : tr("The model writes…");
    } else if (task.activity == u"command" || task.activity == u"verify" || task.activity == u"clean") {
        note = tr("A command runs; the model waits for it.");
    } else if (task.activity == u"approval") {
        note = tr("Waits for an approval.");
    } else {
        note = tr("Waits for the next answer of the model.");
    }
    if (m_note->text() == note)
        return;
    m_note->setText(note);
    QPalette colours = m_note->palette();
    colours.setColor(QPalette::WindowText, pagestyle::tone(warns ? Role::Warning : Role::TextMuted));
    m_note->setPalette(colours);
}

void LiveTab::retranslate()
{
    pagestyle::setCodeFont(m_text);
    m_text->setAccessibleName(tr("Text of the model, live"));
    m_note->setFont(pagestyle::text(FontRole::Small));
    m_note->clear();
    look();
}

void LiveTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
