// SPDX-License-Identifier: MIT
// The configuration file as the settings dialog sees it: what holds now, from where, and writing one value. The command
// line reads and writes the same file by the same functions.
#pragma once

#include "wire/settingsfile.h"

#include <QObject>

namespace vibecoder {

class ConfigFile final : public QObject
{
    Q_OBJECT

public:
    /// path empty: the person's own.
    explicit ConfigFile(const QString &path = {}, QObject *parent = nullptr);

    [[nodiscard]] const QString &path() const { return m_path; }
    /// Reads again; the error names what is wrong in the file.
    [[nodiscard]] Result<> read();
    [[nodiscard]] const Settings &settings() const { return m_loaded.settings; }
    [[nodiscard]] SettingValue value(const QString &key) const;
    [[nodiscard]] static SettingInfo info(const QString &key);
    [[nodiscard]] static QString usual(const QString &key); ///< the default
    [[nodiscard]] Result<> set(const QString &key, const QString &value);

signals:
    void changed(const QString &key);

private:
    QString m_path;
    LoadedSettings m_loaded;
};

} // namespace vibecoder
