// SPDX-License-Identifier: MIT
// Task files: the shared corpus, our own hostile rows, the original's example, and writing back.
#include "wire/taskyaml.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kGood = "name: Add a parser\n"
                         "description: Write a small parser.\n"
                         "requirements:\n  - handles empty input\n"
                         "verification_commands:\n  - pytest -q\n"
                         "working_directory: ./parser\n"
                         "max_iterations: 5\n"
                         "timeout_per_iteration: 300\n";

QByteArray replaced(const char *key, const QByteArray &line)
{
    QByteArrayList lines = kGood.split('\n');
    for (QByteArray &each : lines) {
        if (each.startsWith(QByteArray(key) + ':'))
            each = line;
    }
    return lines.join('\n');
}

QString report(const TaskFileResult &result)
{
    QString text;
    for (const TaskFileError &e : result.errors)
        text += u"%1:%2 [%3] %4 / %5\n"_s.arg(e.line).arg(e.column).arg(e.field, e.message, e.hint);
    return text;
}

bool names(const TaskFileResult &result, const QString &field)
{
    return std::any_of(
        result.errors.begin(), result.errors.end(), [&](const TaskFileError &e) { return e.field == field; });
}

QByteArray corpusBytes(const QJsonObject &row)
{
    if (row.contains("yaml_b64"_L1))
        return QByteArray::fromBase64(row.value("yaml_b64"_L1).toString().toLatin1());
    if (!row.contains("yaml_repeat"_L1))
        return row.value("yaml"_L1).toString().toUtf8();
    const QJsonObject parts = row.value("yaml_repeat"_L1).toObject();
    return parts.value("prefix"_L1).toString().toUtf8() +
           parts.value("repeat"_L1).toString().toUtf8().repeated(parts.value("count"_L1).toInt()) +
           parts.value("suffix"_L1).toString().toUtf8();
}

} // namespace

class TestTaskYaml : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void judgesTheCorpus_data();
    void judgesTheCorpus();
    void refuses_data();
    void refuses();
    void accepts_data();
    void accepts();
    void reportsEveryWrongFieldWithItsPlace();
    void capsTheReport();
    void staysCheapUnderHostileBytes_data();
    void staysCheapUnderHostileBytes();
    void takesScalarsAsText();
    void readsTheOriginalsExample_data();
    void readsTheOriginalsExample();
    void keepsInsideTheFoldersItMay_data();
    void keepsInsideTheFoldersItMay();
    void readsBackWhatItWrites();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    TaskFileContext m_context;
};

void TestTaskYaml::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_context = {m_folder->path(), 10, 300, {}};
    const QDir root(m_folder->path());
    for (const char *name : {"parser", "my project/src", "w", "base/inner", "own/data"})
        QVERIFY(root.mkpath(QString::fromLatin1(name)));
}

