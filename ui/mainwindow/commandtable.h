// SPDX-License-Identifier: MIT
// The one table of what the window can do: menus, palette, shortcuts and help are made from it.
#pragma once

#include <QCoreApplication>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QSet>
#include <QString>

class QAction;
class QMenu;
class QWidget;

namespace vibecoder {

enum class CommandId {
    NewTask,
    OpenYaml,
    PasteYaml,
    ExportReport,
    Quit,
    OpenTask,
    Cancel,
    Retry,
    RetryFresh,
    Duplicate,
    ViewChanges,
    ApplyResult,
    UndoResult,
    RaisePriority,
    LowerPriority,
    SetPriority,
    CopyId,
    CopyCommand,
    OpenFolder,
    OpenWorktree,
    Remove,
    PauseQueue,
    ShowTasks,
    ShowQueue,
    ShowApprovals,
    ShowStats,
    ShowSettings,
    Search,
    Palette,
    ClearFilters,
    LargerText,
    SmallerText,
    Help,
    Demo,
    About,
};

struct CommandInfo
{
    CommandId id;
    const char *menu;         ///< name of the menu, English
    const char *icon;         ///< may be empty
    const char *text;         ///< English, translated in the context Commands
    const char *keys;         ///< portable text; several by "|"; may be empty
    bool keysInFields = true; ///< false: a plain letter, which a text field takes for itself
};

class Commands
{
    Q_DECLARE_TR_FUNCTIONS(Commands)

public:
    [[nodiscard]] static const QList<CommandInfo> &all();
    [[nodiscard]] static QString textOf(const CommandInfo &info);
    [[nodiscard]] static QString menuOf(const CommandInfo &info);
    [[nodiscard]] static QList<QKeySequence> keysOf(const CommandInfo &info);

    /// What a page or a dialog does with keys of its own: its name, what, and the keys as they are shown.
    struct PageKey
    {
        QString page, text, keys;
    };
    [[nodiscard]] static QList<PageKey> pageKeys();

    /// One action for each command, owned by the window.
    explicit Commands(QWidget *window);
    [[nodiscard]] QAction *action(CommandId id) const { return m_actions.value(int(id)); }
    void setEnabled(CommandId id, bool enabled);
    /// A sheet covers the window: until it is gone only quitting is possible.
    void setCovered(bool covered);
    void retranslate();
    /// Every command, by menus.
    void fillMenu(QMenu *menu) const;

private:
    void apply(CommandId id);

    QHash<int, QAction *> m_actions;
    QSet<int> m_disabled;
    bool m_covered = false;
};

} // namespace vibecoder
