// SPDX-License-Identifier: MIT
// Each rule of the house bites on a bad sample and leaves the good one beside it alone.
#include "lintrules.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

using Rule = lint::Findings (*)(const QString &, const QString &);

struct Sample
{
    const char *sentence;
    Rule rule;
    QString path;
    QString text;
    int line; ///< of the only finding; 0: none
};

QString lines(int count)
{
    return u"int x;\n"_s.repeated(count);
}

// Built from pieces, so that this file itself has no forbidden text.
const QString kAwait = u"co_"_s + u"await"_s;

QList<Sample> samples()
{
    const QString licence = u"// SPDX-License-Identifier: "_s + u"MIT\n"_s;
    return {
        {"the model may not use storage", lint::layers, u"engine/model/task.h"_s, u"\n#include \"storage/bell.h\"\n"_s,
            2},
        {"angle brackets are seen as well", lint::layers, u"engine/wire/a.cpp"_s, u"#include <storage/bell.h>\n"_s, 1},
        {"spaces around the hash are seen", lint::layers, u"engine/wire/a.cpp"_s, u"  #  include \"ai/x.h\"\n"_s, 1},
        {"the engine's folder in front changes nothing", lint::layers, u"engine/ai/a.cpp"_s,
            u"#include \"engine/permission/x.h\"\n"_s, 1},
        {"rooms of the same floor do not see each other", lint::layers, u"engine/ai/a.cpp"_s,
            u"#include \"workspace/workspace.h\"\n"_s, 1},
        {"no engine room includes a face", lint::layers, u"engine/core/a.cpp"_s, u"#include \"app/cli/context.h\"\n"_s,
            1},
        {"nor by the short name of the face", lint::layers, u"engine/core/a.cpp"_s, u"#include \"cli/context.h\"\n"_s,
            1},
        {"a face sees the door of the engine only", lint::layers, u"app/cli/a.cpp"_s, u"#include \"core/worker.h\"\n"_s,
            1},
        {"a face does not open the store itself", lint::layers, u"app/cli/demo/a.cpp"_s,
            u"#include \"storage/database.h\"\n"_s, 1},
        {"a face does not include another face", lint::layers, u"ui/a.cpp"_s, u"#include \"server/routes.h\"\n"_s, 1},
        {"a path with dots goes around the table", lint::layers, u"engine/wire/a.cpp"_s, u"#include \"../ai/x.h\"\n"_s,
            1},
        {"the engine knows no widgets", lint::layers, u"engine/core/a.cpp"_s, u"#include <QWidget>\n"_s, 1},
        {"the command line knows no windows", lint::layers, u"app/cli/a.cpp"_s, u"#include <QApplication>\n"_s, 1},
        {"a new folder must be put into the table", lint::layers, u"engine/newroom/a.cpp"_s, u"\n"_s, 1},
        {"core joins them all", lint::layers, u"engine/core/a.cpp"_s,
            u"#include \"ai/a.h\"\n#include \"journal/b.h\"\n#include \"base/c.h\"\n"_s, 0},
        {"what the named may use may be used", lint::layers, u"engine/verification/a.cpp"_s,
            u"#include \"base/c.h\"\n"_s, 0},
        {"a face may include the door", lint::layers, u"app/cli/a.cpp"_s,
            u"#include \"core/engine.h\"\n#include \"model/task.h\"\n#include \"wire/taskyaml.h\"\n"_s, 0},
        {"the desktop program joins faces", lint::layers, u"app/desktop/main.cpp"_s,
            u"#include \"ui/mainwindow.h\"\n#include \"server/server.h\"\n#include \"core/engine.h\"\n"_s, 0},
        {"an include in a comment is none", lint::layers, u"engine/wire/a.cpp"_s, u"// #include \"ai/x.h\"\n"_s, 0},
        {"the build may not link against the arrows either", lint::roomUses, u"engine/wire/CMakeLists.txt"_s,
            u"vibecoder_room(wire\n    SOURCES a.cpp\n    USES model ai\n    LINK x)\n"_s, 1},
        {"a link along the arrows is fine", lint::roomUses, u"engine/ai/CMakeLists.txt"_s,
            u"vibecoder_room(ai SOURCES a.cpp USES model LINK Qt6::Network)\n"_s, 0},
        {"a source file without licence", lint::licence, u"engine/base/a.cpp"_s, u"#pragma once\n"_s, 1},
        {"a build file without licence", lint::licence, u"tests/CMakeLists.txt"_s, u"add_subdirectory(a)\n"_s, 1},
        {"a source file with licence", lint::licence, u"engine/base/a.cpp"_s, licence, 0},
        {"a fixture keeps its bytes", lint::licence, u"tests/fixtures/x/a.py"_s, u"print(1)\n"_s, 0},
        {"a call is awaited", lint::coroutines, u"engine/core/a.cpp"_s, u"\nauto x = %1 f(1);\n"_s.arg(kAwait), 2},
        {"a temporary object is awaited", lint::coroutines, u"engine/core/a.cpp"_s, u"%1 Obj{1}.m();\n"_s.arg(kAwait),
            1},
        {"a member is awaited", lint::coroutines, u"engine/core/a.cpp"_s, u"%1 this->task;\n"_s.arg(kAwait), 1},
        {"an awaited name inside a condition", lint::coroutines, u"engine/core/a.cpp"_s,
            u"if (%1 x) f();\n"_s.arg(kAwait), 1},
        {"the operand is on the next line", lint::coroutines, u"engine/core/a.cpp"_s, u"%1\n    f();\n"_s.arg(kAwait),
            1},
        {"the macros' header outside of macros", lint::coroutines, u"engine/base/async.h"_s,
            u"#define A(x) \\\n    %1 (x); \\\n    f()\n%1 g();\n"_s.arg(kAwait), 4},
        {"a name is awaited", lint::coroutines, u"engine/core/a.cpp"_s, u"const bool done = %1 over;\n"_s.arg(kAwait),
            0},
        {"a comment may say it", lint::coroutines, u"engine/core/a.cpp"_s, u"// %1 f()\n/* %1 f() */\n"_s.arg(kAwait),
            0},
        {"a text may say it", lint::coroutines, u"engine/core/a.cpp"_s,
            u"f(\"%1 f()\", R\"(%1 g())\");\n"_s.arg(kAwait), 0},
        {"a continuation with a context", lint::futures, u"app/server/a.cpp"_s,
            u"engine.remove(id)\n    .then(&context, [] {});\n"_s, 2},
        {"a continuation in this object", lint::futures, u"ui/create/a.cpp"_s, u"future.then(this, [] {});\n"_s, 1},
        {"a continuation in the engine's own pool", lint::futures, u"engine/core/engine.cpp"_s,
            u"return removed.then(&d->slowWork, [] {});\n"_s, 0},
        {"a continuation without a context", lint::futures, u"app/cli/a.cpp"_s, u"future.then([] {});\n"_s, 0},
        {"more than 800 lines", lint::tooLong, u"app/cli/a.cpp"_s, lines(801), 1},
        {"800 lines are the most", lint::tooLong, u"app/cli/a.cpp"_s, lines(800), 0},
        {"SQLite's begin in the worker", lint::sqliteWords, u"engine/core/a.cpp"_s,
            u"run(\"BEGIN \" \"x\");\nrun(\"%1\");\n"_s.arg(u"BEGIN "_s + u"IMMEDIATE"_s), 2},
        {"SQLite's settings in a face", lint::sqliteWords, u"app/cli/a.cpp"_s,
            u"run(\"%1 x\");\n"_s.arg(u"PRAG"_s + u"MA"_s), 1},
        {"SQLite's tables in the store", lint::sqliteWords, u"engine/storage/taskstore.cpp"_s,
            u"q(\"FROM %1\");\n"_s.arg(u"sqlite_"_s + u"master"_s), 1},
        {"SQLite's interface outside the dialect", lint::sqliteWords, u"engine/storage/bell.cpp"_s,
            u"%1(db);\n"_s.arg(u"sqlite3_"_s + u"open"_s), 1},
        {"the dialect speaks SQLite", lint::sqliteWords, u"engine/storage/dialectsqlite.cpp"_s,
            u"q(\"%1 x\");\n"_s.arg(u"PRAG"_s + u"MA"_s), 0},
        {"a key of the service", lint::secrets, u"docs/a.md"_s,
            u"\nkey: %1\n"_s.arg(u"sk-"_s + u"ant-api03-"_s + u"Ab1_"_s.repeated(8)), 2},
        {"a key of a code host", lint::secrets, u"a.yaml"_s, u"gh"_s + u"p_"_s + u"a1B2"_s.repeated(9), 1},
        {"a private key", lint::secrets, u"a.txt"_s, u"-----BEGIN "_s + u"RSA PRIVATE KEY-----\nMIIE"_s, 1},
        {"a signed token", lint::secrets, u"a.txt"_s,
            u"ey"_s + u"J"_s + u"hbGciOiJIUzI1NiIs.ey"_s + u"JzdWIiOiIxMjM0NTY3.x"_s, 1},
        {"a short made-up key of a test", lint::secrets, u"a.cpp"_s, u"sk-"_s + u"ant-test"_s, 0},
        {"a working folder of one machine", lint::machinePaths, u"README.md"_s, u"see /wo"_s + u"rk/main/build\n"_s, 1},
        {"the home of one person", lint::machinePaths, u"a.cpp"_s, u"\"/ho"_s + u"me/jqpublic/src\""_s, 1},
        {"the home of the machine's owner", lint::machinePaths, u"a.sh"_s, u"cd /ro"_s + u"ot/src\n"_s, 1},
        {"a part of another path", lint::machinePaths, u"a.cpp"_s,
            u"workspace/workspace.h a/wo"_s + u"rk/b ~/wo"_s + u"rk/x $HOME/wo"_s + u"rk/y"_s, 0},
        {"a made-up person's home", lint::machinePaths, u"a.cpp"_s, u"/home/alice/project"_s, 0},
        {"JSON with a comma too much", lint::wellFormed, u"a.json"_s, u"{\n\"a\": 1,\n}\n"_s, 3},
        {"YAML with an open list", lint::wellFormed, u"a.yaml"_s, u"a: 1\nb: [x\nc: 1\n"_s, 3},
        {"XML without its end", lint::wellFormed, u"a.svg"_s, u"<svg>\n<g></svg>\n"_s, 2},
        {"well-formed JSON", lint::wellFormed, u"a.json"_s, u"{\"a\": [1, 2]}\n"_s, 0},
        {"a fixture may be broken", lint::wellFormed, u"tests/fixtures/a.json"_s, u"{"_s, 0},
    };
}

