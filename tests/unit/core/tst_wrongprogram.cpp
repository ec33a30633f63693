// SPDX-License-Identifier: MIT
// Which expectations of a test that is a program are changed, into what, and which are left as they are.
#include "core/clean/programcanary.h"
#include "core/clean/wrongprogram.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vibecoder;

namespace {

const ReachedMark kMark{u"k7q2"_s, u"/p/.mark"_s};

CommandReport passed(const QString &command, qint64 durationMs = 100)
{
    CommandReport report;
    report.command = command;
    report.status = CommandStatus::Pass;
    report.exitCode = 0;
    report.durationMs = durationMs;
    return report;
}

} // namespace

class WrongProgramTest : public QObject
{
    Q_OBJECT

private slots:
    void changed_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("wrong");
        QTest::addColumn<QByteArray>("shorter");
        const auto row = [](const QString &path, const QByteArray &content, const QByteArray &wrong,
                             const QByteArray &shorter = {}) {
            QTest::addRow("%s", content.constData()) << path << content << wrong << shorter;
        };
        row(u"a.c"_s, "assert(total(2, 3) == 5);", "assert(total(2, 3) == 6);");
        row(u"a.c"_s, "assert(total() == 29L);", "assert(total() == 20L);");
        row(u"a.c"_s, "assert(strcmp(name(), \"left\") == 0);", "assert(strcmp(name(), \"left-k7q2\") == 0);",
            "assert(strcmp(name(), \"le\") == 0);");
        row(u"a.cpp"_s, "assert(!strcmp(name(), \"left\"));", "assert(!strcmp(name(), \"left-k7q2\"));",
            "assert(!strcmp(name(), \"le\"));");
        row(u"a.c"_s, "if (total() != 5) return 1;", "if (total() != 6) return 1;");
        row(u"a.c"_s, "if (strcmp(name(), \"a, b\") != 0) { failures++; }",
            "if (strcmp(name(), \"a, b-k7q2\") != 0) { failures++; }",
            "if (strcmp(name(), \"a b\") != 0) { failures++; }");
        row(u"a.cpp"_s, "  EXPECT_EQ(total(2, 3), 5) << 1;", "  EXPECT_EQ(total(2, 3), 6) << 1;");
        row(u"a.cpp"_s, "  CHECK( total(2, 3) == 5 );", "  CHECK( total(2, 3) == 6 );");
        // Where no value is plain conditions are turned round.
        row(u"a.c"_s, "assert(is_leap(2000));", "assert(!(is_leap(2000)));");
        row(u"a.c"_s, "assert(is_leap(2000));\nassert(days(1) == 31);",
            "assert(is_leap(2000));\nassert(days(1) == 32);");
        row(u"A.java"_s, "assert !Leap.isLeap(1900) : \"1900\";", "assert !(!Leap.isLeap(1900)) : \"1900\";");
        row(u"A.java"_s, "assert Leap.days(2) == 28 : \"days\";", "assert Leap.days(2) == 29 : \"days\";");
        row(u"A.java"_s, "if (!name().equals(\"b\")) throw new Error();",
            "if (!name().equals(\"b-k7q2\")) throw new Error();", "if (!name().equals(\"\")) throw new Error();");
        row(u"A.java"_s, "if (!\"bc\".equals(name())) { System.exit(1); }",
            "if (!\"bc-k7q2\".equals(name())) { System.exit(1); }", "if (!\"b\".equals(name())) { System.exit(1); }");
        row(u"a.rs"_s, "    assert_eq!(f(100), 212);", "    assert_eq!(f(100), 213);");
        row(u"a.rs"_s, "fn t<'a>() { assert_eq!(f(&'x', \"y\"), 9u8); }",
            "fn t<'a>() { assert_eq!(f(&'x', \"y\"), 0u8); }");
        row(u"a.rs"_s, "    if f(100) != 212 {\n        panic!();\n    }",
            "    if f(100) != 213 {\n        panic!();\n    }");
        row(u"a.js"_s, "assert.strictEqual(q.pop(), 'a');", "assert.strictEqual(q.pop(), 'a-k7q2');",
            "assert.strictEqual(q.pop(), '');");
        row(u"a.js"_s, "if (total(2) !== 5) process.exit(1);", "if (total(2) !== 6) process.exit(1);");
        row(u"a.js"_s, "if (got !== want) {\n  failed += 1;\n}", "if (got === want) {\n  failed += 1;\n}");
        row(u"a.js"_s, "if (os() !== 'a') throw 1;\nif (got !== want) throw 2;",
            "if (os() !== 'a-k7q2') throw 1;\nif (got === want) throw 2;",
            "if (os() !== '') throw 1;\nif (got === want) throw 2;");
        row(u"a.pl"_s, "for (@c) { $bad++ if f($_->[0]) != $_->[1] }", "for (@c) { $bad++ if f($_->[0]) == $_->[1] }");
        row(u"t/a.t"_s, "die \"no\" unless name() eq 'a';", "die \"no\" unless name() eq 'a-k7q2';",
            "die \"no\" unless name() eq '';");
        row(u"a.py"_s, "if total(2, 3) != 5:\n    sys.exit(1)\n", "if total(2, 3) != 6:\n    sys.exit(1)\n\n");
        row(u"a.sh"_s, "[ \"$(f 2)\" = 5 ] || fail=1\n", "[ \"$(f 2)\" = 6 ] || fail=1\n");
        row(u"a.sh"_s, "set -e\ntest \"$(f 2)\" = 'a b'\n", "set -e\ntest \"$(f 2)\" = 'a b-k7q2'\n",
            "set -e\ntest \"$(f 2)\" = 'a'\n");
        row(u"a.sh"_s, "if [ \"$got\" != 5 ]; then\n  echo no; exit 1\nfi\n",
            "if [ \"$got\" != 6 ]; then\n  echo no; exit 1\nfi\n");
        row(u"run"_s, "#!/bin/bash\nset -e\ndiff <(f) <(echo 'a, b')\n",
            "#!/bin/bash\nset -e\ndiff <(f) <(echo 'a, b-k7q2')\n", "#!/bin/bash\nset -e\ndiff <(f) <(echo 'a b')\n");
    }

    void changed()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, content);
        const std::optional<WrongProgram> made = wrongProgram(path, content, kMark);
        QVERIFY(made);
        QTEST(made->wrong, "wrong");
        QTEST(made->shorter, "shorter");
        QVERIFY2(!made->failing.contains("k7q2"), made->failing.constData());
        QVERIFY2(made->failing.contains("k7\"") && made->failing.contains("q2\""), made->failing.constData());
        QVERIFY2(made->failing.contains("/p/.mark"), made->failing.constData());
    }

    void left_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const QString &path, const QByteArray &content) {
            QTest::addRow("%s", content.constData()) << path << content;
        };
        row(u"a.txt"_s, "assert(total() == 5);");
        row(u"a.c"_s, "// assert(total() == 5);");
        row(u"a.c"_s, "int x = total() == 5;");
        row(u"a.c"_s, "if (argc != 2) return 1;");
        row(u"a.c"_s, "if (file != NULL) { fail(); }");
        row(u"a.c"_s, "if (mode != 2) fast();");
        row(u"a.c"_s, "if (total() == 5) puts(\"five\");");
        row(u"a.js"_s, "if (mode !== 'quick') { slow(); }");
        row(u"a.js"_s, "if (process.platform !== 'linux') { console.error('may fail'); }");
        row(u"a.js"_s, "if (kind !== 'a') return false;");
        row(u"a.py"_s, "if mode != 'quick':\n    slow()\n");
        row(u"a_test.go"_s, "if runtime.GOOS != \"linux\" {\n\tt.Skip()\n}\n");
        row(u"a.rs"_s, "#[test]\n#[should_panic]\nfn t() { assert_eq!(f(), 5); }\n");
        row(u"a.cpp"_s, "EXPECT_DEATH({ assert(f() == 5); }, \"\");");
        // Nothing ends at a failure of these.
        row(u"a.sh"_s, "[ \"$(f)\" = 5 ]\necho done\n");
        row(u"a.sh"_s, "[ \"$mode\" = quick ] || slow\n");
        row(u"a.sh"_s, "if [ \"$mode\" = quick ]; then\n  exit 1\nfi\n");
        row(u"a.sh"_s, "[ \"$#\" -eq 2 ] || exit 1\n");
        row(u"a.sh"_s, "if [ ! \"$x\" = 5 ]; then\n  exit 1\nfi\n");
    }

    void left()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, content);
        QVERIFY(!wrongProgram(path, content, kMark));
    }

    // What a build leaves out must not be taken for an expectation that does not count.
    void controlIsAsStrictAsTheExpectation()
    {
        const auto failing = [](const QString &path, const QByteArray &content) {
            return wrongProgram(path, content, kMark).value_or(WrongProgram()).failing;
        };
        const QByteArray c =
            failing(u"a.c"_s, "#define X 1\n#include <assert.h>\nint main(void) { assert(f() == 5); }\n");
        QVERIFY(c.startsWith("#define X 1\n#include <stdio.h>"));
        QVERIFY(c.contains("#ifdef NDEBUG\n#define CANARY_ASSERTED() ((void)0)\n"));
        QVERIFY(c.endsWith("int main(void) { CANARY_ASSERTED(); }\n"));
        QVERIFY(
            failing(u"A.java"_s, "assert f() == 5;").startsWith("{ boolean canaryOn = false; assert canaryOn = true;"));
        QVERIFY(failing(u"a.py"_s, "assert f() == 5\n").startsWith("assert not ("));
        QVERIFY(failing(u"a.sh"_s, "[ \"$(f)\" = 5 ] || exit 1\n").contains("(exit 1); } || exit 1"));
        QVERIFY(failing(u"a.sh"_s, "if [ $x != 5 ]; then exit 1; fi\n").isEmpty() ||
                failing(u"a.sh"_s, "if [ $x != 5 ]; then exit 1; fi\n").contains("(exit 0); }"));
    }

    void commands()
    {
        const QList<CanaryFile> files{{u"tests/a.c"_s, "assert(total() == 5);\n"},
            {u"tests/b.c"_s, "assert(!strcmp(total_name(), \"left\"));\n"}, {u"tests/c.c"_s, "assert(x() == 1);\n"},
            {u"tests/added.c"_s, "assert(total() == 4);\n"}};
        const TestsKnown known{{u"src/total.c"_s}, {u"tests/added.c"_s}, {}};
        const auto canary = [&](const QList<CommandReport> &reports, const TestsKnown &tests) {
            VerificationReport report;
            report.commands = reports;
            return mayHaveProgramCanary(report) ? programCanaryFor(report, files, u"k7q2"_s, u"/p"_s, tests)
                                                : std::nullopt;
        };
        const auto made = canary({passed(u"cmake --build b"_s), passed(u"ctest"_s)}, known);
        QVERIFY(made);
        QCOMPARE(made->commands.size(), 2);
        QCOMPARE(made->mark, u".2q7k"_s);
        QStringList paths;
        for (const ProgramCanary::File &file : made->files)
            paths.append(file.path);
        QCOMPARE(paths, (QStringList{u"tests/a.c"_s, u"tests/b.c"_s, u"tests/c.c"_s}));
        // Beside texts that are shorter the other files are as they were.
        QCOMPARE(made->files.at(0).shorter, files.at(0).content);
        QVERIFY(made->files.at(1).shorter.contains("\"le\""));
        const ProgramCanary again = programCanaryFromJson(toJson(*made));
        QCOMPARE(toJson(again), toJson(*made));
        // A known runner is asked for one test, what takes long is not run once more, and who changes no application
        // has none that could make results.
        QCOMPARE(canary({passed(u"pytest -q"_s), passed(u"make test"_s)}, known)->commands.size(), 1);
        QVERIFY(!canary({passed(u"pytest -q"_s)}, known));
        QVERIFY(!canary({passed(u"make test"_s, 21000)}, known));
        QVERIFY(!canary({passed(u"make test"_s)}, {}));
    }
};

QTEST_APPLESS_MAIN(WrongProgramTest)

#include "tst_wrongprogram.moc"
