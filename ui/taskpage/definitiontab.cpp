// SPDX-License-Identifier: MIT
#include "taskpage/definitiontab.h"
#include "base/whendone.h"

#include "diff/diffpaint.h"
#include "diff/showntext.h"
#include "diff/syntax.h"
#include "taskpage/taskwatch.h"
#include "theme/pagestyle.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSyntaxHighlighter>
#include <QTextBlock>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

class YamlColours : public QSyntaxHighlighter
{
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString &text) override
    {
        static const Language *yaml = languageFor(u"x.yaml"_s);
        SyntaxState state = 0;
        for (const SyntaxSpan &span : syntaxOf(*yaml, text.left(2000), state))
            setFormat(span.start, span.length, diffpaint::syntaxColour(span.kind));
    }
};

} // namespace

DefinitionTab::DefinitionTab(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_editor(new QPlainTextEdit)
    , m_errors(new QListWidget)
    , m_note(new QLabel)
    , m_submit(new QPushButton)
    , m_reset(new QPushButton)
{
    setProperty("page", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 12, 20, 14);
    column->setSpacing(8);
    m_editor->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_editor->setTabChangesFocus(true);
    auto *colours = new YamlColours(m_editor->document());
    column->addWidget(m_editor, 1);
    m_errors->setFrameShape(QFrame::NoFrame);
    m_errors->setWordWrap(true);
    m_errors->setMaximumHeight(140);
    column->addWidget(m_errors);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    row->addWidget(m_note, 1);
    row->addWidget(m_reset);
    m_submit->setProperty("role", u"primary"_s);
    row->addWidget(m_submit);
    column->addLayout(row);
    m_delay.setSingleShot(true);
    m_delay.setInterval(200);
    connect(&m_delay, &QTimer::timeout, this, &DefinitionTab::check);
    connect(m_editor, &QPlainTextEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_errors, &QListWidget::itemActivated, this,
        [this](QListWidgetItem *item) { goTo(m_result.errors.value(m_errors->row(item))); });
    connect(m_errors, &QListWidget::itemClicked, this,
        [this](QListWidgetItem *item) { goTo(m_result.errors.value(m_errors->row(item))); });
    connect(m_reset, &QPushButton::clicked, this, &DefinitionTab::reset);
    connect(m_submit, &QPushButton::clicked, this, &DefinitionTab::submit);
    connect(&m_watch, &TaskWatch::restarted, this, &DefinitionTab::reset);
    connect(&m_watch, &TaskWatch::taskChanged, this, &DefinitionTab::follow);
    pagestyle::follow(this, [this, colours] {
        retranslate();
        colours->rehighlight();
    });
}

void DefinitionTab::reset()
{
    m_refused.clear();
    m_shown = m_watch.task().spec;
    m_editor->setPlainText(m_watch.isValid() ? QString::fromUtf8(writeTaskYaml(m_shown)) : QString());
    m_editor->document()->setModified(false);
    check();
}

void DefinitionTab::follow()
{
    // Somebody else changed it: what one has not touched follows, what one types stays.
    if (!(m_shown == m_watch.task().spec) && !m_editor->document()->isModified())
        reset();
    else
        showState();
}

bool DefinitionTab::mayRevise() const
{
    const Task &task = m_watch.task();
    const bool waits = task.state == TaskState::Pending || task.state == TaskState::WaitingApproval;
    return m_watch.isValid() && m_watch.isCurrent() && (isEnded(task.state) || (waits && !task.startedAt.isValid()));
}

void DefinitionTab::check()
{
    m_delay.stop();
    if (!m_watch.isValid()) {
        m_result = {};
        showState();
        return;
    }
    const Settings &settings = m_watch.engine().settings();
    TaskFileContext context;
    context.baseFolder = m_shown.workingDirectory;
    context.defaultMaxIterations = settings.maxIterations;
    context.defaultTimeout = settings.timeoutPerIteration;
    context.refusedFolders = QStringList{m_watch.engine().dataFolder()};
    m_result = readTaskYaml(m_editor->toPlainText().toUtf8(), context);
    m_errors->clear();
    for (const TaskFileError &error : std::as_const(m_result.errors)) {
        const QString place = error.line > 0 ? tr("Line %1, column %2").arg(error.line).arg(error.column) : tr("File");
        auto *item =
            new QListWidgetItem(shownLine(tr("%1: %2 %3").arg(place, error.message, error.hint), 600), m_errors);
        item->setForeground(pagestyle::tone(Role::Danger));
    }
    mark();
    showState();
}

void DefinitionTab::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    for (const TaskFileError &error : std::as_const(m_result.errors)) {
        const QTextBlock block = m_editor->document()->findBlockByNumber(error.line - 1);
        if (error.line <= 0 || !block.isValid())
            continue;
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.format.setBackground(pagestyle::tone(Role::DangerSoft));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(mark);
    }
    m_editor->setExtraSelections(marks);
}

