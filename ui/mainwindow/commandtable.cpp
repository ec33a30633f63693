// SPDX-License-Identifier: MIT
#include "mainwindow/commandtable.h"

#include "theme/icons.h"

#include <QAction>
#include <QMenu>
#include <QWidget>

namespace vibecoder {

using namespace Qt::StringLiterals;

const QList<CommandInfo> &Commands::all()
{
    static const QList<CommandInfo> table{
        {CommandId::NewTask, QT_TR_NOOP("File"), "plus", QT_TR_NOOP("New task…"), "Ctrl+N"},
        {CommandId::OpenYaml, QT_TR_NOOP("File"), "folder-open", QT_TR_NOOP("Open YAML…"), "Ctrl+O"},
        {CommandId::PasteYaml, QT_TR_NOOP("File"), "file-plus", QT_TR_NOOP("Create from clipboard…"), "Ctrl+Shift+V"},
        {CommandId::ExportReport, QT_TR_NOOP("File"), "download", QT_TR_NOOP("Export report…"), "Ctrl+E"},
        {CommandId::Quit, QT_TR_NOOP("File"), "log-out", QT_TR_NOOP("Quit"), "Ctrl+Q"},
        {CommandId::OpenTask, QT_TR_NOOP("Task"), "", QT_TR_NOOP("Show task"), ""},
        {CommandId::Cancel, QT_TR_NOOP("Task"), "square", QT_TR_NOOP("Cancel task"), "Ctrl+.|Del"},
        {CommandId::Retry, QT_TR_NOOP("Task"), "rotate-ccw", QT_TR_NOOP("Retry"), "R", false},
        {CommandId::RetryFresh, QT_TR_NOOP("Task"), "refresh-cw", QT_TR_NOOP("Start fresh from your folder"), ""},
        {CommandId::Duplicate, QT_TR_NOOP("Task"), "copy", QT_TR_NOOP("Duplicate…"), "Ctrl+D"},
        {CommandId::ViewChanges, QT_TR_NOOP("Task"), "git-compare", QT_TR_NOOP("View changes"), ""},
        {CommandId::ApplyResult, QT_TR_NOOP("Task"), "check", QT_TR_NOOP("Apply changes…"), ""},
        {CommandId::UndoResult, QT_TR_NOOP("Task"), "undo-2", QT_TR_NOOP("Undo applied changes…"), ""},
        {CommandId::RaisePriority, QT_TR_NOOP("Task"), "chevron-up", QT_TR_NOOP("Raise priority"), "Ctrl+Up"},
        {CommandId::LowerPriority, QT_TR_NOOP("Task"), "chevron-down", QT_TR_NOOP("Lower priority"), "Ctrl+Down"},
        {CommandId::SetPriority, QT_TR_NOOP("Task"), "list-ordered", QT_TR_NOOP("Set priority…"), ""},
        {CommandId::CopyId, QT_TR_NOOP("Task"), "copy", QT_TR_NOOP("Copy ID"), "Ctrl+Shift+C"},
        {CommandId::CopyCommand, QT_TR_NOOP("Task"), "terminal", QT_TR_NOOP("Copy vibecoder command"), ""},
        {CommandId::OpenFolder, QT_TR_NOOP("Task"), "folder", QT_TR_NOOP("Open your folder"), "Ctrl+Shift+O"},
        {CommandId::OpenWorktree, QT_TR_NOOP("Task"), "git-branch", QT_TR_NOOP("Open the worktree"), ""},
        {CommandId::Remove, QT_TR_NOOP("Task"), "trash-2", QT_TR_NOOP("Remove from the list…"), "Shift+Del"},
        {CommandId::PauseQueue, QT_TR_NOOP("Queue"), "pause", QT_TR_NOOP("Pause or run the queue"), "Ctrl+Shift+P|P",
            false},
        {CommandId::ShowTasks, QT_TR_NOOP("View"), "list-todo", QT_TR_NOOP("Tasks"), "G, T", false},
        {CommandId::ShowQueue, QT_TR_NOOP("View"), "layers", QT_TR_NOOP("Queue and workers"), "G, Q", false},
        {CommandId::ShowApprovals, QT_TR_NOOP("View"), "hand", QT_TR_NOOP("Approvals"), "Ctrl+Shift+A|G, A", false},
        {CommandId::ShowStats, QT_TR_NOOP("View"), "chart-line", QT_TR_NOOP("Statistics"), "G, I", false},
        {CommandId::ShowSettings, QT_TR_NOOP("View"), "settings", QT_TR_NOOP("Settings…"), "Ctrl+,|G, S", false},
        {CommandId::Search, QT_TR_NOOP("View"), "search", QT_TR_NOOP("Search tasks"), "Ctrl+F|/", false},
        {CommandId::Palette, QT_TR_NOOP("View"), "terminal", QT_TR_NOOP("All commands…"), "Ctrl+K"},
        {CommandId::ClearFilters, QT_TR_NOOP("View"), "list-filter", QT_TR_NOOP("Clear filters"), ""},
        {CommandId::LargerText, QT_TR_NOOP("View"), "plus", QT_TR_NOOP("Larger text"), "Ctrl++|Ctrl+="},
        {CommandId::SmallerText, QT_TR_NOOP("View"), "minus", QT_TR_NOOP("Smaller text"), "Ctrl+-"},
        {CommandId::Help, QT_TR_NOOP("Help"), "keyboard", QT_TR_NOOP("Keyboard shortcuts"), "F1|?", false},
        {CommandId::Demo, QT_TR_NOOP("Help"), "play", QT_TR_NOOP("Run the demonstration"), ""},
        {CommandId::About, QT_TR_NOOP("Help"), "info", QT_TR_NOOP("About VibeCoder"), ""},
    };
    return table;
}

QString Commands::textOf(const CommandInfo &info)
{
    return tr(info.text);
}

QString Commands::menuOf(const CommandInfo &info)
{
    return tr(info.menu);
}

QList<QKeySequence> Commands::keysOf(const CommandInfo &info)
{
    QList<QKeySequence> keys;
    for (const QString &text : QString::fromLatin1(info.keys).split(u'|', Qt::SkipEmptyParts))
        keys.append(QKeySequence(text, QKeySequence::PortableText));
    return keys;
}

QList<Commands::PageKey> Commands::pageKeys()
{
    const auto key = [](const char *text) {
        return QKeySequence(QString::fromLatin1(text), QKeySequence::PortableText).toString(QKeySequence::NativeText);
    };
    const QString changes = tr("Changes"), approvals = tr("Approvals");
    const auto both = [](const QString &one, const QString &other) { return tr("%1 or %2").arg(one, other); };
    return {
        {changes, tr("Next or previous change"), both(key("N"), key("P"))},
        {changes, tr("Next or previous file"), both(key("Shift+N"), key("Shift+P"))},
        {changes, tr("Unified or side by side"), key("Alt+D")},
        {changes, tr("Fewer or more lines around"), both(u"{"_s, u"}"_s)},
        {changes, tr("Copy the chosen lines"), key("Ctrl+C")},
        {approvals, tr("Next or previous question"), both(key("J"), key("K"))},
        {approvals, tr("Deny"), both(key("D"), key("Esc"))},
        {approvals, tr("Allow, below high risk"), key("A")},
        {approvals, tr("Allow"), key("Alt+O")},
    };
}

Commands::Commands(QWidget *window)
{
    for (const CommandInfo &info : all()) {
        auto *action = new QAction(window);
        action->setShortcuts(keysOf(info));
        action->setShortcutContext(Qt::WindowShortcut);
        action->setIcon(*info.icon ? Icons::get(QString::fromLatin1(info.icon)) : QIcon());
        window->addAction(action);
        m_actions.insert(int(info.id), action);
    }
    retranslate();
}

void Commands::setEnabled(CommandId id, bool enabled)
{
    if (enabled)
        m_disabled.remove(int(id));
    else
        m_disabled.insert(int(id));
    apply(id);
}

void Commands::setCovered(bool covered)
{
    m_covered = covered;
    for (const CommandInfo &info : all())
        apply(info.id);
}

void Commands::apply(CommandId id)
{
    m_actions.value(int(id))->setEnabled(!m_disabled.contains(int(id)) && (!m_covered || id == CommandId::Quit));
}

void Commands::retranslate()
{
    for (const CommandInfo &info : all())
        m_actions.value(int(info.id))->setText(textOf(info));
}

void Commands::fillMenu(QMenu *menu) const
{
    menu->clear();
    QString last;
    QMenu *part = nullptr;
    for (const CommandInfo &info : all()) {
        const QString name = menuOf(info);
        if (std::exchange(last, name) != name)
            part = menu->addMenu(name);
        part->addAction(m_actions.value(int(info.id)));
    }
}

} // namespace vibecoder
