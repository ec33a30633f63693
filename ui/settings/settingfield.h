// SPDX-License-Identifier: MIT
// One setting of config.yaml as a row: label, editor by its kind, reset, and what is wrong below. Writes as soon as a
// value is complete. A value that the environment gives is shown and cannot be changed here.
#pragma once

#include "settings/configfile.h"

#include <QCoreApplication>
#include <QWidget>

class QLabel;
class QToolButton;

namespace vibecoder {

struct SettingWords
{
    Q_DECLARE_TR_FUNCTIONS(SettingWords)

public:
    [[nodiscard]] static QString label(const QString &key);
    [[nodiscard]] static QString suffix(const QString &key);
};

class SettingField final : public QWidget
{
    Q_OBJECT

public:
    SettingField(ConfigFile &file, const QString &key, QWidget *parent = nullptr);

    [[nodiscard]] const QString &key() const { return m_key; }
    [[nodiscard]] QWidget *editor() const { return m_editor; }
    [[nodiscard]] QString errorText() const;
    void save(const QString &value);
    void reset();

private:
    void buildEditor(const SettingInfo &info);
    void show();

    ConfigFile &m_file;
    QString m_key;
    QWidget *m_editor = nullptr;
    QLabel *m_label = nullptr, *m_note = nullptr;
    QToolButton *m_reset = nullptr;
    bool m_showing = false;
};

} // namespace vibecoder
