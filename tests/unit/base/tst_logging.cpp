// SPDX-License-Identifier: MIT
// The log and the one place that blanks out secrets; two processes that write and rotate one file.
#include "base/logging.h"
#include "base/redactstream.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLines = 400;

/// The second process: this program again with a folder to write to.
int writeLines(const QString &folder, int who)
{
    setupLogging({.folder = folder, .level = LogLevel::Info, .echoToStderr = false, .maxBytes = 20'000, .keep = 9});
    for (int i = 0; i < kLines; ++i)
        logInfo("test", u"line"_s, {{u"who"_s, who}, {u"number"_s, i}});
    return 0;
}

} // namespace

class TestLogging : public QObject
{
    Q_OBJECT

private slots:
    void blanksOutWellKnownForms_data();
    void blanksOutWellKnownForms();
    void leavesOrdinaryText_data();
    void leavesOrdinaryText();
    void blanksOutKnownValuesInEveryForm();
    void keepsJsonWellFormed();
    void showsNoSecretThatComesInPieces();
    void redactsContentOfAnySizeInPieces();
    void writesOneJsonObjectALine();
    void losesNoLineWhenTwoProcessesRotate();
};

void TestLogging::blanksOutWellKnownForms_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("secret");
    const auto row = [](const char *name, const QString &text, const QString &secret) {
        QTest::newRow(name) << text << secret;
    };
    // Put together at run time, so that no scanner takes this file for a leak.
    const QString tail = u"AbCd0123"_s.repeated(5);
    row("Anthropic key", u"key sk-"_s + u"ant-api03-"_s + tail, tail);
    row("GitHub token", u"gh"_s + u"p_"_s + tail, tail);
    row("fine-grained GitHub token", u"github_"_s + u"pat_"_s + tail, tail);
    row("AWS key", u"AK"_s + u"IAABCDEFGHIJKLMNOP"_s, u"ABCDEFGHIJKLMNOP"_s);
    row("Slack token", u"xo"_s + u"xb-123456789012-"_s + tail, tail);
    row("Google key", u"AI"_s + u"za"_s + tail, tail);
    row("web token", u"ey"_s + u"J"_s + tail + u".ey"_s + u"J"_s + tail + u"."_s + tail, tail);
    row("private key", u"-----BEGIN RSA PRIVATE "_s + u"KEY-----\nABCDEF\n-----END RSA PRIVATE KEY-----\nrest"_s,
        u"ABCDEF"_s);
    row("private key cut short", u"-----BEGIN PRIVATE "_s + u"KEY-----\nABCDEF"_s, u"ABCDEF"_s);
    row("authorization header",
        u"Authorization: Bearer "
        u"abcdefgh12345"_s,
        u"abcdefgh12345"_s);
    row("key header in JSON",
        u"{\"x-api-key\": \""
        u"abcdefgh12345\"}"_s,
        u"abcdefgh12345"_s);
    row("key header in escaped JSON",
        u"{\\\"x-api-key\\\": \\\""
        u"abcdefgh12345\\\"}"_s,
        u"abcdefgh12345"_s);
    row("password in an address",
        u"postgresql://me:"
        u"hunter2@db/x"_s,
        u"hunter2"_s);
}

void TestLogging::blanksOutWellKnownForms()
{
    QFETCH(QString, text);
    QFETCH(QString, secret);
    const QString clean = redact(text);
    QVERIFY2(!clean.contains(secret), qPrintable(clean));
    QVERIFY2(clean.contains(u"[redacted:"_s), qPrintable(clean));
    QCOMPARE(redact(clean), clean);
    QCOMPARE(redactBytes(text.toUtf8()), clean.toUtf8());
}

void TestLogging::leavesOrdinaryText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("a sentence") << u"the authorization of this task is missing"_s;
    QTest::newRow("an address") << u"https://example.org:8080/a@b"_s;
    QTest::newRow("a digest") << u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s;
    QTest::newRow("a public key") << u"-----BEGIN PUBLIC KEY-----\nABC\n-----END PUBLIC KEY-----"_s;
    QTest::newRow("Chinese") << u"\u767b\u5f55\u5931\u8d25"_s;
    QTest::newRow("a header in program text") << u"headers.authorization = requestHeaders.get(name)"_s;
    QTest::newRow("a header of the shell") << u"curl -H \"Authorization: Bearer $API_TOKEN_1\""_s;
    QTest::newRow("an address with a variable") << u"postgres://me:${PASSWORD}@db/x"_s;
    QTest::newRow("nothing") << QString();
}

void TestLogging::leavesOrdinaryText()
{
    QFETCH(QString, text);
    QCOMPARE(redact(text), text);
}

void TestLogging::blanksOutKnownValuesInEveryForm()
{
    const QString secret = u"p\u00e4ss word/+=?&value"_s;
    addSecret(secret);
    addSecret(u"short"_s);
    QCOMPARE(redact(u"a short word"_s), u"a short word"_s);
    const QByteArray bytes = secret.toUtf8();
    for (const QString &form : {secret, QString::fromLatin1(bytes.toBase64()),
             QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)),
             QString::fromLatin1(QUrl::toPercentEncoding(secret))})
        QCOMPARE(redact(u"<"_s + form + u">"_s), u"<[redacted:secret]>"_s);
    for (int before = 0; before < 5; ++before) {
        const QByteArray coded = (QByteArray(before, 'x') + bytes + "yz").toBase64();
        QVERIFY2(redact(QString::fromLatin1(coded)).contains(u"[redacted:secret]"_s), coded.constData());
    }
    // The longer of two secrets that overlap goes first: no tail of it may stay.
    addSecret(u"overlapping"_s);
    addSecret(u"overlapping-and-longer"_s);
    QCOMPARE(redact(u"overlapping-and-longer"_s), u"[redacted:secret]"_s);
}

