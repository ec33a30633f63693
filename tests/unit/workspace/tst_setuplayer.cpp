// SPDX-License-Identifier: MIT
// Setup layers: what makes one, what a kill leaves, two that make the same at once, and which of them go.
#include "viewtesting.h"

#include "workspace/view/setuplayer.h"

#include <QRandomGenerator>
#include <QTest>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int kFiles = 40;

QString keyOf(char digit)
{
    return QString(64, QLatin1Char(digit));
}

} // namespace

class SetupLayerTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Scratch> m_scratch;

    [[nodiscard]] QString views() const { return m_scratch->at(u"data/views"_s); }
    [[nodiscard]] QString placeOf(char digit) const { return views() + u"/.setup-"_s + keyOf(digit); }

    // As setup commands leave it.
    [[nodiscard]] std::unique_ptr<ViewFolder> madeView(const QString &name, const QByteArray &content = "x") const
    {
        auto view = ViewFolder::open(views() + u'/' + name, m_scratch->at(u"w"_s));
        if (!view)
            return nullptr;
        const QByteArray upper = QFile::encodeName((*view)->storage()) + "/0/upper";
        bool whole = makeFolders(upper + "/node_modules");
        for (int i = 0; i < kFiles; ++i)
            whole = testing::write(upper + "/node_modules/" + QByteArray::number(i), content) && whole;
        return whole ? std::move(*view) : nullptr;
    }
    [[nodiscard]] bool makeLayer(char digit, const QByteArray &content = "x") const
    {
        auto view = madeView(u"made"_s, content);
        return view && SetupLayers::takeOver(views(), keyOf(digit), std::move(view));
    }
    [[nodiscard]] std::optional<QString> found(char digit) const
    {
        const auto layer = SetupLayers::find(views(), keyOf(digit));
        return layer ? *layer : u"(failed)"_s;
    }
    [[nodiscard]] bool isWhole(const QString &upper) const
    {
        return QDir(upper + u"/node_modules"_s).entryList(QDir::Files).size() == kFiles;
    }
    void wasUsed(char digit, int daysAgo) const
    {
        const timespec time{QDateTime::currentDateTime().addDays(-daysAgo).toSecsSinceEpoch(), 0};
        const timespec times[2] = {time, time};
        QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(placeOf(digit) + u"/used"_s).constData(), times, 0), 0);
    }
    SetupLayers::Swept sweep(int days, qint64 bytes, const QStringList &inUse = {}) const
    {
        return SetupLayers::sweep(views(), days, bytes, inUse, QDateTime::currentDateTime());
    }