void TestTaskYaml::judgesTheCorpus_data()
{
    QTest::addColumn<QJsonObject>("row");
    QFile file(QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/security/tasks.jsonl"));
    if (!file.open(QIODevice::ReadOnly)) {
        QTest::newRow("no corpus") << QJsonObject();
        return;
    }
    while (!file.atEnd()) {
        const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
        const QString name = row.value("id"_L1).toString() + u' ' + row.value("why"_L1).toString();
        QTest::newRow(qPrintable(name)) << row;
    }
}

void TestTaskYaml::judgesTheCorpus()
{
    QFETCH(QJsonObject, row);
    if (row.isEmpty())
        QSKIP("the shared corpus is not there");
    const TaskFileResult result = readTaskYaml(corpusBytes(row), m_context);
    const QString verdict = result.ok() ? u"ok"_s : u"error"_s;
    const bool expected = verdict == row.value("expect"_L1).toString();
    QVERIFY2(expected || row.value("also"_L1).toArray().contains(verdict), qPrintable(report(result)));

    const QString field = row.value("field"_L1).toString();
    const QString category = row.value("category"_L1).toString();
    const bool onlyVerdict = category == u"syntax"_s || category == u"encoding"_s || category == u"size"_s;
    if (!result.ok() && expected && !onlyVerdict)
        QVERIFY2(names(result, field), qPrintable(u"expected "_s + field + u", got "_s + report(result)));
    for (const TaskFileError &error : result.errors)
        QVERIFY2(
            !error.hint.isEmpty() && !error.message.isEmpty() && !error.field.isEmpty(), qPrintable(report(result)));
}

void TestTaskYaml::refuses_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const char *field, const QByteArray &yaml) {
        QTest::newRow(name) << yaml << QString::fromLatin1(field);
    };
    const auto number = [&](const char *name, const char *value) {
        row(name, "max_iterations", replaced("max_iterations", QByteArray("max_iterations: ") + value));
    };
    number("octal form", "010");
    number("hexadecimal form", "0x10");
    number("exponent", "1e2");
    number("plus sign", "+5");
    number("fraction", "5.0");
    number("underscore", "1_0");
    number("trailing space in quotes", "\"5 \"");
    number("full width digit", "\xef\xbc\x95");
    number("minus zero", "-0");
    number("one above the limit", "1001");
    number("far too long", "99999999999999999999999999");
    number("infinite", ".inf");
    row("time limit above a day", "timeout_per_iteration",
        replaced("timeout_per_iteration", "timeout_per_iteration: 86401"));
    row("priority outside", "priority", kGood + "priority: 1000001\n");
    row("cost of zero", "max_cost_usd", kGood + "max_cost_usd: 0\n");
    row("negative cost", "max_cost_usd", kGood + "max_cost_usd: -1\n");
    row("cost with exponent", "max_cost_usd", kGood + "max_cost_usd: 1e3\n");
    row("cost above the limit", "max_cost_usd", kGood + "max_cost_usd: 10000.01\n");
    row("cost without digits after the point", "max_cost_usd", kGood + "max_cost_usd: 5.\n");
    row("network by another word", "network", kGood + "network: maybe\n");
    row("network as a list", "network", kGood + "network: [true]\n");
    row("unknown isolation", "isolation", kGood + "isolation: container\n");
    row("unknown delivery", "deliver", kGood + "deliver: branch\n");
    row("a patch of what is in the folder", "deliver", kGood + "isolation: in_place\ndeliver: patch\n");
    row("a patch of a branch", "deliver", kGood + "isolation: worktree\ndeliver: patch\n");
    row("unknown guard", "guard", kGood + "guard: Deny\n");
    row("labels as text", "labels", kGood + "labels: ui\n");
    row("label of two lines", "labels[0]", kGood + "labels: [\"a\\nb\"]\n");
    row("empty label", "labels[1]", kGood + "labels: [a, '']\n");
    row("empty model", "model", kGood + "model: ''\n");
    row("unknown key", "environment", kGood + "environment: x\n");
    row("known key twice", "name", kGood + "name: again\n");
    row("key in capitals", "DESCRIPTION", kGood + "DESCRIPTION: x\n");
    row("key with a tag", "model", kGood + "!!str model: x\n");
    row("quoted key in another case", "Network", kGood + "\"Network\": true\n");
    row("merge key", "<<", kGood + "<<: {a: b}\n");
    row("null as a name", "name", replaced("name", "name: null"));
    row("name of 201 characters", "name", replaced("name", "name: " + QByteArray("x").repeated(201)));
    row("override character in the name", "name", replaced("name", "name: \"a\\u202eb\""));
    row("isolate character in the name", "name",
        replaced("name", "name: a\xe2\x81\xa6"
                         "b"));
    row("line separator in the name", "name", replaced("name", "name: \"a\\u2028b\""));
    row("next line character in the name", "name", replaced("name", "name: \"a\\Nb\""));
    row("C1 control in the name", "name", replaced("name", "name: \"a\\x9bb\""));
    row("DEL in the name", "name", replaced("name", "name: \"a\\x7fb\""));
    row("tab in the name", "name", replaced("name", "name: \"a\\tb\""));
    row("carriage return in a command", "verification_commands[0]",
        replaced("verification_commands", "verification_commands: [\"a\\rb\"]\nrequirements:"));
    row("escape character in a description", "description", replaced("description", "description: \"a\\eb\""));
    row("mapping as a requirement", "requirements[0]", replaced("requirements", "requirements:\n  - handles: x"));
    row("null command", "verification_commands[0]", replaced("verification_commands", "verification_commands:\n  -"));
    row("no commands", "verification_commands",
        "name: a\ndescription: b\nworking_directory: w\nverification_commands: []\n");
    row("101 commands", "verification_commands",
        "name: a\ndescription: b\nworking_directory: w\nverification_commands:\n" +
            QByteArray("  - x\n").repeated(101));
    row("commands missing", "verification_commands", "name: a\ndescription: b\nworking_directory: w\n");
    row("folder missing", "working_directory", "name: a\ndescription: b\nverification_commands: [x]\n");
    row("anchor on a list", "requirements", replaced("requirements", "requirements: &a"));
    row("anchor on an item", "labels[0]", kGood + "labels: [&a x]\n");
    row("tag on the whole file", "(file)", "!task\n" + kGood);
    row("anchor on the whole file", "(file)", "&task\n" + kGood);
    row("non-specific tag", "name", replaced("name", "name: ! x"));
    row("list that holds itself", "requirements", replaced("requirements", "requirements: &a [*a]\nlabels:"));
    row("unclosed quote at the end", "(syntax)", kGood + "model: \"x");
    row("unclosed quote with escaped end", "(syntax)", kGood + "model: \"x\\\"\n");
    row("unclosed single quote", "(syntax)", kGood + "model: 'x''\n");
    row("unclosed list", "(syntax)", kGood + "labels: [a, b\n");
    row("text after a quote", "(syntax)", kGood + "model: \"x\" y\n");
    row("closing bracket too many", "(syntax)", kGood + "labels: [a]]\n");
    row("empty key", "(syntax)", kGood + ": x\n");
    row("empty quoted key", "(syntax)", kGood + "\"\": x\n");
    row("mapping as a key", "(file)", kGood + "? {a: b}\n: x\n");
    row("second document", "(file)", kGood + "---\nname: b\n");
    row("second empty document", "(file)", kGood + "---\n");
    row("second document after dots", "(file)", kGood + "...\nname: b\n");
    row("empty file", "(file)", "");
    row("only a comment", "(file)", "# nothing\n");
    row("only null", "(file)", "~\n");
    row("UTF-16 with mark", "(encoding)", QByteArray("\xff\xfen\0a\0", 6));
    row("UTF-16 without mark", "(encoding)", QByteArray("n\0a\0m\0e\0", 8));
    row("UTF-32", "(encoding)", QByteArray("\0\0\xfe\xff\0\0\0n", 8));
    row("Latin-1", "(encoding)", replaced("name", "name: caf\xe9"));
    row("overlong slash", "(encoding)", replaced("name", "name: a\xc0\xaf"));
    row("surrogate in UTF-8", "(encoding)", replaced("name", "name: a\xed\xa0\x80"));
    row("beyond the last character", "(encoding)", replaced("name", "name: a\xf4\x90\x80\x80"));
    row("cut character at the end", "(encoding)", kGood + "model: \xe4\xb8");
    row("NUL in a comment", "(encoding)", kGood + QByteArray("# a\0b\n", 6));
    row("raw escape character", "(encoding)", replaced("name", "name: a\x1b[2Jb"));
    row("end of transmission, yaml-cpp's own end mark", "(encoding)", kGood + "model: a\x04\n");
    row("lone carriage returns", "(encoding)", "name: a\rdescription: b\r");
}

