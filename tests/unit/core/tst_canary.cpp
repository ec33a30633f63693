// SPDX-License-Identifier: MIT
// Which failing test a verification command is given, with what command it runs, and for which commands there is none.
#include "core/clean/canary.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vibecoder;

namespace {

const QString kWord = u"k7q2"_s;

const QByteArray kPytest = "from shop import total\n\n\ndef test_total():\n    assert total([1]) == 1\n";
const QByteArray kUnittest = "import unittest\nfrom shop import total\n\n\nclass TotalTest(unittest.TestCase):\n"
                             "    def test_total(self):\n        self.assertEqual(total([1]), 1)\n";
const QByteArray kNode = "const test = require('node:test');\nconst { total } = require('../shop.js');\n"
                         "test('total', () => {});\n";
const QByteArray kModule =
    "import { test } from 'node:test';\nimport { total } from '../shop.js';\ntest('a', () => {});\n";
const QByteArray kMocha = "const { total } = require('../shop');\ndescribe('shop', () => { it('adds', () => {}); });\n";
const QByteArray kVitest = "import { test, expect } from 'vitest';\nimport { total } from './shop';\n"
                           "test('adds', () => { expect(total([1])).toBe(1); });\n";
const QByteArray kGo = "package shop\n\nimport \"testing\"\n\nfunc TestTotal(t *testing.T) {}\n";
const QByteArray kPerl = "use Test::More tests => 2;\nuse Shop;\nok(1);\nok(2);\n";

const QByteArray kBats = "@test \"adds\" {\n  [ \"$(add 2 3)\" = 5 ]\n}\n";
const QByteArray kPhp = "<?php\nuse PHPUnit\\Framework\\TestCase;\n\nclass ShopTest extends TestCase\n{\n}\n";
const QByteArray kSpec = "RSpec.describe 'a' do\n  it('b') { expect(c).to eq 5 }\nend\n";
const QByteArray kMini = "class ShopTest < Minitest::Test\n  def test_a = assert_equal(5, a)\nend\n";

CommandReport passed(const QString &command)
{
    CommandReport report;
    report.command = command;
    report.status = CommandStatus::Pass;
    report.exitCode = 0;
    return report;
}

using Files = QList<CanaryFile>;

const Files kPython{{u"tests/test_shop.py"_s, kPytest}, {u"tests/test_long.py"_s, kPytest + "# longer\n"},
    {u"tests/__init__.py"_s, {}}};
const Files kCase{{u"tests/test_shop.py"_s, kUnittest}, {u"tests/__init__.py"_s, {}}};
const Files kScripts{{u"test/shop.test.js"_s, kNode}};
const Files kGoFiles{{u"shop_test.go"_s, kGo}, {u"cart/cart_test.go"_s, "package cart\n// longer\n" + kGo.mid(13)}};

Files scripted(const QByteArray &script, const CanaryFile &file)
{
    return {{u"package.json"_s, R"({"scripts": {"test": ")" + script + R"(", "unit": "jest"}})"}, file};
}

} // namespace

