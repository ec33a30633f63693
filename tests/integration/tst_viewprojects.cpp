// SPDX-License-Identifier: MIT
// Projects as people have them, worked on in a view with their own tools: nothing is refused that works outside, the
// folder stays as it is until the task has passed, and then holds exactly what the task changed. What is not installed
// is named and skipped.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

struct Project
{
    QStringList programs;   ///< that it needs
    QByteArray make;        ///< a shell text that makes it, in the folder of the harness; the project lies in `project`
    QJsonArray turns;       ///< of the model, before it finishes
    QStringList verify;
    QStringList changed;    ///< in the folder afterwards, by `git status` or by name
    QByteArray after;       ///< a shell text that must succeed in the project afterwards
    QString work;           ///< the working directory; empty: `project`
};

const QMap<QString, QString> kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};

const QByteArray kGit =
    "export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a "
    "GIT_COMMITTER_EMAIL=a@example.com\n";

} // namespace

Q_DECLARE_METATYPE(Project)

class ViewProjectsTest : public QObject
{
    Q_OBJECT

    static QByteArray shell(const QByteArray &text, const QString &folder, int *code)
    {
        QProcess process;
        process.setWorkingDirectory(folder);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"/bin/sh"_s, {u"-ec"_s, QString::fromUtf8(kGit + text)});
        const bool ended = process.waitForFinished(120000);
        *code = ended ? process.exitCode() : -1;
        return process.readAll();
    }

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
    }

    void passes_data()
    {
        QTest::addColumn<Project>("project");
        const auto row = [](const char *name, Project project) { QTest::newRow(name) << project; };
        row("pytest with .venv",
            {{u"/usr/bin/python3"_s, u"/usr/bin/pytest-3"_s},
                "cd project; git init -q; mkdir -p .venv/bin; ln -s /usr/bin/python3 .venv/bin/python\n"
                "printf '.venv/\\n__pycache__/\\n.pytest_cache/\\n' > .gitignore\n"
                "printf 'def add(a, b):\\n    return a - b\\n' > calc.py\n"
                "printf 'from calc import add\\n\\ndef test_add():\\n    assert add(1, 2) == 3\\n' > test_calc.py\n"
                "git add .; git commit -qm one",
                {turn({bash(u".venv/bin/python -m pytest -q; true"_s), replace(u"calc.py"_s, u"a - b"_s, u"a + b"_s)})},
                {u".venv/bin/python -m pytest -q"_s}, {u" M calc.py"_s}, "test -L .venv/bin/python", {}});
        row("ctest with a build folder",
            {{u"cmake"_s, u"c++"_s},
                "cd project; git init -q; echo build/ > .gitignore\n"
                "printf 'cmake_minimum_required(VERSION 3.20)\\nproject(p CXX)\\nenable_testing()\\n"
                "add_executable(t t.cpp)\\nadd_test(NAME t COMMAND t)\\n' > CMakeLists.txt\n"
                "echo 'int main() { return 1; }' > t.cpp; git add .; git commit -qm one\n"
                "cmake -S . -B build > /dev/null; cmake --build build > /dev/null",
                {turn({replace(u"t.cpp"_s, u"return 1"_s, u"return 0"_s)}),
                    turn({bash(u"cmake -S . -B build && cmake --build build"_s)})},
                {u"cmake --build build && ctest --test-dir build"_s}, {u" M t.cpp"_s},
                "! ctest --test-dir build > /dev/null", {}});
        row("node --test with node_modules",
            {{u"node"_s, u"npm"_s},
                "cd project; git init -q; echo node_modules/ > .gitignore\n"
                "mkdir -p libs/one node_modules; echo '{\"name\":\"one\",\"version\":\"1.0.0\"}' > libs/one/package.json\n"
                "echo 'module.exports = 2;' > libs/one/index.js\n"
                "echo '{\"name\":\"p\",\"version\":\"1.0.0\"}' > package.json\n"
                "printf 'const test = require(\"node:test\");\\nconst one = require(\"one\");\\n"
                "test(\"one\", () => { if (one !== 1) throw new Error(\"one\"); });\\n' > one.test.js\n"
                "echo 'rm -r node_modules/one && npm install --offline --no-audit --no-fund --no-save ./libs/one' > again.sh\n"
                "cp -r libs/one node_modules/one; git add .; git commit -qm one",
                {turn({replace(u"libs/one/index.js"_s, u"2"_s, u"1"_s)}), turn({bash(u"sh again.sh"_s)})},
                {u"sh again.sh && node --test"_s}, {u" M libs/one/index.js"_s}, "grep -q 2 node_modules/one/index.js", {}});
        row("make",
            {{u"make"_s},
                "cd project; git init -q; printf '*.o\\napp\\n' > .gitignore\n"
                "printf 'check: app\\n\\t./app\\n\\napp: a.c\\n\\tcp a.c app; chmod +x app\\n' > Makefile\n"
                "printf '#!/bin/sh\\nexit 1\\n' > a.c; git add .; git commit -qm one",
                {turn({bash(u"sed -i s/1/0/ a.c && make check"_s)})}, {u"make check"_s}, {u" M a.c"_s}, "test ! -e app",
                {}});
        row("a submodule and a linked worktree",
            {{u"git"_s},
                "git init -q lib; cd lib; echo lib > l.txt; git add .; git commit -qm lib; cd ..\n"
                "git init -q main; cd main; mkdir src; echo one > src/f.txt; git add .; git commit -qm one\n"
                "git -c protocol.file.allow=always submodule --quiet add ../lib sub; git commit -qm sub\n"
                "rmdir ../project; git worktree add -q ../project; cd ../project\n"
                "git -c protocol.file.allow=always submodule --quiet update --init",
                {turn({bash(u"git status --porcelain && git log --oneline && git -C sub log --oneline && git mv src source"_s)}),
                    turn({replace(u"source/f.txt"_s, u"one"_s, u"two"_s)})},
                {u"grep -q two source/f.txt && git -C sub rev-parse HEAD"_s},
                {u" D src/f.txt"_s, u"?? source/"_s}, "grep -q two source/f.txt && test ! -e src", {}});
        row("no git at all",
            {{}, "cd project; mkdir -p d/e; echo one > d/e/f.txt; echo keep > keep.txt\n"
                "echo 'mv d n && echo two > n/e/f.txt && mkdir -p tmp/x && rm -r tmp' > move.sh",
                {turn({bash(u"sh move.sh"_s)})},
                {u"grep -q two n/e/f.txt && ! test -e d"_s}, {}, "grep -q two n/e/f.txt && test ! -e d && test -e keep.txt",
                {}});
        row("folders that move",
            {{u"git"_s, u"python3"_s},
                "cd project; git init -q; mkdir -p a/x b c/deep; echo 1 > a/x/f; echo 2 > b/f; echo 3 > c/deep/f\n"
                "echo \"import os; os.rename('b', 'second')\" > rename.py\n"
                "printf 'set -e\\nmv first/x first/y\\nmv c third\\ngit stash -qu\\ngit checkout -q moved\\n"
                "git checkout -q -\\ngit stash pop -q\\n' > back.sh\n"
                "git add .; git commit -qm one; git checkout -q -b moved; git mv c moved; echo 4 > moved/deep/f\n"
                "git commit -qam moved; git checkout -q -",
                {turn({bash(u"git mv a first"_s)}), turn({bash(u"python3 rename.py"_s)}),
                    turn({bash(u"sh back.sh"_s)})},
                {u"test -e first/y/f && test -e second/f && test -e third/deep/f && ! test -e a && ! test -e b"_s}, {},
                "test -e first/y/f && test -e second/f && test -e third/deep/f && test ! -e a && test ! -e c "
                "&& git -c core.fsmonitor=false stash list | wc -l | grep -qx 0",
                {}});
        row("a folder inside a repository",
            {{u"git"_s},
                "cd project; git init -q; mkdir -p part other; echo 1 > part/f; echo 1 > other/f; git add .\n"
                "git commit -qm one",
                {turn({bash(u"git status --porcelain . && git log --oneline"_s), replace(u"f"_s, u"1"_s, u"2"_s)}),
                    turn({bash(u"git stash -q && git stash pop -q && git add f && git reset -q"_s)})},
                {u"grep -q 2 f"_s}, {u" M part/f"_s}, "grep -q 1 ../other/f", u"part"_s});
    }

    void passes()
    {
        QFETCH(const Project, project);
        for (const QString &program : project.programs) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                QSKIP(qPrintable(u"%1 is not installed"_s.arg(program)));
        }
        RunHarness harness;
        int code = 0;
        const QByteArray made = shell(project.make, harness.folder(), &code);
        QVERIFY2(code == 0, made.constData());
        const QString work =
            project.work.isEmpty() ? harness.project() : harness.project() + u'/' + project.work;
        const QByteArray before = harness.treeDigest();
        QJsonArray turns = project.turns;
        turns.append(turn({finish()}));
        harness.startModel(turns, {u"--bodies"_s});
        const QString more = u"isolation: view\ndeliver: %1\nmax_iterations: 2\n"_s;
        // First as a patch: whatever its tools do, the folder stays as it is.
        for (const QString &deliver : {u"patch"_s, u"apply"_s}) {
            const QString task = harness.writeTask(project.verify, more.arg(deliver).toUtf8(), work);
            const ProgramResult ran = harness.run({u"run"_s, task, u"--yes"_s}, kHeld, 120000);
            QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
            if (deliver == u"patch"_s)
                QCOMPARE(harness.treeDigest(), before);
        }
        QString said;
        for (const QJsonObject &request : harness.requests())
            said += request.value(u"body"_s).toString();
        for (const char *refusal : {"Permission denied", "Read-only file system", "Invalid cross-device link",
                 "Operation not permitted", "not a git repository"})
            QVERIFY2(!said.contains(QLatin1String(refusal)), qPrintable(said.mid(said.indexOf(QLatin1String(refusal)) - 400, 800)));
        const QByteArray after = shell(project.after, work, &code);
        QVERIFY2(code == 0, after.constData());
        if (project.changed.isEmpty())
            return;
        const QByteArray status =
            shell("git -c core.fsmonitor=false status --porcelain", harness.project(), &code);
        QCOMPARE(QString::fromUtf8(status).split(u'\n', Qt::SkipEmptyParts), project.changed);
    }
};

QTEST_GUILESS_MAIN(ViewProjectsTest)
#include "tst_viewprojects.moc"
