// SPDX-License-Identifier: MIT
// What the border decides about a whole change set, and the card that a person answers.
#include "unit/core/bordertesting.h"
#include "wire/borderreasons.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace bordertesting;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kTest(
    "def test_total():\n    assert total([10, 20], 0.5) == 45\n\ndef test_two():\n    assert True == f()\n");
const QByteArray kWeaker("def test_total():\n    total([10, 20], 0.5)\n\ndef test_two():\n    assert True == f()\n");

QByteArrayList names(const QList<BorderRow> &rows, BorderKind kind)
{
    QByteArrayList found;
    for (const BorderRow &row : rows) {
        if (row.kind == kind)
            found.append(row.name);
    }
    return found;
}

BorderRow rowOf(const BorderCard &card, const QByteArray &name)
{
    for (const BorderRow &row : card.rows) {
        if (row.name == name)
            return row;
    }
    return {};
}

// A set of everything, of about the size of a task; the same seed gives the same set.
Attempt randomAttempt(quint32 seed)
{
    static const QByteArrayList folders{"", "tests/", "bin/", "a/", "a/b/", ".git/", "sub/.git/", ".vscode/", "x/y/z/"};
    static const QByteArrayList files{"test_a.py", "shop.py", "conftest.py", "HEAD", "objects", "refs", "config",
        ".env", "Makefile", "tool", "README", "readme", "a\nb", "package-lock.json", "data.csv", ".git", ".. ",
        "pytest.py"};
    static const QByteArrayList contents{"", "a = 1\n", "import os\nos._exit(0)\n", "test:\n\ttrue\n", "../b",
        "/etc/passwd", "README", "def test_a():\n    assert f() == 1\n"};
    static const QList<uint> modes{
        kFile, kFile, kFile, kProgram, kLink, S_IFREG | 04755, S_IFIFO | 0644, kFolder, 0, 0};
    QRandomGenerator random(seed);
    const auto one = [&random](const auto &list) { return list.at(random.bounded(int(list.size()))); };
    Attempt attempt;
    QSet<QByteArray> used;
    const int count = 3 + random.bounded(40);
    for (int i = 0; i < count; ++i) {
        QByteArray path = one(folders) + one(files);
        if (random.bounded(4) == 0)
            path += '/' + one(files);
        if (used.contains(path))
            continue;
        used.insert(path);
        const uint base = random.bounded(2) == 0 ? 0 : random.bounded(4) == 0 ? kFolder : kFile;
        const uint now = one(modes);
        if (base == 0 && now == 0)
            continue;
        const auto entry = [&](uint mode) {
            return S_ISREG(mode) || S_ISLNK(mode) ? attempt.entry(mode, one(contents)) : TreeEntry{mode, {}};
        };
        attempt.add(path, entry(base), entry(now), 10);
        attempt.set.changes.last().hasBase = random.bounded(10) != 0;
    }
    return attempt;
}

} // namespace

class BorderCardTest : public QObject
{
    Q_OBJECT

private slots:
    void theWorstComesFirst()
    {
        const Attempt attempt = Attempt()
                                    .changed("shop/cart.py", "a\n", "b\n")
                                    .made("package-lock.json", "{}\n")
                                    .made("data.csv", "a\n", kProgram)
                                    .made(".vscode/tasks.json", "{}\n")
                                    .made("tests/conftest.py", "collect_ignore = ['a']\n")
                                    .changed("tests/test_cart.py", kTest, kWeaker)
                                    .changed("tests/data.txt", "a\n", "b\n")
                                    .special("pipe", S_IFIFO | 0644)
                                    .made("../x", "x\n");
        const BorderDecision decision = attempt.decided();
        QCOMPARE(pathsOf(decision.asked), QByteArrayList({"tests/test_cart.py", "tests/data.txt", "tests/conftest.py",
                                              ".vscode/tasks.json", "data.csv"}));
        QCOMPARE(pathsOf(decision.denied), QByteArrayList({"../x", "pipe"}));
        QCOMPARE(pathsOf(decision.unasked), QByteArrayList({"package-lock.json", "shop/cart.py"}));
        QVERIFY(decision.leftOut.isEmpty());
    }