QString ts(const QString &messages)
{
    return u"<?xml version=\"1.0\"?>\n<TS version=\"2.1\"><context><name>Cli</name>\n%1</context></TS>\n"_s.arg(
        messages);
}

} // namespace

class LintRulesTest : public QObject
{
    Q_OBJECT

private slots:
    void typesAreFound()
    {
        const QString text = u"namespace a\n{\nstruct One;\nstruct Two\n{\n    struct Inside\n    {\n    };\n};\n"
                             "// struct Said\nenum class Three { A };\nclass Four : public Two\n{\n};\n}\n"_s;
        QCOMPARE(lint::typesOf(u"engine/core/a.h"_s, text), (QStringList{u"a::Two"_s, u"a::Three"_s, u"a::Four"_s}));
        QVERIFY(lint::typesOf(u"tests/support/a.h"_s, text).isEmpty());
    }

    void bites_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Sample &sample : samples())
            QTest::newRow(sample.sentence) << index++;
    }

    void bites()
    {
        QFETCH(const int, index);
        const Sample sample = samples().at(index);
        const lint::Findings found = sample.rule(sample.path, sample.text);
        QCOMPARE(found.size(), sample.line > 0 ? 1 : 0);
        if (sample.line > 0)
            QCOMPARE(found.constFirst().line, sample.line);
        if (sample.rule == lint::secrets && !found.isEmpty())
            QVERIFY2(!found.constFirst().what.contains(u"sk-"_s), "the finding must not repeat the secret");
    }

    void longFilesAreNamedBeforeTheyFail()
    {
        QVERIFY(!lint::isLong(u"ui/a.cpp"_s, lines(400)));
        QVERIFY(lint::isLong(u"ui/a.cpp"_s, lines(401)));
        QVERIFY(!lint::isLong(u"tests/a.cpp"_s, lines(401)));
    }

    void translations_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("findings");
        const auto row = [](const char *sentence, const QString &attributes, const QString &source,
                             const QString &translation, int findings) {
            QTest::newRow(sentence) << u"<message %1><source>%2</source>%3</message>\n"_s.arg(
                                           attributes, source, translation)
                                    << findings;
        };
        row("finished and equal placeholders", {}, u"%1 of %2"_s, u"<translation>%2 之 %1</translation>"_s, 0);
        row("unfinished", {}, u"Done"_s, u"<translation type=\"unfinished\"></translation>"_s, 1);
        row("empty", {}, u"Done"_s, u"<translation></translation>"_s, 1);
        row("a placeholder is lost", {}, u"%1 of %2"_s, u"<translation>%1</translation>"_s, 1);
        row("a placeholder is another", {}, u"Task %1"_s, u"<translation>任务 %2</translation>"_s, 1);
        row("a space at the end is lost", {}, u"Task: "_s, u"<translation>任务:</translation>"_s, 1);
        row("a plural form without its number", u"numerus=\"yes\""_s, u"%n task(s)"_s,
            u"<translation><numerusform>个任务</numerusform></translation>"_s, 1);
        row("a plural form", u"numerus=\"yes\""_s, u"%n task(s)"_s,
            u"<translation><numerusform>%n 个任务</numerusform></translation>"_s, 0);
        row("a text that is used no more", {}, u"Old"_s, u"<translation type=\"vanished\"></translation>"_s, 0);
    }

    void translations()
    {
        QFETCH(const QString, message);
        QFETCH(const int, findings);
        QCOMPARE(lint::translations(ts(message)).size(), findings);
    }

    void aLinkToAMissingFileIsFound()
    {
        const QString page = u"[a](there.md) [b](missing.md#part) [c](https://example.org/x) [d](#here)\n"_s;
        const auto found =
            lint::deadLinks(u"docs/page.md"_s, page, [](const QString &path) { return path == u"docs/there.md"_s; });
        QCOMPARE(found.size(), 1);
        QVERIFY(found.constFirst().what.contains(u"missing.md"_s));
    }

    void codeBlocksAreTakenInOrder()
    {
        QCOMPARE(
            lint::codeBlocks(u"text\n```sh\na\nb\n```\nmore\n```\nc\n```\n"_s), (QStringList{u"a\nb\n"_s, u"c\n"_s}));
    }

    void literalsAndCommentsAreBlankedInPlace()
    {
        const QString code = u"a /* x\ny */ b \"c\\\"d\" 'e' 1'000 // f\ng"_s;
        const QString bare = lint::withoutComments(code, lint::Strings::Blank);
        QCOMPARE(bare.size(), code.size());
        QCOMPARE(bare.simplified(), u"a b 1'000 g"_s);
        QVERIFY(lint::withoutComments(code, lint::Strings::Keep).contains(u"\"c\\\"d\""_s));
    }
};

QTEST_GUILESS_MAIN(LintRulesTest)
#include "tst_lintrules.moc"
