// SPDX-License-Identifier: MIT
// Where no task may work: stores of secrets, what is started by itself, programs, git; and what is asked.
#include "wire/personalfolders.h"
#include "wire/workingfolder.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

// The environment as it was, after a test has set one of its variables.
class Variable
{
public:
    Variable(const char *name, const QString &value)
        : m_name(name)
        , m_before(qgetenv(name))
    {
        qputenv(name, value.toUtf8());
    }
    ~Variable() { m_before.isNull() ? void(qunsetenv(m_name)) : void(qputenv(m_name, m_before)); }
    Q_DISABLE_COPY_MOVE(Variable)

private:
    const char *m_name;
    QByteArray m_before;
};

} // namespace

class PersonalFoldersTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_root, m_home;
    std::unique_ptr<Variable> m_homeVariable, m_pathVariable, m_configuration, m_data;

    QString made(const QString &path)
    {
        QDir().mkpath(path);
        return path;
    }

    static WorkingFolder found(const QString &written) { return findWorkingFolder(written, {}); }

private slots:
    void init()
    {
        m_root = QFileInfo(m_dir.path()).canonicalFilePath();
        m_home = made(m_root + u"/home"_s);
        for (auto *one : {&m_homeVariable, &m_pathVariable, &m_configuration, &m_data})
            one->reset(); // before another one looks what was there
        m_homeVariable = std::make_unique<Variable>("HOME", m_home);
        m_pathVariable = std::make_unique<Variable>("PATH", u"/usr/bin:/bin"_s);
        m_configuration = std::make_unique<Variable>("XDG_CONFIG_HOME", QString());
        m_data = std::make_unique<Variable>("XDG_DATA_HOME", QString());
    }

    void folders_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("kind");
        const auto rows = [](FolderKind kind, std::initializer_list<const char *> paths) {
            for (const char *path : paths)
                QTest::newRow(path) << QString::fromLatin1(path) << int(kind);
        };
        rows(FolderKind::Secrets,
            {".ssh", ".ssh/keys", ".aws", ".gnupg", ".gnupg/private-keys-v1.d", ".kube", ".kube/cache", ".docker",
                ".azure", ".config/gcloud/configurations", ".config/gh", ".config/git", ".local/share/keyrings",
                ".password-store/work", ".SSH", ".Aws/x", ".Config/gh", ".pki/nssdb", ".mozilla/firefox/x.default",
                ".thunderbird", ".config/google-chrome", ".config/google-chrome-beta/Default",
                ".config/chromium/Default", ".config/BraveSoftware/Brave-Browser", ".config/keepassxc",
                ".config/rclone", ".var/app/org.x", "snap",
                // What holds one of them.
                ".config", ".local/share", ".local", ".gnome2"});
        rows(FolderKind::Autostart,
            {".config/autostart", ".config/autostart/x", ".config/autostart-scripts", ".config/systemd/user",
                ".local/share/systemd/user", ".config/environment.d", ".local/share/applications",
                ".local/share/dbus-1/services", ".local/share/gnome-shell/extensions/x", ".config/fish/conf.d",
                ".oh-my-zsh/custom", ".zsh", ".bashrc.d", ".bash_completion.d", ".local/lib/python3.11/site-packages",
                ".config/sway", ".config/plasma-workspace/env"});
        rows(FolderKind::Programs,
            {".local/bin", ".local/bin/x", "bin", "bin/inner", "go/bin", "go", ".cargo/bin", ".cargo", ".nvm/versions",
                ".pyenv/shims", ".npm-global/bin", ".deno", ".local/share/pnpm", ".local/share/mise/shims"});
        rows(FolderKind::Git, {"src/app/.git", "src/app/.git/hooks", "src/app/.git/modules/x"});
        rows(FolderKind::Settings,
            {".config/x", ".config/nvim", ".local/share/x", ".vim", ".emacs.d", ".cache/x", ".claude", ".npm"});
        rows(FolderKind::Free, {"src/app", "work/.ssh-tool", "binaries", "gopher/bin", "src/app/bin", "src/bin",
                                   "Documents/.config", "config/autostart"});
    }

    void folders()
    {
        QFETCH(QString, path);
        QFETCH(int, kind);
        const QString folder = made(m_home + u'/' + path);
        QCOMPARE(int(folderKind(folder, personalPlaces())), kind);
        const bool refused = kind != int(FolderKind::Free) && kind != int(FolderKind::Settings);
        const WorkingFolder answer = found(folder);
        QCOMPARE(answer.path.isEmpty(), refused);
        QCOMPARE(answer.message.isEmpty(), !refused);
        QCOMPARE(answer.hint.isEmpty(), !refused);
        QVERIFY(!refused || answer.message.contains(folder));
    }

    void theRealPlaceCounts()
    {
        made(m_home + u"/.ssh/deep"_s);
        const QString project = made(m_root + u"/project"_s);
        QVERIFY(QFile::link(m_home + u"/.ssh"_s, project + u"/link"_s));
        QVERIFY(found(project + u"/link"_s).path.isEmpty());
        QVERIFY(found(project + u"/link/deep"_s).path.isEmpty());
        made(m_home + u"/src"_s);
        QVERIFY(found(m_home + u"/src/../.ssh"_s).path.isEmpty());
        // The home links out: where the link leads is refused, what lies around it is asked.
        const QString dots = made(m_root + u"/dots/autostart/inner"_s);
        made(m_home + u"/.config"_s);
        QDir(m_home + u"/.config/autostart"_s).removeRecursively();
        QVERIFY(QFile::link(m_root + u"/dots/autostart"_s, m_home + u"/.config/autostart"_s));
        QVERIFY(found(dots).path.isEmpty());
        QVERIFY(found(m_root + u"/dots/autostart"_s).path.isEmpty());
        QVERIFY(isSettingsFolder(m_root + u"/dots"_s));
        QVERIFY(QFile::remove(m_home + u"/.config/autostart"_s));
        // A home that is a link itself.
        QVERIFY(QFile::link(m_home, m_root + u"/linked-home"_s));
        const Variable home("HOME", m_root + u"/linked-home"_s);
        QVERIFY(found(m_home + u"/.ssh"_s).path.isEmpty());
        QVERIFY(found(m_root + u"/linked-home/.ssh"_s).path.isEmpty());
        QVERIFY(found(m_home).path.isEmpty());
        QVERIFY(found(m_root).path.isEmpty());
    }

    void foldersOnThePath()
    {
        const QString tools = made(m_root + u"/tools/inner"_s), project = made(m_root + u"/proj/.venv/bin"_s);
        const Variable path("PATH", m_root + u"/tools:"_s + project + u":.:relative:"_s + m_home + u":/nowhere:/"_s);
        QVERIFY(found(m_root + u"/tools"_s).path.isEmpty());
        QVERIFY(found(tools).path.isEmpty());
        QVERIFY(found(project).path.isEmpty());
        // Around a virtual environment lies the project.
        QCOMPARE(found(m_root + u"/proj"_s).path, m_root + u"/proj"_s);
        QCOMPARE(found(made(m_home + u"/src/app"_s)).path, m_home + u"/src/app"_s);
    }

    void whereTheEnvironmentMovedThem()
    {
        const QString moved = made(m_root + u"/moved"_s);
        const Variable configuration("XDG_CONFIG_HOME", moved), keys("GNUPGHOME", made(m_root + u"/keys"_s));
        QVERIFY(found(made(moved + u"/autostart"_s)).path.isEmpty());
        QVERIFY(found(made(moved + u"/gh/x"_s)).path.isEmpty());
        QVERIFY(found(moved).path.isEmpty());
        QVERIFY(found(m_root + u"/keys"_s).path.isEmpty());
        QVERIFY(!found(made(moved + u"/app"_s)).path.isEmpty());
        QVERIFY(isSettingsFolder(moved + u"/app"_s));
    }

    void aBareRepositoryBelongsToGit()
    {
        const QString bare = m_root + u"/project.git"_s;
        for (const char *inner : {"/objects", "/refs", "/HEAD"})
            made(bare + QString::fromLatin1(inner));
        QVERIFY(found(bare).path.isEmpty());
    }

    void placesOfTheSystem_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path : {"/run", "/run/user", "/var/spool/cron", "/var/lib/dpkg", "/var/lib/systemd",
                 "/usr/local/share", "/usr/local/bin"})
            QTest::newRow(path) << QString::fromLatin1(path);
    }

    void placesOfTheSystem()
    {
        QFETCH(QString, path);
        QVERIFY(found(path).path.isEmpty());
    }
};

QTEST_GUILESS_MAIN(PersonalFoldersTest)
#include "tst_personalfolders.moc"
