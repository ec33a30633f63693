// SPDX-License-Identifier: MIT
#include "taskpage/changestab.h"
#include "base/whendone.h"

#include "diff/diffview.h"
#include "diff/showntext.h"
#include "taskpage/filetree.h"
#include "taskpage/openfile.h"
#include "taskpage/resultline.h"
#include "taskpage/tasktext.h"
#include "taskpage/taskwatch.h"
#include "theme/pagestyle.h"

#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <iterator>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kContexts[] = {0, 3, 10, 30, 1000000};

QFrame *line(bool vertical)
{
    auto *made = new QFrame;
    made->setProperty("line", true);
    vertical ? made->setFixedWidth(1) : made->setFixedHeight(1);
    return made;
}

} // namespace

ChangesTab::ChangesTab(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_model(new FileTreeModel(this))
    , m_tree(new QTreeView)
    , m_view(new DiffView)
    , m_against(new QComboBox)
    , m_filter(new QLineEdit)
    , m_compare(new QLabel)
    , m_total(new QLabel)
    , m_guardedTag(new QLabel)
    , m_path(new QLabel)
    , m_change(new QLabel)
    , m_counts(new QLabel)
    , m_place(new QLabel)
    , m_guardedNote(new QLabel)
    , m_caption(new QLabel)
    , m_staying(new QLabel)
{
    setProperty("page", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildBar(column);
    column->addWidget(line(false));
    auto *split = new QSplitter;
    split->setChildrenCollapsible(false);
    split->setHandleWidth(1);
    split->addWidget(buildTree());
    split->addWidget(buildFile());
    split->setStretchFactor(1, 1);
    split->setSizes({248, 700});
    column->addWidget(split, 1);

    connect(&m_watch, &TaskWatch::restarted, this, &ChangesTab::restart);
    connect(&m_watch, &TaskWatch::checkpointsChanged, this, &ChangesTab::fillChoices);
    connect(&m_watch, &TaskWatch::iterationsChanged, this, &ChangesTab::fillChoices);
    connect(&m_watch, &TaskWatch::taskChanged, this, &ChangesTab::caption);
    connect(m_against, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            ask();
    });
    connect(m_filter, &QLineEdit::textChanged, this, &ChangesTab::refilter);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (const int file = m_model->fileAt(current); file >= 0)
            show(file);
    });
    connect(m_unified, &QToolButton::clicked, this, [this] { setLayoutKind(DiffLayout::Unified); });
    connect(m_sides, &QToolButton::clicked, this, [this] { setLayoutKind(DiffLayout::SideBySide); });
    connect(m_spaces, &QToolButton::toggled, m_view, &DiffView::setShowSpaces);
    connect(m_wrap, &QToolButton::toggled, m_view, &DiffView::setWrap);
    connect(m_ignore, &QToolButton::toggled, this, &ChangesTab::ask);
    connect(m_previous, &QToolButton::clicked, m_view, &DiffView::previousChange);
    connect(m_next, &QToolButton::clicked, m_view, &DiffView::nextChange);
    connect(m_view, &DiffView::changeMoved, this, [this](int current, int count) {
        m_place->setText(count > 0 ? tr("%1 of %2").arg(current + 1).arg(count) : QString());
        m_previous->setEnabled(current > 0);
        m_next->setEnabled(current >= 0 && current < count - 1);
    });
    connect(m_copy, &QToolButton::clicked, this,
        [this] { QApplication::clipboard()->setText(QString::fromUtf8(m_patch)); });
    connect(m_open, &QToolButton::clicked, this, &ChangesTab::openInEditor);
    connect(m_revert, &QToolButton::clicked, this, [this] {
        if (!shownPath().isEmpty())
            emit revertWanted(shownPath(), m_against->currentData().toString());
    });
    pagestyle::follow(this, [this] { retranslate(); });
}

void ChangesTab::restart()
{
    ++m_asked;
    m_stale = true;
    m_checkpoints.clear();
    m_patch.clear();
    take({});
}

void ChangesTab::fillChoices()
{
    if (!m_watch.isValid())
        return;
    const auto checkpoints = m_watch.engine().checkpoints(m_watch.task().id, m_watch.attempt());
    m_checkpoints = checkpoints.value_or(QList<Checkpoint>());
    const QString chosen = m_against->currentData().toString();
    m_filling = true;
    m_against->clear();
    if (m_checkpoints.isEmpty()) {
        // Checkpoints are switched off or too old: the patch of each iteration is still there.
        for (auto it = m_watch.iterations().crbegin(); it != m_watch.iterations().crend(); ++it) {
            if (!it->patchArtifact.isEmpty())
                m_against->addItem(tr("Patch of iteration %1").arg(it->number), u"patch:"_s + it->patchArtifact);
        }
    } else {
        if (isInView())
            m_against->addItem(tr("Your folder: everything that differs"), u"result"_s);
        m_against->addItem(tr("Start of task"), u"start"_s);
        QStringList ends;
        for (const Checkpoint &one : std::as_const(m_checkpoints)) {
            if (one.kind == CheckpointKind::Iteration)
                ends.append(Engine::checkpointWord(one));
        }
        if (ends.size() > 1)
            m_against->addItem(tr("Previous iteration"), ends.at(ends.size() - 2));
        for (auto it = m_checkpoints.crbegin(); it != m_checkpoints.crend(); ++it) {
            if (it->kind != CheckpointKind::Start)
                m_against->addItem(TaskText::checkpoint(*it), u"c%1"_s.arg(it->number));
        }
    }
    const int at = m_against->findData(chosen);
    m_against->setCurrentIndex(std::max(0, at));
    m_filling = false;
    m_stale = true;
    if (isVisible())
        ask();
}

void ChangesTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        ask();
}

void ChangesTab::ask()
{
    const QString from = m_against->currentData().toString();
    const quint64 asked = ++m_asked;
    m_stale = false;
    if (from.isEmpty() || !m_watch.isValid()) {
        take({});
        return;
    }
    const QString id = m_watch.task().id;
    const int attempt = m_watch.attempt();
    const QStringList commands = m_watch.task().spec.verificationCommands;
    const int context = kContexts[m_context];
    const WhiteSpace spaces = m_ignore->isChecked() ? WhiteSpace::Ignore : WhiteSpace::Compare;
    whenDone(m_watch.bridge().inBackground<Answer>([=](Engine &engine) -> Result<Answer> {
        Answer answer;
        if (from.startsWith(u"patch:"_s)) {
            VC_TRY(answer.patch, engine.artifactBytes(from.mid(6), 0, 8 * 1024 * 1024));
        } else if (from == u"result"_s) {
            VC_TRY(const TaskResult result, engine.result(id, attempt, context));
            answer.patch = result.patch;
            answer.staying = result.stayingBehind;
            answer.problems = result.problems;
        } else {
            VC_TRY(const CheckpointDiff diff, engine.checkpointDiff(id, from, u"last"_s, attempt, context));
            answer.patch = diff.patch;
        }
        answer.files = readPatch(answer.patch, spaces);
        QStringList paths;
        for (const FileDiff &file : std::as_const(answer.files))
            paths.append(file.path);
        const QStringList guarded = Engine::guardedAmong(paths, commands);
        answer.guarded = QSet<QString>(guarded.cbegin(), guarded.cend());
        return answer;
    }),
        this, [this, asked](const Result<Answer> &answer) {
            if (asked != m_asked)
                return;
            if (answer) {
                take(*answer);
                return;
            }
            take({});
            m_view->setNotice(answer.error().message);
        });
}

void ChangesTab::take(const Answer &answer)
{
    const QString path = shownPath();
    const int change = m_view->currentChange();
    m_patch = answer.patch;
    m_guarded = answer.guarded;
    m_files = answer.files;
    int added = 0, removed = 0;
    for (const FileDiff &file : std::as_const(m_files)) {
        added += file.added;
        removed += file.removed;
    }
    m_shown = -1;
    m_total->setText(m_files.isEmpty()
                         ? QString()
                         : tr("%n file(s)", nullptr, int(m_files.size())) + u"  +%1 −%2"_s.arg(added).arg(removed));
    m_guardedTag->setText(m_guarded.isEmpty() ? QString() : tr("%n guarded", nullptr, int(m_guarded.size())));
    m_guardedNote->setVisible(!m_guarded.isEmpty());
    tellStaying(answer);
    for (QWidget *one :
        std::initializer_list<QWidget *>{m_copy, m_spaces, m_wrap, m_ignore, m_unified, m_sides, m_open, m_revert})
        one->setEnabled(!m_files.isEmpty());
    refilter();
    emit countChanged(fileCount());
    if (m_files.isEmpty()) {
        m_path->clear();
        m_change->clear();
        m_counts->clear();
        m_view->setNotice(tr("Nothing has changed between these two states."));
        return;
    }
    selectFile(path);
    if (shownPath() == path && change > 0)
        m_view->goToChange(change); // the same file again: one stays where one was
}

bool ChangesTab::isInView() const
{
    return m_watch.isCurrent() && m_watch.task().isolation == Isolation::View;
}

// Whether what is shown is in the folder, and since when.
void ChangesTab::caption()
{
    const Task &task = m_watch.task();
    QDateTime at = task.endedAt;
    if (isInView() && task.result == ResultState::Applied) {
        const auto told = m_watch.engine().lastEvents(1, task.id, task.attempt, 0, EventKind::ResultApplied);
        if (told && !told->isEmpty())
            at = told->constFirst().at;
    }
    const QString text = isInView() ? ResultText::caption(task, at) : QString();
    m_caption->setText(text);
    m_caption->setVisible(!text.isEmpty());
}

