// SPDX-License-Identifier: MIT
// Which expectations of a test file are changed, into what, and which are left as they are.
#include "core/clean/wrongtest.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vibecoder;

namespace {

const QString kWord = u"k7q2"_s;
const char *const kRaise = "raise AssertionError(\"k7\" \"q2\")";
const char *const kThrow =
    "void (() => { throw Object.assign(new Error(\"k7\" + \"q2\"), { name: 'AssertionError', code: "
    "'ERR_ASSERTION' }); })()";

} // namespace

class WrongTestTest : public QObject
{
    Q_OBJECT

private slots:
    void changed_data()
    {
        QTest::addColumn<int>("runner");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("wrong");
        QTest::addColumn<QByteArray>("failing");
        const auto row = [](CanaryRunner runner, const QByteArray &content, const QByteArray &wrong,
                             const QByteArray &failing) {
            QTest::addRow("%s", content.constData()) << int(runner) << content << wrong << failing;
        };
        const auto python = [&row](const QByteArray &line, const QByteArray &wrong) {
            row(CanaryRunner::Pytest, line, wrong, kRaise);
        };
        python("assert total(2, 3) == 5", "assert total(2, 3) == 73915");
        python("assert 5 == total(2, 3), 'sum'", "assert 73915 == total(2, 3), 'sum'");
        python("assert total(a == b)[1:2] == -3", "assert total(a == b)[1:2] == -73913");
        python("assert name() == 'a'", "assert name() == 'a-k7q2'");
        python("assert name(\"x, == 'y'\") == b\"it's\"", "assert name(\"x, == 'y'\") == b\"it's-k7q2\"");
        python("assert all(x == 1 for x in f()) == True", "assert all(x == 1 for x in f()) == False");
        python("assert ratio() == 0.5", "assert ratio() == 73910.5");
        python("self.assertEqual(total(2, 3), 5)", "self.assertEqual(total(2, 3), 73915)");
        python("self.assertEqual(\n  5,\n  total(2, 3), 'sum')", "self.assertEqual(\n  73915,\n  total(2, 3), 'sum')");
        row(CanaryRunner::Pytest, "def test_a(): assert f() == 5\n", "def test_a(): assert f() == 73915\n",
            QByteArray("def test_a(): ") + kRaise + "\n");
        row(CanaryRunner::Pytest, "assert f() == 5  # sum", "assert f() == 73915  # sum",
            kRaise + QByteArray("  # sum"));
        // The same size would be the same file.
        row(CanaryRunner::Pytest, "assert aaaaaaaaaaaaaaa == 5", "assert aaaaaaaaaaaaaaa == 73915",
            QByteArray(kRaise) + "\n");

        const auto script = [&row](const QByteArray &line, const QByteArray &wrong) {
            row(CanaryRunner::NodeTest, line + ";", wrong + ";", QByteArray(kThrow) + ";");
        };
        script("assert.equal(total(2, 3), 5)", "assert.equal(total(2, 3), 73915)");
        script(
            "assert.strict.equal('a', name(/[/'\"]/), `why`)", "assert.strict.equal('a-k7q2', name(/[/'\"]/), `why`)");
        script("expect(total({ a: [2, 3] })).toBe(5)", "expect(total({ a: [2, 3] })).toBe(73915)");
        script("expect(total()).to.be.equal(`five`)", "expect(total()).to.be.equal(`five-k7q2`)");
        script("expect(ok())\n  .toStrictEqual(true)", "expect(ok())\n  .toStrictEqual(false)");

        const QByteArray goes = "func() bool { println(\"k7\" + \"q2\"); return true }() || ";
        row(CanaryRunner::Go, "\tif got := f(\"a;b\"); got != 5 {\n", "\tif got := f(\"a;b\"); got != 73915 {\n",
            "\tif got := f(\"a;b\"); " + goes + "got != 5 {\n");
        row(CanaryRunner::Go, "if err != nil || `a` != s {", "if err != nil || `a-k7q2` != s {",
            "if " + goes + "err != nil || `a` != s {");

        const QByteArray ok = "Test::More::ok(0, \"k7\" . \"q2\")";
        row(CanaryRunner::Prove, "is(total(2, 3), 5, 'sum');\n", "is(total(2, 3), 73915, 'sum');\n", ok + ";\n");
        row(CanaryRunner::Prove, "  is $a->{'x'}, \"a;\", 'sum';", "  is $a->{'x'}, \"a;-k7q2\", 'sum';",
            "  " + ok + ";");
        row(CanaryRunner::Prove, "cmp_ok(f(), '==', 5);", "cmp_ok(f(), '==', 73915);", ok + ";");

        const QByteArray both = "{ echo \"k7\"\"q2\"; [[ 0 = 1 ]]; }";
        row(CanaryRunner::Bats, "  [ \"$(add 2 3)\" = 5 ]\n", "  [ \"$(add 2 3)\" = 73915 ]\n", "  " + both + "\n");
        row(CanaryRunner::Bats, "[[ $output == 'a b' ]]", "[[ $output == 'a b-k7q2' ]]", both);
        row(CanaryRunner::Bats, "[ \"$status\" -eq 0 ]", "[ \"$status\" -eq 73910 ]", both);
        row(CanaryRunner::Bats, "assert_output \"five\"", "assert_output \"five-k7q2\"", both);

        row(CanaryRunner::Rspec, "expect(total(2, 3)).to eq 5\n", "expect(total(2, 3)).to eq 73915\n",
            "raise(RSpec::Expectations::ExpectationNotMetError, \"k7\" + \"q2\")\n");
        row(CanaryRunner::Rspec, "it { expect(a).to eql('b') }", "it { expect(a).to eql('b-k7q2') }",
            "it { raise(RSpec::Expectations::ExpectationNotMetError, \"k7\" + \"q2\") }");
        row(CanaryRunner::Minitest, "  assert_equal 5, total(2, 3)\n", "  assert_equal 73915, total(2, 3)\n",
            "  raise(Minitest::Assertion, \"k7\" + \"q2\")\n");
        row(CanaryRunner::Phpunit, "$this->assertSame(5, f(2, 3));", "$this->assertSame(73915, f(2, 3));",
            "throw new \\PHPUnit\\Framework\\AssertionFailedError(\"k7\" . \"q2\");");
    }
    void changed()
    {
        QFETCH(const int, runner);
        QFETCH(const QByteArray, content);
        const std::optional<WrongTest> test = wrongTest(CanaryRunner(runner), content, kWord);
        QVERIFY(test);
        QTEST(test->wrong, "wrong");
        QTEST(test->failing, "failing");
        // What is looked for in the output is no part of the file.
        QVERIFY(!test->failing.contains("k7q2"));
    }

