// SPDX-License-Identifier: MIT
// What belongs to the window alone: language, theme, notifications, closing. Kept in window.ini beside the
// configuration file; everything the command line knows too lives in config.yaml. GUI thread.
#pragma once

#include "theme/theme.h"

#include <QObject>
#include <QSettings>

#include <memory>

namespace vibecoder {

class Preferences final : public QObject
{
    Q_OBJECT

public:
    static Preferences &instance();
    /// Another file, for tests and at the start of the program; reads it.
    void open(const QString &file);

    [[nodiscard]] QString language() const; ///< system, en, zh_CN
    void setLanguage(const QString &language);
    /// For this run, whatever is kept; until the next setLanguage(). system, en, zh_CN.
    void setLanguageOfRun(const QString &language);
    [[nodiscard]] ThemeMode theme() const;
    void setTheme(ThemeMode mode);
    [[nodiscard]] int textPercent() const; ///< 100 to 200
    void setTextPercent(int percent);
    [[nodiscard]] bool reducedMotion() const { return flag(QStringLiteral("reduced_motion"), false); }
    /// By name: close_to_tray, tray_explained, server_starts, notify/passed …
    [[nodiscard]] bool flag(const QString &name, bool otherwise = true) const;
    void setFlag(const QString &name, bool on);
    [[nodiscard]] QSettings &store() { return *m_store; }

    /// Language, theme and size of text of the running program.
    void apply();
    /// The language in force: en or zh_CN.
    [[nodiscard]] static QString inForce(const QString &language);

signals:
    void changed();

private:
    Preferences();
    std::unique_ptr<QSettings> m_store;
    QString m_languageOfRun;
};

/// Loads the catalogues of the program and of Qt and the fonts for it; widgets get LanguageChange. language: en or zh_CN.
void useLanguage(const QString &language);

} // namespace vibecoder
