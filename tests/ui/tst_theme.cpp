// SPDX-License-Identifier: MIT
// Every pair of colours that meets on a page can be read, every icon and role that the tokens name is there.
#include "theme/icons.h"
#include "theme/status.h"
#include "theme/theme.h"

#include <QApplication>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QColor tokenColour(const QString &name, bool dark)
{
    const QJsonObject tokens = Theme::instance().tokens();
    const QJsonObject group = tokens.value(name.startsWith(u"syntax."_s) ? u"syntax"_s : u"colour"_s).toObject();
    return QColor(group.value(name.section(u'.', -1)).toObject().value(dark ? u"dark"_s : u"light"_s).toString());
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().install(); }

    void knownContrasts()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(contrastRatio(Qt::white, Qt::white) * 100), 100);
        QCOMPARE(qRound(contrastRatio(QColor(u"#777777"_s), Qt::white) * 100), 448);
    }

    void everyPairIsReadable()
    {
        int pairs = 0;
        for (const auto &[group, least] : {std::pair(u"text"_s, 4.5), std::pair(u"ui"_s, 3.0)}) {
            const QJsonObject named = Theme::instance().tokens().value(u"contrast"_s).toObject().value(group).toObject();
            for (const bool dark : {false, true}) {
                const QJsonObject list = named.value(dark ? u"dark"_s : u"light"_s).toObject();
                for (auto it = list.begin(); it != list.end(); ++it) {
                    const QColor front = tokenColour(it.key().section(u" on "_s, 0, 0), dark);
                    const QColor back = tokenColour(it.key().section(u" on "_s, 1, 1), dark);
                    QVERIFY2(front.isValid() && back.isValid(), qPrintable(it.key()));
                    QVERIFY2(contrastRatio(front, back) >= least,
                        qPrintable(u"%1 %2"_s.arg(it.key()).arg(contrastRatio(front, back))));
                    ++pairs;
                }
            }
        }
        QVERIFY(pairs > 150);
    }

    void disabledTextIsReadableOnDisabledButtons()
    {
        for (const bool dark : {false, true}) {
            const Theme &theme = Theme::instance();
            QVERIFY(contrastRatio(theme.color(Role::TextMuted, dark), theme.color(Role::Hover, dark)) >= 4.5);
        }
    }

    void everyStatusHasItsOwnShapeWordAndAColour()
    {
        QSet<QString> icons, words;
        const QJsonObject tokens = Theme::instance().tokens().value(u"status"_s).toObject();
        QCOMPARE(tokens.size(), kStatusCount);
        for (int i = 0; i < kStatusCount; ++i) {
            const StatusLook look = Status::look(StatusKind(i));
            QVERIFY2(Icons::exists(look.icon), qPrintable(look.icon));
            icons.insert(look.icon);
            words.insert(look.word);
            const auto same = std::find_if(tokens.begin(), tokens.end(),
                [&](const QJsonValue &entry) { return entry.toObject().value(u"en"_s) == look.word; });
            QVERIFY2(same != tokens.end(), qPrintable(look.word));
            QCOMPARE(same->toObject().value(u"icon"_s).toString(), look.icon);
            QCOMPARE(Theme::roleOf(same->toObject().value(u"colour"_s).toString()), look.role);
        }
        QCOMPARE(icons.size(), kStatusCount);
        QCOMPARE(words.size(), kStatusCount);
    }

    void statesBecomeStatuses()
    {
        QCOMPARE(Status::of(TaskState::Pending, StopReason::None), StatusKind::Queued);
        QCOMPARE(Status::of(TaskState::Failed, StopReason::StuckOscillation), StatusKind::Stuck);
        QCOMPARE(Status::of(TaskState::Failed, StopReason::CostLimit), StatusKind::Budget);
        QCOMPARE(Status::of(TaskState::Failed, StopReason::EnvironmentError), StatusKind::Error);
        QCOMPARE(Status::of(TaskState::Failed, StopReason::IterationLimit), StatusKind::Failed);
        QCOMPARE(Status::of(TaskState::Completed, StopReason::Passed), StatusKind::Passed);
    }

    void iconsTakeTheColourOfTheTheme()
    {
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            Theme::instance().setMode(mode);
            const QImage image = Icons::pixmap(u"square"_s, Role::Danger, 24, 1).toImage();
            const QColor edge = image.pixelColor(12, 3);
            QCOMPARE(edge.rgb(), Theme::instance().color(Role::Danger).rgb());
        }
    }

    void theThemeChangesAtOnce()
    {
        Theme &theme = Theme::instance();
        theme.setMode(ThemeMode::Light);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(theme.isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Base), theme.color(Role::Surface, true));
        QVERIFY(qApp->styleSheet().contains(theme.color(Role::Accent, true).name()));
        QVERIFY2(!qApp->styleSheet().contains(u'@'), "a token that does not exist");
        theme.setMode(ThemeMode::Light);
        QCOMPARE(QApplication::palette().color(QPalette::Base), theme.color(Role::Surface, false));
    }

    void theSystemThemeFollowsTheDesktop()
    {
        Theme &theme = Theme::instance();
        theme.setMode(ThemeMode::System);
        QPalette dark = QApplication::palette();
        dark.setColor(QPalette::Window, QColor(u"#101010"_s));
        QApplication::setPalette(dark);
        QTRY_VERIFY(theme.isDark());
        QPalette light = QApplication::palette();
        light.setColor(QPalette::Window, QColor(u"#fafafa"_s));
        QApplication::setPalette(light);
        QTRY_VERIFY(!theme.isDark());
    }

    void textGrows()
    {
        Theme &theme = Theme::instance();
        const int before = theme.font(FontRole::Base).pixelSize();
        theme.setTextScale(2);
        QCOMPARE(theme.font(FontRole::Base).pixelSize(), 2 * before);
        QCOMPARE(theme.px("control"_L1, "height"_L1), 60);
        theme.setTextScale(1);
    }

    void chineseIsNeverSmall()
    {
        Theme &theme = Theme::instance();
        theme.setChinese(true);
        for (const FontRole role : {FontRole::Caption, FontRole::Small, FontRole::Base})
            QVERIFY(theme.font(role).pixelSize() >= 13);
        theme.setChinese(false);
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
