// SPDX-License-Identifier: MIT
// The way to the model server: proxies and certificates of the environment, and what HTTP errors mean.
#include "ai/apifailure.h"
#include "ai/claudeprovider.h"
#include "ai/keycheck.h"
#include "ai/modelnetwork.h"
#include "ai/proxychoice.h"

#include "app/cli/demo/scriptedmodel.h"

#include <QFile>
#include <QProcess>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QProcessEnvironment environmentOf(const QString &text)
{
    QProcessEnvironment environment;
    for (const QString &part : text.split(u' ', Qt::SkipEmptyParts))
        environment.insert(part.section(u'=', 0, 0), part.section(u'=', 1).replace(u'+', u' '));
    return environment;
}

QCoro::Task<> take(QCoro::Task<ModelOutcome> sending, std::shared_ptr<std::optional<ModelOutcome>> slot)
{
    const ModelOutcome outcome = co_await sending;
    *slot = outcome;
}

ModelOutcome ask(const QString &url, int *retries = nullptr)
{
    Settings settings;
    settings.apiKey = u"test-key-0123456789"_s;
    settings.baseUrl = url;
    ClaudeProvider provider(settings);
    provider.setBackOffFactor(0);
    CancelSource stop;
    ModelRequest request;
    request.model = u"claude-sonnet-5-5"_s;
    request.messages = {{u"user"_s, {QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"task"_s}}}}};
    ModelCallObserver observer;
    observer.retried = [retries](const Error &, int, qint64) {
        if (retries)
            ++*retries;
    };
    auto slot = std::make_shared<std::optional<ModelOutcome>>();
    auto task = take(provider.send(request, 20000, stop, observer), slot);
    if (!QTest::qWaitFor([&] { return slot->has_value(); }, 30000))
        return {};
    return **slot;
}

const QList<const char *> kVariables{"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"};

} // namespace

class ModelNetworkTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    QString file(const QString &name) const { return m_dir.filePath(name); }