    void guardOfTheTask()
    {
        const Attempt attempt = Attempt()
                                    .changed("tests/test_a.py", kTest, kWeaker)
                                    .made("conftest.py", "x = 1\n")
                                    .made(".npmrc", "save-exact=true\n")
                                    .made("data.csv", "a\n", kProgram)
                                    .made("tests/test_new.py", "def test_a():\n    assert f() == 1\n")
                                    .made("tests/prog.sh", "x\n", S_IFREG | 04755);
        const BorderDecision denied = attempt.decided(GuardMode::Deny);
        QCOMPARE(pathsOf(denied.leftOut), QByteArrayList({"tests/test_a.py", ".npmrc", "conftest.py"}));
        QCOMPARE(pathsOf(denied.asked), QByteArrayList({"data.csv"}));
        QCOMPARE(pathsOf(denied.denied), QByteArrayList({"tests/prog.sh"}));
        QCOMPARE(pathsOf(denied.unasked), QByteArrayList({"tests/test_new.py"}));
        // What else is wrong with a guarded file is asked all the same.
        const BorderDecision allowed = attempt.decided(GuardMode::Allow);
        QVERIFY(allowed.leftOut.isEmpty());
        QCOMPARE(pathsOf(allowed.asked), QByteArrayList({".npmrc", "data.csv"}));
        QCOMPARE(pathsOf(allowed.denied), QByteArrayList({"tests/prog.sh"}));
        QCOMPARE(pathsOf(allowed.unasked), QByteArrayList({"tests/test_a.py", "conftest.py", "tests/test_new.py"}));
    }

    void answersHoldForTheSameBytes()
    {
        Attempt attempt =
            Attempt().changed("tests/test_a.py", kTest, kWeaker).made("conftest.py", "x = 1\n").made("shop.py", "a\n");
        const BorderCard card = attempt.card();
        BorderSettings settings = attempt.settings();
        settings.accepted = {rowOf(card, "tests/test_a.py").digest};
        settings.leftOut = {rowOf(card, "conftest.py").digest};
        BorderDecision decision = decideBorder(attempt.classified(), settings);
        QVERIFY(decision.asked.isEmpty());
        QCOMPARE(pathsOf(decision.leftOut), QByteArrayList({"conftest.py"}));
        QCOMPARE(pathsOf(decision.unasked), QByteArrayList({"tests/test_a.py", "shop.py"}));
        // One byte more, and nothing of it holds.
        attempt.set.changes[0].now = attempt.entry(kFile, kWeaker + '\n');
        attempt.set.changes[1].now = attempt.entry(kFile, "x = 2\n");
        decision = decideBorder(attempt.classified(), settings);
        QCOMPARE(pathsOf(decision.asked), QByteArrayList({"tests/test_a.py", "conftest.py"}));
        // In another folder neither.
        settings.folder.identity.inode = 43;
        QCOMPARE(
            decideBorder(Attempt().changed("tests/test_a.py", kTest, kWeaker).classified(), settings).asked.size(), 1);
        // What can never be applied is not applied by an answer.
        Attempt hooks;
        hooks.made(".git/hooks/x", "x\n");
        settings = hooks.settings();
        for (const ClassifiedChange &one : hooks.classified())
            settings.accepted.insert(digestOf(one, settings.folder));
        QCOMPARE(decideBorder(hooks.classified(), settings).denied.size(), 1);
    }

