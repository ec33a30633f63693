// SPDX-License-Identifier: MIT
// What of the files that the first verification opened is part of it.
#include "verification/openedfiles.h"

#include <QMap>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

using Files = QMap<QString, QByteArray>;

const QByteArray kScript = "#!/bin/sh\ngrep -q good out.txt\n";

OpenedParts partsOf(const Files &files, const QStringList &opened, const QStringList &commands)
{
    GuardRules rules(commands, u"/work"_s);
    for (const QString &name : rules.namedFiles())
        rules.learn(name, files.value(name));
    OpenedLook look;
    look.commands = commands;
    look.opened = opened.isEmpty() ? files.keys() : opened;
    look.content = [&files](const QString &path) { return files.value(path); };
    look.filesIn = [&files](const QString &folder) {
        QStringList names;
        for (auto it = files.cbegin(); it != files.cend(); ++it) {
            if (it.key().startsWith(folder + u'/') && !it.key().sliced(folder.size() + 1).contains(u'/'))
                names.append(it.key().sliced(folder.size() + 1));
        }
        return names;
    };
    return partsOfVerification(look, rules);
}

QStringList all(const OpenedParts &parts)
{
    QStringList list;
    for (const QString &path : parts.scripts)
        list.append(u"script "_s + path);
    for (const QString &path : parts.rules)
        list.append(u"rule "_s + path);
    for (const QString &path : parts.data)
        list.append(u"data "_s + path);
    return list;
}

} // namespace

