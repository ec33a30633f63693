// SPDX-License-Identifier: MIT
// The cards of border and conflicts as JSON and back: nothing is lost, whatever names and contents hold.
#include "wire/bordercodec.h"
#include "wire/borderreasons.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <sys/stat.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QJsonObject throughText(const QJsonObject &json)
{
    return QJsonDocument::fromJson(QJsonDocument(json).toJson()).object();
}

BorderRow row()
{
    BorderRow row;
    row.kind = BorderKind::Asked;
    row.name = QByteArray("tests/t\xff\n.py");
    row.path = u"tests/t\\xff\\n.py"_s;
    row.changes = 3;
    row.code = u"changed_test"_s;
    row.why = u"a test that existed was changed"_s;
    row.also = {u"it is also large"_s};
    row.reasons = {{u"changed_test.link"_s, u"链接"_s}, {u"large_file"_s, {}}};
    row.findings = {{u"assertion_removed"_s, 7, u"assert a == 1"_s}};
    row.furtherFindings = {{u"skip_added"_s, 0, u""_s}, {u"skip_added"_s, 9, u"跳过"_s}};
    row.excerpt = {u"-assert a == 1"_s, u"+pass"_s};
    row.furtherLines = 4;
    row.added = 0;
    row.removed = 12;
    row.digest = QString(64, u'a');
    return row;
}

} // namespace

class TestBorderCodec : public QObject
{
    Q_OBJECT

private slots:
    void readsBackABorderCard()
    {
        BorderCard card;
        BorderRow denied;
        denied.kind = BorderKind::Denied;
        denied.code = toWire(BorderClass::SetId);
        card.rows = {row(), denied};
        card.asked = 1;
        card.denied = 1;
        card.leftOut = 0;
        card.unasked = 5;
        card.problems = {u"a: cannot be read"_s};
        card.headline = u"1 of 7 changes needs your answer"_s;
        card.digest = u"d"_s;
        card.askedDigest = u"e"_s;
        const QJsonObject json = throughText(toJson(card));
        const auto back = borderCardFromJson(json);
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QCOMPARE(throughText(toJson(*back)), json);
        QCOMPARE(back->rows.size(), 2);
        const BorderRow &first = back->rows.constFirst();
        QCOMPARE(first.name, row().name);
        QCOMPARE(first.kind, BorderKind::Asked);
        QVERIFY(first.findings == row().findings && first.furtherFindings == row().furtherFindings);
        QCOMPARE(first.reasons, row().reasons);
        QCOMPARE(first.excerpt, row().excerpt);
        QCOMPARE(first.removed, 12);
        QCOMPARE(back->rows.constLast().added, -1);
        QCOMPARE(back->all(), 7);
        QCOMPARE(back->askedDigest, card.askedDigest);
    }

    void readsACardOfAnOlderVersion()
    {
        BorderCard card;
        card.rows = {row()};
        QJsonObject json = toJson(card);
        QJsonObject one = json.value("rows"_L1)[0].toObject();
        one.remove("reasons"_L1);
        json.insert("rows"_L1, QJsonArray{one});
        const auto back = borderCardFromJson(throughText(json));
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QVERIFY(back->rows.constFirst().reasons.isEmpty());
        QCOMPARE(reasonTexts(back->rows.constFirst()), QStringList({row().why, row().also.constFirst()}));
    }

    void everyReasonHasOneSentence()
    {
        QSet<QString> keys, sentences;
        for (const QString &key : borderReasonKeys()) {
            keys.insert(key);
            sentences.insert(englishReason({key, u"DETAIL"_s}));
        }
        QCOMPARE(keys.size(), borderReasonKeys().size());
        QCOMPARE(sentences.size(), keys.size());
        QCOMPARE(englishReason({u"secret.kind"_s, u"a %1 key"_s}), u"holds a secret (a %1 key)"_s);
        QCOMPARE(englishReason({u"source"_s, u"detail"_s}), u"source"_s);
    }

    void reasonsOfAFaceAreHarmless()
    {
        BorderRow hostile;
        hostile.why = u"link out of the folder, to \x1b[2J"_s;
        hostile.also = {u"from later: "_s + QChar(0x202e)};
        hostile.reasons = {{u"link_outside"_s, u"\x1b[2J%1\n"_s}, {u"of.a.later.version"_s, u"x"_s}};
        QCOMPARE(reasonTexts(hostile),
            QStringList({u"link out of the folder, to \\u{1b}[2J%1\\u{a}"_s, u"from later: \\u{202e}"_s}));
    }

    void theLinesOfAnApprovalAreRead()
    {
        // Without a catalogue, as they were; whatever a path looks like.
        const QStringList lines{u"a: changed test: b.py: changed test"_s, u".mcp.json: obeyed by agents"_s,
            u"x: link to %1\\u{1b}[2J, which a program obeys"_s, u"x: from later"_s, u"no sentence"_s, QString()};
        for (const QString &line : lines)
            QCOMPARE(borderLineText(line), line);
        QCOMPARE(borderLineText(u"x: link to \x1b[2J, which a program obeys"_s),
            u"x: link to \\u{1b}[2J, which a program obeys"_s);
        Approval approval;
        approval.commands = {u"a: changed test"_s, u"\x1b"_s};
        for (const ApprovalKind kind : {ApprovalKind::Border, ApprovalKind::Command}) {
            approval.kind = kind;
            QCOMPARE(shownCommands(approval), QStringList({u"a: changed test"_s, u"\\u{1b}"_s}));
        }
    }

    void readsBackAConflictCard()
    {
        ConflictFile text;
        text.path = u"shop/cart.py"_s;
        text.base = {S_IFREG | 0644, 4, true, u"a\nb\n"_s};
        text.mine = {S_IFREG | 0755, 0, true, QString()};
        text.theirs = {};
        text.regions = {{{1, 2}, {1, 0}, {0, 3}, {4, 5}}};
        text.merged = u"<<<<<<<\n"_s;
        ConflictFile binary;
        binary.path = u"logo.png"_s;
        binary.reason = ConflictReason::NotText;
        binary.mine = {S_IFREG | 0644, 10'000'000'000, false, {}};
        ConflictFile secret;
        secret.path = u".env"_s;
        secret.theirs = {S_IFREG | 0600, 12, false, {}, true};
        const ConflictCard card{{text, binary, secret}, u"digest"_s};
        const auto back = conflictCardFromJson(throughText(toJson(card)));
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QVERIFY(*back == card);
    }

    void refusesWhatIsNoCard_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("unknown kind") << u"kind"_s << QJsonValue(u"maybe"_s);
        QTest::newRow("number as a path") << u"path"_s << QJsonValue(1);
        QTest::newRow("text as a number") << u"added"_s << QJsonValue(u"1"_s);
        QTest::newRow("text as a list") << u"excerpt"_s << QJsonValue(u"x"_s);
        QTest::newRow("number as a key") << u"key"_s << QJsonValue(QJsonArray{QJsonObject{{u"key"_s, 1}}});
    }

    void refusesWhatIsNoCard()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        BorderCard card;
        card.rows = {row()};
        QJsonObject json = toJson(card);
        QJsonObject one = json.value("rows"_L1)[0].toObject();
        one.insert(field == u"key" ? u"reasons"_s : field, value);
        json.insert("rows"_L1, QJsonArray{one});
        const auto back = borderCardFromJson(json);
        QVERIFY(!back);
        QVERIFY2(back.error().message.contains(field), qPrintable(back.error().message));
    }
};

QTEST_GUILESS_MAIN(TestBorderCodec)
#include "tst_bordercodec.moc"
