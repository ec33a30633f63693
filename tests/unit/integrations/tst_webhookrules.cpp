// SPDX-License-Identifier: MIT
// The pure parts of webhooks: signature, waits, addresses, answers.
#include "integrations/webhooks/addressrule.h"
#include "integrations/webhooks/answerhead.h"
#include "integrations/webhooks/backoff.h"
#include "integrations/webhooks/payload.h"
#include "integrations/webhooks/signature.h"
#include "integrations/webhooks/signingkey.h"
#include "integrations/webhooks/webhookurl.h"

#include "base/logging.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace vibecoder::webhooks;
using namespace Qt::StringLiterals;

class WebhookRulesTest : public QObject
{
    Q_OBJECT

private slots:
    void theSignatureIsTheDocumentedOne()
    {
        // echo -n '1764070000.{"a":1}' | openssl dgst -sha256 -hmac secret
        QCOMPARE(signatureOf("secret", "1764070000", "{\"a\":1}"),
            QByteArray("7a972a45951acd3e999445d6d55e0600485769d55ae9453adcf227ef528ff4ae"));
        const QByteArray header = "v1=" + signatureOf("secret", "1764070000", "{}");
        QVERIFY(isSignedWith("secret", "1764070000", "{}", header));
        QVERIFY(isSignedWith("secret", "1764070000", "{}", "v1=00, " + header));
        QVERIFY(!isSignedWith("other", "1764070000", "{}", header));
        QVERIFY(!isSignedWith("secret", "1764070001", "{}", header));
        QVERIFY(!isSignedWith("secret", "1764070000", "{ }", header));
        QVERIFY(!isSignedWith("secret", "1764070000", "{}", header.left(header.size() - 1)));
        QVERIFY(!isSignedWith("secret", "1764070000", "{}", {}));
        QVERIFY(!isSignedWith("secret", "1764070000", "{}", signatureOf("secret", "1764070000", "{}")));
        // The point belongs to the text: nothing moves from the time into the body.
        QVERIFY(signatureOf("secret", "17", "1.{}") != signatureOf("secret", "171", ".{}"));
    }

    void onlyTheWindowIsTimely()
    {
        constexpr qint64 now = 1764070000;
        QVERIFY(isTimely("1764070000", now));
        QVERIFY(isTimely("1764069700", now) && isTimely("1764070300", now));
        QVERIFY(!isTimely("1764069699", now) && !isTimely("1764070301", now));
        for (const char *text : {"", "-1", "1764070000.0", " 1764070000", "0x69", "9999999999999", "1e9"})
            QVERIFY2(!isTimely(text, now), text);
        QVERIFY(isDeliveryId("a1-B_2.c:3") && !isDeliveryId("") && !isDeliveryId("a b") && !isDeliveryId(QByteArray(129, 'a')));
    }

    void waitsDoubleWithinTheirBounds()
    {
        const BackOff rule;
        QCOMPARE(*nextWait(rule, 1, 0, 0, 0), qint64(1000));
        QCOMPARE(*nextWait(rule, 1, 0, 0, 1), qint64(2000));
        QCOMPARE(*nextWait(rule, 4, 0, 0, 1), qint64(16000));
        qint64 whole = 0;
        int tries = 1;
        for (; const auto wait = nextWait(rule, tries, whole, 0, 1); ++tries) {
            QVERIFY(*wait <= rule.longestMs);
            whole += *wait;
        }
        QCOMPARE(tries, rule.attempts);
        QVERIFY(whole < rule.maxAgeMs);
        QVERIFY(!nextWait(rule, 1, rule.maxAgeMs, 0, 0));
        QCOMPARE(*nextWait(rule, 1, 0, 90000, 0), qint64(90000));             // as asked
        QCOMPARE(*nextWait(rule, 1, 0, 999999999, 0), rule.longestMs);         // but not for ever
    }