    void theSameBytesCanMeanSomethingElse()
    {
        Attempt attempt;
        attempt.made("a/config", "[core]\n\tfsmonitor = x\n").link("l", "m").link("m", "/opt/x");
        BorderSettings settings = attempt.settings();
        for (const ClassifiedChange &one : attempt.classified())
            settings.accepted.insert(digestOf(one, settings.folder));
        QVERIFY(decideBorder(attempt.classified(), settings).asked.isEmpty());
        attempt.made("a/HEAD", "x\n").made("a/objects/x", "").made("a/refs/x", "");
        attempt.set.changes[2].now = attempt.entry(kLink, "/opt/y");
        QCOMPARE(pathsOf(decideBorder(attempt.classified(), settings).asked),
            QByteArrayList({"a/HEAD", "a/config", "a/objects/x", "a/refs/x", "l", "m"}));
    }

    void whatHangsTogetherIsDecidedTogether_data()
    {
        QTest::addColumn<Attempt>("attempt");
        QTest::addColumn<QByteArrayList>("unasked");
        QTest::addColumn<QByteArrayList>("asked");
        QTest::addColumn<QByteArrayList>("denied");
        QTest::newRow("a folder stays while a file in it is asked about")
            << Attempt()
                   .folderGone("old")
                   .folderGone("old/tests")
                   .deleted("old/tests/test_a.py", kTest)
                   .deleted("old/a.py", "x\n")
            << QByteArrayList{"old/a.py"} << QByteArrayList{"old/tests/test_a.py", "old", "old/tests"}
            << QByteArrayList{};
        QTest::newRow("a folder stays for its repository")
            << Attempt().folderGone("third").deleted("third/.git/config", "x\n").deleted("third/a.py", "x\n")
            << QByteArrayList{"third/a.py"} << QByteArrayList{} << QByteArrayList{"third/.git/config", "third"};
        QTest::newRow("a link in the place of a folder")
            << Attempt()
                   .changed("docs", {}, ".git", kFolder, kLink)
                   .deleted("docs/a.md", "x\n")
                   .deleted("docs-b", "x\n")
            << QByteArrayList{"docs-b"} << QByteArrayList{} << QByteArrayList{"docs", "docs/a.md"};
        QTest::newRow("a folder in the place of a test")
            << Attempt().changed("tests/t.py", kTest, {}, kFile, kFolder).made("tests/t.py/x.md", "x\n")
            << QByteArrayList{} << QByteArrayList{"tests/t.py", "tests/t.py/x.md"} << QByteArrayList{};
        QTest::newRow("a file in the place of a folder of tests")
            << Attempt()
                   .changed("spec", {}, "x\n", kFolder, kFile)
                   .deleted("spec/a_spec.rb", "x\n")
                   .deleted("spec/b.md", "x\n")
            << QByteArrayList{} << QByteArrayList{"spec/a_spec.rb", "spec/b.md", "spec"} << QByteArrayList{};
        QTest::newRow("a new folder whose name is another's")
            << Attempt().folder("Docs").folder("docs").made("Docs/a.md", "x\n") << QByteArrayList{}
            << QByteArrayList{"Docs", "docs", "Docs/a.md"} << QByteArrayList{};
    }
    void whatHangsTogetherIsDecidedTogether()
    {
        QFETCH(const Attempt, attempt);
        QFETCH(const QByteArrayList, unasked);
        QFETCH(const QByteArrayList, asked);
        QFETCH(const QByteArrayList, denied);
        const BorderDecision decision = attempt.decided();
        const auto sorted = [](QByteArrayList list) {
            std::sort(list.begin(), list.end());
            return list;
        };
        QCOMPARE(sorted(pathsOf(decision.unasked)), sorted(unasked));
        QCOMPARE(sorted(pathsOf(decision.asked)), sorted(asked));
        QCOMPARE(sorted(pathsOf(decision.denied)), sorted(denied));
    }

    void bothEndsOfAMovedTestGoTogether()
    {
        Attempt attempt;
        attempt.deleted("tests/a/test_a.py", kTest).made("tests/B/test_a.py", kTest);
        attempt.names.insert("tests/B", {"Test_a.py"});
        const BorderDecision decision = attempt.decided();
        QCOMPARE(pathsOf(decision.asked), QByteArrayList({"tests/B/test_a.py", "tests/a/test_a.py"}));
        QVERIFY(decision.asked.at(1).has(BorderClass::BoundTo));
    }

