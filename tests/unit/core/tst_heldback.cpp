// SPDX-License-Identifier: MIT
// What of the asked changes needs no question when the result passes without them, and tests that follow a renaming.
#include "core/border/heldback.h"
#include "unit/core/bordertesting.h"

#include <QTest>

using namespace bordertesting;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kTest("from shop import total\n\ndef test_total():\n    assert total(2, 3) == 5\n\ndef test_two():\n"
                       "    assert total(1, 1) == 2\n");

} // namespace

class HeldBackTest : public QObject
{
    Q_OBJECT

private slots:
    void held_data()
    {
        QTest::addColumn<Attempt>("attempt");
        QTest::addColumn<QByteArrayList>("paths");
        QTest::addColumn<bool>("needsCounts");
        const auto row = [](const char *name, const Attempt &attempt, const QByteArrayList &paths,
                             bool counts = false) { QTest::newRow(name) << attempt << paths << counts; };
        row("a changed test", Attempt().changed("tests/test_a.py", kTest, QByteArray(kTest).replace("== 5", "== 6")),
            {"tests/test_a.py"});
        row("a test less", Attempt().changed("tests/test_a.py", kTest, kTest.left(kTest.indexOf("def test_two"))),
            {"tests/test_a.py"}, true);
        row("a deleted test", Attempt().deleted("tests/test_a.py", kTest), {"tests/test_a.py"}, true);
        row("a skip", Attempt().changed("tests/test_a.py", kTest, "import pytest\npytest.skip()\n" + kTest), {});
        row("always true",
            Attempt().changed("tests/test_a.py", kTest, QByteArray(kTest).replace("total(1, 1) == 2", "True")), {});
        row("a makefile", Attempt().changed("Makefile", "check: app\n\t./app\n", "check: app\n\t./app\n\t./more\n"),
            {"Makefile"});
        row("options of the tests",
            Attempt().changed("pytest.ini", "[pytest]\naddopts = -q\n", "[pytest]\naddopts = -q -x\n"), {});
        row("a script of a command", Attempt().changed("ci/all.sh", "pytest\n", "pytest -x\n"), {});
        row("a new configuration", Attempt().made("web/package.json", "{\"scripts\": {\"test\": \"node --test\"}}\n"),
            {"web/package.json"});
        row("what runs with every test",
            Attempt().made("tests/conftest.py", "import pytest\n\n\n@pytest.fixture\ndef pair():\n    return 2, 3\n"),
            {});
        row("a shadow", Attempt().made("pytest.py", "x = 1\n"), {});
        row("for another reason as well",
            Attempt().changed("tests/test_a.py", kTest, QByteArray(kTest).replace("== 5", "== 6"), kFile, kProgram),
            {});
    }
    void held()
    {
        QFETCH(const Attempt, attempt);
        QFETCH(const QByteArrayList, paths);
        QFETCH(const bool, needsCounts);
        const BorderDecision decision = attempt.decided();
        QVERIFY(!decision.asked.isEmpty());
        const HeldBack held = heldBack(decision.asked);
        QCOMPARE(pathsOf(held.changes), paths);
        QCOMPARE(held.needsCounts, needsCounts);
    }

    void renaming_data()
    {
        QTest::addColumn<QByteArray>("sourceAfter");
        QTest::addColumn<QByteArray>("testAfter");
        QTest::addColumn<bool>("asked");
        const QByteArray renamed =
            QByteArray(kTest).replace(" total(", " amount(").replace("import total", "import amount");
        QTest::newRow("follows") << QByteArray("def amount(a, b):\n    return a + b\n") << renamed << false;
        QTest::newRow("the old name stays")
            << QByteArray("def amount(a, b):\n    return a + b\n\n\ndef total(a, b):\n    return a - b\n") << renamed
            << true;
        QTest::newRow("nothing was renamed") << QByteArray("def total(a, b):\n    return b + a\n") << renamed << true;
        QTest::newRow("something else as well") << QByteArray("def amount(a, b):\n    return a + b\n")
                                                << QByteArray(renamed).replace("== 5", "== 6") << true;
        QTest::newRow("a word of the language")
            << QByteArray("def amount(a, b):\n    return a + b\n")
            << QByteArray(renamed).replace("assert amount(1, 1) == 2", "yield amount(1, 1) == 2") << true;
    }
    void renaming()
    {
        QFETCH(const QByteArray, sourceAfter);
        QFETCH(const QByteArray, testAfter);
        QFETCH(const bool, asked);
        Attempt attempt;
        attempt.changed("shop/core.py", "def total(a, b):\n    return a - b\n", sourceAfter);
        attempt.changed("tests/test_a.py", kTest, testAfter);
        QCOMPARE(codesOf(attempt.classifiedAt("tests/test_a.py")), asked ? u"changed_test"_s : u"source"_s);
    }
};

QTEST_GUILESS_MAIN(HeldBackTest)
#include "tst_heldback.moc"
