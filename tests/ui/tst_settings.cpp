// SPDX-License-Identifier: MIT
// The settings dialog writes the file that the command line reads, names what is wrong beside the field, keeps no key
// in a file, and changes language and theme at once.
#include "ui/askfixture.h"

#include "settings/preferences.h"
#include "settings/settingsdialog.h"
#include "settings/settingspage.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class SettingsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<AskFixture> m_fixture;
    QString m_file;

    QByteArray written() const
    {
        QFile file(m_file);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void initTestCase() { Theme::instance().install(); }
    void init()
    {
        m_fixture = std::make_unique<AskFixture>();
        m_fixture->open({u"make"_s});
        m_file = m_fixture->folder.filePath(u"config.yaml"_s);
        Preferences::instance().open(m_fixture->folder.filePath(u"window.ini"_s));
    }
    void cleanup()
    {
        m_fixture.reset();
        useLanguage(u"en"_s);
        Theme::instance().setMode(ThemeMode::Light);
    }

    void aNumberGoesToTheFile()
    {
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        auto *box = dialog.findChild<QSpinBox *>(u"max_iterations"_s);
        QVERIFY(box);
        box->setValue(7);
        QVERIFY2(written().contains("max_iterations: '7'"), written().constData());
        const auto loaded = loadSettings({}, QProcessEnvironment(), m_file);
        QVERIFY(loaded && loaded->settings.maxIterations == 7);
        auto *field = qobject_cast<SettingField *>(box->parentWidget());
        QVERIFY(field);
        field->reset();
        QCOMPARE(box->value(), Settings().maxIterations);
    }

    void whatIsWrongNamesTheField()
    {
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        auto *line = dialog.findChild<QLineEdit *>(u"base_url"_s);
        QVERIFY(line);
        line->setText(u"not an address"_s);
        emit line->editingFinished();
        auto *field = qobject_cast<SettingField *>(line->parentWidget());
        QVERIFY(field);
        QVERIFY2(field->errorText().startsWith(SettingWords::label(u"base_url"_s)), qPrintable(field->errorText()));
        QVERIFY(!written().contains("not an address"));
    }

    void theSearchLeavesThePagesThatHoldIt()
    {
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        QCOMPARE(dialog.shownPages().size(), dialog.pages());
        dialog.searchEdit()->setText(u"Largest file"_s);
        QCOMPARE(dialog.shownPages(), QStringList{u"Checkpoints"_s});
        QCOMPARE(dialog.currentPage(), 6);
    }

    void theThemeChangesAtOnce()
    {
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        auto *box = dialog.findChild<QComboBox *>(u"theme"_s);
        box->setCurrentIndex(2);
        emit box->activated(2);
        QVERIFY(Theme::instance().isDark());
        QCOMPARE(Preferences::instance().theme(), ThemeMode::Dark);
    }

    void theKeyIsInNoFile()
    {
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        auto *key = dialog.findChild<QLineEdit *>(u"key"_s);
        QVERIFY(key);
        QCOMPARE(key->echoMode(), QLineEdit::Password);
        key->setText(u"sk-"
                     u"ant-test-0123456789"_s);
        QTest::qWait(50);
        for (const QString &name : {m_file, m_fixture->folder.filePath(u"window.ini"_s)}) {
            QFile file(name);
            if (file.open(QIODevice::ReadOnly))
                QVERIFY(!file.readAll().contains("sk-ant-test"));
        }
    }

    void theTestShowsModels()
    {
        QVERIFY(setConfigValue(m_file, u"base_url"_s, m_fixture->model->url()).has_value());
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        dialog.findChild<QLineEdit *>(u"key"_s)->setText(u"sk-"
                                                         u"ant-test-0123456789"_s);
        dialog.findChild<QAbstractButton *>(u"testKey"_s)->click();
        auto *answer = dialog.findChild<QLabel *>(u"keyAnswer"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(answer->text().contains(u"claude-sonnet-5-5"_s), qPrintable(answer->text()), 15000);
    }

    void diagnosticsHoldNoSecret()
    {
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        auto *text = dialog.findChild<QPlainTextEdit *>(u"diagnostics"_s);
        QTRY_VERIFY_WITH_TIMEOUT(text->toPlainText().contains(u"Qt "_s), 20000);
        QVERIFY(text->toPlainText().contains(u"max_iterations"_s));
        QVERIFY(!text->toPlainText().contains(m_fixture->settings.apiKey));
    }

    void everythingHasAName()
    {
        SettingsDialog dialog(*m_fixture->bridge, nullptr, m_file);
        for (const QWidget *widget : dialog.findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith(u"qt_"_s))
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            const bool inner = widget->parentWidget() && qobject_cast<const QAbstractSpinBox *>(widget->parentWidget());
            QVERIFY2(inner || !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }
};

QTEST_MAIN(SettingsTest)
#include "tst_settings.moc"