    void theCardShowsWhatTheAnswerIsAbout()
    {
        const Attempt attempt = Attempt()
                                    .changed("shop/cart.py", "a\nb\n", "a\nc\nd\n")
                                    .changed("tests/test_cart.py", kTest, kWeaker)
                                    .made("tests/conftest.py", "collect_ignore = [\"test_cart.py\"]\n");
        const BorderCard card = attempt.card();
        QCOMPARE(card.headline, u"2 of 3 changes need your answer"_s);
        QCOMPARE(card.asked, 2);
        QCOMPARE(card.unasked, 1);
        QCOMPARE(card.rows.size(), 3);
        const BorderRow &test = card.rows.at(0), &steering = card.rows.at(1), &source = card.rows.at(2);
        QCOMPARE(test.path, u"tests/test_cart.py"_s);
        QCOMPARE(test.code, u"changed_test"_s);
        QCOMPARE(test.why, u"changed test"_s);
        QCOMPARE(test.findings.constFirst().code, u"assertion_removed"_s);
        QCOMPARE(
            test.excerpt, QStringList({u"-    assert total([10, 20], 0.5) == 45"_s, u"+    total([10, 20], 0.5)"_s}));
        QCOMPARE(steering.code, u"steering"_s);
        QCOMPARE(steering.excerpt, QStringList({u"+collect_ignore = [\"test_cart.py\"]"_s}));
        QCOMPARE(int(source.kind), int(BorderKind::Unasked));
        QCOMPARE(source.added, 2);
        QCOMPARE(source.removed, 1);
        QVERIFY(source.excerpt.isEmpty());
        QCOMPARE(Attempt().made("conftest.py", "x = 1\n").card().headline, u"1 of 1 change needs your answer"_s);
        QCOMPARE(Attempt().made("conftest.py", "x = 1\n").made("a", "").card().headline,
            u"1 of 2 changes needs your answer"_s);
    }

    void noMoreThanThreeFindingsAtOnce()
    {
        QByteArray skipped("import pytest\n");
        for (int i = 0; i < 9; ++i)
            skipped += "@pytest.mark.skip\ndef test_" + QByteArray::number(i) + "(): pass\n";
        const BorderRow row = Attempt().changed("tests/test_a.py", kTest, skipped).card().rows.constFirst();
        QCOMPARE(row.findings.size(), 3);
        // Nine skips, the assertions that are gone, and the tests that are gone by their names.
        QCOMPARE(row.findings.size() + row.furtherFindings.size(), 11);
        QCOMPARE(row.excerpt.size(), 6);
        QVERIFY(row.furtherLines > 0);
        for (const QString &line : row.excerpt)
            QCOMPARE(line, u"+@pytest.mark.skip"_s);
    }

    void nothingHostileReachesTheFace()
    {
        const QByteArray token = QByteArray("gh") + "p_" + "kQ7xV2mZ9tB4nR8wL1cY6sD3fH5jP0aGuEoT";
        const QByteArray block = QByteArray("-----BEGIN ") + "RSA PRIVATE " +
                                 "KEY-----\nMIIEpAIBAAKCAQEA7x9vQ2mZ8tB4nR8wL1cY6sD3fH5jP0aGuEoTkQ7xV2mZ\n" +
                                 "-----END RSA PRIVATE KEY-----\n";
        const Attempt attempt =
            Attempt()
                .made("tests/a\n\x1b[31m/conftest.py", "import pytest # \xe2\x80\xae " + token + "\n")
                .made("key.py", block)
                .link("l", "/opt/\x1b]0;x\x07");
        const BorderCard card = attempt.card();
        QStringList all;
        for (const BorderRow &row : card.rows) {
            all << row.path << row.why << row.also << row.excerpt;
            for (const ShownReason &reason : row.reasons)
                all << reason.detail;
            for (const BorderFinding &finding : row.findings + row.furtherFindings)
                all << finding.excerpt;
        }
        const QString text = all.join(u'|');
        QVERIFY(!text.contains(QString::fromLatin1(token)) && !text.contains(u"MIIEpAIBAAK"));
        QVERIFY(text.contains(u"[redacted:"));
        QVERIFY(std::none_of(text.cbegin(), text.cend(),
            [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x202e || c.unicode() == 0x7f; }));
    }

