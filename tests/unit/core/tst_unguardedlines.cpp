// SPDX-License-Identifier: MIT
// Which lines of a changed configuration may stay when a person does not accept how it changes the tests.
#include "core/border/unguardedlines.h"
#include "unit/core/bordertesting.h"

#include <QTest>

using namespace bordertesting;
using namespace Qt::StringLiterals;

class UnguardedLinesTest : public QObject
{
    Q_OBJECT

private slots:
    void stays_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("stays"); // empty: it stays or goes as a whole
        const QByteArray nothing;
        QTest::newRow("package.json")
            << QByteArray("package.json")
            << QByteArray("{\n  \"name\": \"shop\",\n  \"scripts\": {\n    \"test\": \"node --test\"\n  },\n"
                          "  \"dependencies\": {\n    \"a\": \"1\"\n  }\n}\n")
            << QByteArray("{\n  \"name\": \"shop\",\n  \"scripts\": {\n    \"test\": \"true\"\n  },\n"
                          "  \"dependencies\": {\n    \"a\": \"1\",\n    \"b\": \"2\"\n  }\n}\n")
            << QByteArray("{\n  \"name\": \"shop\",\n  \"scripts\": {\n    \"test\": \"node --test\"\n  },\n"
                          "  \"dependencies\": {\n    \"a\": \"1\",\n    \"b\": \"2\"\n  }\n}\n");
        QTest::newRow("more keys in the same lines")
            << QByteArray("package.json") << QByteArray("{\n  \"scripts\": {\n    \"test\": \"node --test\"\n  }\n}\n")
            << QByteArray("{\n  \"version\": \"2\",\n  \"scripts\": {\n    \"test\": \"true\"\n  },\n  \"x\": 1\n}\n")
            << QByteArray("{\n  \"version\": \"2\",\n  \"scripts\": {\n    \"test\": \"node --test\"\n  }\n}\n");
        QTest::newRow("pyproject")
            << QByteArray("pyproject.toml")
            << QByteArray("[project]\nname = \"shop\"\n\n[tool.pytest.ini_options]\naddopts = \"-q\"\n")
            << QByteArray("[project]\nname = \"shop\"\nversion = \"2\"\n\n[tool.pytest.ini_options]\n"
                          "addopts = \"-q -k nothing\"\n")
            << QByteArray(
                   "[project]\nname = \"shop\"\nversion = \"2\"\n\n[tool.pytest.ini_options]\naddopts = \"-q\"\n");
        QTest::newRow("Makefile") << QByteArray("Makefile")
                                  << QByteArray("app: a.c\n\tcc -o app a.c\n\ncheck: app\n\t./app\n")
                                  << QByteArray("app: a.c b.c\n\tcc -o app a.c b.c\n\ncheck: app\n\ttrue\n")
                                  << QByteArray("app: a.c b.c\n\tcc -o app a.c b.c\n\ncheck: app\n\t./app\n");
        QTest::newRow("CMake")
            << QByteArray("CMakeLists.txt")
            << QByteArray("project(r C)\nenable_testing()\nadd_library(s a.c)\n\nadd_executable(rt t.c)\n"
                          "add_test(NAME a COMMAND rt)\n")
            << QByteArray("project(r C)\nenable_testing()\nadd_library(s a.c b.c)\n\nadd_executable(rt t.c)\n"
                          "add_test(NAME a COMMAND true)\n")
            << QByteArray("project(r C)\nenable_testing()\nadd_library(s a.c b.c)\n\nadd_executable(rt t.c)\n"
                          "add_test(NAME a COMMAND rt)\n");
        QTest::newRow("nothing else") << QByteArray("Makefile") << QByteArray("check:\n\t./app\n")
                                      << QByteArray("check:\n\ttrue\n") << nothing;
        QTest::newRow("a test") << QByteArray("tests/test_a.py")
                                << QByteArray("def test_a():\n    assert f() == 1\n\n\ndef test_b():\n    pass\n")
                                << QByteArray(
                                       "# a\ndef test_a():\n    assert True\n\n\ndef test_b():\n    pass\n\n# b\n")
                                << nothing;
        QTest::newRow("a script") << QByteArray("ci/all.sh") << QByteArray("set -e\n\n./app\n")
                                  << QByteArray("# all\nset -e\n\ntrue\n") << nothing;
    }
    void stays()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const QByteArray, stays);
        Attempt attempt;
        attempt.changed(path, before, after);
        QCOMPARE(unguardedLines(attempt.set.changes.constFirst(), attempt.asked()).value_or(QByteArray()), stays);
        if (stays.isEmpty())
            return;
        Attempt left;
        left.changed(path, before, stays);
        QCOMPARE(codesOf(left.classifiedAt(path)), u"source"_s);
    }

    void onlyOfAFileThatStaysAFile_data()
    {
        QTest::addColumn<uint>("modeBefore");
        QTest::addColumn<uint>("modeAfter");
        QTest::newRow("other rights") << kFile << kProgram;
        QTest::newRow("now a link") << kFile << kLink;
        QTest::newRow("was a link") << kLink << kFile;
    }
    void onlyOfAFileThatStaysAFile()
    {
        QFETCH(const uint, modeBefore);
        QFETCH(const uint, modeAfter);
        Attempt attempt;
        attempt.changed("Makefile", "app: a.c\n\tcc a.c\n\ncheck: app\n\t./app\n",
            "app: a.c b.c\n\tcc a.c b.c\n\ncheck: app\n\ttrue\n", modeBefore, modeAfter);
        QVERIFY(!unguardedLines(attempt.set.changes.constFirst(), attempt.asked()));
    }

    void whatIsNewGoesAsAWhole()
    {
        Attempt attempt;
        attempt.made("Makefile", "app: a.c\n\tcc a.c\n\ncheck: app\n\ttrue\n");
        QVERIFY(!unguardedLines(attempt.set.changes.constFirst(), attempt.asked()));
    }
};

QTEST_GUILESS_MAIN(UnguardedLinesTest)
#include "tst_unguardedlines.moc"