    void left_data()
    {
        QTest::addColumn<int>("runner");
        QTest::addColumn<QByteArray>("content");
        const auto row = [](CanaryRunner runner, const QByteArray &content) {
            QTest::addRow("%s", content.constData()) << int(runner) << content;
        };
        for (const char *line : {"assert f() != 5", "assert f() == g()", "assert f() == pytest.approx(5)",
                 "assert 4 < f() <= 5", "assert f() == 5 or g()", "assert not f() == 5", "assert f() == [5]",
                 "assert f() == f'{x}'", "assert f() == 5 == g()", "assert f() == 0x10", "assert f() == None",
                 "assert f(\n    1) == 5", "assert (f() == 5)", "# assert f() == 5", "s = 'assert f() == 5'",
                 "\"\"\"\nassert f() == 5\n\"\"\"", "x = y and assert_(f() == 5)", "assert 1 == 1",
                 "assert f() if x else y == 5", "assert (x := f()) == 5 in g", "self.assertEqual(f(), g())",
                 "self.assertNotEqual(f(), 5)", "self.assertAlmostEqual(f(), 5)",
                 "call(lambda: self.assertEqual(f(), 5))", "self.assertEqual(1, 1)", "self.assertEqual(f(), 5", ""})
            row(CanaryRunner::Pytest, line);
        for (const char *line : {"assert.notEqual(f(), 5);", "expect(f()).not.toBe(5);", "expect(f()).toBeCloseTo(5);",
                 "expect(p).resolves.toBe(5);", "// assert.equal(f(), 5);", "/* assert.equal(f(), 5); */",
                 "assert.throws(() => { assert.equal(f(), 5); });", "expect(() => { expect(f()).toBe(5); }).toThrow();",
                 "assert.equal(f(), `${x}`);", "assert.deepEqual(f(), [5]);", "const s = 'assert.equal(f(), 5)';",
                 "expect(f()).toBe(5, 6", "assert.equal(f());"})
            row(CanaryRunner::NodeTest, line);
        for (const char *line : {"if got == 5 {", "if got != 'a' {", "if err == nil && got != 5 {", "for got != 5 {",
                 "if got != want {", "// if got != 5 {", "s := `\nif got != 5 {\n`"})
            row(CanaryRunner::Go, line);
        for (const char *line : {"isnt(f(), 5);", "ok(f() == 5);", "cmp_ok(f(), '<', 5);", "is(f(), $want);",
                 "# is(f(), 5);", "is(f(), 5) or die;", "is f(),"})
            row(CanaryRunner::Prove, line);
        for (const char *line :
            {"[ \"$a\" = \"$b\" ]", "[ \"$a\" != 5 ]", "[ \"$a\" = 5 ] || true", "if [ \"$a\" = 5 ]; then",
                "! [ \"$a\" = 5 ]", "true &&\n[ \"$a\" = 5 ]", "[ \"$a\" = 5 -o x ]", "[ x -o \"$a\" = 5 ]",
                "# [ \"$a\" = 5 ]", "[[ $a == 5* ]]", "assert_output --partial \"x\"", "run [ \"$a\" = 5 ]"})
            row(CanaryRunner::Bats, line);
        row(CanaryRunner::Rspec, "expect(a).not_to eq 5");
        row(CanaryRunner::Minitest, "refute_equal 5, a");
        row(CanaryRunner::Phpunit, "$this->assertNotSame(5, f());");
        row(CanaryRunner::Pytest, "assert f() == 5 # \xff");
    }
    void left()
    {
        QFETCH(const int, runner);
        QFETCH(const QByteArray, content);
        const std::optional<WrongTest> test = wrongTest(CanaryRunner(runner), content, kWord);
        QVERIFY2(!test, test ? test->wrong.constData() : "");
    }

    void allOfThem()
    {
        const auto test = wrongTest(CanaryRunner::NodeTest,
            "test('a', () => {\n  assert.equal(f(), 1);\n  expect(g()).toBe('x');\n  assert.equal(h(), h);\n});\n",
            kWord);
        QVERIFY(test);
        QCOMPARE(test->wrong, "test('a', () => {\n  assert.equal(f(), 73911);\n  expect(g()).toBe('x-k7q2');\n"
                              "  assert.equal(h(), h);\n});\n");
        QCOMPARE(test->failing.count("throw"), 2);
    }
};

QTEST_APPLESS_MAIN(WrongTestTest)
#include "tst_wrongtest.moc"