class CanaryTest : public QObject
{
    Q_OBJECT

private slots:
    void commands_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("runs");
        const QString py = u"tests/test_k7q2.py"_s, only = u" -k '' -m '' tests/test_k7q2.py"_s;
        const auto row = [](const QString &command, const Files &files, const QString &path, const QString &runs) {
            QTest::addRow("%s", qPrintable(command)) << command << files << path << runs;
        };
        row(u"pytest"_s, kPython, py, u"pytest"_s + only);
        row(u"pytest -q tests"_s, kPython, py, u"pytest -q"_s + only);
        row(u"pytest tests/"_s, kPython, py, u"pytest"_s + only);
        row(u"pytest ."_s, kPython, py, u"pytest"_s + only);
        row(u"pytest -q tests/test_long.py::test_total -x"_s, kPython, py, u"pytest -q -x"_s + only);
        row(u"pytest tests/test_*.py"_s, kPython, py, u"pytest"_s + only);
        row(u"pytest -k 'total and not slow' -m unit --deselect tests/a.py --lf -ksum"_s, kPython, py,
            u"pytest"_s + only);
        row(u"pytest -xvs -rA -n4 -p no:cacheprovider --cov src --cov-fail-under=90 --tb=short"_s, kPython, py,
            u"pytest -xvs -rA -n4 -p no:cacheprovider --cov src --cov-fail-under=90 --tb=short"_s + only);
        row(u"python3 -m pytest -q"_s, kPython, py, u"python3 -m pytest -q"_s + only);
        row(u".venv/bin/python -B -W error -m pytest"_s, kPython, py,
            u".venv/bin/python -B -W error -m pytest"_s + only);
        row(u"X=1 pytest"_s, kPython, py, u"X=1 pytest"_s + only);
        row(u"env PYTHONPATH=src 'A=b c' pytest"_s, kPython, py, u"env PYTHONPATH=src 'A=b c' pytest"_s + only);
        row(u"uv run pytest"_s, kPython, py, u"uv run pytest"_s + only);
        row(u"poetry run python -m pytest"_s, kPython, py, u"poetry run python -m pytest"_s + only);
        row(u"timeout 60 pytest"_s, kPython, py, u"timeout 60 pytest"_s + only);
        row(u"coverage run -m pytest"_s, kPython, py, u"coverage run -m pytest"_s + only);
        row(u"cd api && pytest -q"_s, {{u"api/tests/test_a.py"_s, kPytest}}, u"api/tests/test_k7q2.py"_s,
            u"cd api && pytest -q"_s + only);
        row(u"pytest src"_s, {{u"src/shop_test.py"_s, kPytest}}, u"src/k7q2_test.py"_s,
            u"pytest -k '' -m '' src/k7q2_test.py"_s);
        row(u"pytest 'my tests'"_s, {{u"my tests/test_a.py"_s, kPytest}}, u"my tests/test_k7q2.py"_s,
            u"pytest -k '' -m '' 'my tests/test_k7q2.py'"_s);
        row(u"pytest \"it's\""_s, {{u"it's/test_$(id).py"_s, kPytest}}, u"it's/test_k7q2.py"_s,
            u"pytest -k '' -m '' 'it'\\''s/test_k7q2.py'"_s);

        row(u"python3 -m unittest"_s, kCase, py, u"python3 -m unittest discover -p test_k7q2.py"_s);
        row(u"python3 -m unittest -v"_s, kCase, py, u"python3 -m unittest discover -v -p test_k7q2.py"_s);
        row(u"python3 -m unittest discover -s tests -p 'test_*.py' -k total"_s, kCase, py,
            u"python3 -m unittest discover -s tests -p test_k7q2.py"_s);
        row(u"python3 -m unittest discover tests"_s, {{u"tests/test_shop.py"_s, kUnittest}}, py,
            u"python3 -m unittest discover tests -p test_k7q2.py"_s);
        row(u"python3 -m unittest tests.test_shop"_s, kCase, py, u"python3 -m unittest tests.test_k7q2"_s);
        row(u"python3 -m unittest -v tests/test_shop.py"_s, kCase, py, u"python3 -m unittest -v tests/test_k7q2.py"_s);

