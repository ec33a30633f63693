// SPDX-License-Identifier: MIT
#include "settings/configfile.h"

#include "base/secretenvironment.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ConfigFile::ConfigFile(const QString &path, QObject *parent)
    : QObject(parent)
    , m_path(path.isEmpty() ? configPath(givenEnvironment()) : path)
{
    std::ignore = read();
}

Result<> ConfigFile::read()
{
    VC_TRY(m_loaded, loadSettings({}, givenEnvironment(), m_path));
    return {};
}

SettingValue ConfigFile::value(const QString &key) const
{
    for (const SettingValue &value : m_loaded.values) {
        if (value.key == key)
            return value;
    }
    return {key, {}, SettingOrigin::Default, {}};
}

SettingInfo ConfigFile::info(const QString &key)
{
    for (const SettingInfo &info : settingInfos()) {
        if (info.key == key)
            return info;
    }
    return {key, {}, {}, false};
}

QString ConfigFile::usual(const QString &key)
{
    static const auto loaded = loadSettings({}, QProcessEnvironment(), {});
    if (loaded) {
        for (const SettingValue &value : loaded->values) {
            if (value.key == key)
                return value.value;
        }
    }
    return {};
}

Result<> ConfigFile::set(const QString &key, const QString &value)
{
    VC_CHECK(setConfigValue(m_path, key, value));
    VC_CHECK(read());
    emit changed(key);
    return {};
}

} // namespace vibecoder
