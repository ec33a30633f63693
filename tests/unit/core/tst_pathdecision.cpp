// SPDX-License-Identifier: MIT
// What the policy says to files and commands that leave the working directory: asked, or denied whatever a person says.
#include "core/pathdecision.h"
#include "core/policyquestion.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kRoot = QByteArray("/ro") + "ot"; // the home of uid 0

} // namespace

class PathDecisionTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir{u"/tmp/vibecoder-XXXXXX"_s};

    [[nodiscard]] QByteArray at(const QByteArray &path) const
    {
        return QFileInfo(m_dir.path()).canonicalFilePath().toUtf8() + '/' + path;
    }

    [[nodiscard]] PolicyAnswer ask(const QByteArray &path, const QByteArray &operation) const
    {
        PolicyQuestion question;
        question.path = path;
        question.operation = operation;
        question.root = at("w");
        question.home = at("home");
        question.dataDirectory = at("data");
        return answerPolicyQuestion(question);
    }

private slots:
    void initTestCase()
    {
        for (const char *folder : {"w/src", "home/.ssh", "data", "other", "home/.vibecoder"})
            QVERIFY(QDir(m_dir.path()).mkpath(QString::fromLatin1(folder)));
        const auto write = [&](const QByteArray &name, const QByteArray &bytes) {
            QVERIFY(QDir().mkpath(QFileInfo(QString::fromUtf8(at(name))).path()));
            QFile file(QString::fromUtf8(at(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        };
        write("w/.git/config", "[core]\n\thooksPath = tools/hooks # here\n[include]\n\tpath = ../git.inc\n"
                               "[filter \"x\"]\n\tclean = sh \"src/filter.sh\" %f\n");
        write("w/bare.d/HEAD", "ref: refs/heads/x\n");
        for (const char *folder : {"w/bare.d/objects", "w/bare.d/refs", "w/almost/objects", "w/almost/refs"})
            QVERIFY(QDir(m_dir.path()).mkpath(QString::fromLatin1(folder)));
        const auto link = [&](const QByteArray &target, const QByteArray &name) {
            QCOMPARE(::symlink(target.constData(), at(name).constData()), 0);
        };
        link("/etc", "other/system");
        link("../home/.ssh", "other/keys");
        link("../w/src", "other/inside");
        link("../other", "w/out");
        write("w/.git/hooks/pre-push", "#!/bin/sh\nexec sh ./src/push.sh\n");
        write("w/src/push.sh", "true\n");
        write("w/src/pc", "true\n");
        link("../../src/pc", "w/.git/hooks/pre-commit");
        write("w/src/agents.txt", "be good\n");
        link("src/agents.txt", "w/AGENTS.md");
        write("w/cfg/tasks.json", "{}\n");
        link("cfg", "w/.vscode");
    }

    void paths_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("operation");
        QTest::addColumn<QString>("decision");
        QTest::addColumn<QString>("containment");
        const auto row = [](const char *name, const QByteArray &path, const char *operation, const char *decision,
                             const char *containment = "outside") {
            QTest::newRow(name) << path << QByteArray(operation) << QString::fromLatin1(decision)
                                << QString::fromLatin1(containment);
        };
        row("inside", "src/a", "write", "allow", "inside");
        row("protected", ".git/hooks/x", "write", "ask", "protected");
        row("secret", ".env", "read", "ask", "protected");
        row("folder of hooks", "tools/hooks/pre-commit", "write", "ask", "protected");
        row("folder of hooks itself", "tools/hooks", "rename-from", "ask", "protected");
        row("folder around it", "tools", "rename-from", "ask", "protected");
        row("beside the folder of hooks", "tools/hook", "write", "allow", "inside");
        row("folder of hooks is read", "tools/hooks/pre-commit", "read", "allow", "inside");
        row("included settings", "git.inc", "write", "ask", "protected");
        row("script that git starts", "src/filter.sh", "write", "ask", "protected");
        row("script that a hook starts", "src/push.sh", "write", "ask", "protected");
        row("what a hook links to", "src/pc", "write", "ask", "protected");
        row("what an obeyed link leads to", "src/agents.txt", "write", "ask", "protected");
        row("it is read", "src/agents.txt", "read", "allow", "inside");
        row("new file in the folder of an obeyed link", "cfg/new.json", "write", "ask", "protected");
        row("last part of a bare repository", "almost/HEAD", "write", "ask", "protected");
        row("part of no repository", "src/HEAD", "write", "allow", "inside");
        row("settings of a bare repository", "bare.d/config", "write", "ask", "protected");
        row("hook of a bare repository", "bare.d/hooks/x", "write", "ask", "protected");
        row("beside a bare repository", "bare.d/readme", "write", "allow", "inside");
        for (const char *operation : {"write", "read", "delete", "mkdir", "rename-from", "rename-to"})
            row(operation, "../other/x", operation, "ask");
        row("absolute", at("other/x"), "write", "ask");
        row("a key", at("home/.ssh/id_rsa"), "write", "deny");
        row("a key to read", at("home/.ssh/id_rsa"), "read", "deny");
        row("a key by a link", at("other/keys/new"), "write", "deny");
        row("own data", at("data/x"), "write", "deny");
        row("own settings", at("home/.vibecoder/config.yaml"), "read", "deny");
        row("the system", "/etc/passwd", "read", "deny");
        row("the system by a link", at("other/system/passwd"), "read", "deny");
        row("programs", "/usr/bin/x", "write", "deny");
        row("headers", "/usr/include/stdio.h", "read", "ask");
        row("the kernel", "/proc/self/environ", "read", "deny");
        row("a link inside that leads out", "out/x", "write", "deny");
        row("a way around that leads inside", at("other/inside/a"), "write", "allow", "inside");
        row("tilde", "~/x", "write", "deny");
        row("nothing", "", "write", "deny");
    }
    void paths()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, operation);
        QFETCH(QString, decision);
        QFETCH(QString, containment);
        const PolicyAnswer answer = ask(path, operation);
        QCOMPARE(toWire(answer.judgement.decision), decision);
        QCOMPARE(toWire(answer.containment), containment);
    }

    void theDatabaseIsOwnData()
    {
        PathQuestion question;
        question.databaseFile = at("other/test.db");
        question.home = at("home");
        for (const QByteArray &name : QByteArrayList{"other/test.db", "other/test.db-wal"})
            QVERIFY(isBeyondApproval(question, at(name)));
        QVERIFY(!isBeyondApproval(question, at("other/x")));
        // The home of uid 0 is a home.
        question.home = kRoot;
        QVERIFY(!isBeyondApproval(question, kRoot + "/notes"));
        QVERIFY(isBeyondApproval(question, kRoot + "/.ssh/x"));
        question.home = "/home/dev";
        QVERIFY(isBeyondApproval(question, kRoot + "/notes"));
    }

    void commandsWithATargetOutsideAsk_data()
    {
        QTest::addColumn<QByteArray>("command");
        for (const char *command : {"mv a ../b", "mv ../b a", "mv -t ../other a", "rm ../x", "rm -rf ../other",
                 "rm -- ../x", "cp a ../b", "cp -r src ../other", "cp a /tmp/elsewhere", "ln -s src ../other/x",
                 "install a ../b", "'rm' '../x'", "env rm ../x", "cd .. && rm x", "mkdir ../new", "touch ../new",
                 "true > ../x", "rmdir ../other", "tee ../x", "dd if=a of=../x", "rsync -a src/ ../other/"})
            QTest::newRow(command) << QByteArray(command);
    }
    void commandsWithATargetOutsideAsk()
    {
        QFETCH(QByteArray, command);
        for (const SandboxTier tier : {SandboxTier::None, SandboxTier::Bubblewrap}) {
            PolicyQuestion question;
            question.command = command;
            question.root = at("w");
            question.home = at("home");
            question.dataDirectory = at("data");
            question.tier = tier;
            const PolicyAnswer answer = answerPolicyQuestion(question);
            QVERIFY2(answer.judgement.decision != Decision::Allow, command.constData());
        }
    }
};

QTEST_GUILESS_MAIN(PathDecisionTest)
#include "tst_pathdecision.moc"
