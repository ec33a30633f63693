// SPDX-License-Identifier: MIT
// A test that was only written in another way is the same test, and what only looks so is not.
#include "verification/addedtests.h"
#include "verification/sametest.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class SameTestTest : public QObject
{
    Q_OBJECT

private slots:
    void same_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *name, const char *path, const QByteArray &before, const QByteArray &after,
                             bool same) { QTest::newRow(name) << QString::fromUtf8(path) << before << after << same; };
        const auto python = [&row](const char *name, const QByteArray &before, const QByteArray &after, bool same) {
            row(name, "tests/test_a.py", before, after, same);
        };
        const QByteArray test("def test_a():\n    assert f(1,2)==3\n");
        python("spaces", test, "def test_a():\n    assert f(1, 2) == 3\n", true);
        python("wider steps", test, "def test_a():\n        assert f(1, 2) == 3\n", true);
        python("tabs", test, "def test_a():\n\tassert f(1, 2) == 3\n", true);
        python("blank lines", test, "\n\ndef test_a():\n\n    assert f(1,2)==3\n\n", true);
        python("line ends", QByteArray(test).replace("\n", "\r\n"), test, true);
        python("a comment", test, "# SPDX-License-Identifier: MIT\n# Copyright (c) 2026: somebody\n" + test, true);
        python("quotes", "x = 'a\"b'\n", "x = \"a\\\"b\"\n", true);
        python(
            "a call on many lines", test, "def test_a():\n    assert f(\n        1,\n        2,\n    ) == 3\n", true);
        python("a list with a comma", "x = [1, 2]\n", "x = [\n    1,\n    2,\n]\n", true);
        python("a dictionary with a comma", "x = {'a': 1}\n", "x = {\n    \"a\": 1,\n}\n", true);
        python("text of a code", "x = f'{a}'\n", "x =  f'{a}'\n", true);
        python("another number", test, "def test_a():\n    assert f(1, 2) == 4\n", false);
        python("a tuple is always true", "def test_a():\n    assert (f(1))\n", "def test_a():\n    assert (f(1),)\n",
            false);
        python("a tuple behind a soft word", "match (x):\n    case 1:\n        assert x\n",
            "match (x,):\n    case 1:\n        assert x\n", false);
        python("a tuple of a lambda", "x = (lambda a, b: a)\n", "x = (lambda a, b: a,)\n", false);
        python("a subscript", "x = y[1]\n", "x = y[1,]\n", false);
        python("an assertion in another block", "def test_a():\n    if x:\n        y()\n    assert x\n",
            "def test_a():\n    if x:\n        y()\n        assert x\n", false);
        python("a condition before it", test, "def test_a():\n    if 0:\n        assert f(1,2)==3\n", false);
        python("nested in another", "def test_a():\n    assert x\n\ndef test_b():\n    assert y\n",
            "def test_a():\n    assert x\n\n    def test_b():\n        assert y\n", false);
        python("a comment out of it", test, "def test_a():\n    pass # assert f(1,2)==3\n", false);
        python("a comment inside", "def test_a():\n    assert f(1)\n    assert g(1)\n",
            "def test_a():\n    assert f(1)\n    # assert g(1)\n", false);
        python("a continued line", "def test_a():\n    x = 1\n    assert x\n",
            "def test_a():\n    x = 1 \\\n    assert x\n", false);
        python("a continued comment is none", "# a\nassert x\n", "# a \\\nassert x\n", true);
        python("a prefix", "x = 'a\\n'\n", "x = r'a\\n'\n", false);
        python("a prefix of a code", "x = '{a}'\n", "x = f'{a}'\n", false);
        python("blanks in a text", "x = 'a  b'\n", "x = 'a b'\n", false);
        python("line ends in a text", "x = '''a\r\nb'''\n", "x = '''a\nb'''\n", false);
        python("lines of a text", "x = '''a\nb'''\n", "x = '''a\n  b'''\n", false);
        python("quotes inside of code in a text", "x = f\"{a[\"b  c\"]}\"\n", "x = f\"{a[\"b c\"]}\"\n", false);
        python("a letter that looks the same", "def test_a():\n    assert total(1)\n",
            "def test_a():\n    assert t\xd0\xbet\x61l(1)\n", false);
        python("a space nobody sees", test,
            QByteArray(test).replace("1,2", "1,\xc2\xa0"
                                            "2"),
            false);
        python("a mark that turns the text", test, "# \xe2\x80\xae\n" + test, false);
        python("a line end of one reader only", "# a\nassert x\n", "# a\rassert x\n", false);
        python("a page in between", test, "\f" + test, false);
        python("types are passed by", test, QByteArray(test).replace("==3\n", "==3  # type: ignore\n"), false);
        python("lines are passed by", test, QByteArray(test).replace("==3\n", "==3  # pragma: no cover\n"), false);
        python("a mark for a linter", test, QByteArray(test).replace("==3\n", "==3  # noqa\n"), false);
        python("another encoding", test, "# -*- coding: utf-7 -*-\n" + test, false);
        python("another program", test, "#!/bin/true\n" + test, false);
        python("a doctest in a text", "def f():\n    '''>>> f()\n    1\n    '''\n",
            "def f():\n    '''>>> f() # doctest: +SKIP\n    1\n    '''\n", false);
        python("tabs and spaces", "if x:\n    y\n    z\n", "if x:\n    y\n\tz\n", false);
        python("two statements", "a\nb\n", "a; b\n", false);
        python("minus of minus", "x = a - -b\n", "x = a--b\n", false);
        python("looks where it stands", "x = f_lineno\n", "\nx = f_lineno\n", false);
        python("open", "x = (1\n", "x = (1 \n", false);
        row("data by its folder", "tests/data/test_a.py", "x=1\n", "x = 1\n", false);
        row("expected text by its folder", "tests/expected/test_a.py", "x=1\n", "x = 1\n", false);
        row("no test by its name", "tests/expected.py", "x=1\n", "x = 1\n", false);
        row("data", "tests/test_a.json", "[1]\n", "[ 1 ]\n", false);

        const auto script = [&row](const char *name, const QByteArray &before, const QByteArray &after, bool same) {
            row(name, "test/a.test.js", before, after, same);
        };
        const QByteArray check("test('a', () => { eq(f(1), 2); });\n");
        script("lines of a script", check, "test(\n  \"a\",\n  () => {\n    eq(f(1), 2);\n  },\n);\n", true);
        script("a comment of a script", check, "// Copyright\n" + check, true);
        script("a pattern", "x(/a b/);\n", "x( /a b/ );\n", true);
        script("another pattern", "x(/a b/);\n", "x(/ab/);\n", false);
        script("a pattern with a quote", "x(/'/, 'a  b', /'/);\n", "x(/'/, 'a b', /'/);\n", false);
        script("a pattern behind a bracket", "if (x) /a b/.test(y);\n", "if (x) /ab/.test(y);\n", false);
        script("nothing is returned", "test('a', () => { return eq(1, 2); });\n",
            "test('a', () => { return\n eq(1, 2); });\n", false);
        script("thrown", "throw a;\n", "throw\na;\n", false);
        script("one more, later", "a\n++b\n", "a++\nb\n", false);
        script("a text with code", "x(`a  ${b}`);\n", "x(`a ${b}`);\n", false);
        script("a hole", "x([1, ,]);\n", "x([1, ]);\n", false);
        script("told to pass by", check, "/* istanbul ignore next */\n" + check, false);
        script("told to a linter", check, "// eslint-disable-next-line\n" + check, false);
        script("an error is expected", check, "// @ts-expect-error\n" + check, false);
        script("a comment of old pages", check, "<!-- x\n" + check, false);
        script("a line end that is a letter", "// a\xe2\x80\xa8x();\n", "// a\nx();\n", false);
        script("a comment ends later", "/* a */ x(); /* b */\n", "/* a / x(); /* b */\n", false);

        const auto c = [&row](const char *name, const QByteArray &before, const QByteArray &after, bool same) {
            row(name, "ring_test.c", before, after, same);
        };
        const QByteArray ring("#include <assert.h>\nint w(int,int);\nint main(void){assert(w(-1,4)==3);return 0;}\n");
        c("lines of C", ring,
            "#include <assert.h>\n\nint w(int, int);\nint main(void) {\n    assert(w(-1, 4) == 3);\n    return 0;\n}\n",
            true);
        c("a directive", ring, "#define NDEBUG\n" + ring, false);
        c("left out", ring, "#if 0\n" + ring + "#endif\n", false);
        c("a macro with a space", "#define F(x) x\n", "#define F (x) x\n", false);
        c("a comment that goes on", "// a\nassert(x);\n", "// a \\\nassert(x);\n", false);
        c("a comment that goes on by three signs", "// a\nassert(x);\n", "// a ?\?/\nassert(x);\n", false);
        c("an early end", ring, QByteArray(ring).replace("assert(w", "/* assert(w"), false);
        c("given nothing", "F(a);\n", "F(a,);\n", false);
        row("a raw text of C++", "a_test.cpp", "x(R\"(a  b)\");\n", "x(R\"(a b)\");\n", false);
        row("its line", "a_test.cpp", "x(__LINE__);\n", "\nx(__LINE__);\n", false);

        const auto go = [&row](const char *name, const QByteArray &before, const QByteArray &after, bool same) {
            row(name, "a_test.go", before, after, same);
        };
        go("lines of Go", "package m\nfunc TestF(t *testing.T) { if F(1) != 2 { t.Fatal(1) } }\n",
            "package m\n\nfunc TestF(t *testing.T) {\n\tif F(1) != 2 {\n\t\tt.Fatal(1)\n\t}\n}\n", true);
        go("nothing is returned in Go", "func f() int { return g() }\n", "func f() int { return\n g() }\n", false);
        go("left out of the build", "package m\n", "//go:build never\n\npackage m\n", false);
        go("left out of the build as before", "package m\n", "// +build never\n\npackage m\n", false);
        go("what an example prints", "package m\nfunc ExampleF() {\n\tF()\n\t// Output: 1\n}\n",
            "package m\nfunc ExampleF() {\n\tF()\n\t// Put out: 1\n}\n", false);
        row("a letter of Java", "ATest.java", "class ATest { /* a */ }\n", "class ATest { /* \\u002a/ */ }\n", false);
        row("a script of a shell", "tests/a.bats", "x\n", "x \n", false);
    }
    void same()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QTEST(isSameTest(path, before, after), "same");
        QTEST(isSameTest(path, after, before), "same");
    }

    void namesThatDiffer_data()
    {
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("names"); // `old>new` with blanks; `-`: more differs
        QTest::newRow("nothing") << QByteArray("def test_a():\n    assert f(1) == g\n") << QByteArray();
        QTest::newRow("one name") << QByteArray("def test_a():\n    assert total(1) == g\n") << QByteArray("f>total");
        QTest::newRow("two names") << QByteArray("def test_b():\n    assert h(1) == g\n")
                                   << QByteArray("test_a>test_b f>h");
        QTest::newRow("exchanged") << QByteArray("def test_a():\n    assert g(1) == f\n") << QByteArray("f>g g>f");
        QTest::newRow("two become one") << QByteArray("def test_a():\n    assert g(1) == g\n") << QByteArray("-");
        QTest::newRow("a number") << QByteArray("def test_a():\n    assert f(2) == g\n") << QByteArray("-");
        QTest::newRow("a sign") << QByteArray("def test_a():\n    assert f(1) != g\n") << QByteArray("-");
        QTest::newRow("more") << QByteArray("def test_a():\n    assert f(1) == g or f\n") << QByteArray("-");
    }
    void namesThatDiffer()
    {
        QFETCH(QByteArray, after);
        QFETCH(QByteArray, names);
        const auto found = vibecoder::namesThatDiffer(u"test_a.py"_s, "def test_a():\n    assert f(1) == g\n", after);
        QByteArrayList pairs;
        for (const auto &[from, to] : found.value_or(QList<std::pair<QByteArray, QByteArray>>()))
            pairs.append(from + '>' + to);
        QCOMPARE(found ? pairs.join(' ') : QByteArray("-"), names);
    }

    void shell_data()
    {
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("same");
        QTest::newRow("tabs") << QByteArray("#!/bin/sh\nif true; then\n\tx 'a  b'\nfi\n") << true;
        QTest::newRow("a comment") << QByteArray("#!/bin/sh\n\n# what it does\nif true; then\n  x 'a  b'\nfi\n")
                                   << true;
        QTest::newRow("inside a text") << QByteArray("#!/bin/sh\nif true; then\n  x 'a b'\nfi\n") << false;
        QTest::newRow("another line") << QByteArray("#!/bin/sh\nif true; then\n  x 'a  b'\n  y\nfi\n") << false;
        QTest::newRow("another shell") << QByteArray("#!/bin/true\nif true; then\n  x 'a  b'\nfi\n") << false;
        QTest::newRow("commented out") << QByteArray("#!/bin/sh\nif true; then\n#  x 'a  b'\nfi\n") << false;
        QTest::newRow("a document") << QByteArray("#!/bin/sh\nif true; then\n  x 'a  b' <<E\nfi\n") << false;
    }
    void shell()
    {
        QFETCH(QByteArray, after);
        QTEST(isSameShell("#!/bin/sh\nif true; then\n  x 'a  b'\nfi\n", after), "same");
    }

    void added_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("harmless");
        const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, bool harmless) {
            QTest::newRow(name) << before << after << harmless;
        };
        const QByteArray old(
            "from api import handle\n\nCASES = [1]\n\n\ndef test_a():\n    assert handle(CASES[0]) == 1\n");
        const auto more = [&row, &old](const char *name, const QByteArray &added, bool harmless) {
            row(name, old, old + added, harmless);
        };
        more("a test", "\n\ndef test_b():\n    assert handle(2) == 2\n", true);
        more("a table",
            "\n\n@pytest.mark.parametrize('a,b', [(1, 2), (2, 3)])\ndef test_b(a, b):\n    assert handle(a) == b\n",
            true);
        more("a helper", "\n\ndef twice(n):\n    return n + n\n\n\ndef test_b():\n    assert handle(2) == twice(1)\n",
            true);
        more("a class",
            "\n\nclass TestMore:\n    def test_b(self):\n        x = {}\n        x['a'] = 1\n        assert handle(2) "
            "== x\n",
            true);
        row("an import", old, "import json\n" + old + "\n\ndef test_b():\n    assert handle(2) == json.loads('2')\n",
            true);
        row("formatted as well", old,
            QByteArray(old).replace("CASES = [1]", "CASES = [\n    1,\n]") + "def test_b():\n    assert handle(2)\n",
            true);
        row("the name of an import is taken", old, "from fake import handle\n" + old, false);
        row("an import of everything", old, "from fake import *\n" + old, false);
        row("a name is taken", old, "def handle(n):\n    return 1\n\n\n" + old, false);
        row("before it, with what it uses", old,
            QByteArray(old).replace("def test_a", "def test_0():\n    CASES.clear()\n\n\ndef test_a"), false);
        more("the same name once more", "\n\ndef test_a():\n    pass\n", false);
        more("a statement", "\n\nhandle = print\n", false);
        more("a statement in a condition", "\n\nif True:\n    def test_b():\n        pass\n", false);
        more("a fixture", "\n\n@pytest.fixture(autouse=True)\ndef always():\n    yield\n", false);
        more("a hook", "\n\ndef setup_module():\n    pass\n", false);
        more("a hook of the runner", "\n\ndef pytest_runtest_call(item):\n    pass\n", false);
        more("a value that is computed", "\n\ndef test_b(a=handle(1)):\n    pass\n", false);
        more(
            "a table that is computed", "\n\n@pytest.mark.parametrize('a', evil())\ndef test_b(a):\n    pass\n", false);
        more("a skip", "\n\n@pytest.mark.skip\ndef test_b():\n    pass\n", false);
        more("another value for all", "\n\ndef test_b():\n    global handle\n    handle = print\n", false);
        more("an attribute", "\n\ndef test_b():\n    handle.__code__ = f.__code__\n", false);
        more("an attribute of a module in it", "\n\ndef test_b():\n    import api\n    api.handle = print\n", false);
        more("an attribute in a pair", "\n\ndef test_b():\n    import api\n    api.handle, x = 1, 2\n", false);
        more("an attribute of a loop",
            "\n\ndef test_b():\n    import api\n    for api.handle in [print]:\n        pass\n", false);
        more("the runner is ended", "\n\ndef test_b():\n    os._exit(0)\n", false);
        more("modules are replaced", "\n\ndef test_b():\n    sys.modules['api'] = 1\n", false);
        more("a note", "\n\ndef test_b():  # type: ignore\n    pass\n", false);
        more("a class of another", "\n\nclass TestMore(Base):\n    def test_b(self):\n        pass\n", false);
        row("one is gone", old + "def test_b():\n    pass\n", old + "def test_c():\n    pass\n", false);
        row("another comes first", "def test_a():\n    pass\ndef test_b():\n    pass\n",
            "def test_b():\n    pass\ndef test_a():\n    pass\ndef test_c():\n    pass\n", false);
        const QByteArray cases("import unittest\n\n\nclass T(unittest.TestCase):\n    data = [1]\n\n    def "
                               "test_b(self):\n        self.assertEqual(self.data, [1])\n");
        row("a method", cases, cases + "\n    def test_c(self):\n        self.assertEqual(1, len([2]))\n", true);
        row("a method that changes what all share", cases,
            cases + "\n    def test_a(self):\n        self.data.clear()\n", false);
        row("a method that is called before each", cases, cases + "\n    def setUp(self):\n        self.skipTest('')\n",
            false);
        row("a method that takes the place", cases, cases + "\n    def assertEqual(self, a, b):\n        return None\n",
            false);
        row("a method among those of another", QByteArray(cases).replace("unittest.TestCase", "Base"),
            QByteArray(cases).replace("unittest.TestCase", "Base") + "\n    def test_c(self):\n        return None\n",
            false);
    }
    void added()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QTEST(onlyAddsTests(u"tests/test_a.py"_s, before, after), "harmless");
        QVERIFY(!onlyAddsTests(u"tests/conftest.py"_s, before, after));
    }

    void appended_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("added");
        QTest::addColumn<bool>("harmless");
        const auto row = [](const char *name, const char *path, const QByteArray &before, const QByteArray &added,
                             bool harmless) {
            QTest::newRow(name) << QString::fromUtf8(path) << before << added << harmless;
        };
        const QByteArray script("import test from 'node:test';\ntest('a', () => { eq(f(1), 2); });\n");
        const char *js = "test/f.test.js", *go = "a_test.go", *cpp = "a_test.cpp";
        row("a test", js, script, "\ntest('b', () => {\n  const x = f(2);\n  eq(x, 3);\n});\n", true);
        row("one that waits", js, script, "it('b', async (t) => { await eq(f(2), 3); });\n", true);
        row("only this one", js, script, "test.only('b', () => { eq(1, 1); });\n", false);
        row("a name that is computed", js, script, "test(`${evil()}`, () => { eq(1, 1); });\n", false);
        row("a function that is raised", js, script, "function f() { return 2; }\n", false);
        row("a value in it", js, script, "test('b', () => { f.x = 2; });\n", false);
        row("an item in it", js, script, "test('b', () => { f['x'] = 2; });\n", false);
        row("something before each", js, script, "beforeEach(() => { eq(1, 1); });\n", false);
        row("more behind the test", js, script, "test('b', () => { eq(1, 1); }, evil());\n", false);
        row("the end of it all", js, script, "test('b', () => { process.exit(0); });\n", false);
        const QByteArray golang("package m\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tif F(1) != 2 "
                                "{\n\t\tt.Fatal(1)\n\t}\n}\n");
        row("a test of Go", go, golang,
            "\nfunc TestB(t *testing.T) {\n\tx := F(2)\n\tif x != 3 {\n\t\tt.Fatal(x)\n\t}\n}\n", true);
        row("what runs before in Go", go, golang, "\nfunc TestMain(t *testing.T) {\n}\n", false);
        row("the same name in Go", go, golang, "\nfunc TestA(t *testing.T) {\n}\n", false);
        row("a value in Go", go, golang, "\nfunc TestB(t *testing.T) {\n\tF = G\n}\n", false);
        row("a function in Go", go, golang, "\nfunc F(n int) int { return n + 1 }\n", false);
        const QByteArray google("#include <gtest/gtest.h>\nTEST(A, a) { EXPECT_EQ(f(1), 2); }\n");
        row("a test of C++", cpp, google, "TEST(A, b) {\n  int x = f(2);\n  EXPECT_EQ(x, 3);\n}\n", true);
        row("a macro of C++", cpp, google, "#define EXPECT_EQ(a, b)\nTEST(A, b) { EXPECT_EQ(f(2), 3); }\n", false);
        row("a value of C++", cpp, google, "TEST(A, b) { x.y = 2; }\n", false);
        row("a variable of C++", cpp, google, "int x = evil();\n", false);
    }
    void appended()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, added);
        QTEST(onlyAddsTests(path, before, before + added), "harmless");
        QVERIFY(!onlyAddsTests(path, before + added, before));
        QVERIFY(!onlyAddsTests(path, before, added + before));
    }
};

QTEST_APPLESS_MAIN(SameTestTest)
#include "tst_sametest.moc"