    void workOfGitIsOneRow()
    {
        Attempt attempt;
        for (int i = 0; i < 300; ++i)
            attempt.made(".git/objects/" + QByteArray::number(i), "x\n");
        attempt.folder("sub").folder("sub/.git").made("sub/.git/config", "x\n").special("pipe", S_IFIFO | 0644);
        const BorderCard card = attempt.card();
        QCOMPARE(names(card.rows, BorderKind::Denied), QByteArrayList({".git", "sub/.git", "pipe"}));
        QCOMPARE(rowOf(card, ".git").changes, 300);
        QCOMPARE(card.denied, 3);
        QCOMPARE(names(card.rows, BorderKind::Unasked), QByteArrayList({"sub"}));
        QCOMPARE(card.headline, u"0 of 4 changes need your answer"_s);
    }

    void foldersAreShownByWhatIsInThem()
    {
        const BorderCard card = Attempt().folder("a").folder("a/b").made("a/b/c", "x\n").folder("empty").card();
        QCOMPARE(names(card.rows, BorderKind::Unasked), QByteArrayList({"a/b/c", "empty"}));
    }

    void problemsAreOnTheCard()
    {
        Attempt attempt;
        attempt.made("a", "x\n");
        const QString digest = attempt.card().digest;
        attempt.set.problems = {"a/b\n: Permission denied"};
        QCOMPARE(attempt.card().problems, QStringList({u"a/b\\u{a}: Permission denied"_s}));
        QVERIFY(attempt.card().digest != digest);
    }

    void aChangedByteGivesAnotherDigest()
    {
        const auto base = [] {
            return Attempt().changed("tests/a.py", "a\n", "b\n").changed("shop.py", "c\n", "d\n").link("l", "shop.py");
        };
        const BorderCard card = base().card();
        QCOMPARE(base().card().digest, card.digest);
        QSet<QString> seen{card.digest};
        const auto other = [&](const auto &change) {
            Attempt attempt = base();
            change(attempt);
            const QString digest = attempt.card().digest;
            const bool isNew = !seen.contains(digest);
            seen.insert(digest);
            return isNew;
        };
        QVERIFY(other([](Attempt &a) { a.set.changes[0].now = a.entry(kFile, "b\n\n"); }));
        QVERIFY(other([](Attempt &a) { a.set.changes[0].base = a.entry(kFile, "A\n"); }));
        QVERIFY(other([](Attempt &a) { a.set.changes[1].now = a.entry(kFile, "D\n"); }));
        QVERIFY(other([](Attempt &a) { a.set.changes[1].now.mode = S_IFREG | 0640; }));
        QVERIFY(other([](Attempt &a) { a.set.changes[1].base.mode = S_IFREG | 0640; }));
        QVERIFY(other([](Attempt &a) { a.set.changes[1].hasBase = false; }));
        QVERIFY(other([](Attempt &a) { a.set.changes[1].path = "shop2.py"; }));
        QVERIFY(other([](Attempt &a) { a.set.changes[2].now = a.entry(kLink, "shop.pyc"); }));
        QVERIFY(other([](Attempt &a) { a.set.changes.removeLast(); }));
        QVERIFY(other([](Attempt &a) { a.context.root = "/srv/app3"; }));
        // What is asked alone has a digest of its own.
        Attempt source = base();
        source.set.changes[1].now = source.entry(kFile, "D\n");
        QCOMPARE(source.card().askedDigest, card.askedDigest);
    }

