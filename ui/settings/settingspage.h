// SPDX-License-Identifier: MIT
// One page of the settings: a title, rows, sentences. Knows the words on it, for the search.
#pragma once

#include "bridge/enginebridge.h"
#include "settings/settingfield.h"

#include <QScrollArea>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace vibecoder {

class SettingsPage : public QScrollArea
{
    Q_OBJECT

public:
    explicit SettingsPage(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] const QString &title() const { return m_title; }
    /// Whether a word is on this page; case does not count.
    [[nodiscard]] bool holds(const QString &text) const;

protected:
    void addSection(const QString &title);
    SettingField *addField(ConfigFile &file, const QString &key);
    /// A row with the label column of the fields.
    QWidget *addRow(const QString &label, QWidget *editor, bool wide = false);
    QLabel *addText(const QString &text, bool muted = true);
    void addWidget(QWidget *widget);
    void addRestartNote();
    void finish();

private:
    QString m_title;
    QWidget *m_body = nullptr;
    QVBoxLayout *m_column = nullptr;
};

/// Pages that are only fields.
class FieldsPage final : public SettingsPage
{
    Q_OBJECT

public:
    FieldsPage(const QString &title, const QString &text, ConfigFile &file, const QStringList &keys,
        QWidget *parent = nullptr);
};

class GeneralPage final : public SettingsPage
{
    Q_OBJECT

public:
    explicit GeneralPage(QWidget *parent = nullptr);
};

class KeyPage final : public SettingsPage
{
    Q_OBJECT

public:
    KeyPage(EngineBridge &bridge, ConfigFile &file, QWidget *parent = nullptr);

signals:
    void keyStored();

private:
    void look();
    void store();
    void test();
    void say(const QString &text, bool wrong);

    EngineBridge &m_bridge;
    ConfigFile &m_file;
    QLineEdit *m_key = nullptr;
    QPushButton *m_store = nullptr, *m_remove = nullptr, *m_test = nullptr;
    QLabel *m_state = nullptr, *m_answer = nullptr;
};

class SafetyPage final : public SettingsPage
{
    Q_OBJECT

public:
    SafetyPage(EngineBridge &bridge, ConfigFile &file, QWidget *parent = nullptr);

private:
    void lookAtSandbox();
    void reloadRules();

    EngineBridge &m_bridge;
    std::optional<QList<Rule>> m_shown;
    QLabel *m_tier = nullptr, *m_none = nullptr;
    QWidget *m_rules = nullptr;
};

class ServerPage final : public SettingsPage
{
    Q_OBJECT

public:
    ServerPage(ConfigFile &file, QWidget *parent = nullptr);

private:
    void showState();

    QLabel *m_state = nullptr, *m_tokenNote = nullptr;
    QLineEdit *m_token = nullptr;
    QPushButton *m_start = nullptr, *m_link = nullptr;
};

class AboutPage final : public SettingsPage
{
    Q_OBJECT

public:
    AboutPage(EngineBridge &bridge, ConfigFile &file, QWidget *parent = nullptr);

private:
    QPlainTextEdit *m_text = nullptr;
};

/// For a report of a problem: versions, where things lie, every setting; no secret. Pure but for what it asks the
/// system; may take a moment (it tries the sandbox).
[[nodiscard]] QString diagnostics(Engine &engine, const QList<SettingValue> &settings);

} // namespace vibecoder