        const QString js = u"test/k7q2.test.js"_s;
        row(u"node --test"_s, kScripts, js, u"node --test test/k7q2.test.js"_s);
        row(u"node --import tsx --test --test-name-pattern=a --test-only 'test/**/*.test.js'"_s, kScripts, js,
            u"node --import tsx --test test/k7q2.test.js"_s);
        row(u"node --test test/"_s, kScripts, js, u"node --test test/k7q2.test.js"_s);
        const QString in = u"PATH=\"$PWD/node_modules/.bin:$PATH\" "_s;
        row(u"npm test"_s, scripted("node --test test", {u"test/shop.test.js"_s, kNode}), js,
            in + u"node --test test/k7q2.test.js"_s);
        row(u"CI=1 npm run unit --silent -- --ci -t adds"_s, scripted("false", {u"src/__tests__/shop.js"_s, kMocha}),
            u"src/__tests__/k7q2.js"_s, u"CI=1 "_s + in + u"jest --ci --runTestsByPath src/__tests__/k7q2.js"_s);
        row(u"npm  test"_s, scripted("NODE_OPTIONS=--experimental-vm-modules jest", {u"a.spec.ts"_s, kMocha}),
            u"k7q2.spec.ts"_s, in + u"NODE_OPTIONS=--experimental-vm-modules jest --runTestsByPath k7q2.spec.ts"_s);
        row(u"npx mocha --spec 'test/*.js' -g adds -t 500"_s, {{u"test/shop.js"_s, kMocha}}, u"test/k7q2.js"_s,
            u"npx mocha -t 500 test/k7q2.js"_s);
        row(u"npx --no-install mocha --recursive"_s, {{u"test/a/shop-test.js"_s, kMocha}}, u"test/a/k7q2-test.js"_s,
            u"npx --no-install mocha --recursive test/a/k7q2-test.js"_s);
        row(u"npx jest --passWithNoTests --watchAll=false src"_s, {{u"src/shop.test.tsx"_s, kMocha}},
            u"src/k7q2.test.tsx"_s, u"npx jest --watchAll=false --runTestsByPath src/k7q2.test.tsx"_s);
        row(u"node node_modules/jest/bin/jest.js"_s, {{u"src/shop.test.js"_s, kMocha}}, u"src/k7q2.test.js"_s,
            u"node node_modules/jest/bin/jest.js --runTestsByPath src/k7q2.test.js"_s);
        row(u"npx vitest run --reporter dot"_s, {{u"src/shop.test.ts"_s, kVitest}}, u"src/k7q2.test.ts"_s,
            u"npx vitest run --reporter dot --passWithNoTests=false src/k7q2.test.ts"_s);

        row(u"go test ./..."_s, kGoFiles, u"k7q2_test.go"_s, u"go test ."_s);
        row(u"go test -v -run TestTotal -count=1 ./cart"_s, kGoFiles, u"cart/k7q2_test.go"_s,
            u"go test -v -count=1 ./cart"_s);
        row(u"cd cart && go test -race"_s, kGoFiles, u"cart/k7q2_test.go"_s, u"cd cart && go test -race ."_s);

        row(u"yarn test"_s, scripted("node --test test", {u"test/shop.test.js"_s, kNode}), js,
            in + u"node --test test/k7q2.test.js"_s);
        row(u"yarn -s run unit --ci"_s, scripted("false", {u"src/__tests__/shop.js"_s, kMocha}),
            u"src/__tests__/k7q2.js"_s, in + u"jest --ci --runTestsByPath src/__tests__/k7q2.js"_s);
        row(u"pnpm test -- test"_s, scripted("node --test", {u"test/shop.test.js"_s, kNode}), js,
            in + u"node --test test/k7q2.test.js"_s);
        row(u"pnpm exec jest"_s, {{u"src/shop.test.js"_s, kMocha}}, u"src/k7q2.test.js"_s,
            u"pnpm exec jest --runTestsByPath src/k7q2.test.js"_s);

        row(u"bats test"_s, {{u"test/add.bats"_s, kBats}}, u"test/k7q2.bats"_s, u"bats test/k7q2.bats"_s);
        row(u"bats -rT -f adds -F tap ."_s, {{u"test/add.bats"_s, kBats}}, u"test/k7q2.bats"_s,
            u"bats -rT -F tap test/k7q2.bats"_s);
        row(u"phpunit --filter testA tests"_s, {{u"tests/ShopTest.php"_s, kPhp}}, u"tests/ShopTest.php"_s,
            u"phpunit tests/ShopTest.php"_s);
        row(u"php vendor/bin/phpunit -c phpunit.xml"_s, {{u"tests/ShopTest.php"_s, kPhp}}, u"tests/ShopTest.php"_s,
            u"php vendor/bin/phpunit -c phpunit.xml tests/ShopTest.php"_s);
        row(u"bundle exec rspec spec/shop_spec.rb:2 -e b"_s, {{u"spec/shop_spec.rb"_s, kSpec}}, u"spec/k7q2_spec.rb"_s,
            u"bundle exec rspec spec/k7q2_spec.rb"_s);
        row(u"rspec -f doc"_s, {{u"spec/a/shop_spec.rb"_s, kSpec}}, u"spec/a/k7q2_spec.rb"_s,
            u"rspec -f doc spec/a/k7q2_spec.rb"_s);
        row(u"ruby -Ilib:test -w test/shop_test.rb -n test_a"_s, {{u"test/shop_test.rb"_s, kMini}},
            u"test/k7q2_test.rb"_s, u"ruby -Ilib:test -w test/k7q2_test.rb"_s);

