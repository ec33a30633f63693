// SPDX-License-Identifier: MIT
#include "settings/preferences.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace vibecoder {

using namespace Qt::StringLiterals;

Preferences &Preferences::instance()
{
    static Preferences preferences;
    return preferences;
}

Preferences::Preferences()
{
    open(QDir::homePath() + u"/.vibecoder/window.ini"_s);
}

void Preferences::open(const QString &file)
{
    m_store = std::make_unique<QSettings>(file, QSettings::IniFormat);
}

QString Preferences::language() const
{
    return m_languageOfRun.isEmpty() ? m_store->value(u"language"_s, u"system"_s).toString() : m_languageOfRun;
}

void Preferences::setLanguage(const QString &language)
{
    m_languageOfRun.clear();
    m_store->setValue(u"language"_s, language);
    apply();
    emit changed();
}

void Preferences::setLanguageOfRun(const QString &language)
{
    m_languageOfRun = language;
    apply();
}

ThemeMode Preferences::theme() const
{
    const QString name = m_store->value(u"theme"_s).toString();
    return name == u"dark"_s ? ThemeMode::Dark : name == u"light"_s ? ThemeMode::Light : ThemeMode::System;
}

void Preferences::setTheme(ThemeMode mode)
{
    m_store->setValue(u"theme"_s, mode == ThemeMode::Dark    ? u"dark"_s
                                  : mode == ThemeMode::Light ? u"light"_s
                                                             : u"system"_s);
    apply();
    emit changed();
}

int Preferences::textPercent() const
{
    return std::clamp(m_store->value(u"text_percent"_s, 100).toInt(), 100, 200);
}

void Preferences::setTextPercent(int percent)
{
    m_store->setValue(u"text_percent"_s, std::clamp(percent, 100, 200));
    apply();
    emit changed();
}

bool Preferences::flag(const QString &name, bool otherwise) const
{
    return m_store->value(name, otherwise).toBool();
}

void Preferences::setFlag(const QString &name, bool on)
{
    m_store->setValue(name, on);
    emit changed();
}

QString Preferences::inForce(const QString &language)
{
    if (language == u"en"_s || language == u"zh_CN"_s)
        return language;
    return QLocale::system().language() == QLocale::Chinese ? u"zh_CN"_s : u"en"_s;
}

void Preferences::apply()
{
    constexpr double hundred = 100;
    Theme &theme = Theme::instance();
    theme.setTextScale(textPercent() / hundred);
    theme.setReducedMotion(reducedMotion());
    theme.setMode(this->theme());
    useLanguage(inForce(language()));
}

void useLanguage(const QString &language)
{
    static QString current;
    static QTranslator own, qt;
    Theme::instance().setChinese(language == u"zh_CN"_s);
    if (current == language)
        return;
    current = language;
    QCoreApplication::removeTranslator(&own);
    QCoreApplication::removeTranslator(&qt);
    QLocale::setDefault(language == u"zh_CN"_s ? QLocale(QLocale::Chinese, QLocale::China) : QLocale(QLocale::English));
    // Qt's words first: the newest catalogue is asked before the others.
    if (language == u"zh_CN"_s && qt.load(u"qtbase_zh_CN"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qt);
    if (own.load(u":/i18n/vibecoder_%1.qm"_s.arg(language)))
        QCoreApplication::installTranslator(&own);
}

} // namespace vibecoder