void TestTaskYaml::refuses()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, field);
    const TaskFileResult result = readTaskYaml(yaml, m_context);
    QVERIFY(!result.ok());
    QVERIFY2(names(result, field), qPrintable(report(result)));
    for (const TaskFileError &error : result.errors)
        QVERIFY2(!error.hint.isEmpty() && !error.message.isEmpty(), qPrintable(report(result)));
}

void TestTaskYaml::accepts_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::newRow("the plain file") << kGood;
    QTest::newRow("Windows line ends") << QByteArray(kGood).replace("\n", "\r\n");
    QTest::newRow("UTF-8 byte order mark") << "\xef\xbb\xbf" + kGood;
    QTest::newRow("document start and end") << "---\n" + kGood + "...\n";
    QTest::newRow("no requirements") << replaced("requirements", "labels:");
    QTest::newRow("requirements without items")
        << QByteArray("name: a\ndescription: b\nrequirements:\nworking_directory: w\nverification_commands: [x]\n");
    QTest::newRow("flow style") << QByteArray(
        "{name: a, description: b, working_directory: w, verification_commands: [\"x\"]}");
    QTest::newRow("quoted number") << replaced("max_iterations", "max_iterations: '5'");
    QTest::newRow("name of 200 characters beyond the basic plane")
        << replaced("name", "name: " + QByteArray("\xf0\x9f\x90\x9b").repeated(200));
    QTest::newRow("newline and tab in a command")
        << replaced("verification_commands", "verification_commands:\n  - \"a\\n\\tb\"");
    QTest::newRow("all optional fields")
        << kGood + "priority: -5\nmodel: claude-opus\nmax_cost_usd: 2.50\nnetwork: true\nisolation: in_place\n"
                   "guard: deny\nlabels: [ui, 'two words']\n";
    QTest::newRow("a patch of a view") << kGood + "isolation: view\ndeliver: patch\n";
    QTest::newRow("the isolation of a task without one") << kGood + "isolation: auto\ndeliver: apply\n";
    QTest::newRow("right-to-left letters in the name") << replaced("name", "name: \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
}