    void aWeakenedTestAmongThousandsOfSourcesIsFirst()
    {
        Attempt attempt;
        for (int i = 0; i < 5000; ++i)
            attempt.changed(
                "src/m" + QByteArray::number(i) + ".py", "a = 1\n", "a = " + QByteArray::number(i + 2) + '\n');
        for (int i = 0; i < 300; ++i)
            attempt.made("tests/test_n" + QByteArray::number(i) + ".py", "def test_a():\n    assert f() == 1\n");
        attempt.changed("tests/test_shop.py", kTest, kWeaker);
        const BorderCard card = attempt.card();
        QCOMPARE(card.rows.constFirst().name, QByteArray("tests/test_shop.py"));
        QCOMPARE(card.asked, 1);
        QCOMPARE(card.rows.size(), 5301);
    }

    void everyChangeIsInOneListAndOrderDoesNotMatter()
    {
        for (quint32 seed = 1; seed <= 400; ++seed) {
            const Attempt attempt = randomAttempt(seed);
            for (const GuardMode guard : {GuardMode::Ask, GuardMode::Deny, GuardMode::Allow}) {
                const BorderDecision decision = attempt.decided(guard);
                QByteArrayList listed = pathsOf(decision.unasked) + pathsOf(decision.asked) +
                                        pathsOf(decision.leftOut) + pathsOf(decision.denied);
                QByteArrayList given;
                for (const Change &change : attempt.set.changes)
                    given.append(change.path);
                std::sort(listed.begin(), listed.end());
                std::sort(given.begin(), given.end());
                QVERIFY2(listed == given, qPrintable(u"seed %1"_s.arg(seed)));
                for (const ClassifiedChange &one : decision.unasked + decision.asked + decision.leftOut) {
                    const bool never = std::any_of(one.reasons.cbegin(), one.reasons.cend(),
                        [](const BorderReason &reason) { return kindOf(reason.what) == BorderKind::Denied; });
                    QVERIFY2(!never, qPrintable(u"seed %1"_s.arg(seed)));
                }

                Attempt turned = attempt;
                QRandomGenerator random(seed);
                std::shuffle(turned.set.changes.begin(), turned.set.changes.end(), random);
                const BorderDecision again = turned.decided(guard);
                QVERIFY2(again.unasked == decision.unasked && again.asked == decision.asked &&
                             again.leftOut == decision.leftOut && again.denied == decision.denied,
                    qPrintable(u"seed %1"_s.arg(seed)));
                QCOMPARE(turned.cardOf(again).digest, attempt.cardOf(decision).digest);
            }
        }
    }

    // Applied are the unasked ones alone: nothing of what stays may be in their way.
    void whatIsAppliedCanBeApplied()
    {
        for (quint32 seed = 1; seed <= 400; ++seed) {
            const Attempt attempt = randomAttempt(seed);
            const BorderDecision decision = attempt.decided();
            const QList<ClassifiedChange> staying = decision.asked + decision.leftOut + decision.denied;
            for (const ClassifiedChange &one : decision.unasked) {
                const Change &applied = one.change;
                for (const ClassifiedChange &other : staying) {
                    const Change &left = other.change;
                    const bool goes = S_ISDIR(applied.base.mode) && !S_ISDIR(applied.now.mode) &&
                                      left.path.startsWith(applied.path + '/');
                    const bool needed =
                        S_ISDIR(left.now.mode) && !S_ISDIR(left.base.mode) && applied.path.startsWith(left.path + '/');
                    QVERIFY2(!goes && !needed, qPrintable(u"seed %1: %2 and %3"_s.arg(seed).arg(
                                                   QString::fromUtf8(applied.path), QString::fromUtf8(left.path))));
                }
            }
        }
    }

