// SPDX-License-Identifier: MIT
// Which language a caller wants, and that a task file is judged in it while everybody else reads that of the process.
#include "callerslanguage.h"
#include "server/runningserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vibecoder;

class CallersLanguageTest : public QObject
{
    Q_OBJECT

private slots:
    void theMostWantedOneOfThoseThereAre_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<SpokenLanguage>("wanted");
        const auto row = [](const char *header, SpokenLanguage wanted) {
            QTest::newRow(*header ? header : "nothing") << QByteArray(header) << wanted;
        };
        row("", SpokenLanguage::OfProcess);
        row("zh-CN", SpokenLanguage::Chinese);
        row("ZH", SpokenLanguage::Chinese);
        row("en-GB,en;q=0.9", SpokenLanguage::English);
        row("de, en;q=0.4, zh;q=0.8", SpokenLanguage::Chinese);
        row("zh;q=0.3,en;q=0.5", SpokenLanguage::English);
        row("zh;q=0, en;q=0", SpokenLanguage::OfProcess);
        row("zh;q=7, de", SpokenLanguage::OfProcess);
        row("zhuang, english", SpokenLanguage::OfProcess);
        row(";;,,;q=", SpokenLanguage::OfProcess);
        row("*", SpokenLanguage::OfProcess);
    }

    void theMostWantedOneOfThoseThereAre()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const SpokenLanguage, wanted);
        QCOMPARE(wantedLanguage(header), wanted);
    }

    void taskFilesAreJudgedInIt()
    {
        const RunningServer server;
        QVERIFY(server.isReady());
        const auto told = [&server](const QList<QByteArray> &headers) {
            const RawReply reply = server.call("POST", "/api/tasks?dry_run=true", "nam: x\n",
                QList<QByteArray>{"Content-Type: application/yaml"} + headers);
            const QJsonObject error = QJsonDocument::fromJson(reply.body).object().value(u"error"_s).toObject();
            return error.value(u"problems"_s).toArray().first().toObject().value(u"message"_s).toString();
        };
        const QString english = u"nam is not a field of a task file"_s;
        const QString chinese = u"nam 不是任务文件的字段"_s;
        QCOMPARE(told({}), english);
        QCOMPARE(told({"Accept-Language: zh-CN"}), chinese);
        QCOMPARE(told({"Accept-Language: en"}), english);
        QCOMPARE(told({}), english);
    }

    void thoseOfAChineseServerCanBeReadInEnglish()
    {
        const RunningServer server({u"--no-worker"_s}, {{u"VIBECODER_LANG"_s, u"zh"_s}, {u"LANG"_s, u"zh_CN.UTF-8"_s}});
        QVERIFY(server.isReady());
        const auto told = [&server](const QList<QByteArray> &headers) {
            return QString::fromUtf8(server.call("GET", "/api/tasks/000000000000", {}, headers).body);
        };
        QVERIFY2(told({}).contains(u"没有任务"_s), qPrintable(told({})));
        QVERIFY(told({"Accept-Language: en"}).contains(u"There is no task"_s));
        QVERIFY(told({}).contains(u"没有任务"_s));
    }

    void theStatusNamesTheSandboxThatIsUsed()
    {
        const RunningServer server({u"--no-worker"_s}, {{u"VIBECODER_SANDBOX"_s, u"none"_s}});
        QVERIFY(server.isReady());
        const QJsonObject status = QJsonDocument::fromJson(server.call("GET", "/api/status").body).object();
        QCOMPARE(status.value(u"sandbox"_s).toString(), u"none"_s);
    }
};

QTEST_GUILESS_MAIN(CallersLanguageTest)
#include "tst_callerslanguage.moc"