void TestTaskYaml::accepts()
{
    QFETCH(QByteArray, yaml);
    const TaskFileResult result = readTaskYaml(yaml, m_context);
    QVERIFY2(result.ok(), qPrintable(report(result)));
    QVERIFY(QDir::isAbsolutePath(result.spec.workingDirectory));
    QVERIFY(checkTaskSpec(result.spec, m_context).isEmpty());
}

void TestTaskYaml::reportsEveryWrongFieldWithItsPlace()
{
    const TaskFileResult result = readTaskYaml("nmae: x\ndescription: ''\nverification_commands:\n  - a\n  - [b]\n"
                                               "working_directory: nowhere\nmax_iterations: \xe5\xa4\x9a\n",
        m_context);
    QStringList places;
    for (const TaskFileError &e : result.errors)
        places.append(u"%1:%2 %3"_s.arg(e.line).arg(e.column).arg(e.field));
    const QStringList expected{u"1:1 nmae"_s, u"2:14 description"_s, u"5:5 verification_commands[1]"_s,
        u"6:20 working_directory"_s, u"7:17 max_iterations"_s};
    QCOMPARE(places.join(u'\n'), expected.join(u'\n'));
    QVERIFY(result.errors.first().hint.contains(u"name"_s));
}

void TestTaskYaml::capsTheReport()
{
    QByteArray yaml = kGood;
    for (int i = 0; i < 5000; ++i)
        yaml += "key" + QByteArray::number(i) + ": v\n";
    const TaskFileResult result = readTaskYaml(yaml, m_context);
    QCOMPARE(result.errors.size(), qsizetype(kTaskFileMaxErrors + 1));
    QVERIFY(names(result, u"key0"_s));
    QCOMPARE(result.errors.last().field, u"(file)"_s);
}

void TestTaskYaml::staysCheapUnderHostileBytes_data()
{
    QTest::addColumn<QByteArray>("yaml");
    const qsizetype size = kTaskFileMaxBytes - 1024;
    const auto filled = [&](const QByteArray &unit) { return unit.repeated(size / unit.size()); };
    for (const char *unit : {"[", "{", "{a: ", "- ", "? ", ": ", "[a, ", "\"", "'", "a: ", "a\n", "\n", " ", "&a ",
             "!a ", "*a ", "#", "%", "|\n", ">\n ", "a: b\n", "- - -\n", "\\", "]", ",", "\t", "a:\n ", "? a\n: b\n",
             "--- a\n", "...\n", "a b ", "\"a\" "}) {
        QTest::newRow(qPrintable(u"filled with "_s + QString::fromLatin1(unit).toHtmlEscaped().replace(u'\n', u'/')))
            << filled(unit);
        QTest::newRow(qPrintable(u"value filled with "_s + QString::fromLatin1(unit).replace(u'\n', u'/')))
            << QByteArray("name: ") + filled(unit);
    }
    QTest::newRow("20 MB") << QByteArray("x").repeated(20'000'000);
    QByteArray bomb = "a0: &a0 [x]\n";
    for (int i = 1; i < 100; ++i)
        bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                ("*a" + QByteArray::number(i - 1) + ",").repeated(9) + "]\n";
    QTest::newRow("aliases of aliases") << bomb;
}