void TestLogging::redactsContentOfAnySizeInPieces()
{
    // A secret on every line and a key block now and then, so that the ends of the pieces fall on all of them.
    const QByteArray secret = QByteArray("sk-") + "ant-api03-" + QByteArray("AbCd0123").repeated(5);
    const QByteArray key = QByteArray("-----BEGIN ") + "PRIVATE KEY-----\n" + QByteArray("Zm9vYmFy\n").repeated(200) +
                           "-----END " + "PRIVATE KEY-----\n";
    QByteArray text("\xff\0 binary first\n", 16);
    for (int i = 0; text.size() < 5 * 1024 * 1024; ++i)
        text += QByteArray::number(i) + ' ' + secret + " \xe4\xbd\xa0\n" + (i % 50 == 0 ? key : QByteArray());
    QByteArray expected = text;
    expected.replace(secret, "[redacted:anthropic_key]");
    expected.replace(key.trimmed(), "[redacted:private_key]");
    QBuffer from(&text);
    QVERIFY(from.open(QIODevice::ReadOnly));
    QByteArray stored;
    QVERIFY(redactStream(from, [&stored](const QByteArray &piece) {
        stored += piece;
        return true;
    }));
    QCOMPARE(stored.size(), expected.size());
    QVERIFY(stored == expected);
}

void TestLogging::showsNoSecretThatComesInPieces()
{
    const QString secret = u"piece-secret-value"_s;
    addSecret(secret);
    addSecret(u"three words\nin two lines"_s);
    const QString text = u"word three words\nin two lines "_s + secret + u" and sk-"_s +
                         u"ant-api03-AbCd0123AbCd0123 x\nAuthorization: Bearer "
                         u"abcdefgh12345\n-----BEGIN PRIVATE "_s +
                         u"KEY-----\nQUJD REVG\n-----END PRIVATE "_s + u"KEY-----\nend of it"_s;
    for (qsizetype piece = 1; piece < 30; ++piece) {
        RedactingText redacting;
        QString shown;
        for (qsizetype at = 0; at < text.size(); at += piece)
            shown += redacting.add(text.mid(at, piece));
        shown += redacting.rest();
        QCOMPARE(shown, redact(text));
    }
    // Ordinary text is not held back for long.
    RedactingText ordinary;
    QCOMPARE(ordinary.add(u"some words th"_s), u"some words "_s);
    QCOMPARE(ordinary.add(u"at go on "_s), u"that go on "_s);
}

void TestLogging::keepsJsonWellFormed()
{
    addSecret(u"quoted\"secret\\value"_s);
    const QJsonObject json{{u"a"_s, QJsonArray{u"x quoted\"secret\\value y"_s, 1, true}},
        {u"b"_s, QJsonObject{{u"c"_s, u"Authorization: Bearer "
                                      u"abcdefgh12345"_s}}}};
    const QJsonObject clean = redactJson(json).toObject();
    QCOMPARE(clean.value("a"_L1).toArray().at(0).toString(), u"x [redacted:secret] y"_s);
    QCOMPARE(clean.value("a"_L1).toArray().at(1).toInt(), 1);
    QVERIFY(!clean.value("b"_L1).toObject().value("c"_L1).toString().contains(u"abcdefgh"_s));
}

void TestLogging::writesOneJsonObjectALine()
{
    const QTemporaryDir folder;
    addSecret(u"log-secret-value"_s);
    setupLogging({.folder = folder.path(), .level = LogLevel::Info});
    logDebug("test", u"left out"_s);
    logWarning("test", u"two\nlines"_s, {{u"key"_s, u"log-secret-value"_s}, {u"message"_s, u"not this"_s}});
    setupLogging({.folder = {}, .level = LogLevel::Error});
    QFile file(folder.filePath(u"vibecoder.log"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    const QByteArray bytes = file.readAll();
    QCOMPARE(bytes.count('\n'), 1);
    const QJsonObject line = QJsonDocument::fromJson(bytes).object();
    QCOMPARE(line.value("message"_L1).toString(), u"two\nlines"_s);
    QCOMPARE(line.value("level"_L1).toString(), u"warning"_s);
    QCOMPARE(line.value("key"_L1).toString(), u"[redacted:secret]"_s);
}

void TestLogging::losesNoLineWhenTwoProcessesRotate()
{
    const QTemporaryDir folder;
    QProcess one, two;
    one.start(QCoreApplication::applicationFilePath(), {u"--write-lines"_s, folder.path(), u"1"_s});
    two.start(QCoreApplication::applicationFilePath(), {u"--write-lines"_s, folder.path(), u"2"_s});
    QVERIFY(one.waitForFinished(30000) && two.waitForFinished(30000));
    QCOMPARE(one.exitCode(), 0);
    QCOMPARE(two.exitCode(), 0);

    QSet<QPair<int, int>> seen;
    const QDir dir(folder.path());
    const QStringList names = dir.entryList({u"vibecoder.log*"_s}, QDir::Files);
    QVERIFY(names.size() > 2);
    for (const QString &name : names) {
        QFile file(dir.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        // More than the limit by what the other process still wrote there during the renaming.
        QVERIFY2(file.size() < 40'000, qPrintable(name));
        while (!file.atEnd()) {
            const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
            QVERIFY(line.contains("who"_L1));
            seen.insert({line.value("who"_L1).toInt(), line.value("number"_L1).toInt()});
        }
    }
    QCOMPARE(seen.size(), 2 * kLines);
}

int main(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--write-lines") == 0)
        return writeLines(QString::fromLocal8Bit(argv[2]), QByteArray(argv[3]).toInt());
    QCoreApplication app(argc, argv);
    TestLogging test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logging.moc"