class OpenedFilesTest : public QObject
{
    Q_OBJECT

private slots:
    void parts_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QStringList>("opened"); // empty: all
        QTest::addColumn<QStringList>("commands");
        QTest::addColumn<QStringList>("parts");
        const Files computed{{u"check.sh"_s, "sh \"$(cat which)\"\n"}, {u"which"_s, "tools/lib.sh\n"},
            {u"tools/lib.sh"_s, kScript}, {u"out.txt"_s, "bad\n"}};
        // `which` is found by reading.
        QTest::newRow("a script by a computed name")
            << computed << QStringList() << QStringList{u"sh check.sh"_s} << QStringList{u"script tools/lib.sh"_s};
        QTest::newRow("not opened, not counted")
            << computed << QStringList{u"check.sh"_s, u"out.txt"_s} << QStringList{u"sh check.sh"_s} << QStringList();
        QTest::newRow("a tool that a script names is what the reading of texts says it is")
            << Files{{u"check.sh"_s, "sh tools/gen.sh > out.txt\ngrep -q good out.txt\n"},
                   {u"tools/gen.sh"_s, "echo bad\n"}, {u"out.txt"_s, "bad\n"}}
            << QStringList() << QStringList{u"sh check.sh"_s} << QStringList();
        QTest::newRow("code and what it reads")
            << Files{{u"shop.py"_s, "import json\n"}, {u"data/messages.json"_s, "{}"}, {u"messages.json"_s, "{}"},
                   {u"templates/a.html"_s, "<p>"}, {u"templates/mail.txt"_s, "Hello"}, {u"db/001.sql"_s, "create"},
                   {u"src/main.c"_s, "int main"}, {u"include/main.h"_s, "int"}, {u"lib/a.js"_s, "x"},
                   {u"app/checkout/prices.csv"_s, "1"}, {u"greet.sh"_s, "#!/bin/sh\necho hi\n"},
                   {u"bin/hello"_s, "#!/bin/sh\necho hi\n"}, {u"bin/tool"_s, "#!/usr/bin/env python3\nprint()\n"},
                   {u"src/util.sh"_s, "f() { :; }\n"}, {u"README.md"_s, "# x"}, {u"locale/de.po"_s, "msgid"},
                   {u"config.yaml"_s, "port: 8000\nname: shop\n"}, {u"settings.toml"_s, "[server]\nport = 1\n"},
                   {u"package-lock.json"_s, "{\"tests\":1}"}, {u"requirements.txt"_s, "pytest\n"},
                   {u"fixtures/seed.json"_s, "{}"}, {u".env"_s, "A=1\n"}}
            << QStringList() << QStringList{u"pytest -q"_s} << QStringList();
        QTest::newRow("beside a script of the verification, in a folder without other code")
            << Files{{u"run/all.sh"_s, "./greet.sh | diff - run/answer\n. run/$A\n"}, {u"run/answer"_s, "hello\n"},
                   {u"run/more.sh"_s, "f() { :; }\n"}, {u"run/notes.md"_s, "x"}, {u"greet.sh"_s, "echo hi\n"}}
            << QStringList() << QStringList{u"sh run/all.sh"_s}
            << QStringList{u"script run/more.sh"_s, u"data run/answer"_s};
        QTest::newRow("the same beside code") << Files{{u"run/all.sh"_s, "python3 run/main.py < run/input\n"},
                                                     {u"run/input"_s, "hello\n"}, {u"run/main.py"_s, "print()\n"}}
                                              << QStringList() << QStringList{u"sh run/all.sh"_s} << QStringList();
        QTest::newRow("the same beside a file that nobody opened")
            << Files{{u"run/all.sh"_s, "diff out run/$A\n"}, {u"run/input"_s, "hello\n"}, {u"run/other"_s, "x"}}
            << QStringList{u"run/all.sh"_s, u"run/input"_s} << QStringList{u"sh run/all.sh"_s} << QStringList();
        QTest::newRow("what results are compared with")
            << Files{{u"main.py"_s, "print()\n"}, {u"expected/out1"_s, "1\n"}, {u"lib/golden/a.json"_s, "{}"},
                   {u"expected/README.md"_s, "x"}, {u"expected/conv.py"_s, "print()\n"}}
            << QStringList() << QStringList{u"python3 main.py | diff - \"$E\""_s}
            << QStringList{u"data expected/out1"_s};
        QTest::newRow("a check by its name, and one that asserts")
            << Files{{u"dev/smoke.sh"_s, "x"}, {u"verify-lib.sh"_s, "x"}, {u"tools/judge.py"_s, "assert 1 == 2\n"},
                   {u"tools/gen.py"_s, "print()\n"}}
            << QStringList() << QStringList{u"./run-it"_s}
            << QStringList{u"script dev/smoke.sh"_s, u"script tools/judge.py"_s, u"script verify-lib.sh"_s};
        QTest::newRow("configuration at the top that is about tests")
            << Files{{u"house.cfg"_s, "[main]\na=1\n[tests]\npaths=a\n"}, {u"runner.json"_s, "{\"suites\": [\"a\"]}"},
                   {u"flow.yml"_s, "jobs: 1\ntest-paths: a\n"}, {u"app/house.cfg"_s, "[tests]\n"},
                   {u"compose.yaml"_s, "test: x\n"}}
            << QStringList() << QStringList{u"./run-it"_s}
            << QStringList{u"rule flow.yml"_s, u"rule house.cfg"_s, u"rule runner.json"_s};
        QTest::newRow("a list of tests, and one of sources")
            << Files{{u"suite.lst"_s, "# all\ntests/a.sh\ntests/b.sh slow\n"}, {u"tests/a.sh"_s, "x"},
                   {u"tests/b.sh"_s, "x"}, {u"sources.lst"_s, "src/a.c\ntests/a.sh\n"}, {u"src/a.c"_s, "x"},
                   {u"words.txt"_s, "test_all\n"}}
            << QStringList() << QStringList{u"./run-it"_s} << QStringList{u"rule suite.lst"_s};
    }
    void parts()
    {
        QFETCH(Files, files);
        QFETCH(QStringList, opened);
        QFETCH(QStringList, commands);
        QFETCH(QStringList, parts);
        QCOMPARE(all(partsOf(files, opened, commands)), parts);
    }

    void namesThatNeverCount()
    {
        for (const QString &path : {u"src/a.c"_s, u"README"_s, u"docs/a.rst"_s, u"node_modules/a/run.sh"_s,
                 u".git/config"_s, u"build/x.sh"_s, u".gitignore"_s, u"a.css"_s})
            QVERIFY2(!mayBePartOfVerification(path), qPrintable(path));
        for (const QString &path : {u"which"_s, u"tools/lib.sh"_s, u"tools/a.py"_s, u"a.cfg"_s, u"expected/a.txt"_s})
            QVERIFY2(mayBePartOfVerification(path), qPrintable(path));
    }

    void rulesKeepThem()
    {
        GuardRules rules({u"sh check.sh"_s}, u"/work"_s);
        rules.addScript(u"tools/lib.sh"_s);
        rules.addSteering(u"which"_s);
        rules.addData(u"expected/out"_s);
        const GuardRules again = GuardRules::fromJson(rules.toJson());
        QCOMPARE(again.kindOf(u"tools/lib.sh"_s, false), GuardKind::Script);
        QCOMPARE(again.kindOf(u"which"_s, false), GuardKind::Steering);
        QCOMPARE(again.kindOf(u"expected/out"_s, false), GuardKind::Test);
        QCOMPARE(again.kindOf(u"expected/other"_s, false), GuardKind::None);
    }
};

QTEST_GUILESS_MAIN(OpenedFilesTest)
#include "tst_openedfiles.moc"
