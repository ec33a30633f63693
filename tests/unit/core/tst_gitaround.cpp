// SPDX-License-Identifier: MIT
// A working directory that is only a part of a repository: git works in the sandbox, reads what lies around and changes
// nothing of it; and nothing is shown that a hostile file in the directory names.
#include "core/commandsandbox.h"
#include "sandbox/landlock.h"
#include "sandbox/probe.h"
#include "workspace/git/gitconfig.h"
#include "workspace/git/gitindex.h"

#include <QCoro/QCoroTask>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class GitAroundTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QByteArray m_said;

    // Everything of a case lies in it; `home` is the user's.
    [[nodiscard]] QString base() const { return QFileInfo(m_folder.path()).canonicalFilePath() + u"/case"_s; }
    [[nodiscard]] QString home() const { return base() + u"/home"_s; }

    bool shell(const QString &script, const QString &directory)
    {
        QProcess process;
        process.setWorkingDirectory(directory);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"/bin/sh"_s, {u"-ec"_s, script});
        const bool ended = process.waitForFinished(60000);
        m_said = process.readAll();
        return ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    }

    ProcessResult held(const QString &script, const QString &directory, SandboxChoice choice)
    {
        ProcessRunner runner;
        Settings settings;
        settings.sandbox = choice;
        CommandSandbox sandbox(runner, settings, directory, u"test"_s);
        sandbox.look();
        ProcessRequest request;
        request.argv = shellArgv(script);
        request.directory = directory;
        request.timeoutMs = 30000;
        request.sandbox = sandbox.profile({});
        request.sandboxOwner = sandbox.owner();
        CancelSource stop;
        const auto result = QCoro::waitFor(runner.run(request, stop));
        return result ? *result : ProcessResult();
    }

    [[nodiscard]] GitAround around(const QString &root) const
    {
        const QByteArray path = QFile::encodeName(root);
        FolderCache cache;
        QByteArrayList repositories;
        for (const QString &name : nearRepositories(repositoriesIn(path, cache)))
            repositories.append(QFile::encodeName(name));
        return gitAround(path, repositories, QFile::encodeName(home()),
            [](const QByteArray &relative) { return relative.endsWith(".env"); });
    }

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        qputenv("HOME", home().toUtf8());
        qputenv("GIT_CONFIG_NOSYSTEM", "1");
        qunsetenv("XDG_CONFIG_HOME");
    }

    void init()
    {
        QVERIFY(QDir().mkpath(home()));
        QVERIFY(shell(u"git config --global user.name a; git config --global user.email a@b; "
                      "git config --global init.defaultBranch main; git config --global protocol.file.allow always; "
                      "mkdir ../private; cd ../private; git init -q .; echo secret > s; git add s; git commit -qm s; "
                      "git worktree add -q ../private-w"_s,
            home()));
    }

    void cleanup() { QVERIFY2(shell(u"chmod -R u+rwX case; rm -rf case"_s, m_folder.path()), m_said.constData()); }

    void gitWorks_data()
    {
        QTest::addColumn<QString>("prepare"); // makes a repository with a file and a tag
        QTest::addColumn<QString>("directory");
        const QString repository = u"mkdir r; cd r; git init -q .; mkdir -p api/v1; echo a > api/a; echo b > api/v1/b; "
                                   "echo c > c; git add .; git commit -qm first; git tag v1; "_s;
        QTest::newRow("part of a repository") << repository << u"r/api"_s;
        QTest::newRow("deep part of a repository") << repository << u"r/api/v1"_s;
        QTest::newRow("worktree") << repository + u"git worktree add -q ../w -b f"_s << u"w"_s;
        QTest::newRow("part of a worktree") << repository + u"git worktree add -q ../w -b f"_s << u"w/api"_s;
        QTest::newRow("worktree in the repository")
            << repository + u"git worktree add -q .trees/w -b f"_s << u"r/.trees/w"_s;
        QTest::newRow("worktree with relative names")
            << repository + u"git worktree add -q ../w -b f; echo 'gitdir: ../r/.git/worktrees/w' > ../w/.git; "
                            "echo ../../../../w/.git > .git/worktrees/w/gitdir"_s
            << u"w"_s;
        QTest::newRow("worktree of a bare repository")
            << repository + u"cd ..; git clone -q --bare r b.git; cd b.git; git worktree add -q ../w main"_s << u"w"_s;
        QTest::newRow("worktree in a bare repository")
            << repository + u"cd ..; git clone -q --bare r b.git; cd b.git; git worktree add -q w main"_s
            << u"b.git/w"_s;
        QTest::newRow("submodule")
            << repository + u"mkdir ../s; cd ../s; git init -q .; git submodule -q add ../r x; git commit -qm x"_s
            << u"s/x"_s;
        QTest::newRow("part of a submodule")
            << repository + u"mkdir ../s; cd ../s; git init -q .; git submodule -q add ../r x; git commit -qm x"_s
            << u"s/x/api"_s;
        QTest::newRow("submodule of a submodule")
            << repository +
                   u"mkdir ../s ../t; cd ../s; git init -q .; git submodule -q add ../r x; git commit -qm x; "
                   "cd ../t; git init -q .; git submodule -q add ../s y; git submodule -q update --init --recursive"_s
            << u"t/y/x"_s;
        QTest::newRow("shared clone") << repository + u"cd ..; git clone -qs r w"_s << u"w"_s;
        QTest::newRow("part of a shared clone") << repository + u"cd ..; git clone -qs r w"_s << u"w/api"_s;
        QTest::newRow("packed shared clone") << repository + u"git gc -q; cd ..; git clone -qs r w"_s << u"w"_s;
        QTest::newRow("shared clone of a shared clone")
            << repository + u"cd ..; git clone -qs r x; git clone -qs x w"_s << u"w"_s;
        QTest::newRow("worktree of a shared clone")
            << repository + u"cd ..; git clone -qs r x; cd x; git worktree add -q ../w -b f"_s << u"w"_s;
        QTest::newRow("shared clone of an unusual path")
            << repository + u"cd ..; git clone -qs r w; mv r 'r \"q'; printf '\"%s\"\\n' "
                            "'../../../r \\\"q/.git/objects' > w/.git/objects/info/alternates"_s
            << u"w"_s;
        QTest::newRow("submodule that borrows")
            << repository +
                   u"mkdir ../s; cd ../s; git init -q .; git submodule -q add ../r x; echo a > .a; git add .a; "
                   "git commit -qm x; git tag v2; cd ..; git clone -q s w; cd w; git submodule -q update --init --reference ../r"_s
            << u"w"_s;
        QTest::newRow("separate folder of git")
            << repository + u"mv .git ../g; echo 'gitdir: ../g' > .git; git config core.worktree ../r"_s << u"r"_s;
        QTest::newRow("folder of git by a link")
            << repository + u"git status; mv .git ../g; ln -s ../g .git"_s << u"r"_s;
        QTest::newRow("below home") << u"cd home; "_s + repository << u"home/r/api"_s;
    }

    void gitWorks()
    {
        QFETCH(QString, prepare);
        QFETCH(QString, directory);
        QVERIFY2(shell(prepare, base()), m_said.constData());
        const QString place = base() + u'/' + directory;
        const QString script = u"git status --porcelain; git describe --tags; git log -1 --format=%s; git diff --stat; "
                               "git rev-parse --show-prefix; echo changed >> $(git ls-files | head -1); "
                               "git status --porcelain; git checkout -q -- . 2>&1 | grep -c Read-only"_s;
        for (const SandboxChoice choice : {SandboxChoice::Bubblewrap, SandboxChoice::Landlock}) {
            if (sandboxTier(choice) == SandboxTier::None)
                continue;
            QVERIFY(shell(u"git checkout -q -- .; git status --porcelain; git describe --tags; git log -1 --format=%s; "
                          "git diff --stat; git rev-parse --show-prefix; echo changed >> $(git ls-files | head -1); "
                          "git status --porcelain; git checkout -q -- ."_s,
                place));
            const QByteArray outside = m_said;
            const ProcessResult result = held(script, place, choice);
            QVERIFY2(result.output().startsWith(outside),
                QByteArray(toWire(sandboxTier(choice)).toUtf8() + ": " + result.output() + " is not " + outside)
                    .constData());
            // What lies around can only be read.
            const GitAround shown = around(place);
            for (const QByteArray &folder : shown.folders) {
                const QString name = QFile::decodeName(folder) + u"/planted"_s;
                QVERIFY(held(u"echo x > '%1'"_s.arg(name), place, choice).exitCode != 0);
                QVERIFY(!QFileInfo::exists(name));
            }
        }
    }

    void nothingElseIsShown_data()
    {
        QTest::addColumn<QString>("prepare"); // makes `home/w`, in which a hostile repository lies
        const auto row = [](const char *name, const QString &script) { QTest::newRow(name) << script; };
        const QString clone = u"git init -q home/w; cd home/w; echo a > a; git add a; git commit -qm a; "_s;
        row("file that names another repository", u"mkdir home/w; echo \"gitdir: $PWD/private/.git\" > home/w/.git"_s);
        row("file that names another worktree",
            u"mkdir home/w; echo \"gitdir: $PWD/private/.git/worktrees/private-w\" > home/w/.git"_s);
        row("file that names it in a roundabout way",
            u"mkdir home/w; echo 'gitdir: ../../private/.git/worktrees/../worktrees/private-w' > home/w/.git"_s);
        row("file that names home", u"mkdir home/w; echo 'gitdir: ..' > home/w/.git"_s);
        row("file that names the root", u"mkdir home/w; echo 'gitdir: /' > home/w/.git"_s);
        row("planted worktree with another common folder",
            u"mkdir -p home/w/p/worktrees/x; cd home/w; echo 'gitdir: p/worktrees/x' > .git; echo \"$PWD/.git\" > "
            "p/worktrees/x/gitdir; echo ../../../../../private/.git > p/worktrees/x/commondir; echo x > "
            "p/worktrees/x/HEAD"_s);
        row("common folder", clone + u"echo ../../../private/.git > .git/commondir"_s);
        row("link", clone + u"rm -r .git; ln -s ../../private/.git .git"_s);
        row("link to home", u"mkdir home/w; ln -s .. home/w/.git"_s);
        row("objects of another repository",
            clone + u"echo ../../../../private/.git/objects > .git/objects/info/alternates"_s);
        row("objects of another repository for a submodule",
            u"mkdir s; git init -q s; cd s; echo b > b; git add b; git commit -qm b; cd ..; "_s + clone +
                u"git submodule -q add ../../s x; git commit -qm x; "
                "echo ../../../../../../private/.git/objects > .git/modules/x/objects/info/alternates"_s);
        row("objects that are none",
            clone + u"mkdir ../.ssh; echo x > ../.ssh/id; echo ../../../.ssh > .git/objects/info/alternates"_s);
        row("objects that are home", clone + u"echo ../../.. > .git/objects/info/alternates"_s);
        row("objects by a link",
            clone + u"ln -s ../../private/.git/objects objects; echo ../../objects > .git/objects/info/alternates"_s);
        row("objects are a link", clone + u"rm -r .git/objects; ln -s ../../../private/.git/objects .git/objects"_s);
        row("nested file that names another repository",
            clone + u"mkdir sub; echo 'gitdir: ../../../private/.git/worktrees/private-w' > sub/.git"_s);
        row("home is a repository", u"git init -q home; mkdir home/w"_s);
        row("home lies in a repository", u"git init -q .; mkdir home/w"_s);
        row("settings of programs are a repository",
            u"mkdir -p home/.config/w; git init -q home/.config; ln -s .config/w home/w"_s);
        row("repository around of another tree",
            u"mkdir -p home/r/w; git init -q home/r; git -C home/r config core.worktree ../../../private; ln -s r/w home/w"_s);
        row("repository around by a file that nothing confirms",
            u"mkdir -p home/r/w; echo 'gitdir: ../../private/.git' > home/r/.git; ln -s r/w home/w"_s);
        row("no repository at all", u"mkdir home/w"_s);
    }

    void nothingElseIsShown()
    {
        QFETCH(QString, prepare);
        QVERIFY2(shell(prepare, base()), m_said.constData());
        const QString root = QFileInfo(home() + u"/w"_s).canonicalFilePath();
        QCOMPARE(around(root), GitAround());
    }

    void whatBelongsToSomebodyElseIsNotShown()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give files away");
        QVERIFY2(shell(u"mkdir -p r/w; git init -q r; cd r; echo a > a; git add a; git commit -qm a; "
                       "git clone -qs . ../x"_s,
                     base()),
            m_said.constData());
        QCOMPARE(around(base() + u"/r/w"_s).folders, QByteArrayList{QFile::encodeName(base()) + "/r"});
        QCOMPARE(around(base() + u"/x"_s).folders, QByteArrayList{QFile::encodeName(base()) + "/r/.git/objects"});
        QVERIFY(shell(u"chown 1234 r/.git"_s, base()));
        QCOMPARE(around(base() + u"/r/w"_s), GitAround());
        QVERIFY(shell(u"chown 0 r/.git; chown 1234 r"_s, base()));
        QCOMPARE(around(base() + u"/r/w"_s), GitAround());
        QVERIFY(shell(u"chown 0 r; chown 1234 r/.git/objects"_s, base()));
        QCOMPARE(around(base() + u"/x"_s), GitAround());
    }

    void credentialsAreTakenOut()
    {
        QVERIFY2(
            shell(u"mkdir -p r/w r/other; cd r; git init -q .; git init -q other; echo A=1 > w/a; echo A=1 > x.env; "
                  "git add w x.env; git commit -qm a; echo S=hunter2env > .env; echo S=hunter2env > other/.env; "
                  "git remote add origin https://me:hunter2url@example.org/x.git?token=hunter2query; "
                  "git config http.https://example.org/.extraheader 'AUTHORIZATION: basic hunter2head'; "
                  "git config credential.https://example.org.username hunter2cred; "
                  "git config github.oauth-token hunter2token; git config core.abbrev 9; "
                  "echo '# hunter2note https://me:hunter2note@example.org' >> .git/config; "
                  "git config url.https://u:hunter2base@h/.insteadOf gh:; "
                  "git -C other remote add origin https://hunter2nested@example.org/x.git; "
                  "echo https://me:hunter2store@example.org > .git/credentials; "
                  "mkdir .aws .kube; echo S=hunter2folder > .aws/settings; echo A=2 > .kube/tracked; "
                  "git add .kube; git commit -qm k; echo S=hunter2beside > .kube/config"_s,
                base()),
            m_said.constData());
        if (sandboxTier(SandboxChoice::Bubblewrap) == SandboxTier::None)
            QSKIP(qPrintable(sandboxReport().why));
        const ProcessResult result =
            held(u"cat ../.git/config ../.git/credentials ../.env ../other/.env "
                 "../other/.git/config; git config -l; git config core.abbrev; git status --porcelain; "
                 "cat ../.aws/* ../.kube/* ../x.env"_s,
                base() + u"/r/w"_s, SandboxChoice::Bubblewrap);
        const QByteArray output = result.output();
        QVERIFY2(!output.contains("hunter2"), output.constData());
        QVERIFY2(output.contains("remote.origin.url=https://hidden@example.org/x.git"), output.constData());
        QVERIFY2(
            output.contains("\n9\n") && output.contains("A=2\n") && output.endsWith("A=1\n") && !output.contains(" M "),
            output.constData());
        // Landlock cannot replace a file: nothing of it is shown there.
        if (sandboxTier(SandboxChoice::Landlock) != SandboxTier::None)
            QVERIFY(held(u"cat ../x.env"_s, base() + u"/r/w"_s, SandboxChoice::Landlock).exitCode != 0);
    }

    // git does not see them from inside and takes them for gone.
    void worktreesElsewhereAreNotTidiedUp()
    {
        if (sandboxTier(SandboxChoice::Bubblewrap) == SandboxTier::None)
            QSKIP(qPrintable(sandboxReport().why));
        QVERIFY2(shell(u"mkdir r; cd r; git init -q .; echo a > a; git add a; git commit -qm a; "
                       "git worktree add -q ../w -b f; git worktree add -q inner -b g"_s,
                     base()),
            m_said.constData());
        const ProcessResult result =
            held(u"git worktree prune --expire now 2>&1; git gc -q --prune=now; cd inner; echo b > b; git add b; "
                 "git -c user.name=a -c user.email=a@b commit -qm b"_s,
                base() + u"/r"_s, SandboxChoice::Bubblewrap);
        QVERIFY2(result.exitCode == 0, result.output().constData());
        QVERIFY2(shell(u"git -C w status --porcelain; git -C w log -1 --format=%s; git -C r/inner log -1 --format=%s"_s,
                     base()),
            m_said.constData());
        QCOMPARE(m_said, QByteArray("a\nb\n"));
    }

    void settingsWithoutCredentials_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("hasAny");
        const auto row = [](const char *text, bool hasAny) {
            QTest::newRow(QByteArray(text).simplified().constData()) << QByteArray(text) << hasAny;
        };
        row("[core]\n\tbare = false\n[remote \"o\"]\n\turl = https://example.org/x\n\turl = git@example.org:x\n",
            false);
        row("[remote \"o\"]\n\turl = ssh://git@example.org/x\n[user]\n\tname = author\n\tsigningkey = A1\n", false);
        row("[remote \"o\"] url = https://u:SECRET@example.org/x\n", true);
        row("[remote \"o\"]\n\turl = \"https://SECRET@example.org/x\"\n", true);
        row("[remote \"o\"]\n\turl = https://u:SEC\\\nRET@example.org/x\n", true);
        row("[remote \"o\"]\n\turl = ssh://u:SECRET@example.org/x\n", true);
        row("[REMOTE \"o\"]\n\tPUSHURL = HTTPS://u:SECRET@example.org/x\n", true);
        row("[url \"https://u:SECRET@example.org/\"]\n\tinsteadOf = x:\n", true);
        row("[http]\n\textraHeader = Authorization: Bearer SECRET\n", true);
        row("[http \"https://x/\"]\n\tExtraHeader = Authorization: Bearer SECRET\n", true);
        row("[credential]\n\thelper = \"!f() { echo password=SECRET; }; f\"\n", true);
        row("[credential \"https://x\"]\n\tusername = SECRET\n", true);
        row("[http]\n\tproxy = http://u:SECRET@proxy:1\n", true);
        row("[http]\n\tproxy = u:SECRET@proxy:1\n", true);
        row("[sendemail]\n\tsmtpPass = SECRET\n", true);
        row("[a \"b\\\\name\"]\n\tpat = SECRET\n\tc = d\n", true);
        row("[gitlab]\n\tapi-token = SECRET\n", true);
        row("; https://u:SECRET@example.org\n[core]\n\tbare = false\n", true);
        row("[remote \"o\"]\n\turl = https://example.org/x?private_token=SECRET\n", true);
        row("[alias]\n\tp = !git push https://u:SECRET@example.org/x && git push https://v:SECRET@example.org/y\n",
            true);
    }

    void settingsWithoutCredentials()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, hasAny);
        const std::optional<QByteArray> clean = withoutCredentials(text);
        QCOMPARE(clean.has_value(), hasAny);
        if (!clean)
            return;
        QVERIFY2(!clean->contains("SECRET") && !clean->contains("RET@"), clean->constData());
        // git reads what is left.
        QFile file(base() + u"/clean"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(*clean);
        file.close();
        QVERIFY2(shell(u"git config -f clean -l"_s, base()), m_said.constData());
    }

    // The text that is written anew says the same as the one it was made of.
    void settingsAreReadAsGitReadsThem()
    {
        const QByteArray text =
            "[a \"b \\\"c\\\\\"] k = x # no\n[D.E]\n\tkey\n\tother=\"q;r\" s  \n[f]g = a\\\n  b\\tc\n"
            "[x]\n\ttoken = t\n\ty = \"  z \"\n[core] ; c\nhooksPath = ~/h\n";
        QFile file(base() + u"/text"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QVERIFY2(shell(u"git config -f text -l"_s, base()), m_said.constData());
        QByteArray read;
        for (const GitSetting &setting : gitSettings(text))
            read += setting.key + (setting.hasValue ? '=' + setting.value : QByteArray()) + '\n';
        QCOMPARE(read, m_said);
        QFile clean(base() + u"/clean"_s);
        QVERIFY(clean.open(QIODevice::WriteOnly));
        clean.write(withoutCredentials(text).value_or("nothing"));
        clean.close();
        QVERIFY2(shell(u"git config -f clean -l"_s, base()), m_said.constData());
        QCOMPARE(m_said, read.replace("x.token=t\n", ""));
    }

    void anIndexIsRead_data()
    {
        QTest::addColumn<int>("version");
        for (const int version : {2, 3, 4})
            QTest::addRow("version %d", version) << version;
    }

    void anIndexIsRead()
    {
        QFETCH(int, version);
        QVERIFY2(shell(u"mkdir r; cd r; git init -q .; mkdir -p one/two; for i in $(seq 300); do echo $i > "
                       "one/two/file-$i; done; echo x > z; git add .; git update-index --index-version %1; "
                       "echo y > later; git add -N later; git ls-files"_s.arg(version),
                     base()),
            m_said.constData());
        QFile file(base() + u"/r/.git/index"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const auto entries = entriesInIndex(bytes);
        QVERIFY(entries);
        QByteArray names;
        for (const IndexEntry &entry : *entries)
            names += entry.path + '\n';
        QCOMPARE(names, m_said);
        for (qsizetype length = 0; length < bytes.size(); length += 97)
            (void)entriesInIndex(bytes.first(length));
    }
};

QTEST_GUILESS_MAIN(GitAroundTest)
#include "tst_gitaround.moc"