private slots:
    void init() { m_scratch = std::make_unique<Scratch>(); }

    void aViewBecomesALayer()
    {
        QVERIFY(!found('a'));
        QVERIFY(!*SetupLayers::hold(views(), keyOf('a')));
        auto view = madeView(u"t.1"_s);
        QVERIFY(view);
        m_scratch->put(u"data/views/t.1/bases/x"_s, "base");
        QCOMPARE(::chmod(QFile::encodeName(view->storage() + u"/0/upper"_s).constData(), 0), 0);
        const auto own = SetupLayers::takeOver(views(), keyOf('a'), std::move(view));
        QVERIFY2(own, own ? "" : qPrintable(own.error().message));
        QCOMPARE(own->upper(), placeOf('a') + u"/0/upper"_s);
        QCOMPARE(found('a'), own->upper());
        QVERIFY(isWhole(own->upper()));
        QCOMPARE(m_scratch->names(u"data/views"_s), QStringList{u".setup-"_s + keyOf('a')});
        QCOMPARE(m_scratch->names(u"data/views/.setup-"_s + keyOf('a')),
            (QStringList{u"0"_s, u"lock"_s, u"ready"_s, u"used"_s}));
        QCOMPARE(m_scratch->names(u"data/views/.setup-"_s + keyOf('a') + u"/0"_s), QStringList{u"upper"_s});
        QVERIFY(ViewFolder::list(views()).isEmpty());
    }

    void refusesWhatIsNoLayer()
    {
        for (const QString &key : {QString(), u"../x"_s, keyOf('g'), keyOf('a').chopped(1), keyOf('A')}) {
            QCOMPARE(SetupLayers::find(views(), key).error().code, ErrorCode::InvalidArgument);
            QCOMPARE(SetupLayers::takeOver(views(), key, madeView(u"t.1"_s)).error().code, ErrorCode::InvalidArgument);
        }
        // What lies on a layer is not whole without it.
        QVERIFY(makeLayer('a'));
        auto view = ViewFolder::open(views() + u"/t.2"_s, m_scratch->at(u"w"_s), {}, *found('a'));
        QVERIFY(view);
        QCOMPARE((*view)->layerDescriptor() >= 0, true);
        QCOMPARE(SetupLayers::takeOver(views(), keyOf('b'), std::move(*view)).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(m_scratch->names(u"data/views"_s), QStringList{u".setup-"_s + keyOf('a')});
    }

    void whoeverComesSecondGetsTheFirst()
    {
        QVERIFY(makeLayer('a', "first"));
        const auto own = SetupLayers::takeOver(views(), keyOf('a'), madeView(u"t.2"_s, "second"));
        QVERIFY(own);
        QCOMPARE(m_scratch->get(u"data/views/.setup-"_s + keyOf('a') + u"/0/upper/node_modules/0"_s), "first");
        QCOMPARE(m_scratch->names(u"data/views"_s).size(), 1);
    }

    void manyAtOnce()
    {
        constexpr int processes = 6;
        QList<pid_t> children;
        for (int i = 0; i < processes; ++i) {
            const pid_t child = ::fork();
            if (child == 0) {
                auto view = madeView(u"t.%1"_s.arg(i), QByteArray::number(i));
                const auto own = SetupLayers::takeOver(views(), keyOf('a'), std::move(view));
                ::_exit(own && isWhole(own->upper()) ? 0 : 1);
            }
            children.append(child);
        }
        for (const pid_t child : std::as_const(children)) {
            int status = 1;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        QCOMPARE(m_scratch->names(u"data/views"_s), QStringList{u".setup-"_s + keyOf('a')});
        QVERIFY(found('a') && isWhole(*found('a')));
    }

    // Between getting its name and being ready.
    void whatAKillLeavesIsNoLayer()
    {
        for (const bool sweeps : {true, false}) {
            auto view = madeView(u"t.1"_s, "half");
            QVERIFY(view && view->moveTo(placeOf('a')));
            // Whoever makes it has the lock: nobody takes it away.
            QVERIFY(sweep(14, 1 << 30).removed.isEmpty() && !found('a') && QFileInfo::exists(placeOf('a')));
            view.reset();
            QVERIFY(!found('a') && !*SetupLayers::hold(views(), keyOf('a')));
            if (sweeps) {
                QCOMPARE(sweep(14, 1 << 30).removed, QStringList{u".setup-"_s + keyOf('a')});
                QVERIFY(!QFileInfo::exists(placeOf('a')));
            }
            QVERIFY(makeLayer('a', "whole"));
            QCOMPARE(m_scratch->get(u"data/views/.setup-"_s + keyOf('a') + u"/0/upper/node_modules/0"_s), "whole");
            QVERIFY(sweep(0, 0).removed.size() == 1 && m_scratch->names(u"data/views"_s).isEmpty());
        }
    }

    void killsAtAnyMoment()
    {
        for (int i = 0; i < 60; ++i) {
            const pid_t child = ::fork();
            if (child == 0) {
                ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                for (;;) {
                    (void)SetupLayers::takeOver(views(), keyOf('a'), madeView(u"t.1"_s));
                    (void)sweep(0, 0);
                }
            }
            ::usleep(useconds_t(QRandomGenerator::global()->bounded(15000)));
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            const auto layer = SetupLayers::hold(views(), keyOf('a'));
            QVERIFY(layer);
            QVERIFY(!*layer || isWhole((**layer).upper()));
            for (const ViewUse &use : ViewFolder::list(views()))
                QVERIFY(ViewFolder::removeUnused(views(), use.name));
        }
    }

    void whatIsUsedLeastGoesFirst()
    {
        for (const char digit : {'a', 'b', 'c'}) {
            QVERIFY(makeLayer(digit, QByteArray(4000, 'x')));
            wasUsed(digit, digit - 'a' + 1);
        }
        const qint64 all = sweep(14, 1 << 30).keptBytes;
        QVERIFY(all >= 3 * kFiles * 4000);
        wasUsed('a', 20);
        QCOMPARE(sweep(14, 1 << 30).removed, QStringList{u".setup-"_s + keyOf('a')});
        QCOMPARE(sweep(14, all / 2).removed, QStringList{u".setup-"_s + keyOf('c')});
        // A use counts.
        QVERIFY(makeLayer('d'));
        wasUsed('b', 20);
        QVERIFY(*SetupLayers::hold(views(), keyOf('b')));
        wasUsed('d', 1);
        QCOMPARE(sweep(14, all / 3).removed, QStringList{u".setup-"_s + keyOf('d')});
        QVERIFY(found('b'));
    }

    void whatSomebodyUsesStays()
    {
        QVERIFY(makeLayer('a') && makeLayer('b'));
        {
            const auto first = SetupLayers::hold(views(), keyOf('a')), second = SetupLayers::hold(views(), keyOf('a'));
            QVERIFY(first && *first && second && *second);
            QCOMPARE(sweep(0, 0, {*found('b')}).removed, QStringList());
            QCOMPARE(sweep(0, 0).removed, QStringList{u".setup-"_s + keyOf('b')});
            QVERIFY(isWhole((**first).upper()));
            QCOMPARE(ViewFolder::removeUnused(views(), u".setup-"_s + keyOf('a')).error().code, ErrorCode::Conflict);
        }
        QCOMPARE(sweep(0, 0).removed, QStringList{u".setup-"_s + keyOf('a')});
        QVERIFY(m_scratch->names(u"data/views"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(SetupLayerTest)
#include "tst_setuplayer.moc"
