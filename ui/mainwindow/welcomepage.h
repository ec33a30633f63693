// SPDX-License-Identifier: MIT
// The first run: demonstration, key, first task.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;

namespace vibecoder {

class WelcomePage final : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(EngineBridge &bridge, QWidget *parent = nullptr);

    /// Without one the page takes no key and says where else it can come from.
    void setKeychain(bool there);

signals:
    void demoWanted();
    void newTaskWanted();
    void shortcutsWanted();
    void keyStored();

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *step(int number, QLabel *&title, QLabel *&text, QWidget *right, QWidget *below);
    void retranslate();
    void saveKey();

    EngineBridge &m_bridge;
    QScrollArea *m_area;
    QWidget *m_column = nullptr;
    QLabel *m_title, *m_text, *m_shell;
    QLabel *m_titles[3] = {}, *m_texts[3] = {}, *m_keyNote;
    QList<QLabel *> m_numbers;
    QPushButton *m_demo, *m_test, *m_new, *m_shortcuts;
    QLineEdit *m_key;
    bool m_keychain = true;
};

} // namespace vibecoder
