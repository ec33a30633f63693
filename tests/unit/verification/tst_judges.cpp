// SPDX-License-Identifier: MIT
// Which programs of a project judge it by their end, and by which files of their own.
#include "verification/judges.h"

#include "verification/commandfiles.h"
#include "verification/guardedpart.h"
#include "verification/guardrules.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class JudgesTest : public QObject
{
    Q_OBJECT

private slots:
    void ends_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("judges");
        const auto row = [](const char *name, const char *path, const char *content, bool judges) {
            QTest::newRow(name) << QString::fromLatin1(path) << QByteArray(content) << judges;
        };
        row("python raises", "tools/quality.py", "share = 3\nraise SystemExit(share < 4)\n", true);
        row("python exits", "scripts/lint.py", "bad = 1\nsys.exit(bad)\n", true);
        row("python says why", "scripts/news.py", "sys.exit(0 if ok else 'no entry')\n", true);
        row("node", "tools/runspec.js", "process.exit(bad ? 1 : 0);\n", true);
        row("node at its end", "hack/a.mjs", "process.exitCode = bad;\n", true);
        row("ruby", "ci/words.rb", "exit 1 unless bad.empty?\n", true);
        row("perl", "tools/words.pl", "die 'bad' if $bad;\n", true);
        row("always good", "tools/hello.py", "print('hi')\nsys.exit(0)\n", false);
        row("writes", "tools/gen.py", "open('out.txt', 'w').write('x')\nsys.exit(bad)\n", false);
        row("writes bytes", "tools/gen.py", "Path('a').write_bytes(b'')\nsys.exit(bad)\n", false);
        row("node writes", "tools/gen.js", "fs.writeFileSync('a', 'b');\nprocess.exit(bad);\n", false);
        row("the application", "app.py", "sys.exit(main())\n", false);
        row("in its sources", "src/main.js", "process.exit(bad ? 1 : 0);\n", false);
    }
    void ends()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, content);
        QTEST(judgesByItsEnd(path, content), "judges");
    }

    // What is run for its exit status alone.
    void runForItsEnd_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QStringList>("ends");
        const auto row = [](const char *command, const QStringList &ends) {
            QTest::newRow(command) << QString::fromLatin1(command) << ends;
        };
        const QStringList one{u"tools/x.py"_s};
        row("python3 tools/x.py", one);
        row("python3 -B tools/x.py --strict src/ 2>&1 > /dev/null", one);
        row("cd tools && python3 x.py all", one);
        row("python3 -c \"import runpy; runpy.run_path('tools/x.py')\"", one);
        row("python3 -c \"exec(open('tools/x.py').read())\"", one);
        row("node -e \"require('./tools/x.js')\"", {u"tools/x.js"_s});
        row("python3 -m tools.x", {u"tools/x.py"_s, u"tools/x/__main__.py"_s});
        row("python3 tools/x.py > out.txt", {});
        row("python3 tools/x.py | grep -q good", {});
        row("test \"$(python3 tools/x.py)\" = 3", {});
        row("! python3 tools/x.py", {});
        row("if python3 tools/x.py; then exit 1; fi", {});
        row("python3 tools/x.py 3 km", {});
        row("python3 tools/x.py in.csv", {});
        row("python3 -c \"import sys; sys.path.insert(0, 'tools'); import x; assert x.f(1) == 2\"", {});
        row("node -e \"const { f } = require('./tools/x.js'); f()\"", {});
    }
    void runForItsEnd()
    {
        QFETCH(QString, command);
        QTEST(readCommands({command}, {}).ends, "ends");
    }

    void settings_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("files");
        const auto row = [](const char *name, const char *script, const char *content, const QStringList &files) {
            QTest::newRow(name) << QString::fromLatin1(script) << QByteArray(content) << files;
        };
        row("of its name", "tools/quality.py", "load(open('quality.toml', 'rb'))",
            {u"quality.toml"_s, u"tools/quality.toml"_s});
        row("hidden", "runspec.js", "read('.specrc.json')", {u".specrc.json"_s});
        row("what it passes by", "lint.py", "open('.lintignore') if exists('.lintignore') else []", {u".lintignore"_s});
        row("how far it goes", "ci.py", "open(\"conf/thresholds.yml\")", {u"conf/thresholds.yml"_s});
        row("known words", "spell.py", "open('allowed.txt')", {u"allowed.txt"_s});
        row("in a shell", "gate.sh", "grep -vxF -f known-failures.txt out | wc -l < .gaterc\n",
            {u"known-failures.txt"_s, u".gaterc"_s});
        row("of its name with another word", "tools/gate.py", "open('gaterules.toml')",
            {u"gaterules.toml"_s, u"tools/gaterules.toml"_s});
        row("a command in a file", "run", "cmd=$(sed -n 's/^x=//p' .command)\nexec $cmd\n", {u".command"_s});
        row("a version in a file", "run", "v=$(cat version.txt)\ntest \"$v\" = 3\n", {});
        row("what is checked", "tools/check_config.py", "load(open('config.json'))", {});
        row("what is checked by name", "check_menu.py", "load(open('menu.json')); open('VERSION'); open('NEWS.md')",
            {});
        row("of another program", "tools/git.py", "open('.gitignore'); open('.env'); open('.editorconfig')", {});
        row("outside", "gate.py", "open('../gate.ini'); open('/etc/gate.ini')", {});
    }
    void settings()
    {
        QFETCH(QString, script);
        QFETCH(QByteArray, content);
        QTEST(settingsOfScript(script, content), "files");
    }

    void modules()
    {
        const QStringList python = modulesOfScript(
            u"tools/accept.py"_s, "from tools_lib import rules\nimport words, sys as s\nfrom .near import (a, b)\n");
        for (const QString &path :
            {u"tools/tools_lib/rules.py"_s, u"tools/tools_lib/__init__.py"_s, u"tools/words.py"_s, u"tools/near.py"_s})
            QVERIFY2(python.contains(path), qPrintable(path));
        const QStringList node = modulesOfScript(
            u"tools/audit.js"_s, "const a = require('./rules/all'); require('../src/a'); import b from './b.mjs';\n");
        QVERIFY(node.contains(u"tools/rules/all.js"_s) && node.contains(u"tools/b.mjs"_s));
        QVERIFY(std::none_of(node.cbegin(), node.cend(), [](const QString &one) { return one.contains(u"src"_s); }));
        // The modules of a program at the top are the work.
        QVERIFY(modulesOfScript(u"check.py"_s, "import shop\n").isEmpty());
        QVERIFY(modulesOfScript(u"src/check.py"_s, "import shop\n").isEmpty());
    }

    void toolsHaveSettings()
    {
        GuardRules rules({u"npx stylelint 'src/*.css' && golangci-lint run && clippy-driver a.rs && npm test"_s}, {});
        for (const char *path : {".stylelintrc", ".stylelintrc.json", ".stylelintignore", "web/.golangci.yml",
                 "clippy.toml", "stylelint.config.mjs", ".golangci-baseline.json"})
            QCOMPARE(int(rules.kindOf(QString::fromLatin1(path), false)), int(GuardKind::Steering));
        for (const char *path :
            {".hadolint.yaml", ".npmignore", ".gitignore", ".dockerignore", "app.toml", ".env", "phpstan.neon", ".src"})
            QCOMPARE(int(rules.kindOf(QString::fromLatin1(path), false)), int(GuardKind::None));
    }

    void documentsWithExamplesAreTests()
    {
        GuardRules rules({u"python3 -m doctest -v README.md a.py && pytest --doctest-glob='*.rst' && sphinx-build -b "
                          "doctest manual out"_s},
            u"/w"_s);
        rules.addScript(u"tools/check_docs.py"_s);
        rules.learn(u"tools/check_docs.py"_s, "doctest.testfile('../NOTES.txt')\n");
        rules.learn(u"setup.cfg"_s, "[tool:pytest]\naddopts = --doctest-glob=guide/*.txt\n");
        rules = GuardRules::fromJson(rules.toJson());
        for (const char *path : {"README.md", "deep/down/a.rst", "manual/a.md", "NOTES.txt", "guide/a.txt"})
            QCOMPARE(int(rules.kindOf(QString::fromLatin1(path), false)), int(GuardKind::Test));
        for (const char *path : {"a.py", "CHANGES.md", "a.txt", "docs/README.md"})
            QCOMPARE(int(rules.kindOf(QString::fromLatin1(path), false)), int(GuardKind::None));
        QVERIFY(rules.runsExamplesOf(u"a.py"_s) && !rules.runsExamplesOf(u"b.py"_s));
        QVERIFY(GuardRules({u"pytest --doctest-modules"_s}, {}).runsExamplesOf(u"src/b.py"_s));
        QCOMPARE(exampleLines("def f():\n    \"\"\"Text.\n\n    >>> f()\n    1\n    \"\"\"\n    return 1\n"),
            QByteArrayList({">>> f()", "1"}));
        QCOMPARE(int(GuardRules({u"cat README.md"_s}, {}).kindOf(u"README.md"_s, false)), int(GuardKind::None));
    }

    // Where its recipe makes nothing.
    void targetsThatACommandNames()
    {
        const GuardRules rules({u"make gate app"_s}, {});
        const QByteArray make("app: a.c\n\tcc -o app a.c\n\ngate:\n\tgrep x a\n\nother:\n\tgrep y a\n");
        const auto differs = [&](const char *from, const char *to) {
            return rules.partOf(u"Makefile"_s, make) != rules.partOf(u"Makefile"_s, QByteArray(make).replace(from, to));
        };
        QVERIFY(differs("grep x", "grep z"));
        QVERIFY(!differs("grep y", "grep z"));
        QVERIFY(!differs("cc -o", "cc -g -o"));
    }

    void settingsThatAScriptSourcesBelongToIt()
    {
        GuardRules rules({u"./buildw check && make -C services/mail -f ci.make check"_s}, {});
        rules.learn(u"buildw"_s,
            "here=$(cd \"$(dirname \"$0\")\" && pwd)\n. \"$here/wrapper/wrapper.properties\"\n. ./greet.sh\n");
        rules.learn(u"services/mail/ci.make"_s, "include ../../mk/rules.inc\ncheck:\n\t./a\n");
        const QStringList named = rules.namedFiles();
        for (const QString &path : {u"wrapper/wrapper.properties"_s, u"services/mail/ci.make"_s, u"mk/rules.inc"_s})
            QVERIFY2(named.contains(path), qPrintable(path));
        QVERIFY(!named.contains(u"greet.sh"_s));
    }
};

QTEST_APPLESS_MAIN(JudgesTest)
#include "tst_judges.moc"
