// SPDX-License-Identifier: MIT
// What is guarded, and the known ways to get green without mending anything.
#include "verification/commandfiles.h"
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

    // Whoever makes such a file changes what is run; where it lies decides what it is.
    void whatANewFileIs_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *path, GuardKind kind) {
            QTest::newRow(path) << QString::fromLatin1(path) << int(kind);
        };
        for (const char *path : {"conftest.py", "a/b/conftest.py", "sitecustomize.py", "usercustomize.py", "x.pth",
                 ".venv/lib/python3.11/site-packages/a.pth", "zz-1.0.dist-info/entry_points.txt", "CTestCustom.cmake",
                 "build/CTestCustom.cmake", "jest.config.ts", "vitest.config.mts", ".mocharc.json5", "pytest.ini",
                 "tox.ini", "setup.cfg", "pyproject.toml", ".coveragerc", ".nycrc.json", "rules/x.mk", ".npmrc",
                 "__mocks__/fs.js", "pom.xml", "a/build.gradle.kts", "Cargo.toml", ".cargo/config.toml", "shop/go.mod",
                 "go.work"})
            row(path, GuardKind::Steering);
        for (const char *path : {"pytest.py", "src/_pytest/__init__.py", "tests/json.py", "unittest.py", "lib/re.py",
                 "tests/shop.py", "tests/shop/__init__.py", "lib/Test/More.pm", "lib/TAP/Parser.pm",
                 "lib/minitest/autorun.rb", "luaunit.lua", "cmake/CTest.cmake", "cmake/GoogleTest.cmake"})
            row(path, GuardKind::Shadow);
        for (const char *path :
            {"node_modules/.bin/jest", ".venv/bin/pytest", "venv/bin/python3", "vendor/bin/phpunit"})
            row(path, GuardKind::Shim);
        for (const char *path : {"tests/test_new.py", "a/b_test.go", "x.spec.ts", "tests/__init__.py", "testdata/a.bin",
                 "goldens/a.png", "tests/helper.py", "fixtures.json", "data/expected_sums.csv", "lib/Test/Shop.pm"})
            row(path, GuardKind::Test);
        for (const char *path : {"shop.py", "src/a.ts", "app/json.py", "calendar.py", "expectations.py", "sums.json",
                 "build/tests/a.txt", "dist/a.js", "README.md", "other/pytest.py", "lib/Shop/Carp.pm"})
            row(path, GuardKind::None);
        for (const char *path : {"test", "check"})
            row(path, GuardKind::Target);
        row("ci/all.sh", GuardKind::Script);
        row("acceptance/x.py", GuardKind::Script);
    }
    void whatANewFileIs()
    {
        QFETCH(QString, path);
        QFETCH(int, kind);
        GuardRules rules(
            {u"make test"_s, u"bash -o pipefail /w/ci/../ci/all.sh"_s, u"python3.11 -m acceptance.x"_s}, u"/w"_s);
        rules.learn(u"Makefile"_s, "app: a.c\n\tcc -o app a.c\n\ncheck: app\n\t./app\n");
        rules.learnName(u"shop.py"_s);
        QCOMPARE(int(rules.kindOf(path, false)), kind);
        QCOMPARE(int(GuardRules::fromJson(rules.toJson()).kindOf(path, false)), kind);
    }

    void filesThatGuardedFilesNameAreGuarded()
    {
        GuardRules rules({u"make test"_s, u"npm test"_s}, u"/w"_s);
        QVERIFY(rules.learn(u"Makefile"_s, "include rules.inc\n\ntest:\n\t@sh ./lib/compare.sh\n"));
        QVERIFY(rules.learn(u"package.json"_s, R"({"scripts":{"test":"node scripts/verify.js && checker"}})"));
        QVERIFY(!rules.learn(u"package.json"_s, R"({"scripts":{"test":"node scripts/verify.js && checker"}})"));
        QCOMPARE(rules.namedFiles(), QStringList({u"lib/compare.sh"_s, u"rules.inc"_s, u"scripts/verify.js"_s}));
        QVERIFY(rules.runsProgram(u"checker"_s) && !rules.runsProgram(u"other"_s));
        // A recipe that makes its target makes a file of that name rightly.
        rules.learn(u"Makefile"_s, "check: a.c\n\tcc -o $@ a.c\n");
        QCOMPARE(int(rules.kindOf(u"check"_s, false)), int(GuardKind::None));
    }

    void whatTakesThePlaceOfSomethingIsGuarded()
    {
        GuardRules rules(
            {u"PATH=$PWD/bin:$PATH; hello && sh ci/run.sh && python3 ci/check.py && make test"_s}, u"/w"_s);
        for (const QString &name : {u"Makefile"_s, u"tests/pkg/__init__.py"_s})
            rules.learnName(name);
        rules.learn(u"Makefile"_s, "-include local.cfg $(wildcard conf/*.inc)\nCC = ./tools/cc\nBIN = ./app\n\ntest: "
                                   "unit $(ALL)\n\t$(CC) -o t t.c\n"
                                   "\t$(BIN) --help\n\t$(shell cat commands.txt)\n\nunit:\n\t./t\n\nother:\n\t./o\n\n"
                                   "%.run: %.sh\n\tsh $<\n\n%.o: %.c\n\t$(CC) -c $<\n");
        rules.learn(u"ci/run.sh"_s,
            "d=$(dirname \"$0\")\n. \"$d/lib/part.sh\"\n[ -f ci.conf ] && . ./ci.conf\n. ./greet.sh\n"
            "sh prepare.sh\nsh app.sh | cmp -s - want.txt\n");
        rules.learn(u"ci/check.py"_s, "import filecmp, shop\nfrom statistics import mean\nopen('ci/limits.json')\n");
        for (const QString &path : rules.possibleShims([](const QString &name) { return name == u"cmp"_s; }))
            rules.addShim(path);
        rules = GuardRules::fromJson(rules.toJson());
        const auto is = [&rules](const char *path, GuardKind kind) {
            const bool right = rules.kindOf(QString::fromLatin1(path), false) == kind;
            return right ? QByteArray() : QByteArray(path);
        };
        for (const char *path : {"local.cfg", "conf/a.inc", "ci.conf"})
            QCOMPARE(is(path, GuardKind::Steering), QByteArray());
        for (const char *path :
            {"tools/cc", "commands.txt", "ci/lib/part.sh", "prepare.sh", "want.txt", "ci/limits.json"})
            QCOMPARE(is(path, GuardKind::Script), QByteArray());
        for (const char *path :
            {"GNUmakefile", "makefile", "ci/filecmp.py", "ci/statistics/__init__.py", "tests/statistics.py"})
            QCOMPARE(is(path, GuardKind::Shadow), QByteArray());
        for (const char *path : {"unit", "tests/a.run"})
            QCOMPARE(is(path, GuardKind::Target), QByteArray());
        QCOMPARE(is("bin/cmp", GuardKind::Shim), QByteArray());
        // The work itself and what make builds.
        for (const char *path : {"app", "app.sh", "greet.sh", "shop.py", "ci.json", "bin/hello", "t.o", "other",
                 "sub/GNUmakefile.txt", "filecmp.py"})
            QCOMPARE(is(path, GuardKind::None), QByteArray());
        QCOMPARE(is("tests/pkg/queue.py", GuardKind::Test), QByteArray());
    }

    void whatIsComparedIsKnown()
    {
        GuardRules rules({u"bash check.sh"_s, u"diff -u \"$a\" b"_s, u"diff *.txt b"_s, u"cmp a"_s}, u"/w"_s);
        rules.learn(u"check.sh"_s, "set -e\nif ! cmp -s out.txt want.txt; then exit 1; fi\n"
                                   "cd sub && diff -r -x '*.o' ./made /w/given >/dev/null 2>&1\ncomm one two\n");
        const QSet<QPair<QString, QString>> compared{
            {u"out.txt"_s, u"want.txt"_s}, {u"sub/made"_s, u"given"_s}, {u"sub/one"_s, u"sub/two"_s}};
        QCOMPARE(rules.compared(), compared);
        QCOMPARE(GuardRules::fromJson(rules.toJson()).compared(), compared);
    }

    void stampsOfMakeAreKnown()
    {
        GuardRules rules({u"make test"_s}, u"/w"_s);
        rules.learn(u"sub/Makefile"_s, "test: result.ok lib.h\n\nresult.ok: a\n\tgrep -q x a\n\ttouch $@\n\n"
                                       "lib.h: a\n\tsh gen.sh > $@\n\n%.done: %\n\ttouch $@\n");
        QCOMPARE(GuardRules::fromJson(rules.toJson()).stamps(), QStringList{u"sub/result.ok"_s});
    }

    void programsThatTestsOfCmakeRunAreGuarded()
    {
        GuardRules rules({u"ctest"_s}, u"/w"_s);
        rules.learn(u"CMakeLists.txt"_s,
            "add_test(NAME a COMMAND sh ${CMAKE_SOURCE_DIR}/run/all.sh --fast)\nadd_test(b app)\n"
            "include(cmake/flags.cmake)\ninclude(local.cmake OPTIONAL)\nadd_custom_command(OUTPUT a COMMAND x -P "
            "gen.cmake)\n");
        QCOMPARE(rules.namedFiles(), QStringList({u"cmake/flags.cmake"_s, u"run/all.sh"_s}));
        QCOMPARE(int(rules.kindOf(u"local.cmake"_s, false)), int(GuardKind::Steering));
    }

    void foldersThatAreLookedInto()
    {
        for (const QString &folder : {u"a"_s, u"tests"_s, u".github"_s, u"node_modules"_s, u"node_modules/.bin"_s,
                 u".venv/lib/python3.11/site-packages"_s, u".venv/lib/python3.11/site-packages/a.dist-info"_s,
                 u"build"_s})
            QVERIFY2(GuardRules::enters(folder), qPrintable(folder));
        for (const QString &folder : {u".git"_s, u"node_modules/jest"_s, u".venv/lib/python3.11/site-packages/a"_s,
                 u"target"_s, u"build/a/b/c"_s, u"a/__pycache__"_s})
            QVERIFY2(!GuardRules::enters(folder), qPrintable(folder));
    }

    void newTestsAreJudgedByWhatTheyHold_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("asked");
        QTest::newRow("plain") << QByteArray("import os, sys\nfrom shop import total\n\ndef test_a(tmp_path):\n"
                                             "    x = total(1, 2)\n    tmp_path.name\n    assert x == 3\n")
                               << false;
        QTest::newRow("parametrised and skipped")
            << QByteArray("import pytest\n\n@pytest.mark.skip\ndef test_a():\n    assert f() == 1\n") << false;
        QTest::newRow("monkeypatch") << QByteArray("def test_a(monkeypatch):\n    monkeypatch.setattr('a.b', 1)\n")
                                     << false;
        QTest::newRow("own object") << QByteArray("class A: pass\n\ndef test_a():\n    a = A()\n    a.b = 1\n")
                                    << false;
        QTest::newRow("javascript")
            << QByteArray("const { f } = require('./f');\ntest('a', () => { expect(f()).toBe(1); });\n") << false;
        for (const char *line : {"const assert = require('assert');", "const assert = require('node:assert/strict')",
                 "const assert = require(\"assert\").strict;", "const expect = chai.expect;",
                 "const expect = require('chai').expect"})
            QTest::newRow(line) << QByteArray(line) + "\nconst { f } = require('./f');\nassert.strictEqual(f(), 1);\n"
                                << false;
        for (const char *line : {"const assert = require('./assert');", "const assert = () => {};",
                 "assert = require('assert'), assert.ok = f;", "const expect = require('../lib/queue').expect"})
            QTest::newRow(line) << QByteArray(line) + "\nassert.strictEqual(1, 1);\n" << true;
        QTest::newRow("sets an import") << QByteArray("import shop\nshop.total = lambda a, b: a + b\n") << true;
        QTest::newRow("sets an import by its other name")
            << QByteArray("import a.shop as s\ndef go():\n    s.total = 1\n") << true;
        QTest::newRow("setattr") << QByteArray("from shop import core\nsetattr(core, 'total', max)\n") << true;
        QTest::newRow("runner inside") << QByteArray("import _pytest.python as p\n") << true;
        QTest::newRow("hook") << QByteArray("def pytest_runtest_call(item):\n    pass\n") << true;
        QTest::newRow("exit") << QByteArray("import os\nos._exit(0)\n") << true;
        QTest::newRow("started patch") << QByteArray("patch('shop.total').start()\n") << true;
        QTest::newRow("node assert") << QByteArray("assert.strictEqual = () => {};\n") << true;
        QTest::newRow("go init") << QByteArray("package m\n\nfunc init() {\n\tf = 2\n}\n") << true;
    }
    void newTestsAreJudgedByWhatTheyHold()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, asked);
        GuardChange change{u"tests/test_new.py"_s, {}, content, false, true, GuardKind::Test};
        QCOMPARE(!inspectGuardChanges({change}).isEmpty(), asked);
    }

    void codeThatReachesIntoTheRunner()
    {
        QVERIFY(
            !inspectReach(u"f.js"_s, "export", "import assert from 'assert'\nassert.strictEqual=()=>{}\n").isEmpty());
        QVERIFY(!inspectReach(u"f.js"_s, "", "Reflect.set(assert, k, () => {});\n").isEmpty());
        QVERIFY(!inspectReach(u"f.js"_s, "", "mod.syncBuiltinESMExports();\n").isEmpty());
        QVERIFY(inspectReach(u"f.js"_s, "", "Reflect.set(state, k, 1);\n").isEmpty());
        QVERIFY(!inspectReach(u"shop.py"_s, "", "import os\nos._exit(0)\n").isEmpty());
        QVERIFY(inspectReach(u"shop.py"_s, "import os\nos._exit(0)\n", "import os\nx = 1\nos._exit(0)\n").isEmpty());
        QVERIFY(inspectReach(u"shop.py"_s, "", "import sys\n\ndef main():\n    sys.exit(run())\n").isEmpty());
        QVERIFY(inspectReach(u"README.md"_s, "", "os._exit(0)\n").isEmpty());
        QVERIFY(!inspectReach(u"shop/a.go"_s, "", "package shop\n\nfunc init() {\n\tos.Exit(0)\n}\n").isEmpty());
        QVERIFY(inspectReach(u"main.go"_s, "", "package main\n\nfunc main() {\n\tos.Exit(0)\n}\n").isEmpty());
    }

    // 60 harmless changes do not hide the one that matters: every path is there, the worst first.
    void everyPathIsNamedAndTheWorstComesFirst()
    {
        QList<GuardChange> changes;
        QByteArray many;
        for (int i = 0; i < 60; ++i)
            many += "@pytest.mark.skip # " + QByteArray::number(i) + "\n";
        for (int i = 0; i < 60; ++i)
            changes.append({u"tests/test_%1.py"_s.arg(i), "a\n", "b\n"});
        changes.append({u"tests/test_many.py"_s, "a\n", many});
        changes.append({u"zz/conftest.py"_s, {}, "def pytest_runtest_call(item):\n    pass\n", false});
        const QList<GuardFinding> findings = inspectGuardChanges(changes);
        QCOMPARE(findings.first().path, u"zz/conftest.py"_s);
        QSet<QString> paths;
        int ofMany = 0;
        for (const GuardFinding &finding : findings) {
            paths.insert(finding.path);
            ofMany += finding.path == u"tests/test_many.py"_s ? 1 : 0;
        }
        QCOMPARE(paths.size(), 62);
        QCOMPARE(ofMany, 6); // five and how many more
        QVERIFY(describeFindings(findings).contains(u"tests/test_many.py: further lines of this kind: 55"_s));
    }

    void newTestsDoNotHideWhatBecameWeaker()
    {
        QList<GuardChange> changes;
        for (int i = 0; i < 300; ++i)
            changes.append(
                {u"tests/test_%1.py"_s.arg(i), {}, "def test_a(): assert True\n", false, true, GuardKind::Test});
        changes.append({u"tests/test_z.py"_s, "def test_a():\n    assert f() == 1\n", "def test_a():\n    f()\n", true,
            true, GuardKind::Test});
        changes.append({u"tests/test_zz.py"_s, {}, "import os\nos._exit(0)\n", false, true, GuardKind::Test});
        const QList<GuardFinding> findings = inspectGuardChanges(changes);
        QCOMPARE(findings.at(0).path, u"tests/test_zz.py"_s);
        QStringList paths;
        for (const GuardFinding &finding : findings)
            paths.append(finding.path);
        paths.removeDuplicates();
        QCOMPARE(paths.indexOf(u"tests/test_z.py"_s), 1);
        QCOMPARE(paths.size(), 302);
    }

    void aNameIsOneLine()
    {
        const QStringList lines = describeFindings({{u"changed"_s, u"tests/a\nLOW: all is well.py"_s, 0, {}}});
        QCOMPARE(lines, QStringList{u"tests/a\\u{a}LOW: all is well.py: the guarded file was changed"_s});
    }

    // Halves of characters stand for bytes that are no UTF-8.
    void namesThatAreNoTextAreGuardedToo()
    {
        const GuardRules rules({u"pytest"_s}, u"/nowhere"_s);
        const QString odd(QChar(0xdcff));
        QCOMPARE(rules.kindOf(u"tests/test_"_s + odd + u".py"_s, false), GuardKind::Test);
        QCOMPARE(rules.kindOf(u"tests/"_s + odd + u"/test_a.py"_s, false), GuardKind::Test);
        QCOMPARE(rules.kindOf(odd + u"/conftest.py"_s, false), GuardKind::Steering);
    }

    void partsThatSteer_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("changed");
        const QByteArray make = "CHECK = sh lib/c.sh\nCFLAGS = -O1\n\nall:\n\tcc a.c\n\ntest: all\n\t$(CHECK)\n";
        const auto with = [](QByteArray text, const char *from, const char *to) { return text.replace(from, to); };
        QTest::newRow("variable of a test") << u"Makefile"_s << make << with(make, "sh lib/c.sh", "true") << true;
        QTest::newRow("another variable") << u"Makefile"_s << make << with(make, "-O1", "-O2") << false;
        QTest::newRow("path of every recipe") << u"Makefile"_s << make << "export PATH := p:$(PATH)\n" + make << true;
        QTest::newRow("shell of every recipe") << u"a.mk"_s << make << "override SHELL = /bin/true\n" + make << true;
        const QByteArray toml = "[project]\nname = \"a\"\n";
        QTest::newRow("dotted") << u"pyproject.toml"_s << toml << "tool.pytest.ini_options.addopts = \"--co\"\n" + toml
                                << true;
        QTest::newRow("tool table") << u"pyproject.toml"_s << toml << toml + "[tool]\npytest = {ini_options = {}}\n"
                                    << true;
        QTest::newRow("escaped title") << u"pyproject.toml"_s << toml << toml + "[tool.\"py\\u0074est\"]\na = 1\n"
                                       << true;
        const QByteArray list = "[tool.pytest.ini_options]\na = [\n[\"x\"],\n]\nb = 1\n";
        QTest::newRow("list over lines") << u"pyproject.toml"_s << list << with(list, "b = 1", "b = 2") << true;
        QTest::newRow("dependency") << u"pyproject.toml"_s << toml << with(toml, "\"a\"", "\"b\"") << false;
        const QByteArray cmake = "project(r C)\nadd_executable(t t.c)\n";
        QTest::newRow("forced include") << u"CMakeLists.txt"_s << cmake
                                        << cmake + "set(CMAKE_C_FLAGS \"-include f.h\")\n"
                                        << true;
        QTest::newRow("warnings") << u"CMakeLists.txt"_s << cmake << cmake + "set(CMAKE_C_FLAGS \"-Wall\")\n" << false;
        const QByteArray tested =
            "add_executable(rt ring_test.c ring.c)\nadd_test(NAME walrus COMMAND rt)\nadd_subdirectory(tests)\n";
        const auto row = [&tested](const char *name, const QByteArray &after, bool steers) {
            QTest::newRow(name) << u"CMakeLists.txt"_s << tested << after << steers;
        };
        row("a source more", with(tested, " ring.c", " ring.c wrap.c"), false);
        row("another source of the test", with(tested, "ring_test.c", "quick.c"), true);
        row("a folder of tests less", with(tested, "add_subdirectory(tests)\n", ""), true);
        row("a folder more", tested + "add_subdirectory(src)\n", false);
        row("no assertions", tested + "target_compile_definitions(rt PRIVATE NDEBUG)\n", true);
        row("a definition of the test", tested + "target_compile_definitions(rt PRIVATE ${D})\n", true);
        row("a definition of the program", tested + "target_compile_definitions(app PRIVATE A=1)\n", false);
        row("a property of a source",
            tested + "set_source_files_properties(ring_test.c PROPERTIES COMPILE_OPTIONS -O0)\n", true);
        row("options of the test", tested + "target_compile_options(rt PRIVATE -Wall -O1)\n", false);
        row("a condition",
            with(tested, "add_test(NAME walrus COMMAND rt)", "if(X)\nadd_test(NAME walrus COMMAND rt)\nendif()"), true);
        row("another condition", tested + "if(WIN32)\nadd_library(w w.c)\nendif()\n", false);
        row("an early end", "return()\n" + tested, true);
        row("another meaning", "macro(add_test)\nendmacro()\n" + tested, true);
        const QByteArray imports = R"({"imports": {"#assert": "node:assert", "#own": "./src/a.js"}})";
        QTest::newRow("import of the tests")
            << u"package.json"_s << imports << with(imports, "node:assert", "./soft.js") << true;
        QTest::newRow("import of the project")
            << u"package.json"_s << imports << with(imports, "./src/a.js", "./lib/a.js") << false;
        QTest::newRow("written file") << u"CMakeLists.txt"_s << cmake
                                      << cmake + "file(WRITE ${CMAKE_BINARY_DIR}/CTestCustom.cmake \"\")\n"
                                      << true;
        QTest::newRow("plugin") << u"a.dist-info/entry_points.txt"_s << QByteArray()
                                << QByteArray("[pytest11]\nz = zp\n") << true;
        QTest::newRow("console script") << u"a.dist-info/entry_points.txt"_s << QByteArray()
                                        << QByteArray("[console_scripts]\nz = zp\n") << false;
        QTest::newRow("path file") << u"a.pth"_s << QByteArray() << QByteArray("/x/src\n") << false;
        QTest::newRow("path file with code") << u"a.pth"_s << QByteArray() << QByteArray("import os; os.x()\n") << true;
        QTest::newRow("go needs more") << u"go.mod"_s << QByteArray("module x\n\ngo 1.18\n")
                                       << QByteArray("module x\n\ngo 1.21\n\nrequire a/b v1.0.0\n") << false;
        QTest::newRow("go begins") << u"go.mod"_s << QByteArray() << QByteArray("module x\n\ngo 1.18\n") << false;
        QTest::newRow("go leaves a folder out")
            << u"shop/go.mod"_s << QByteArray() << QByteArray("module x/shop\n") << true;
        QTest::newRow("go takes another")
            << u"go.mod"_s << QByteArray("module x\n") << QByteArray("module x\nreplace a/b => ./fake\n") << true;
        QTest::newRow("cargo leaves a crate out")
            << u"Cargo.toml"_s << QByteArray("[workspace]\nmembers = [\"a\", \"b\"]\n")
            << QByteArray("[workspace]\nmembers = [\"a\"]\n") << true;
        const QByteArray crates("[workspace]\nmembers = [\n    \"a\",\n    \"b\",\n]\n\n[dependencies]\nx = \"1\"\n");
        QTest::newRow("cargo leaves a crate of a long list out")
            << u"Cargo.toml"_s << crates << with(crates, "    \"b\",\n", "") << true;
        QTest::newRow("cargo depends on another") << u"Cargo.toml"_s << crates << with(crates, "x = ", "y = ") << false;
        const QByteArray work("go 1.21\n\nuse (\n\t./a\n\t./b\n)\n");
        QTest::newRow("go uses a module less") << u"go.work"_s << work << with(work, "\t./b\n", "") << true;
        QTest::newRow("go is newer") << u"go.work"_s << work << with(work, "1.21", "1.22") << false;
        const QByteArray spaces(R"({"name": "a", "workspaces": ["a", "b"]})");
        QTest::newRow("npm leaves a workspace out")
            << u"package.json"_s << spaces << with(spaces, ", \"b\"", "") << true;
        QTest::newRow("maven leaves a module out")
            << u"pom.xml"_s << QByteArray("<module>a</module>\n<module>b</module>\n")
            << QByteArray("<module>a</module>\n") << true;
        const QByteArray files("TEMPLATES = $(wildcard t/*.txt)\nSRCS = a.c\n\ncheck-%:\n\tgrep -q x t/$*\n");
        QTest::newRow("variable that another makefile uses")
            << u"rules.mk"_s << files << with(files, "t/*.txt", "t/h*.txt") << true;
        QTest::newRow("sources in a part of a makefile")
            << u"rules.mk"_s << files << with(files, "a.c", "a.c b.c") << false;
        const QByteArray names("T = a b\n\ncheck: $(T:%=c-%)\n\nc-%:\n\tgrep x $*\n");
        QTest::newRow("variable with an ending replaced") << u"Makefile"_s << names << with(names, "a b", "a") << true;
        const QByteArray parts(
            "check: names build\n.PHONY: check names build\n\nnames:\n\tgrep x a\n\nbuild:\n\tcc a.c\n");
        QTest::newRow("a part of the check") << u"Makefile"_s << parts << with(parts, "grep x", "grep y") << true;
        QTest::newRow("what is built first") << u"Makefile"_s << parts << with(parts, "cc a.c", "cc -g a.c") << false;
        QTest::newRow("maven version") << u"pom.xml"_s << QByteArray("<version>1</version>\n")
                                       << QByteArray("<version>2</version>\n") << false;
        QTest::newRow("maven skips") << u"pom.xml"_s << QByteArray("<a/>\n")
                                     << QByteArray("<skipTests>true</skipTests>\n") << true;
    }
    void partsThatSteer()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(bool, changed);
        QCOMPARE(guardedPart(path, before) != guardedPart(path, after), changed);
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
        QTest::newRow("other spelling") << u"sh ci/.././ci//run.sh"_s << QStringList{u"ci/run.sh"_s};
        QTest::newRow("option with a value") << u"bash -eu -o pipefail check.sh"_s << QStringList{u"check.sh"_s};
        QTest::newRow("in another shell") << u"timeout 60 bash -c 'cd ci && ./run.sh'"_s << QStringList{u"ci/run.sh"_s};
        QTest::newRow("version of the interpreter")
            << u"python3.11 -W error acceptance.py"_s << QStringList{u"acceptance.py"_s};
        QTest::newRow("module of a check")
            << u"python3 -m ci.verify"_s << QStringList{u"ci/verify.py"_s, u"ci/verify/__main__.py"_s};
        QTest::newRow("own interpreter") << u".venv/bin/python main.py"_s << QStringList{u".venv/bin/python"_s};
        QTest::newRow("quoted") << u"bash \"my check.sh\""_s << QStringList{u"my check.sh"_s};
        QTest::newRow("into a shell") << u"sh < accept.sh"_s << QStringList{u"accept.sh"_s};
        QTest::newRow("into a shell at once") << u"bash <ci/accept.sh"_s << QStringList{u"ci/accept.sh"_s};
        QTest::newRow("through a pipe") << u"cat run.sh | sh -e"_s << QStringList{u"run.sh"_s};
        QTest::newRow("a pipe to something else") << u"cat out.txt | grep -q good"_s << QStringList{};
        QTest::newRow("a pipe to a script") << u"cat out.txt | python3 -c 'x'"_s << QStringList{};
        QTest::newRow("rules of awk") << u"awk -f rule.awk out.txt"_s << QStringList{u"rule.awk"_s};
        QTest::newRow("another makefile") << u"make -f build/rules.make test"_s << QStringList{u"build/rules.make"_s};
        QTest::newRow("what is compared")
            << u"sh gen.sh > out.txt; diff expected.txt out.txt"_s << QStringList{u"gen.sh"_s, u"expected.txt"_s};
        QTest::newRow("two results") << u"diff a.txt b.txt"_s << QStringList{};
        QTest::newRow("source of a check")
            << u"gcc -o build/ring_check ring_check.c ring.c"_s << QStringList{u"ring_check.c"_s};
        QTest::newRow("source of the program") << u"gcc -o ring ring.c"_s << QStringList{};
        QTest::newRow("an option of the shell") << u"sh -e .//ci//check.sh"_s << QStringList{u"ci/check.sh"_s};
        QTest::newRow("wrapped twice") << u"timeout 60 env A=1 \"$PWD\"/ci/check.sh"_s << QStringList{u"ci/check.sh"_s};
        QTest::newRow("in a variable") << u"T=ci; sh $T/check.sh"_s << QStringList{u"ci/check.sh"_s};
        QTest::newRow("a default") << u"sh \"${T:-ci}\"/check.sh"_s << QStringList{u"ci/check.sh"_s};
        QTest::newRow("a loop over names")
            << u"for t in c*/ch*.sh; do sh \"$t\" || exit 1; done"_s << QStringList{u"c*/ch*.sh"_s};
        QTest::newRow("a loop over a list")
            << u"while read -r t; do sh $t || exit 1; done < ci/list.txt"_s << QStringList{u"ci/list.txt"_s};
        QTest::newRow("a loop that only reads")
            << u"while read -r l; do echo \"$l\"; done < out.txt"_s << QStringList{};
        QTest::newRow("by xargs") << u"echo ci/check.sh | xargs -n1 sh"_s << QStringList{u"ci/check.sh"_s};
        QTest::newRow("found and run") << u"find ci -name '*.sh' -print0 | xargs -0 -n1 bash"_s
                                       << QStringList{u"ci/**/*.sh"_s};
        QTest::newRow("found and looked at") << u"find src -name '*.py' | xargs ruff check"_s << QStringList{};
        QTest::newRow("found and run inside") << u"test -z \"$(find ci -name '*.sh' -exec sh -c 'sh {} || echo bad' "
                                                 "\\;)\""_s
                                              << QStringList{u"ci/**/*.sh"_s};
        QTest::newRow("a folder of programs") << u"run-parts --exit-on-error tests.d"_s << QStringList{u"tests.d/*"_s};
        QTest::newRow("patterns of grep") << u"! grep -v -f ci/allowed out.txt"_s << QStringList{u"ci/allowed"_s};
        QTest::newRow("sums") << u"sha256sum -c --quiet SUMS"_s << QStringList{u"SUMS"_s};
        QTest::newRow("compared through a pipe")
            << u"python3 app.py | diff - expected.txt"_s << QStringList{u"expected.txt"_s};
        QTest::newRow("text of commands") << u"sh -ec \"$(cat commands.txt)\""_s << QStringList{u"commands.txt"_s};
        QTest::newRow("loaded by bash") << u"BASH_ENV=ci/env.sh bash check.sh"_s
                                        << QStringList{u"check.sh"_s, u"ci/env.sh"_s};
        for (const char *command :
            {"(cd ci && sh check.sh)", "sh ci/{check,check}.sh", "f() { sh \"$1\"; }; f ci/check.sh",
                "sh c\\i/check.sh", "find ci -name check.sh | while read -r f; do sh \"$f\" || exit 1; done",
                "eval \"sh ci/check.sh\"", "sed s/a/b/ ci/check.sh | sh", "case x in x) sh ci/check.sh;; esac"})
            QTest::newRow(command) << QString::fromLatin1(command)
                                   << QStringList{QByteArrayView(command).contains("find") ? u"ci/**/check.sh"_s
                                                                                           : u"ci/check.sh"_s};
        QTest::newRow("compiled by xargs") << u"find src -name '*.py' | xargs python3 -m py_compile"_s << QStringList{};
        QTest::newRow("a list in a loop")
            << u"for t in $(cat suite.lst); do sh $t || exit 1; done"_s << QStringList{u"suite.lst"_s};
        QTest::newRow("a compiler for make") << u"make CC=./tools/cc test"_s << QStringList{u"tools/cc"_s};
        QTest::newRow("the system's compiler") << u"make CC=clang test"_s << QStringList{};
        QTest::newRow("a compiler for cmake")
            << u"cmake -S . -B build -DCMAKE_C_COMPILER=$PWD/tools/cc"_s << QStringList{u"tools/cc"_s};
        QTest::newRow("hooks of node") << u"NODE_OPTIONS='--require ./hook.js' node --test"_s
                                       << QStringList{u"hook.js"_s};
        QTest::newRow("joined option") << u"grep -qfpat out.txt"_s << QStringList{u"pat"_s};
        QTest::newRow("the program in node") << u"node src/index.js"_s << QStringList{};
        QTest::newRow("the program in a loop")
            << u"for n in 1 2; do python3 app.py $n | grep -q ok; done"_s << QStringList{};
    }
    void whatIsOnlyLookedAtIsNotTheCheck()
    {
        QFETCH(QString, command);
        QFETCH(QStringList, files);
        const CommandFiles named = readCommands({command}, {});
        QCOMPARE(named.checks + named.rules, files);
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
