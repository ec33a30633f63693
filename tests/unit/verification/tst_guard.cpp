// SPDX-License-Identifier: MIT
// What is guarded, and the known ways to get green without mending anything.
#include "verification/guard.h"
#include "verification/guardedpart.h"

#include <QElapsedTimer>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class GuardTest : public QObject
{
    Q_OBJECT

    static QStringList codes(const QString &path, const QByteArray &before, const QByteArray &after)
    {
        QStringList codes;
        for (const GuardFinding &finding : inspectGuardChanges({{path, before, after, true, true}}))
            codes.append(finding.code);
        return codes;
    }

private slots:
    void testsConfigurationAndScriptsOfCommandsAreGuarded()
    {
        const QStringList all{u"src/calc.py"_s, u"src/contest.py"_s, u"src/latest.js"_s, u"tests/data/x.json"_s,
            u"test_calc.py"_s, u"pkg/calc_test.go"_s, u"web/a.test.ts"_s, u"web/__tests__/b.js"_s, u"conftest.py"_s,
            u"sub/conftest.py"_s, u"package.json"_s, u"jest.config.mjs"_s, u"check.sh"_s, u"deploy.sh"_s,
            u"ci/run.sh"_s, u"tst_main.cpp"_s, u"CMakeLists.txt"_s, u"README.md"_s, u"main.py"_s, u"spec/a_spec.rb"_s,
            u"t/basic.t"_s};
        const QStringList guarded =
            guardedPaths(all, {u"./check.sh"_s, u"cd ci && bash run.sh -v"_s, u"python main.py"_s});
        const QStringList expected{u"CMakeLists.txt"_s, u"check.sh"_s, u"ci/run.sh"_s, u"conftest.py"_s,
            u"jest.config.mjs"_s, u"package.json"_s, u"pkg/calc_test.go"_s, u"spec/a_spec.rb"_s, u"sub/conftest.py"_s,
            u"t/basic.t"_s, u"test_calc.py"_s, u"tests/data/x.json"_s, u"tst_main.cpp"_s, u"web/__tests__/b.js"_s,
            u"web/a.test.ts"_s};
        QCOMPARE(guarded, expected);
    }

    void whatIsOnlyLookedAtIsNotTheCheck_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("linter") << u"shellcheck run.sh"_s << QStringList{};
        QTest::newRow("syntax only") << u"bash -n run.sh"_s << QStringList{};
        QTest::newRow("piped into a check") << u"./greet.sh | grep -q Hello"_s << QStringList{};
        QTest::newRow("substituted") << u"test \"$(./greet.sh)\" = Hello"_s << QStringList{};
        QTest::newRow("the program itself") << u"python main.py"_s << QStringList{};
        QTest::newRow("a check in python") << u"python3 tests/run.py --all"_s << QStringList{u"tests/run.py"_s};
        QTest::newRow("a check in node") << u"NODE_ENV=test node scripts/verify.js"_s
                                         << QStringList{u"scripts/verify.js"_s};
        QTest::newRow("two of them") << u"./build.sh && bash test.sh"_s << QStringList{u"build.sh"_s, u"test.sh"_s};
        QTest::newRow("module") << u"python -m pytest tests/x.py"_s << QStringList{};
        QTest::newRow("quoted") << u"bash \"my check.sh\""_s << QStringList{u"my check.sh"_s};
    }
    void whatIsOnlyLookedAtIsNotTheCheck()
    {
        QFETCH(QString, command);
        QFETCH(QStringList, files);
        QCOMPARE(filesOfCommands({command}), files);
    }

    void onlyTheTellingPartOfSomeFilesIsGuarded()
    {
        const QByteArray package =
            R"({"name":"a","version":"1.0.0","scripts":{"test":"jest"},"dependencies":{"x":"1"}})";
        QByteArray bumped = package;
        bumped.replace("\"x\":\"1\"", "\"x\":\"2\"");
        QCOMPARE(guardedPart(u"package.json"_s, bumped), guardedPart(u"package.json"_s, package));
        QByteArray weakened = package;
        weakened.replace("\"jest\"", "\"jest || true\"");
        QVERIFY(guardedPart(u"package.json"_s, weakened) != guardedPart(u"package.json"_s, package));

        const QByteArray cmake = "add_executable(t t.c)\nenable_testing()\nadd_test(NAME t\n    COMMAND t)\n";
        QByteArray source = cmake;
        source.replace("t.c)", "t.c u.c)");
        QCOMPARE(guardedPart(u"CMakeLists.txt"_s, source), guardedPart(u"CMakeLists.txt"_s, cmake));
        QByteArray without = cmake;
        without.replace("COMMAND t", "COMMAND true");
        QVERIFY(guardedPart(u"CMakeLists.txt"_s, without) != guardedPart(u"CMakeLists.txt"_s, cmake));

        const QByteArray make = "app: app.c\n\tcc -o app app.c\ntest: app\n\t./app --self-test\n";
        QByteArray built = make;
        built.replace("cc -o", "cc -O2 -o");
        QCOMPARE(guardedPart(u"Makefile"_s, built), guardedPart(u"Makefile"_s, make));
        QByteArray ignored = make;
        ignored.replace("\t./app", "\t-./app");
        QVERIFY(guardedPart(u"Makefile"_s, ignored) != guardedPart(u"Makefile"_s, make));

        const QByteArray project = "[project]\nname = \"a\"\n[tool.pytest.ini_options]\naddopts = \"-q\"\n";
        QByteArray renamed = project;
        renamed.replace("\"a\"", "\"b\"");
        QCOMPARE(guardedPart(u"pyproject.toml"_s, renamed), guardedPart(u"pyproject.toml"_s, project));
        QByteArray deselected = project;
        deselected.replace("-q", "-q --deselect x");
        QVERIFY(guardedPart(u"pyproject.toml"_s, deselected) != guardedPart(u"pyproject.toml"_s, project));
    }

    void tricksAreRecognised_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("code");
        const QByteArray py = "def test_a():\n    assert f() == 2\n\n\ndef test_b():\n    assert g() == 3\n";
        const auto changed = [](QByteArray text, const char *from, const char *to) { return text.replace(from, to); };
        QTest::newRow("skip") << u"test_a.py"_s << py << changed(py, "def test_a", "@pytest.mark.skip\ndef test_a")
                              << u"skip_added"_s;
        QTest::newRow("xfail") << u"test_a.py"_s << py << changed(py, "def test_a", "@pytest.mark.xfail\ndef test_a")
                               << u"skip_added"_s;
        QTest::newRow("test removed") << u"test_a.py"_s << py
                                      << QByteArray("def test_b():\n    assert g() == 3\n    assert h()\n")
                                      << u"test_removed"_s;
        QTest::newRow("assertion removed")
            << u"test_a.py"_s << py << changed(py, "assert f() == 2", "f()") << u"assertion_removed"_s;
        QTest::newRow("always true") << u"test_a.py"_s << py << changed(py, "assert f() == 2", "assert True")
                                     << u"assertion_always_true"_s;
        QTest::newRow("or true") << u"test_a.py"_s << py << changed(py, "== 2", "== 2 or True")
                                 << u"assertion_always_true"_s;
        QTest::newRow("hook") << u"conftest.py"_s << QByteArray("import pytest\n")
                              << QByteArray("import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef "
                                            "pytest_runtest_makereport(item, call):\n    rep.outcome = 'passed'\n")
                              << u"result_forced"_s;
        QTest::newRow("os._exit") << u"conftest.py"_s << QByteArray("import os\n")
                                  << QByteArray("import os\nos._exit(0)\n") << u"exit_forced"_s;
        QTest::newRow("sys.exit") << u"tests/run.py"_s << QByteArray("sys.exit(main())\n")
                                  << QByteArray("main()\nsys.exit(0)\n") << u"exit_forced"_s;
        QTest::newRow("swallowed") << u"check.sh"_s << QByteArray("#!/bin/sh\ngrep -q right value.txt\n")
                                   << QByteArray("#!/bin/sh\ngrep -q right value.txt || true\n")
                                   << u"failure_swallowed"_s;
        QTest::newRow("exit 0") << u"check.sh"_s << QByteArray("#!/bin/sh\ngrep -q right value.txt\n")
                                << QByteArray("#!/bin/sh\nexit 0\n") << u"exit_forced"_s;
        QTest::newRow("npm script") << u"package.json"_s << QByteArray("{\"scripts\": {\"test\": \"jest\"}}")
                                    << QByteArray("{\"scripts\": {\"test\": \"jest || true\"}}")
                                    << u"failure_swallowed"_s;
        QTest::newRow("it.skip") << u"a.test.js"_s << QByteArray("it('adds', () => {})\n")
                                 << QByteArray("it.skip('adds', () => {})\n") << u"skip_added"_s;
        QTest::newRow("go skip") << u"a_test.go"_s << QByteArray("func TestA(t *testing.T) {\n}\n")
                                 << QByteArray("func TestA(t *testing.T) {\n\tt.Skip(\"later\")\n}\n")
                                 << u"skip_added"_s;
        QTest::newRow("rust ignore") << u"tests/a.rs"_s << QByteArray("#[test]\nfn a() {}\n")
                                     << QByteArray("#[test]\n#[ignore]\nfn a() {}\n") << u"skip_added"_s;
        QTest::newRow("will fail") << u"CMakeLists.txt"_s << QByteArray("add_test(NAME a COMMAND a)\n")
                                   << QByteArray("add_test(NAME a COMMAND a)\nset_tests_properties(a PROPERTIES "
                                                 "WILL_FAIL TRUE)\n")
                                   << u"skip_added"_s;
        QTest::newRow("anything else") << u"test_a.py"_s << py << changed(py, "== 2", "== 4") << u"changed"_s;
    }
    void tricksAreRecognised()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, code);
        QVERIFY2(codes(path, before, after).contains(code), qPrintable(codes(path, before, after).join(u' ')));
    }

    void anAddedTestIsNoTrick()
    {
        const QByteArray before = "def test_a():\n    assert f() == 2\n";
        QCOMPARE(codes(u"test_a.py"_s, before, before + "\n\ndef test_b():\n    assert g() == 3\n"),
            QStringList{u"changed"_s});
    }

    void deletedAndAddedFilesAreNamed()
    {
        const auto findings = inspectGuardChanges(
            {{u"test_a.py"_s, "x", {}, true, false}, {u"conftest.py"_s, {}, "import os\n", false, true}});
        QCOMPARE(findings.size(), 2);
        QCOMPARE(findings.at(0).code, u"file_deleted"_s);
        QCOMPARE(findings.at(1).code, u"file_added"_s);
        QVERIFY(describeFindings(findings).at(0).startsWith(u"test_a.py: "_s));
    }

    // Patterns meet whole files that somebody else wrote: none may take more than linear time.
    void hostileLinesAreReadInLinearTime()
    {
        QByteArray evil;
        for (const char *piece :
            {"assert(", "expect (", "skip skip ", "|| || ", "exit  ", "test.each.each", "\"'`", "@@@"})
            evil += QByteArray(piece).repeated(40000) + '\n';
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!inspectGuardChanges({{u"test_a.py"_s, "x\n", evil, true, true}}).isEmpty());
        QVERIFY(!guardedPart(u"CMakeLists.txt"_s, QByteArray("add_test(").repeated(20000)).isEmpty());
        QVERIFY(!guardedPart(u"Makefile"_s, QByteArray("test test : ").repeated(20000)).isNull());
        QVERIFY2(timer.elapsed() < 5000, "quadratic or worse");
    }
};

QTEST_GUILESS_MAIN(GuardTest)
#include "tst_guard.moc"
