// SPDX-License-Identifier: MIT
// What closing and quitting mean. Deciding is pure; asking is a small dialog.
#pragma once

#include <QCoreApplication>

class QWidget;

namespace vibecoder {

struct CloseFacts
{
    bool tray = false;       ///< there is one
    bool closeToTray = true; ///< the person's choice
    bool explained = false;  ///< closing to the tray was explained before
    int running = 0;         ///< tasks that run in this process
};

enum class CloseAnswer {
    ToTray,            ///< hide
    ExplainThenToTray, ///< the first time: say so, then hide
    AskAboutRunning,   ///< no tray and tasks run: ask as for quitting
    Quit,
};

[[nodiscard]] CloseAnswer closeAnswer(const CloseFacts &facts);

enum class QuitChoice { KeepRunning, StopSafely, Cancel };

class Closing
{
    Q_DECLARE_TR_FUNCTIONS(Closing)

public:
    /// Tells once that the program goes on in the tray; nothing waits for it.
    static void explainTray(QWidget *window);
    /// Modal. keep: whether the window can be hidden and the tasks go on (a tray is there).
    [[nodiscard]] static QuitChoice askQuit(QWidget *window, int running, bool keep);
};

} // namespace vibecoder
