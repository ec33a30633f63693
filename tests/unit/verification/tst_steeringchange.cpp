// SPDX-License-Identifier: MIT
// Changes of configuration that leave every test as it was, and those that only seem to.
#include "verification/steeringchange.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class SteeringChangeTest : public QObject
{
    Q_OBJECT

private slots:
    void change_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("asBefore");
        const auto row = [](const char *name, const char *path, const QByteArray &before, const QByteArray &after,
                             bool asBefore) {
            QTest::newRow(name) << QString::fromUtf8(path) << before << after << asBefore;
        };
        const QByteArray package(R"({"scripts":{"test":"node --test","build":"x"}})");
        row("a script to start", "package.json", package,
            R"({"scripts":{"test":"node --test","build":"x","start":"node f.js"}})", true);
        row("another test", "package.json", package, R"({"scripts":{"test":"true","build":"x"}})", false);
        row("before the test", "package.json", package,
            R"({"scripts":{"test":"node --test","build":"x","pretest":"y"}})", false);
        row("behind the test", "package.json", package,
            R"({"scripts":{"test":"node --test","build":"x","posttest":"y"}})", false);
        row("a script that a command names", "package.json", package,
            R"({"scripts":{"test":"node --test","build":"y"}})", false);
        row("before a script that a command names", "package.json", package,
            R"({"scripts":{"test":"node --test","build":"x","prebuild":"y"}})", false);
        row("when it is installed", "package.json", package,
            R"({"scripts":{"test":"node --test","build":"x","postinstall":"y"}})", false);
        row("another type", "package.json", package,
            R"({"type":"module","scripts":{"test":"node --test","build":"x"}})", false);
        row("no object", "package.json", package, "[", false);

        const QByteArray spaces(R"({"workspaces":["a","b"],"scripts":{"test":"npm test --workspaces"}})");
        row("a workspace more", "package.json", spaces,
            R"({"workspaces":["a","b","c"],"scripts":{"test":"npm test --workspaces"}})", true);
        row("a workspace less", "package.json", spaces,
            R"({"workspaces":["a"],"scripts":{"test":"npm test --workspaces"}})", false);
        row("a workspace left out", "package.json", spaces,
            R"({"workspaces":["a","b","!b"],"scripts":{"test":"npm test --workspaces"}})", false);
        const QByteArray work("go 1.21\n\nuse (\n\t./a\n)\n");
        row("a folder of modules more", "go.work", work, "go 1.21\n\nuse (\n\t./a\n\t./b\n)\n", true);
        row("another folder of modules", "go.work", work, "go 1.21\n\nuse (\n\t./b\n)\n", false);
        row("a module replaced", "go.work", work, work + "replace a.com/b => ./b\n", false);
        row("a source more in a part of a makefile", "a.mk", "SRCS = a.c\n", "SRCS = a.c b.c\n", true);
        row("fewer files are looked at", "a.mk", "TEXTS = a.txt b.txt\n", "TEXTS = a.txt\n", false);

        const QByteArray module("module m\n\ngo 1.19\n\nrequire github.com/a/b v1.0.0\n");
        row("a module of the repository", "go.mod", module,
            module + "require e.com/plus v0.0.0\nreplace e.com/plus => ./plus\n", true);
        row("instead of one that is used", "go.mod", module, module + "replace github.com/a/b => ./b\n", false);
        row("instead of a part of one", "go.mod", module, module + "replace github.com/a/b/c => ./b\n", false);
        row("instead of a library of tests", "go.mod", module, module + "replace github.com/stretchr/testify => ./t\n",
            false);
        row("from outside", "go.mod", module, module + "replace e.com/plus => ../plus\n", false);
        row("from elsewhere", "go.mod", module, module + "replace e.com/plus => e.com/minus v1.0.0\n", false);
        row("from outside by a detour", "go.mod", module, module + "replace e.com/plus => ./a/../../b\n", false);
        row("instead of the library of the language", "go.mod", module, module + "replace testing => ./t\n", false);
        row("another toolchain", "go.mod", module, module + "toolchain x\n", false);
        row("one replaced no more", "go.mod", module + "replace e.com/plus => ./plus\n", module, false);

        const QByteArray lists("enable_testing()\nadd_executable(rt t.c)\nadd_test(NAME walrus COMMAND rt)\n");
        row("one test more", "CMakeLists.txt", lists,
            lists + "add_executable(more m.c)\nadd_test(NAME more COMMAND more)\n", true);
        row("a test of a program that was there", "CMakeLists.txt", lists, lists + "add_test(NAME more COMMAND rt)\n",
            false);
        row("a test of any program", "CMakeLists.txt", lists, lists + "add_test(NAME more COMMAND true)\n", false);
        row("a test with words", "CMakeLists.txt", lists,
            lists + "add_executable(more m.c)\nadd_test(NAME more COMMAND more x)\n", false);
        row("expected to fail", "CMakeLists.txt", lists,
            lists + "set_tests_properties(walrus PROPERTIES WILL_FAIL 1)\n", false);
        row("before the others", "CMakeLists.txt", lists,
            "add_executable(more m.c)\nadd_test(NAME more COMMAND more)\n" + lists, false);
        row("one test less", "CMakeLists.txt", lists, "enable_testing()\nadd_executable(rt t.c)\n", false);
        row("the same name", "CMakeLists.txt", lists,
            lists + "add_executable(more m.c)\nadd_test(NAME walrus COMMAND more)\n", false);

        const QByteArray head("# CMake generated Testfile for \n"),
            one("add_test(walrus \"/p/build/rt\")\nset_tests_properties(walrus PROPERTIES  _BACKTRACE_TRIPLES "
                "\"/p/CMakeLists.txt;5;add_test;/p/CMakeLists.txt;0;\")\n");
        const QByteArray two("add_test(more \"/p/build/more\")\nset_tests_properties(more PROPERTIES  "
                             "_BACKTRACE_TRIPLES \"/p/CMakeLists.txt;7;add_test;/p/CMakeLists.txt;0;\")\n");
        row("listed by cmake", "build/CTestTestfile.cmake", head + one, head + one + two, true);
        row("listed by somebody", "build/CTestTestfile.cmake", head + one,
            head + QByteArray(one).replace("build/rt", "build/tr"), false);
        row("listed less", "build/CTestTestfile.cmake", head + one + two, head + one, false);
        row("listed and expected to fail", "build/CTestTestfile.cmake", head + one,
            head + one + "set_tests_properties(walrus PROPERTIES WILL_FAIL \"1\")\n", false);
        const QByteArray project("[project]\nname = \"a\"\n\n[tool.pytest.ini_options]\naddopts = \"-q\"\n");
        row("a linter that nobody runs", "pyproject.toml", project, project + "\n[tool.ruff]\nline-length = 100\n",
            true);
        row("a linter that runs", "pyproject.toml", project, project + "\n[tool.mypy]\nignore_errors = true\n", false);
        row("a linter among the tests", "pyproject.toml", project,
            QByteArray(project).replace("-q", "-q --ruff") + "\n[tool.ruff]\nselect = []\n", false);
        row("other options of the tests", "pyproject.toml", project, QByteArray(project).replace("-q", "-q -k x"),
            false);
        row("a linter, and the tests too", "pyproject.toml", project,
            QByteArray(project).replace("-q", "-q -k x") + "\n[tool.black]\nline-length = 100\n", false);

        const QByteArray make(
            "OBJS = a.o t.o\n\n.PHONY: test clean\n\ntest: t $(OBJS)\n\t./t\n\nt: $(OBJS)\n\t$(CC) -o $@ $(OBJS)\n");
        const auto made = [&make](const char *from, const char *to) { return QByteArray(make).replace(from, to); };
        row("one object more", "Makefile", make, made("OBJS = a.o ", "OBJS = a.o build/b.o "), true);
        row("a target that is no test", "Makefile", make, made("test clean", "test clean format") + "\nformat:\n\tx\n",
            true);
        row("what the test needs", "Makefile", make, made("test: t ", "test: t more.o "), true);
        row("another command", "Makefile", make, made("./t\n", "true\n"), false);
        row("one argument more", "Makefile", make, made("./t\n", "./t b.o\n"), false);
        row("one object less", "Makefile", make, made("a.o t.o", "t.o"), false);
        row("another object", "Makefile", make, made("a.o t.o", "b.o t.o"), false);
        row("a word that is no file", "Makefile", make, made("a.o t.o", "a.o t.o -DNDEBUG"), false);
        row("one command more", "Makefile", make, made("\t./t\n", "\t./t\n\t./more\n"), false);
        row("another file", "pytest.ini", "[pytest]\n", "[pytest]\n\n", false);
    }
    void change()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const GuardRules rules({u"npm test"_s, u"npm run build"_s, u"mypy ."_s, u"make test"_s}, {});
        QTEST(steersAsBefore(path, before, after, rules), "asBefore");
    }
};

QTEST_APPLESS_MAIN(SteeringChangeTest)
#include "tst_steeringchange.moc"