    void addressesAreWhatTheyCarry_data()
    {
        QTest::addColumn<int>("is");
        const auto rows = [](AddressClass is, std::initializer_list<const char *> addresses) {
            for (const char *address : addresses)
                QTest::newRow(address) << int(is);
        };
        rows(AddressClass::Public, {"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111",
                                       "::ffff:1.1.1.1", "64:ff9b::101:101"});
        rows(AddressClass::Private,
            {"127.0.0.1", "127.255.0.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
                "100.64.0.1", "198.18.0.1", "::1", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "::ffff:127.0.0.1",
                "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1",
                "2002:a9fe:a9fe::", "2001:0:0:0:0:0:80ff:fffe"});
        rows(AddressClass::Never, {"0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1",
                                      "203.0.113.9", "::", "ff02::1", "2001:db8::1", "::ffff:0.0.0.0", "4000::1"});
    }
    void addressesAreWhatTheyCarry()
    {
        QFETCH(const int, is);
        const QHostAddress address(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(!address.isNull());
        QCOMPARE(int(classOf(address)), is);
        QCOMPARE(refusalOf(address, false, true) == nullptr, is == int(AddressClass::Public));
        QCOMPARE(refusalOf(address, true, false) == nullptr, is == int(AddressClass::Private));
    }

    void addressesOfWebhooksAreChecked()
    {
        QVERIFY(checkedUrl(u"https://example.com/a?b=c"_s, false));
        QVERIFY(checkedUrl(u"http://localhost:8080/"_s, true)); // judged by address at the connection
        for (const char *text : {"", "example.com", "ftp://example.com/", "http://example.com/", "https://u:p@example.com/",
                 "https://example.com/#x", "https:///x", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/x",
                 "https://0.0.0.0/", "https://example.com:0/", "https://exa mple.com/", "javascript:alert(1)", "file:///etc/passwd"})
            QVERIFY2(!checkedUrl(QString::fromLatin1(text), false), text);
        QVERIFY(checkedUrl(u"http://127.0.0.1:9/"_s, true));
        QVERIFY(!checkedUrl(u"http://1.1.1.1/"_s, true)); // plain http stays in the house
        QVERIFY(!checkedUrl(u"https://example.com/"_s + QString(2000, u'a'), false));
        const QUrl url(u"https://example.com:8443/a%20b?x=%0d%0aHost:%20evil"_s);
        QCOMPARE(hostHeader(url), QByteArray("example.com:8443"));
        QVERIFY(!targetOf(url).contains('\n') && !targetOf(url).contains(' '));
        QCOMPARE(targetOf(QUrl(u"https://example.com"_s)), QByteArray("/"));
    }

    void answersAreReadWholeOrNotAtAll()
    {
        QCOMPARE(readAnswerHead("HTTP/1.1 204 No Content\r\nRetry-After: 7\r\n\r\n").status, 204);
        QCOMPARE(readAnswerHead("HTTP/1.1 503 x\r\nretry-after: 7\r\n\r\n").retryAfterMs, qint64(7000));
        QCOMPARE(readAnswerHead("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nbody").status, 200);
        for (const char *half : {"", "HT", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n"}) {
            const AnswerReading reading = readAnswerHead(half);
            QVERIFY2(!reading.whole && !reading.broken, half);
        }
        for (const char *broken : {"SSH-2.0", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 2000\r\n\r\n"})
            QVERIFY2(readAnswerHead(broken).broken, broken);
    }

    void theKeyIsMadeOnceAndPrivate()
    {
        QTemporaryDir folder;
        const auto first = signingKey(folder.path());
        const auto again = signingKey(folder.path());
        QVERIFY(first && again);
        QCOMPARE(*first, *again);
        const QString file = folder.filePath(u"webhooks.key"_s);
        QCOMPARE(QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        QVERIFY(secretOf(*first, "webhook", u"a"_s, u"s"_s) != secretOf(*first, "hook", u"a"_s, u"s"_s));
        QVERIFY(secretOf(*first, "webhook", u"a"_s, u"s"_s) != secretOf(*first, "webhook", u"a"_s, u"t"_s));
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        QVERIFY(!signingKey(folder.path()));
    }

    void secretsAreLeftOut()
    {
        addSecret(u"hunter2-hunter2"_s);
        Event event;
        event.seq = 5;
        event.taskId = u"abc"_s;
        event.kind = EventKind::CommandFinished;
        event.body = {{u"command"_s, u"curl -H hunter2-hunter2 sk-" u"ant-abcdefghijk"_s}};
        WebhookDelivery delivery;
        delivery.webhookId = u"w"_s;
        delivery.eventSeq = 5;
        const QByteArray body = payloadOf(delivery, event, u"a name"_s);
        QVERIFY2(!body.contains("hunter2-hunter2") && !body.contains("sk-ant-abc"), body.constData());
        const QJsonObject json = QJsonDocument::fromJson(body).object();
        QCOMPARE(json.value(u"id"_s).toString(), u"w-5"_s);
        QCOMPARE(json.value(u"type"_s).toString(), u"command_finished"_s);
        QCOMPARE(json.value(u"task"_s).toObject().value(u"name"_s).toString(), u"a name"_s);
        QCOMPARE(payloadOf(delivery, event, u"a name"_s), body);
    }
};

QTEST_GUILESS_MAIN(WebhookRulesTest)
#include "tst_webhookrules.moc"
