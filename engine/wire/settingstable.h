// SPDX-License-Identifier: MIT
// The one table of settings: key, variable, limits and the member it goes to. Private to this room.
#pragma once

#include "model/settings.h"

#include <QStringList>

#include <span>

namespace vibecoder {

enum class SettingKind {
    Secret,
    Address,
    Database,
    Host,
    Word,
    Date,
    Level,
    Profile,
    Number,
    Amount,
    Sandbox,
    Trace,
    Folders,
    File,
    Flag
};

struct SettingRow
{
    const char *key;
    const char *environment;
    SettingKind kind;
    QString Settings::*text = nullptr;
    int Settings::*number = nullptr;
    int low = 0, high = 0; ///< of number
    bool Settings::*flag = nullptr;

    [[nodiscard]] QString name() const { return QString::fromLatin1(key); }
    [[nodiscard]] bool isSecret() const { return kind == SettingKind::Secret; }
};

[[nodiscard]] std::span<const SettingRow> settingRows();
[[nodiscard]] const SettingRow *findSetting(const QString &key);
[[nodiscard]] QStringList settingKeys();

/// What the setting takes, for people.
[[nodiscard]] QString acceptedValues(const SettingRow &row);
/// Sets the member; false (and no change) when the text is not accepted.
[[nodiscard]] bool applySetting(const SettingRow &row, const QString &text, Settings &settings);
/// The value as text; masked where it must not be shown.
[[nodiscard]] QString shownSetting(const SettingRow &row, const Settings &settings);
/// An address that carries a password.
[[nodiscard]] bool holdsPassword(const QString &address);

} // namespace vibecoder
