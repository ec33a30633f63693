// SPDX-License-Identifier: MIT
// Settings from flags, environment, configuration file and defaults, in this order of strength, each value with its origin.
// One table holds every setting: key, variable, kind and limits.
#pragma once

#include "base/result.h"
#include "model/settings.h"

#include <QHash>
#include <QProcessEnvironment>

namespace vibecoder {

enum class SettingOrigin { Default, File, Environment, Flag };
template <>
struct EnumTable<SettingOrigin>
{
    static constexpr auto rows = enumRows<SettingOrigin>({{SettingOrigin::Default, "default"},
        {SettingOrigin::File, "file"}, {SettingOrigin::Environment, "environment"}, {SettingOrigin::Flag, "flag"}});
};

struct SettingValue
{
    QString key;       ///< as in config.yaml
    QString value;     ///< text; a secret shows only whether it is set
    SettingOrigin origin = SettingOrigin::Default;
    QString where;     ///< the variable, `file:line`, or the flag; empty for defaults
};

struct LoadedSettings
{
    Settings settings;
    QList<SettingValue> values; ///< all settings in the order of the table
    QString configFile;         ///< the file that was looked for
};

/// ~/.vibecoder/config.yaml, or VIBECODER_CONFIG.
[[nodiscard]] QString configFilePath(const QProcessEnvironment &environment);

/// flags: key -> text, only those given. A wrong value anywhere is an error that names the setting, its source and what is
/// accepted; all wrong values are in one message.
[[nodiscard]] Result<LoadedSettings> loadSettings(
    const QHash<QString, QString> &flags, const QProcessEnvironment &environment);

/// Checks the value and writes it into the file, other keys kept. Secrets are refused: they never lie in a file of ours.
[[nodiscard]] Result<> setConfigValue(const QString &configFile, const QString &key, const QString &value);

} // namespace vibecoder