void DefinitionTab::goTo(const TaskFileError &error)
{
    const QTextBlock block = m_editor->document()->findBlockByNumber(std::max(0, error.line - 1));
    if (!block.isValid())
        return;
    QTextCursor cursor(block);
    cursor.movePosition(
        QTextCursor::Right, QTextCursor::MoveAnchor, std::clamp(error.column - 1, 0, block.length() - 1));
    m_editor->setTextCursor(cursor);
    m_editor->setFocus();
}

void DefinitionTab::showState()
{
    const bool changed = m_result.ok() && !(m_result.spec == m_watch.task().spec);
    const bool may = mayRevise();
    m_errors->setVisible(!m_result.errors.isEmpty());
    m_submit->setEnabled(changed && may && !m_busy);
    m_reset->setEnabled(m_editor->document()->isModified() && !m_busy);
    m_editor->setReadOnly(m_busy);
    QString note;
    if (!m_refused.isEmpty())
        note = m_refused;
    else if (!m_result.ok())
        note = tr("%n mistake(s)", nullptr, int(m_result.errors.size()));
    else if (!may && m_watch.isValid())
        note = tr("A running task keeps its definition: cancel it first to change it.");
    else if (!changed)
        note = tr("Change it to begin a new attempt with another definition.");
    else if (verificationDigest(m_result.spec) != verificationDigest(m_watch.task().spec))
        note = tr("The verification commands or rights changed: a person is asked about them before anything runs.");
    else
        note = tr("Begins a new attempt; the earlier ones stay.");
    m_note->setText(note);
    QPalette colours = m_note->palette();
    colours.setColor(
        QPalette::WindowText, pagestyle::tone(!m_refused.isEmpty() || !m_result.ok() ? Role::Danger : Role::TextMuted));
    m_note->setPalette(colours);
}

void DefinitionTab::submit()
{
    check();
    if (!m_submit->isEnabled())
        return;
    m_busy = true;
    m_refused.clear();
    showState();
    SubmitRequest request;
    request.spec = m_result.spec;
    request.actor = EngineBridge::actor();
    whenDone(m_watch.engine().revise(m_watch.task().id, request), this, [this](const Result<Task> &task) {
        m_busy = false;
        if (!task) {
            m_refused =
                task.error().hint.isEmpty() ? task.error().message : task.error().message + u' ' + task.error().hint;
            showState();
            return;
        }
        m_editor->document()->setModified(false);
        showState();
        emit revised();
    });
}

void DefinitionTab::retranslate()
{
    pagestyle::setCodeFont(m_editor);
    m_editor->setAccessibleName(tr("Definition of the task, YAML"));
    m_errors->setAccessibleName(tr("Mistakes in the definition"));
    m_errors->setFont(pagestyle::text(FontRole::Small));
    m_note->setFont(pagestyle::text(FontRole::Small));
    m_submit->setText(tr("Start a new attempt"));
    m_submit->setAccessibleName(m_submit->text());
    m_reset->setText(tr("Reset"));
    m_reset->setAccessibleName(tr("Bring the stored definition back"));
    check();
}

void DefinitionTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    check();
}

void DefinitionTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