// What stays behind when the result is applied, the largest first; and why it cannot be.
void ChangesTab::tellStaying(const Answer &answer)
{
    constexpr int named = 4;
    QStringList lines;
    if (!answer.problems.isEmpty())
        lines.append(tr("The changes cannot be read whole, so they cannot be applied: %1")
                         .arg(shownLine(answer.problems.join(u"; "_s), 400)));
    QList<StaysBehind> staying = answer.staying;
    std::stable_sort(
        staying.begin(), staying.end(), [](const StaysBehind &a, const StaysBehind &b) { return a.bytes > b.bytes; });
    QStringList names, all;
    for (const StaysBehind &one : std::as_const(staying)) {
        const QString name = shownLine(one.path, 200) + u' ' + TaskText::bytes(one.bytes);
        all.append(name);
        if (names.size() < named)
            names.append(name);
    }
    if (!all.isEmpty())
        lines.append(tr("Stays behind (git ignores it, or tools make it anew): %1")
                         .arg(names.join(u", "_s) + (all.size() > named ? u" …"_s : QString())));
    m_staying->setText(lines.join(u'\n'));
    m_staying->setToolTip(all.size() > named ? all.mid(0, 200).join(u'\n').toHtmlEscaped() : QString());
    m_staying->setVisible(!lines.isEmpty());
}

void ChangesTab::refilter()
{
    m_model->setFiles(m_files, m_guarded, m_filter->text());
    m_tree->expandAll();
    if (m_shown >= 0)
        m_tree->setCurrentIndex(m_model->indexOfFile(m_shown));
}

void ChangesTab::selectFile(const QString &path)
{
    int file = 0;
    for (int i = 0; i < m_files.size(); ++i) {
        if (m_files.at(i).path == path)
            file = i;
    }
    const QModelIndex index = m_model->indexOfFile(file);
    m_tree->setCurrentIndex(index);
    if (m_shown != file)
        show(file);
}

QString ChangesTab::shownPath() const
{
    return m_shown >= 0 && m_shown < m_files.size() ? m_files.at(m_shown).path : QString();
}

void ChangesTab::show(int file)
{
    if (file >= m_files.size())
        return;
    m_shown = file;
    const FileDiff &diff = m_files.at(file);
    m_path->setText(diff.path);
    m_path->setToolTip(diff.path.toHtmlEscaped());
    const QString words = diff.change == FileChange::Added     ? tr("Added")
                          : diff.change == FileChange::Deleted ? tr("Deleted")
                          : diff.change == FileChange::Renamed ? tr("Renamed")
                                                               : tr("Modified");
    m_change->setText(words);
    m_counts->setText(u"+%1 −%2"_s.arg(diff.added).arg(diff.removed));
    const bool ended = isEnded(m_watch.task().state) && m_watch.isCurrent();
    const bool kept = !m_checkpoints.isEmpty();
    const bool whole = m_against->currentData().toString() == u"result"_s;
    m_revert->setEnabled(ended && kept && !whole);
    m_revert->setToolTip(whole   ? tr("Undo takes back what was applied")
                         : !kept ? tr("There are no checkpoints to go back to")
                         : ended ? tr("Bring this file back to the compared state")
                                 : tr("Possible when the task has ended"));
    m_view->setFile(diff, m_against->currentText(), tr("Now"));
}

void ChangesTab::setLayoutKind(DiffLayout layout)
{
    m_unified->setChecked(layout == DiffLayout::Unified);
    m_sides->setChecked(layout == DiffLayout::SideBySide);
    m_view->setLayoutKind(layout);
}

void ChangesTab::openInEditor()
{
    openFileOf(m_watch.engine().folderOf(m_watch.task()), shownPath());
}

void ChangesTab::stepFile(int direction)
{
    if (!m_files.isEmpty())
        selectFile(m_files.at(std::clamp(m_shown + direction, 0, int(m_files.size()) - 1)).path);
}

// Fewer or more unchanged lines around each change; the last step is the whole file.
void ChangesTab::changeContext(int step)
{
    const int wanted = std::clamp(m_context + step, 0, int(std::size(kContexts)) - 1);
    if (std::exchange(m_context, wanted) != wanted)
        ask();
}

void ChangesTab::keyPressEvent(QKeyEvent *event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    if (event->key() == Qt::Key_N)
        shift ? stepFile(1) : m_view->nextChange();
    else if (event->key() == Qt::Key_P)
        shift ? stepFile(-1) : m_view->previousChange();
    else if (event->key() == Qt::Key_BraceLeft || event->key() == Qt::Key_BraceRight)
        changeContext(event->key() == Qt::Key_BraceRight ? 1 : -1);
    else if (event->key() == Qt::Key_D && (event->modifiers() & Qt::AltModifier))
        setLayoutKind(m_view->layoutKind() == DiffLayout::Unified ? DiffLayout::SideBySide : DiffLayout::Unified);
    else
        QWidget::keyPressEvent(event);
}

// N and P mean changes here, whatever the window does with them elsewhere.
bool ChangesTab::isOwnKey(const QKeyEvent &event)
{
    switch (event.key()) {
    case Qt::Key_N:
    case Qt::Key_P:
    case Qt::Key_BraceLeft:
    case Qt::Key_BraceRight:
        return !(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    case Qt::Key_D:
        return event.modifiers() == Qt::AltModifier;
    default:
        return false;
    }
}

bool ChangesTab::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isOwnKey(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

// The tree would take the letters for the beginning of a name.
bool ChangesTab::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress && isOwnKey(*static_cast<QKeyEvent *>(event))) {
        keyPressEvent(static_cast<QKeyEvent *>(event));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ChangesTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
