// SPDX-License-Identifier: MIT
#include "settings/settingspage.h"

#include "base/logging.h"
#include "base/paths.h"
#include "base/whendone.h"
#include "theme/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStorageInfo>
#include <QSysInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString diagnostics(Engine &engine, const QList<SettingValue> &settings)
{
    // English and untranslated: it goes into reports of problems.
    QStringList lines;
    lines << u"VibeCoder "_s + QStringLiteral(VIBECODER_VERSION) << u"Qt %1"_s.arg(QString::fromLatin1(qVersion()))
          << u"System %1, %2, kernel %3"_s.arg(
                 QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture(), QSysInfo::kernelVersion())
          << u"Platform %1"_s.arg(QGuiApplication::platformName()) << u"Data folder %1"_s.arg(engine.dataFolder());
    QString why;
    lines << u"Sandbox %1%2"_s.arg(
        toWire(Engine::sandboxTier(&why, engine.settings().sandbox)), why.isEmpty() ? QString() : u" ("_s + why + u')');
    lines << u"Landlock %1"_s.arg(Engine::landlockVersion())
          << u"Launcher %1"_s.arg(QFileInfo(launcherPath()).isExecutable() ? u"found"_s : u"missing"_s)
          << u"Keychain helper %1"_s.arg(QFileInfo(keychainHelperPath()).isExecutable() ? u"found"_s : u"missing"_s);
    constexpr qint64 mib = 1024 * 1024;
    lines << u"Free space %1 MiB"_s.arg(QStorageInfo(engine.dataFolder()).bytesAvailable() / mib);
    if (const auto status = engine.queueStatus()) {
        QStringList counts;
        for (auto it = status->counts.cbegin(); it != status->counts.cend(); ++it)
            counts.append(u"%1 %2"_s.arg(toWire(it.key())).arg(it.value()));
        counts.sort();
        lines << u"Tasks %1"_s.arg(counts.isEmpty() ? u"none"_s : counts.join(u", "_s));
    }
    lines << u"Settings"_s;
    for (const SettingValue &value : settings)
        lines << u"  %1 = %2 (%3)"_s.arg(value.key, value.value, toWire(value.origin));
    return redact(lines.join(u'\n'));
}

AboutPage::AboutPage(EngineBridge &bridge, ConfigFile &file, QWidget *parent)
    : SettingsPage(tr("About"), parent)
{
    addText(
        tr("VibeCoder %1, with Qt %2").arg(QStringLiteral(VIBECODER_VERSION), QString::fromLatin1(qVersion())), false);
    addText(
        tr("MIT licence. Qt under the LGPL 3, QCoro and yaml-cpp under MIT, QtKeychain under BSD 3-Clause, the icons "
           "(Lucide) under ISC."));
    auto *buttons = new QWidget(this);
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    auto *qt = new QPushButton(tr("About Qt"), buttons);
    qt->setAutoDefault(false);
    connect(qt, &QPushButton::clicked, qApp, &QApplication::aboutQt);
    row->addWidget(qt);
    row->addStretch();
    addWidget(buttons);
    addSection(tr("Diagnostics"));
    addText(tr("For a report of a problem. Keys and passwords are not in it."));
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"diagnostics"_s);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(Theme::instance().font(FontRole::Code));
    m_text->setAccessibleName(tr("Diagnostics"));
    m_text->setMinimumHeight(int(220 * Theme::instance().textScale()));
    m_text->setPlainText(tr("Looking…"));
    addWidget(m_text);
    auto *copyRow = new QWidget(this);
    auto *copyLayout = new QHBoxLayout(copyRow);
    copyLayout->setContentsMargins(0, 0, 0, 0);
    auto *copy = new QPushButton(tr("Copy diagnostics"), copyRow);
    copy->setAutoDefault(false);
    connect(
        copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    copyLayout->addWidget(copy);
    copyLayout->addStretch();
    addWidget(copyRow);
    finish();
    QList<SettingValue> values;
    for (const SettingInfo &info : settingInfos())
        values.append(file.value(info.key));
    whenDone(bridge.inBackground<QString>(
                 [values](Engine &engine) -> Result<QString> { return diagnostics(engine, values); }),
        this, [this](const Result<QString> &text) { m_text->setPlainText(text ? *text : text.error().message); });
}

} // namespace vibecoder