void TestTaskYaml::staysCheapUnderHostileBytes()
{
    QFETCH(QByteArray, yaml);
    // The bound of time is ctest's; here only that each ends with a report of bounded size.
    const TaskFileResult result = readTaskYaml(yaml, m_context);
    QVERIFY(!result.ok());
    QVERIFY(result.errors.size() <= kTaskFileMaxErrors + 1);
    for (const TaskFileError &error : result.errors)
        QVERIFY(error.message.size() + error.hint.size() + error.field.size() < 1000);
}

void TestTaskYaml::takesScalarsAsText()
{
    const TaskFileResult result = readTaskYaml(
        "name: 2026\ndescription: yes\nworking_directory: w\nverification_commands:\n  - true\n  - 010\n  - 1e9\n",
        m_context);
    QVERIFY2(result.ok(), qPrintable(report(result)));
    QCOMPARE(result.spec.name, u"2026"_s);
    QCOMPARE(result.spec.verificationCommands, (QStringList{u"true"_s, u"010"_s, u"1e9"_s}));
    QCOMPARE(result.spec.maxIterations, 10);
}

void TestTaskYaml::readsTheOriginalsExample_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("in English") << u"login-en.yaml"_s;
    QTest::newRow("in Chinese") << u"login-zh.yaml"_s;
}