        row(u"prove"_s, {{u"t/shop.t"_s, kPerl}}, u"t/k7q2.t"_s, u"prove t/k7q2.t"_s);
        row(u"prove -lvr -I lib t"_s, {{u"t/a/shop.t"_s, kPerl}}, u"t/a/k7q2.t"_s, u"prove -lvr -I lib t/a/k7q2.t"_s);
    }
    void commands()
    {
        QFETCH(const QString, command);
        QFETCH(const Files, files);
        const std::optional<Canary> canary = canaryFor(passed(command), files, kWord);
        QVERIFY(canary);
        QTEST(canary->path, "path");
        QTEST(canary->command, "runs");
        QVERIFY(canary->content.contains(kWord.toUtf8()));
    }

    void noCanary_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<Files>("files");
        for (const char *command :
            {"make test", "ctest", "./check.sh", "bash -c pytest", "sh -c 'pytest -q'", "pytest || true",
                "pytest; true", "pytest | tee log", "pytest > log", "pytest && echo done", "pip install . && pytest",
                "pytest $(ls)", "pytest $ARGS", "pytest &", "(pytest)", "pytest `id`", "cd .. && pytest",
                "cd /tmp && pytest", "cd ~ && pytest", "cd a && cd b && pytest", "cd tests; pytest", "echo pytest",
                "python3 pytest", "python3 -c 'import pytest'", "python3 -m pytest.x", "pytest --collect-only",
                "pytest --co -q", "pytest --version", "pytest --pyargs shop", "pytest elsewhere", "pytest ../tests",
                "pytest -k", "pytest -xk total", "pytest ~/tests", "pytest {a,b}", "pytest -- tests",
                "uv run --with x pytest", "env -i pytest", "sudo pytest", "python3 -m unittest", "tox", "npm test",
                "npm run", "npm", "", "\x01pytest", "pytest\ntrue", "python3 manage.py test"})
            QTest::addRow("%s", command) << QString::fromUtf8(command) << kPython;
        const auto row = [](const char *name, const QString &command, const Files &files) {
            QTest::newRow(name) << command << files;
        };
        row("no package that discovery enters", u"python3 -m unittest"_s, {{u"tests/test_shop.py"_s, kUnittest}});
        row("another pattern", u"python3 -m unittest discover -p '*_spec.py'"_s, kCase);
        row("watch", u"node --test --watch"_s, kScripts);
        row("no test mode", u"node test/shop.test.js"_s, kScripts);
        row("two commands in a script", u"npm test"_s, scripted("tsc && node --test", {u"test/shop.test.js"_s, kNode}));
        row("a script of a script", u"npm test"_s, scripted("npm run unit", {u"test/shop.test.js"_s, kNode}));
        row("a script that is none", u"npm run nothing"_s, scripted("jest", {u"a.test.js"_s, kNode}));
        row("workspaces", u"npm test -w api"_s, scripted("jest", {u"a.test.js"_s, kNode}));
        row("dry", u"npx mocha --dry-run"_s, {{u"test/shop.js"_s, kMocha}});
        row("lists", u"npx jest --listTests"_s, {{u"a.test.js"_s, kMocha}});
        row("stays", u"npx vitest watch"_s, {{u"src/shop.test.ts"_s, kVitest}});
        row("another package", u"go test example.com/shop"_s, kGoFiles);
        row("lists tests", u"go test -list . ./..."_s, kGoFiles);
        row("go of test data", u"go test ./..."_s, {{u"testdata/a_test.go"_s, kGo}});
        row("go for some machines", u"go test"_s, {{u"a_test.go"_s, "//go:build linux\n\n" + kGo}});
        row("another interpreter", u"prove -e ruby"_s, {{u"t/shop.t"_s, kPerl}});
        row("no application", u"pytest"_s,
            {{u"test_a.py"_s, "import os, sys\nimport unittest.mock\n\ndef test_a():\n    assert 1\n"}});
        row("no application of node", u"node --test"_s,
            {{u"a.test.js"_s,
                "const test = require('node:test');\nconst fs = require('fs');\ntest('a', () => {});\n"}});
        row("no application of perl", u"prove"_s,
            {{u"t/a.t"_s, "use strict;\nuse Test::More;\nok(1);\ndone_testing;\n"}});
        row("skipped as a whole", u"pytest"_s, {{u"test_a.py"_s, "pytestmark = pytest.mark.slow\n" + kPytest}});
        row("may be skipped", u"pytest"_s, {{u"test_a.py"_s, "import pytest\npytest.importorskip('x')\n" + kPytest}});
        row("only one test", u"node --test"_s, {{u"a.test.js"_s, kNode + "test.only('b', () => {});\n"}});
        row("no style", u"pytest"_s, {{u"test_a.py"_s, "from shop import total\n\ndef check():\n    pass\n"}});
        row("no text", u"pytest"_s, {{u"test_a.py"_s, kPytest + "\xff\xfe"}});
        row("a name that a terminal obeys", u"pytest"_s, {{u"test_\x1b[2J.py"_s, kPytest}});
        row("a name of two lines", u"pytest"_s, {{u"test_a\ntest_b.py"_s, kPytest}});
        row("a name like an option", u"pytest"_s, {{u"--co/test_a.py"_s, kPytest}});
        row("counts tests of bats", u"bats -c test"_s, {{u"test/add.bats"_s, kBats}});
        row("bats of a folder below", u"bats test"_s, {{u"test/a/add.bats"_s, kBats}});
        row("bats that are skipped", u"bats test"_s, {{u"test/add.bats"_s, "setup() { skip; }\n" + kBats}});
        row("a class that needs another PHP", u"phpunit tests"_s,
            {{u"tests/ShopTest.php"_s, QByteArray(kPhp).replace("class", "#[RequiresPhp('9')]\nclass")}});
        row("a spec with a focus", u"rspec"_s, {{u"spec/a_spec.rb"_s, QByteArray(kSpec).replace("it(", "fit(")}});
        row("specs elsewhere", u"rspec"_s, {{u"test/a_spec.rb"_s, kSpec}});
        row("a program of one line", u"ruby -Itest -e 'require \"a\"'"_s, {{u"test/shop_test.rb"_s, kMini}});
        row("no tests of ruby", u"ruby test/shop_test.rb"_s, {{u"test/shop_test.rb"_s, "puts 1\n"}});
        row("yarn of another package", u"yarn workspace api test"_s, scripted("jest", {u"a.test.js"_s, kNode}));
        row("the word is taken", u"pytest"_s, {{u"test_k7q2.py"_s, kPytest}});
    }
    void noCanary()
    {
        QFETCH(const QString, command);
        QFETCH(const Files, files);
        const std::optional<Canary> canary = canaryFor(passed(command), files, kWord);
        QVERIFY2(!canary, canary ? qPrintable(canary->command) : "");
    }

    void onlyOfWhatPassed()
    {
        CommandReport report = passed(u"pytest"_s);
        QVERIFY(mayHaveCanary(report));
        report.status = CommandStatus::Fail;
        QVERIFY(!mayHaveCanary(report));
        QVERIFY(!canaryFor(report, kPython, kWord));
    }

    // The code that a task changed is what may make results.
    void aTestOfWhatChangedIsPreferred()
    {
        const Files files{{u"tests/test_a.py"_s, "from shop import cart\n\ndef test_a():\n    pass\n"},
            {u"tests/test_b.py"_s, "from shop.bill import total\n\ndef test_bill_of_many():\n    pass\n"}};
        QVERIFY(canaryFor(passed(u"pytest"_s), files, kWord)->content.contains("cart"));
        QVERIFY(canaryFor(passed(u"pytest"_s), files, kWord, {u"shop/bill.py"_s})->content.contains("bill"));
        QVERIFY(canaryFor(passed(u"pytest"_s), files, kWord, {u"other/none.py"_s})->content.contains("cart"));
    }

    void contents_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<CanaryFile>("file");
        QTest::addColumn<QByteArray>("holds");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *name, const QString &command, const CanaryFile &file, const QByteArray &holds,
                             const QString &test) { QTest::newRow(name) << command << file << holds << test; };
        row("function", u"pytest"_s, {u"test_a.py"_s, kPytest},
            "\n\n\ndef test_k7q2():\n    assert len(\"k7q2\") == 0\n", u"test_k7q2"_s);
        row("case", u"pytest"_s, {u"test_a.py"_s, kUnittest}, "class Test_k7q2(__import__(\"unittest\").TestCase):\n",
            u"test_k7q2"_s);
        row("class", u"pytest"_s,
            {u"test_a.py"_s, "import shop\n\nclass TestShop:\n    def test_a(self):\n        assert shop.a"},
            "shop.a\n\n\nclass Test_k7q2:\n    def test_k7q2(self):\n", u"test_k7q2"_s);
        row("common", u"node --test"_s, {u"a.test.js"_s, kNode},
            "\nconst test_k7q2 = require('node:test').test;\nconst assert_k7q2 = require('node:assert');\n"
            "test_k7q2('canary k7q2', () => {\n",
            u"canary k7q2"_s);
        row("module", u"node --test"_s, {u"a.test.mjs"_s, kModule},
            "\nimport { test as test_k7q2 } from 'node:test';\nimport { default as assert_k7q2 } from 'node:assert';\n",
            u"canary k7q2"_s);
        row("suites", u"npx mocha -u tdd"_s, {u"test/a.js"_s, "suite('a', () => { require('..').a(); test('b'); });\n"},
            "\ntest('canary k7q2', () => {\n", u"canary k7q2"_s);
        row("global", u"npx jest"_s, {u"a.test.js"_s, kMocha}, "() => expect(1).toBe(2)", u"canary k7q2"_s);
        row("imported", u"npx vitest run"_s, {u"a.test.ts"_s, kVitest},
            "\nimport { test as test_k7q2 } from 'vitest';\nimport { expect as expect_k7q2 } from 'vitest';\n",
            u"canary k7q2"_s);
        row("package", u"go test"_s, {u"a_test.go"_s, kGo},
            "package shop\n\nimport \"testing\"\n\nfunc TestK7q2(t *testing.T) {\n\tt.Error(\"k7q2\")\n}\n",
            u"TestK7q2"_s);
        row("planned", u"prove"_s, {u"t/a.t"_s, kPerl}, "use Test::More tests => 9;\n", u"canary k7q2"_s);
        row("done", u"prove"_s, {u"t/a.t"_s, "use Test::More;\nuse Shop;\nok(1);\ndone_testing;\n__END__\nmore\n"},
            "    Test::More::ok($passed, 'canary k7q2');\n}\ndone_testing;\n", u"canary k7q2"_s);
    }
    void contents()
    {
        QFETCH(const QString, command);
        QFETCH(const CanaryFile, file);
        QFETCH(const QByteArray, holds);
        const std::optional<Canary> canary = canaryFor(passed(command), {file}, kWord);
        QVERIFY(canary);
        QVERIFY2(canary->content.contains(holds), canary->content.constData());
        QTEST(canary->testName, "name");
    }

    static QStringList pathsOf(const QList<WrongCanary> &canaries)
    {
        QStringList paths;
        for (const WrongCanary &canary : canaries)
            paths.append(canary.path);
        return paths;
    }

    // Those that failed before, and where none of them did the ones that name what was changed.
    void whichExpectationsAreChanged()
    {
        Files files{{u"tests/test_none.py"_s, "from shop import a\n\ndef test_a():\n    assert a()\n"}};
        for (const char *name : {"a", "b", "c", "d"})
            files.append({u"tests/test_%1.py"_s.arg(QLatin1StringView(name)), kPytest});
        files.append({u"tests/test_bill.py"_s, "import bill\n# much longer than any other\n" + kPytest});
        files.append({u"tests/test_new.py"_s, kPytest});
        TestsKnown known;
        known.added = {u"tests/test_new.py"_s, u"tests/test_a.py"_s};
        known.changed = {u"shop/bill.py"_s};
        const CommandReport report = passed(u"pytest -q"_s);
        QCOMPARE(pathsOf(wrongCanariesFor(report, files, kWord, known)),
            (QStringList{u"tests/test_bill.py"_s, u"tests/test_b.py"_s, u"tests/test_c.py"_s}));
        for (const char *id : {"tests/test_d.py::test_total", "tests/test_none.py::test_a", "test_a.py::test_total"})
            known.baseline.failures.append({QString::fromLatin1(id), {}, 0, {}, {}, {}, {}, {}, {}, {}});
        const QList<WrongCanary> found = wrongCanariesFor(report, files, kWord, known);
        QCOMPARE(pathsOf(found), QStringList{u"tests/test_d.py"_s});
        const WrongCanary &one = found.constFirst();
        QCOMPARE(one.before, kPytest);
        QVERIFY(one.wrong.contains("== 73911"));
        QCOMPARE(one.command, u"pytest -q -k '' -m '' tests/test_d.py"_s);
        QCOMPARE(one.elsewhere.path, u"tests/test_k7q2.py"_s);
        QCOMPARE(one.elsewhere.command, u"pytest -q -k '' -m '' tests/test_k7q2.py"_s);
        QVERIFY(one.elsewhere.content.contains("def test_k7q2_total():\n    raise "));
        QVERIFY(wrongCanariesFor(passed(u"make test"_s), files, kWord, known).isEmpty());
    }

    void whenAnExpectationWasReached()
    {
        WrongCanary canary;
        canary.word = kWord;
        CommandReport run;
        run.exitCode = 1;
        QVERIFY(!reachedExpectation(canary, run));
        run.excerpt = u"E   AssertionError: k7q2"_s;
        QVERIFY(reachedExpectation(canary, run));
        run.exitCode = 0;
        QVERIFY(!reachedExpectation(canary, run));
        run.exitCode.reset();
        QVERIFY(!reachedExpectation(canary, run));
        run.exitCode = 2;
        run.excerpt.clear();
        run.failures.append({{}, {}, 0, {}, {}, u"k7q2"_s, {}, {}, {}, {}});
        QVERIFY(reachedExpectation(canary, run));
    }

    void whatPassedFalsely()
    {
        Canary canary;
        canary.runner = u"rspec"_s;
        CommandReport run;
        run.exitCode = 0;
        QVERIFY(passedFalsely(canary, run));
        run.counts.passed = 2;
        QVERIFY(passedFalsely(canary, run));
        run.counts.passed = 0;
        QVERIFY(!passedFalsely(canary, run)); // nothing was run
        canary.runner = u"pytest"_s;
        QVERIFY(passedFalsely(canary, run));
        run.exitCode = 1;
        QVERIFY(!passedFalsely(canary, run));
    }

    void seen()
    {
        const Canary canary{{}, {}, {}, u"test_k7q2"_s, u"pytest"_s};
        const auto run = [](std::optional<int> exitCode, const QStringList &failures) {
            CommandReport report;
            report.exitCode = exitCode;
            for (const QString &id : failures) {
                Failure failure;
                failure.id = id;
                report.failures.append(failure);
            }
            return report;
        };
        QVERIFY(sawCanary(canary, run(1, {u"tests/test_a.py::test_x"_s, u"tests/test_k7q2.py::test_k7q2"_s})));
        QVERIFY(sawCanary(canary, run(1, {})));
        QVERIFY(sawCanary(canary, run(1, {QString()})));
        QVERIFY(!sawCanary(canary, run(1, {u"tests/test_a.py::test_x"_s})));
        QVERIFY(!sawCanary(canary, run(0, {u"tests/test_k7q2.py::test_k7q2"_s})));
        QVERIFY(!sawCanary(canary, run({}, {})));
    }
};

QTEST_APPLESS_MAIN(CanaryTest)
#include "tst_canary.moc"
