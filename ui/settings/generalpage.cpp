// SPDX-License-Identifier: MIT
#include "settings/preferences.h"
#include "settings/settingspage.h"

#include <QCheckBox>
#include <QComboBox>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBoxWidth = 190;

} // namespace

GeneralPage::GeneralPage(QWidget *parent)
    : SettingsPage(tr("General"), parent)
{
    Preferences &preferences = Preferences::instance();
    const int width = int(kBoxWidth * Theme::instance().textScale());
    auto *language = new QComboBox(this);
    language->setObjectName(u"language"_s);
    language->setFixedWidth(width);
    language->addItem(tr("As the system"), u"system"_s);
    language->addItem(u"English"_s, u"en"_s);
    language->addItem(u"中文"_s, u"zh_CN"_s);
    language->setCurrentIndex(std::max(0, language->findData(preferences.language())));
    connect(language, &QComboBox::activated, this,
        [language] { Preferences::instance().setLanguage(language->currentData().toString()); });
    addRow(tr("Language"), language);
    auto *theme = new QComboBox(this);
    theme->setObjectName(u"theme"_s);
    theme->setFixedWidth(width);
    theme->addItem(tr("As the system"), int(ThemeMode::System));
    theme->addItem(tr("Light"), int(ThemeMode::Light));
    theme->addItem(tr("Dark"), int(ThemeMode::Dark));
    theme->setCurrentIndex(std::max(0, theme->findData(int(preferences.theme()))));
    connect(theme, &QComboBox::activated, this,
        [theme] { Preferences::instance().setTheme(ThemeMode(theme->currentData().toInt())); });
    addRow(tr("Theme"), theme);
    auto *size = new QComboBox(this);
    size->setObjectName(u"text_percent"_s);
    size->setFixedWidth(width);
    for (const int percent : {100, 125, 150, 175, 200})
        size->addItem(tr("%1 %", "size of text").arg(percent), percent);
    size->setCurrentIndex(std::max(0, size->findData(preferences.textPercent())));
    connect(size, &QComboBox::activated, this,
        [size] { Preferences::instance().setTextPercent(size->currentData().toInt()); });
    addRow(tr("Size of text"), size);

    const auto addFlag = [this](const QString &name, const QString &text, bool usual) {
        auto *box = new QCheckBox(text, this);
        box->setObjectName(name);
        box->setChecked(Preferences::instance().flag(name, usual));
        connect(box, &QCheckBox::toggled, this, [name](bool on) {
            Preferences::instance().setFlag(name, on);
            if (name == u"reduced_motion"_s)
                Theme::instance().setReducedMotion(on);
        });
        addWidget(box);
    };
    addFlag(u"reduced_motion"_s, tr("Less motion: nothing turns or slides"), false);
    addSection(tr("Window"));
    addFlag(u"close_to_tray"_s, tr("Closing the window keeps the tasks running in the tray"), true);
    addSection(tr("Notifications"));
    addFlag(u"notify/approval"_s, tr("An approval is needed"), true);
    addFlag(u"notify/passed"_s, tr("A task has passed"), true);
    addFlag(u"notify/failed"_s, tr("A task has not passed"), true);
    addFlag(u"notify/spend"_s, tr("A task has used 80 % or all of its budget"), true);
    addFlag(u"notify/queue_paused"_s, tr("The queue has paused by itself"), true);
    addText(tr("At most one in ten seconds; several become one."));
    finish();
}

} // namespace vibecoder