    void differentPathsLookDifferent()
    {
        static const QByteArrayList pieces{
            "a", "\\", "\n", "\\u{a}", "\xff", "\\x{ff}", "\xe2\x80\xae", "{", "u", "x", "}"};
        QRandomGenerator random(7);
        QHash<QString, QByteArray> seen;
        for (int i = 0; i < 5000; ++i) {
            QByteArray path("p");
            for (int n = random.bounded(6); n >= 0; --n)
                path += pieces.at(random.bounded(int(pieces.size())));
            const QString shown = Attempt().made(path, "x\n").card().rows.constFirst().path;
            QVERIFY2(!seen.contains(shown) || seen.value(shown) == path, qPrintable(shown));
            seen.insert(shown, path);
        }
    }

    void everyClassHasAWordAndASentence()
    {
        QSet<QString> words;
        for (const auto &row : EnumTable<BorderClass>::rows) {
            words.insert(QString::fromLatin1(row.text));
        }
        QCOMPARE(words.size(), qsizetype(EnumTable<BorderClass>::rows.size()));
        // Each class with each detail that the engine gives it, for what is new, changed, deleted and a link.
        Attempt attempt;
        attempt.made("f", "x\n").changed("f", "x\n", "y\n").deleted("f", "x\n").link("f", "aim");
        const QStringList details{{}, u"aim"_s, u"%1 \x1b[31m"_s, u"name"_s, u"content"_s, u"configuration"_s,
            u"script"_s, u"program"_s, u"module"_s, u"target"_s, u"reach"_s, u"new_test"_s, u"folder"_s, u"link"_s,
            u"fifo"_s, u"socket"_s, u"device"_s};
        const QStringList keys = borderReasonKeys();
        QSet<QString> unused(keys.cbegin(), keys.cend());
        const QSet<QString> known = unused;
        for (const Change &change : std::as_const(attempt.set.changes)) {
            ClassifiedChange classified;
            classified.change = change;
            classified.leadsTo = S_ISLNK(change.now.mode) ? "aim" : "";
            for (const auto &row : EnumTable<BorderClass>::rows) {
                for (const QString &detail : details) {
                    const ShownReason reason = shownReason({row.value, detail}, classified);
                    QVERIFY2(known.contains(reason.key), qPrintable(reason.key));
                    QVERIFY2(reason.key.section(u'.', 0, 0) == toWire(row.value), qPrintable(reason.key));
                    // A detail that no sentence shows would only be a way past what makes it harmless.
                    QCOMPARE(englishReason(reason).contains(reason.detail), true);
                    QVERIFY(!reason.detail.contains(u'\x1b'));
                    unused.remove(reason.key);
                }
            }
        }
        QVERIFY2(unused.isEmpty(), qPrintable(QStringList(unused.cbegin(), unused.cend()).join(u' ')));
    }

    void theEnglishOfARowIsThatOfItsKeys()
    {
        for (quint32 seed = 1; seed <= 50; ++seed) {
            for (const BorderRow &row : randomAttempt(seed).card().rows) {
                QStringList english;
                for (const ShownReason &reason : row.reasons)
                    english.append(englishReason(reason));
                QCOMPARE(english, QStringList{row.why} + row.also);
            }
        }
    }

    void theSentencesAreThoseOfBefore()
    {
        const auto why = [](const Attempt &attempt) { return attempt.card().rows.constFirst().why; };
        QCOMPARE(why(Attempt().made(".git", "gitdir: x\n")), u"inside of a repository of git"_s);
        QCOMPARE(why(Attempt().special("p", S_IFIFO | 0644)), u"fifo: no file, link or folder"_s);
        QCOMPARE(why(Attempt().deleted("tests/test_a.py", kTest)), u"deleted test"_s);
        QCOMPARE(why(Attempt().link("l", "/opt/x")), u"link out of the folder, to /opt/x"_s);
        QCOMPARE(why(Attempt().made("pytest.ini", "[pytest]\n")),
            u"steers the tests: new configuration of tests or build"_s);
    }
};

QTEST_GUILESS_MAIN(BorderCardTest)
#include "tst_bordercard.moc"