private slots:
    void init()
    {
        for (const char *name : kVariables)
            qunsetenv(name);
    }
    void cleanup() { init(); }

    void proxiesAreThoseOfTheEnvironment_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("proxy"); // KIND USER:PASSWORD@HOST:PORT; - none; empty: an error
        const auto row = [](const char *name, const QString &environment, const QString &proxy,
                             const QString &server = u"https://api.example.com"_s) {
            QTest::newRow(name) << server << environment << proxy;
        };
        row("none", {}, u"-"_s);
        row("small letters", u"https_proxy=http://p:3128"_s, u"http p:3128"_s);
        row("capitals", u"HTTPS_PROXY=http://p:3128"_s, u"http p:3128"_s);
        row("small letters first", u"HTTPS_PROXY=http://q:1 https_proxy=http://p:3128"_s, u"http p:3128"_s);
        row("that of the scheme", u"HTTP_PROXY=http://p:3128"_s, u"-"_s);
        row("http", u"HTTP_PROXY=http://p:3128"_s, u"http p:3128"_s, u"http://api.example.com"_s);
        row("for all", u"ALL_PROXY=http://p:3128"_s, u"http p:3128"_s);
        row("the nearer one first", u"ALL_PROXY=http://q:1 HTTPS_PROXY=http://p:3128"_s, u"http p:3128"_s);
        row("an empty one is none", u"https_proxy= HTTPS_PROXY=http://p:3128"_s, u"http p:3128"_s);
        row("without a scheme", u"HTTPS_PROXY=p:3128"_s, u"http p:3128"_s);
        row("without a port", u"HTTPS_PROXY=http://p"_s, u"http p:80"_s);
        row("a slash at the end", u"HTTPS_PROXY=http://p:3128/"_s, u"http p:3128"_s);
        row("user and password", u"HTTPS_PROXY=http://u:secret@p:3128"_s, u"http u:secret@p:3128"_s);
        row("signs in a password", u"HTTPS_PROXY=http://u:a%40b%3a%2F@p:3128"_s, u"http u:a@b:/@p:3128"_s);
        row("raw signs in a password", u"HTTPS_PROXY=http://u:a@b#c@p:3128"_s, u"http u:a@b#c@p:3128"_s);
        row("a user without a scheme", u"HTTPS_PROXY=u:secret@p:3128"_s, u"http u:secret@p:3128"_s);
        row("socks5", u"ALL_PROXY=socks5://p:1081"_s, u"socks p:1081"_s);
        row("socks5h", u"all_proxy=socks5h://u:w@p"_s, u"socks-names u:w@p:1080"_s);
        row("socks", u"all_proxy=socks://p"_s, u"socks-names p:1080"_s);
        row("capital scheme", u"all_proxy=SOCKS5H://p"_s, u"socks-names p:1080"_s);
        row("IPv6", u"HTTPS_PROXY=http://[fd00::1]:3128"_s, u"http fd00::1:3128"_s);
        row("an unknown kind", u"HTTPS_PROXY=quic://p:1"_s, {});
        row("TLS to the proxy", u"HTTPS_PROXY=https://p:1"_s, {});
        row("no host", u"HTTPS_PROXY=http://:3128"_s, {});
        row("a port too large", u"HTTPS_PROXY=http://p:99999"_s, {});
        row("this machine", u"ALL_PROXY=http://p:1"_s, u"-"_s, u"http://127.0.0.1:8080"_s);
        row("this machine by name", u"ALL_PROXY=http://p:1"_s, u"-"_s, u"http://localhost:8080"_s);
        row("this machine by IPv6", u"ALL_PROXY=http://p:1"_s, u"-"_s, u"http://[::1]:8080"_s);
        row("exempt", u"ALL_PROXY=http://p:1 NO_PROXY=example.com"_s, u"-"_s);
        row("all are exempt", u"ALL_PROXY=http://p:1 NO_PROXY=*"_s, u"-"_s);
        row("others are exempt", u"ALL_PROXY=http://p:1 NO_PROXY=example.org"_s, u"http p:1"_s);
        row("small no_proxy first", u"ALL_PROXY=http://p:1 no_proxy=x.org NO_PROXY=*"_s, u"http p:1"_s);
    }

    void proxiesAreThoseOfTheEnvironment()
    {
        QFETCH(QString, server);
        QFETCH(QString, environment);
        QFETCH(QString, proxy);
        const Result<ProxyChoice> choice = chooseProxy(QUrl(server), environmentOf(environment));
        QCOMPARE(choice.has_value(), !proxy.isEmpty());
        if (!choice) {
            QVERIFY(choice.error().message.contains(u"HTTPS_PROXY"_s));
            QVERIFY(!choice.error().hint.isEmpty());
            return;
        }
        const QNetworkProxy &found = choice->proxy;
        QString text = u"-"_s;
        if (found.type() != QNetworkProxy::NoProxy) {
            text = found.type() == QNetworkProxy::HttpProxy                         ? u"http "_s
                   : found.capabilities() & QNetworkProxy::HostNameLookupCapability ? u"socks-names "_s
                                                                                    : u"socks "_s;
            if (!found.user().isEmpty())
                text += found.user() + u':' + found.password() + u'@';
            text += u"%1:%2"_s.arg(found.hostName()).arg(found.port());
        }
        QCOMPARE(text, proxy);
    }

    void anErrorOfAProxyNeverShowsItsPassword()
    {
        const auto choice = chooseProxy(
            QUrl(u"https://api.example.com"_s), environmentOf(u"HTTPS_PROXY=quic://u:hunter2hunter2@p:1"_s));
        QVERIFY(!choice);
        QVERIFY(!(choice.error().message + choice.error().hint + choice.error().detail).contains(u"hunter2"_s));
    }

    void exemptionsAreRead_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("list");
        QTest::addColumn<bool>("exempt");
        const auto row = [](const QString &server, const QString &list, bool exempt) {
            QTest::newRow(qPrintable(server + u" in "_s + list)) << server << list << exempt;
        };
        row(u"https://a.example.com"_s, u"example.com"_s, true);
        row(u"https://a.example.com"_s, u".example.com"_s, true);
        row(u"https://example.com"_s, u".example.com"_s, true);
        row(u"https://a.example.com"_s, u"*.example.com"_s, true);
        row(u"https://badexample.com"_s, u"example.com"_s, false);
        row(u"https://A.Example.COM"_s, u"a.EXAMPLE.com"_s, true);
        row(u"https://a.example.com."_s, u"example.com"_s, true);
        row(u"https://a.example.com"_s, u"x.org, example.com"_s, true);
        row(u"https://a.example.com"_s, u"x.org example.com"_s, true);
        row(u"https://a.example.com"_s, u"example.com:443"_s, true);
        row(u"https://a.example.com:8443"_s, u"example.com:443"_s, false);
        row(u"https://a.example.com"_s, u"*:443"_s, true);
        row(u"http://10.1.2.3"_s, u"10.0.0.0/8"_s, true);
        row(u"http://11.1.2.3"_s, u"10.0.0.0/8"_s, false);
        row(u"http://10.1.2.3"_s, u"10.1.2.3"_s, true);
        row(u"http://10.1.2.3:81"_s, u"10.1.2.3:80"_s, false);
        row(u"http://10.1.2.30"_s, u"10.1.2.3"_s, false);
        row(u"http://[fd00::7]"_s, u"fd00::/8"_s, true);
        row(u"http://[fd00::7]:81"_s, u"[fd00::7]:81"_s, true);
        row(u"https://a.example.com"_s, u""_s, false);
        row(u"https://a.example.com"_s, u","_s, false);
        row(u"https://a.example.com"_s, u"*"_s, true);
    }

    void exemptionsAreRead()
    {
        QFETCH(QString, server);
        QFETCH(QString, list);
        QFETCH(bool, exempt);
        QCOMPARE(isExemptFromProxy(QUrl(server), list), exempt);
    }

    // Through a real one that asks who we are: the request comes once, with the password.
    void aProxyWithAPasswordIsUsed()
    {
        QTcpServer proxy;
        QVERIFY(proxy.listen(QHostAddress::LocalHost));
        QByteArray seen;
        connect(&proxy, &QTcpServer::newConnection, &proxy, [&] {
            QTcpSocket *socket = proxy.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [&seen, socket] {
                seen += socket->readAll();
                if (!seen.endsWith('}'))
                    return;
                const QByteArray body = ScriptedModel::stream({{u"text"_s, u"hi"_s}}, 0);
                socket->write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
            });
        });
        qputenv("http_proxy", "http://user:pass%40word@127.0.0.1:" + QByteArray::number(proxy.serverPort()));
        const ModelOutcome outcome = ask(u"http://model.invalid"_s);
        QVERIFY2(outcome.reply, qPrintable(outcome.error.message));
        QVERIFY2(seen.startsWith("POST http://model.invalid/v1/messages HTTP/1.1"), seen.constData());
        // Names of headers have no case; Qt 6.8 writes small letters.
        QVERIFY(seen.toLower().contains("\r\nproxy-authorization: basic "));
        QVERIFY(seen.contains(" " + QByteArray("user:pass@word").toBase64() + "\r\n"));
    }

    void aProxyThatIsNotThereIsNamed()
    {
        qputenv("ALL_PROXY", "http://127.0.0.1:1");
        const ModelOutcome outcome = ask(u"http://model.invalid"_s);
        QCOMPARE(outcome.failure, ModelFailure::Unavailable);
        QVERIFY2(outcome.error.message.contains(u"127.0.0.1:1"_s), qPrintable(outcome.error.message));
        QVERIFY(outcome.error.hint.contains(u"ALL_PROXY"_s));
    }

    void aCertificateIsNotTriedAgainAndSaysWhatToDo()
    {
        const QString openssl = QStandardPaths::findExecutable(u"openssl"_s);
        if (openssl.isEmpty())
            QSKIP("openssl is not installed");
        QProcess maker;
        maker.start(openssl, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"2"_s,
                                 u"-subj"_s, u"/CN=localhost"_s, u"-addext"_s, u"subjectAltName=DNS:localhost"_s,
                                 u"-keyout"_s, file(u"key.pem"_s), u"-out"_s, file(u"cert.pem"_s)});
        QVERIFY(maker.waitForFinished(30000));
        QCOMPARE(maker.exitCode(), 0);
        QFile keyFile(file(u"key.pem"_s));
        QVERIFY(keyFile.open(QIODevice::ReadOnly));
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificateChain(QSslCertificate::fromPath(file(u"cert.pem"_s)));
        tls.setPrivateKey(QSslKey(keyFile.readAll(), QSsl::Rsa));
        QSslServer server;
        server.setSslConfiguration(tls);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::pendingConnectionAvailable, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                if (!socket->readAll().endsWith('}'))
                    return;
                const QByteArray body = ScriptedModel::stream({{u"text"_s, u"hi"_s}}, 0);
                socket->write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
            });
        });
        const QString port = QString::number(server.serverPort());
        int retries = 0;
        const ModelOutcome refused = ask(u"https://localhost:"_s + port, &retries);
        QCOMPARE(refused.failure, ModelFailure::WrongSetup);
        QCOMPARE(retries, 0);
        QVERIFY2(refused.error.message.contains(u"certificate"_s), qPrintable(refused.error.message));
        QVERIFY2(refused.error.hint.contains(u"SSL_CERT_FILE"_s), qPrintable(refused.error.hint));

        Settings settings;
        settings.apiKey = u"test-key-0123456789"_s;
        settings.baseUrl = u"https://localhost:"_s + port;
        const auto checked = askServerAboutKey(settings);
        QVERIFY(!checked);
        QVERIFY(checked.error().hint.contains(u"SSL_CERT_FILE"_s));

        qputenv("SSL_CERT_FILE", file(u"cert.pem"_s).toLocal8Bit());
        const ModelOutcome trusted = ask(u"https://localhost:"_s + port);
        QVERIFY2(trusted.reply, qPrintable(trusted.error.message));
        const ModelOutcome otherName = ask(u"https://127.0.0.1:"_s + port, &retries);
        QCOMPARE(otherName.failure, ModelFailure::WrongSetup);
        QVERIFY2(otherName.error.hint.contains(u"ANTHROPIC_BASE_URL"_s), qPrintable(otherName.error.hint));

        qunsetenv("SSL_CERT_FILE");
        qputenv("SSL_CERT_DIR", m_dir.path().toLocal8Bit());
        QVERIFY(ask(u"https://localhost:"_s + port).reply);
        QVERIFY(namedCertificates(environmentOf(u"SSL_CERT_DIR="_s + m_dir.path()))->value().size() == 1);
    }

    void certificatesThatAreNotThereAreNamed()
    {
        for (const char *name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
            init();
            qputenv(name, file(u"nothing"_s).toLocal8Bit());
            int retries = 0;
            const ModelOutcome outcome = ask(u"https://model.invalid"_s, &retries);
            QCOMPARE(outcome.failure, ModelFailure::WrongSetup);
            QVERIFY(outcome.error.message.contains(QString::fromLatin1(name)));
            QCOMPARE(retries, 0);
        }
    }

    void errorsOfTheServiceAreUnderstood_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        QTest::addColumn<ModelFailure>("failure");
        const auto row = [](const char *name, int status, const QString &type, const QString &code,
                             const QString &message, ModelFailure failure) {
            QTest::newRow(name) << status << type << code << message << failure;
        };
        const QString invalid = u"invalid_request_error"_s;
        row("credit told as 400", 400, invalid, {},
            u"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade."_s,
            ModelFailure::SpendLimit);
        row("the limit of the key's owner", 400, invalid, {},
            u"You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."_s,
            ModelFailure::SpendLimit);
        row("the limit of a workspace", 400, invalid, {},
            u"You have reached your specified workspace API usage limits."_s, ModelFailure::SpendLimit);
        row("an ordinary 400", 400, invalid, {}, u"messages.1.content: field required"_s, ModelFailure::Refused);
        row("402 without a word", 402, {}, {}, {}, ModelFailure::SpendLimit);
        row("billing told as 403", 403, u"billing_error"_s, {}, u"x"_s, ModelFailure::SpendLimit);
        row("billing in words at 403", 403, u"permission_error"_s, {}, u"There is a billing issue with this account."_s,
            ModelFailure::SpendLimit);
        row("403", 403, u"permission_error"_s, {}, u"no access"_s, ModelFailure::KeyRefused);
        row("401", 401, u"authentication_error"_s, {}, u"invalid x-api-key"_s, ModelFailure::KeyRefused);
        row("401 that speaks of credit", 401, u"authentication_error"_s, {}, u"credit balance"_s,
            ModelFailure::KeyRefused);
        row("a spend limit told as 429", 429, u"rate_limit_error"_s, u"enforced_spend_limit_reached"_s, {},
            ModelFailure::SpendLimit);
        row("429", 429, u"rate_limit_error"_s, {}, u"slow down"_s, ModelFailure::Unavailable);
        row("an unknown model", 404, u"not_found_error"_s, {}, u"model: x"_s, ModelFailure::ModelUnknown);
        row("a wrong path", 404, {}, {}, {}, ModelFailure::Refused);
        row("overloaded", 529, u"overloaded_error"_s, {}, {}, ModelFailure::Unavailable);
        row("500 that speaks of billing", 500, u"api_error"_s, {}, u"billing issue"_s, ModelFailure::Unavailable);
        row("a redirect", 307, {}, {}, {}, ModelFailure::WrongSetup);
        row("success of another kind", 204, {}, {}, {}, ModelFailure::WrongSetup);
        row("too large", 413, u"request_too_large"_s, {}, {}, ModelFailure::Refused);
    }

    // A page for people comes from whoever stands between, and every task would fail of it.
    void pagesAreNotOfTheService()
    {
        const ApiErrorBody page = readApiError("<html>Please log in</html>", {});
        for (const int status : {302, 400, 404, 405, 421})
            QCOMPARE(failureOf(status, page), ModelFailure::WrongSetup);
        for (const int status : {413, 414, 431})
            QCOMPARE(failureOf(status, page), ModelFailure::Refused);
        for (const int status : {502, 503, 504})
            QCOMPARE(failureOf(status, page), ModelFailure::Unavailable);
        QCOMPARE(failureOf(400, readApiError("{\"detail\":\"no such field\"}", {})), ModelFailure::Refused);
    }

    void errorsOfTheServiceAreUnderstood()
    {
        QFETCH(int, status);
        QFETCH(QString, type);
        QFETCH(QString, code);
        QFETCH(QString, message);
        QFETCH(ModelFailure, failure);
        QCOMPARE(failureOf(status, {type, code, message, {}}), failure);
    }
};

QTEST_GUILESS_MAIN(ModelNetworkTest)
#include "tst_modelnetwork.moc"
