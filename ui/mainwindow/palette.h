// SPDX-License-Identifier: MIT
// Ctrl+K: every command and the newest tasks by typing a few letters. Esc closes.
#pragma once

#include "bridge/enginebridge.h"

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace vibecoder {

class Commands;

class CommandPalette final : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const Commands &commands, EngineBridge &bridge, QWidget *parent);

signals:
    void taskWanted(const QString &taskId);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill(const QString &text);
    void run();

    const Commands &m_commands;
    EngineBridge &m_bridge;
    QLineEdit *m_field;
    QListWidget *m_list;
};

/// How well a command "Menu: Name" fits: 4 its name begins so, 3 a word in it, 2 it holds the text, 1 its letters come
/// in this order, -1 not at all. Pure.
[[nodiscard]] int closeness(const QString &text, const QString &wanted);

/// Letters of `wanted` in this order somewhere in `text`, whatever their case. Pure.
[[nodiscard]] bool fitsLoosely(const QString &text, const QString &wanted);

} // namespace vibecoder
