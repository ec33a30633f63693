// SPDX-License-Identifier: MIT
// Joins the sources of the settings: flags, then environment, then configuration file, then defaults. One table
// (settingstable.h) names every setting. Reads one file and nothing else; any thread; about a tenth of a millisecond.
#pragma once

#include "base/result.h"
#include "model/settings.h"

#include <QList>
#include <QMap>
#include <QProcessEnvironment>
#include <QString>

namespace vibecoder {

enum class SettingOrigin { Default, File, Environment, Flag };
template <>
struct EnumTable<SettingOrigin>
{
    static constexpr auto rows = enumRows<SettingOrigin>({
        {SettingOrigin::Default, "default"},
        {SettingOrigin::File, "file"},
        {SettingOrigin::Environment, "environment"},
        {SettingOrigin::Flag, "flag"},
    });
};

/// One setting as it may be shown.
struct SettingValue
{
    QString key;   ///< as in config.yaml
    QString value; ///< a secret reads `********`, the password in an address `***`; empty: not set
    SettingOrigin origin = SettingOrigin::Default;
    QString originName; ///< name of the variable, `file:line`, or the key of the flag; empty for a default
};

struct LoadedSettings
{
    Settings settings;
    QList<SettingValue> values; ///< every setting, in the order of the table
};

/// What can be set and how; for help, completion and documentation.
struct SettingInfo
{
    QString key;
    QString environment; ///< name of the variable
    QString accepted;    ///< for people, translated
    bool secret = false; ///< read from the environment only
    int low = 0, high = 0;  ///< of a whole number; equal: it is none
    QStringList choices{};  ///< of a word from a list
    bool isFlag = false, isAmount = false;
};
[[nodiscard]] QList<SettingInfo> settingInfos();

/// VIBECODER_CONFIG, else ~/.vibecoder/config.yaml.
[[nodiscard]] QString configPath(const QProcessEnvironment &environment);

/// flags: by key. An empty variable counts as not set; a file that is not there counts as empty. The error names every
/// wrong setting, one a line, with its source and what is accepted; it never holds the value of a secret.
[[nodiscard]] Result<LoadedSettings> loadSettings(
    const QMap<QString, QString> &flags, const QProcessEnvironment &environment, const QString &path);

/// Checks and writes one setting (whole file or nothing, mode 0600); other lines and comments stay. Secrets, and
/// addresses with a password in them, are refused.
[[nodiscard]] Result<> setConfigValue(const QString &path, const QString &key, const QString &value);

} // namespace vibecoder