void TestTaskYaml::readsTheOriginalsExample()
{
    QFETCH(QString, file);
    QFile source(QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/tasks/") + file);
    QVERIFY(source.open(QIODevice::ReadOnly));
    QVERIFY(QDir(m_folder->path()).mkpath(u"api"_s));
    const TaskFileResult result = readTaskYaml(source.readAll(), m_context);
    QVERIFY2(result.ok(), qPrintable(report(result)));
    QCOMPARE(result.spec.maxIterations, 10);
    QCOMPARE(result.spec.timeoutPerIteration, 300);
    QCOMPARE(result.spec.verificationCommands.size(), 2);
    QCOMPARE(result.spec.verificationCommands.at(1),
        u"python -c 'import app; assert app.routes[\"login\"] == \"it\\\"s /login\"'"_s);
    QCOMPARE(result.spec.workingDirectory, QFileInfo(m_folder->filePath(u"api"_s)).canonicalFilePath());
}

void TestTaskYaml::keepsInsideTheFoldersItMay_data()
{
    QTest::addColumn<QString>("directory");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("the file's own folder") << u"."_s << true;
    QTest::newRow("a folder below") << u"inner"_s << true;
    QTest::newRow("dots that come back") << u"inner/../inner"_s << true;
    QTest::newRow("the folder above") << u".."_s << false;
    QTest::newRow("a folder beside") << u"../w"_s << false;
    QTest::newRow("out by dots and in again through the name") << u"../base/inner"_s << true;
    QTest::newRow("a link that leads out") << u"out"_s << false;
    QTest::newRow("below a link that leads out") << u"out/inner"_s << false;
    QTest::newRow("a link that leads back in") << u"in"_s << true;
    QTest::newRow("a link to itself") << u"loop"_s << false;
    QTest::newRow("a folder that is not there") << u"missing"_s << false;
    QTest::newRow("a file") << u"file"_s << false;
    QTest::newRow("another absolute folder") << u"@/w"_s << true;
    QTest::newRow("the program's own folder") << u"@/own"_s << false;
    QTest::newRow("below the program's own folder") << u"@/own/data"_s << false;
    QTest::newRow("around the program's own folder") << u"@"_s << false;
    for (const char *folder : {"/", "//", "/.", "/..", "/usr/..", "/bin", "/usr", "/usr/bin", "/etc", "/etc/..", "/dev",
             "/proc", "/proc/self", "/proc/self/root", "/sys", "/var", "/lib", "/boot", "~", "~/", "/home"})
        QTest::newRow(folder) << QString::fromLatin1(folder) << false;
}

void TestTaskYaml::keepsInsideTheFoldersItMay()
{
    QFETCH(QString, directory);
    QFETCH(bool, allowed);
    const QString root = m_folder->path();
    const QString base = root + u"/base"_s;
    QVERIFY(QFile::link(root + u"/w"_s, base + u"/out"_s));
    QVERIFY(QDir().mkpath(root + u"/w/inner"_s));
    QVERIFY(QFile::link(base + u"/inner"_s, base + u"/in"_s));
    QVERIFY(QFile::link(base + u"/loop"_s, base + u"/loop"_s));
    QFile file(base + u"/file"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_context.baseFolder = base;
    m_context.refusedFolders = {root + u"/own"_s};

    TaskSpec spec;
    spec.name = u"a"_s;
    spec.description = u"b"_s;
    spec.verificationCommands = QStringList{u"true"_s};
    spec.workingDirectory = directory.replace(u'@', root);
    const QList<TaskFileError> errors = checkTaskSpec(spec, m_context);
    QCOMPARE(errors.isEmpty(), allowed);
    QCOMPARE(canonicalWorkingDirectory(spec.workingDirectory, m_context).isEmpty(), !allowed);
    if (!allowed)
        QCOMPARE(errors.first().field, u"working_directory"_s);
}

void TestTaskYaml::readsBackWhatItWrites()
{
    QRandomGenerator random(7);
    static const QStringList pieces{u"a"_s, u"B"_s, u" "_s, u"  "_s, u":"_s, u": "_s, u" #"_s, u"'"_s, u"\""_s, u"\\"_s,
        u"\n"_s, u"\t"_s, u"- "_s, u"["_s, u"]"_s, u"{"_s, u"}"_s, u"&"_s, u"*"_s, u"!"_s, u"|"_s, u">"_s, u"%"_s,
        u"@"_s, u"`"_s, u","_s, u"?"_s, u"true"_s, u"null"_s, u"~"_s, u"0"_s, u"1e9"_s, u"---"_s, u"..."_s, u"\u4e2d"_s,
        u"\U0001f41b"_s, u"\u00a0"_s, u"\ufeff"_s, u"\u200b"_s};
    const auto text = [&](bool lines) {
        QString out;
        const int count = int(random.bounded(12)) + 1;
        for (int i = 0; i < count; ++i)
            out += pieces.at(random.bounded(pieces.size()));
        if (!lines)
            out.replace(u'\n', u'.').replace(u'\t', u'.');
        return out.trimmed().isEmpty() ? u"x"_s : out;
    };
    const auto texts = [&](int most, bool lines) {
        QStringList list;
        for (int i = int(random.bounded(most + 1)); i > 0; --i)
            list.append(text(lines));
        return list;
    };
    for (int round = 0; round < 1000; ++round) {
        TaskSpec spec;
        spec.name = text(false);
        spec.description = text(true);
        spec.requirements = texts(4, true);
        spec.verificationCommands = QStringList{text(true)} + texts(3, true);
        spec.workingDirectory = QFileInfo(m_folder->filePath(u"my project/src"_s)).canonicalFilePath();
        spec.maxIterations = int(random.bounded(1, 1001));
        spec.timeoutPerIteration = int(random.bounded(1, 86401));
        spec.priority = int(random.bounded(-100, 100));
        spec.model = random.bounded(2) ? text(false) : QString();
        if (random.bounded(2))
            spec.maxCostUsd = double(random.bounded(1, 1000000)) / 100;
        spec.network = random.bounded(2) == 1;
        spec.guard = GuardMode(random.bounded(3));
        spec.labels = texts(3, false);
        const QByteArray yaml = writeTaskYaml(spec);
        const TaskFileResult result = readTaskYaml(yaml, m_context);
        QVERIFY2(result.ok(), qPrintable(report(result) + QString::fromUtf8(yaml)));
        QVERIFY2(result.spec == spec, yaml.constData());
    }
}

QTEST_GUILESS_MAIN(TestTaskYaml)
#include "tst_taskyaml.moc"
