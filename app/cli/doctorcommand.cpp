// SPDX-License-Identifier: MIT
// `doctor`: what this machine has of what the program wants.
#include "commands.h"

#include "base/paths.h"
#include "exitcodes.h"
#include "output.h"
#include "text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QStorageInfo>

#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Finding
{
    QString what, verdict, detail; ///< verdict: ok, warning, problem
};

QString firstLineOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    if (!process.waitForFinished(5000))
        return {};
    return QString::fromLocal8Bit(process.readAllStandardOutput()).section(QLatin1Char('\n'), 0, 0);
}

Finding sandboxFinding(SandboxChoice choice)
{
    const QString what = Cli::tr("sandbox");
    if (choice == SandboxChoice::None)
        return {what, u"warning"_s, Cli::tr("switched off by the setting sandbox")};
    QString why;
    const bool root = ::geteuid() == 0;
    switch (Engine::sandboxTier(&why, choice)) {
    case SandboxTier::Bubblewrap: {
        QString notWarm;
        QString text = root ? Cli::tr("bubblewrap, as root: /proc/sys is covered, but an ordinary user is safer")
                            : Cli::tr("bubblewrap: no network, private home, system read-only");
        if (!Engine::sandboxStaysWarm(&notWarm))
            text += u"; "_s + Cli::tr("a new one for each command: %1").arg(notWarm);
        return {what, root ? u"warning"_s : u"ok"_s, text};
    }
    case SandboxTier::Landlock: {
        QString text =
            Cli::tr("Landlock, version %1, and a filter: processes stay visible, protected names in the working "
                    "directory are only compared afterwards, memory and processes have no limit")
                .arg(Engine::landlockVersion());
        if (Engine::landlockVersion() < 6)
            text += u"; "_s + Cli::tr("this kernel cannot stop signals to other processes of this user");
        if (!why.isEmpty())
            text += u"; "_s + why;
        return {what, u"warning"_s, root ? Cli::tr("root: %1").arg(text) : text};
    }
    case SandboxTier::None:
        break;
    }
    return {what, u"warning"_s, Cli::tr("none, commands run as you: %1").arg(why)};
}

// Of the folder it is called in: what holds there holds for most.
Finding viewFinding(Engine &engine)
{
    const QString here = QDir::currentPath();
    const QString why = engine.whyNoView(here);
    if (why.isEmpty())
        return {Cli::tr("view"), u"ok"_s,
            Cli::tr("attempts can work in a view of %1 (overlay on %2)")
                .arg(here, QString::fromUtf8(QStorageInfo(engine.dataFolder()).fileSystemType()))};
    return {Cli::tr("view"), u"warning"_s,
        Cli::tr("not available for %1: %2; attempts work in the folder itself").arg(here, why)};
}

// Whether it can be noted what the first verification opens.
Finding traceFinding(Engine &engine, TraceChoice choice)
{
    constexpr int kFewWatches = 8192; // one for each folder of a project, for all programs of this user
    const QString what = Cli::tr("opened files");
    if (choice == TraceChoice::Off)
        return {what, u"ok"_s, Cli::tr("not noted: switched off by the setting trace_baseline")};
    if (!engine.whyNoView(QDir::currentPath()).isEmpty())
        return {what, choice == TraceChoice::On ? u"warning"_s : u"ok"_s,
            Cli::tr("not noted: what the first verification opens is seen in a view alone")};
    QFile file(u"/proc/sys/fs/inotify/max_user_watches"_s);
    const int watches = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    return {what, watches < kFewWatches ? u"warning"_s : u"ok"_s,
        Cli::tr("what the first verification opens is noted, in up to %1 folders").arg(watches)};
}

// The empty ones are removed by the way; a line for each that holds something.
QList<Finding> worktreeFindings(Engine &engine)
{
    const QString what = Cli::tr("worktrees");
    const auto cleaned = engine.cleanWorktrees();
    if (!cleaned)
        return {{what, u"warning"_s, cleaned.error().message}};
    QList<Finding> findings;
    if (!cleaned->removed.isEmpty())
        findings.append({what, u"ok"_s, Cli::tr("%n removed that held nothing new", "", int(cleaned->removed.size()))});
    for (const KeptWorktree &kept : cleaned->kept)
        findings.append({what, u"ok"_s, Cli::tr("%1 is kept: %2").arg(kept.folder, kept.reasons.join(u"; "_s))});
    return findings;
}

QList<Finding> examine(Context &context)
{
    QList<Finding> findings;
    const auto loaded = context.settings();
    if (!loaded) {
        findings.append({Cli::tr("settings"), u"problem"_s, loaded.error().message});
        return findings;
    }
    const Settings &settings = (*loaded)->settings;
    findings.append({Cli::tr("settings"), u"ok"_s, context.configFile()});
    const auto engine = context.engine();
    if (!engine) {
        findings.append({Cli::tr("database"), u"problem"_s, engine.error().message + u' ' + engine.error().hint});
    } else {
        const auto checked = (*engine)->checkStore();
        findings.append(checked ? Finding{Cli::tr("database"), u"ok"_s, settings.databaseUrl}
                                : Finding{Cli::tr("database"), u"problem"_s, checked.error().message});
        const qint64 log = (*engine)->logSize();
        if (const QString holder = (*engine)->storeHolder(); !holder.isEmpty())
            findings.append({Cli::tr("database"), u"warning"_s,
                Cli::tr("%1 was stopped while it writes: nothing can be changed until it goes on or ends")
                    .arg(holder)});
        if (log > Engine::largeLog())
            findings.append({Cli::tr("log of the database"), u"warning"_s,
                Cli::tr("%1 MiB: a process that should shorten it was stopped or is reading for a long time")
                    .arg(log / (1024 * 1024))});
    }
    if (engine) {
        findings.append(viewFinding(**engine));
        findings.append(traceFinding(**engine, settings.traceBaseline));
        findings += worktreeFindings(**engine);
    }
    const auto rules = Engine::writtenRules(settings.rulesFile);
    findings.append({Cli::tr("rules"), rules ? u"ok"_s : u"problem"_s,
        rules ? settings.rulesFile : rules.error().message + u' ' + rules.error().hint});
    const bool hasKey = !settings.apiKey.isEmpty() || !settings.authToken.isEmpty();
    const Result<QString> stored = hasKey ? Result<QString>(QString()) : Engine::readStoredKey();
    findings.append({Cli::tr("API key"), stored ? u"ok"_s : u"problem"_s,
        hasKey   ? Cli::tr("set in the environment")
        : stored ? Cli::tr("set in the keychain")
        : stored.error().code == ErrorCode::NotFound
            ? Cli::tr("not set; run `vibecoder key set` or put it into ANTHROPIC_API_KEY")
            : Cli::tr("not set; put it into ANTHROPIC_API_KEY (no keychain service can be reached)")});
    findings.append({Cli::tr("model"), u"ok"_s, u"%1, %2"_s.arg(settings.claudeModel, settings.baseUrl)});
    const bool launcher = QFileInfo(launcherPath()).isExecutable();
    findings.append({Cli::tr("launcher"), launcher ? u"ok"_s : u"problem"_s, launcherPath()});
    const QString git = QStandardPaths::findExecutable(u"git"_s);
    findings.append({Cli::tr("git"), git.isEmpty() ? u"warning"_s : u"ok"_s,
        git.isEmpty() ? Cli::tr("not found; checkpoints do not need it, commands of a task may")
                      : firstLineOf(git, {u"--version"_s})});
    findings.append(sandboxFinding(settings.sandbox));
    const QString fonts = QStandardPaths::findExecutable(u"fc-list"_s);
    const QString chinese = fonts.isEmpty() ? QString() : firstLineOf(fonts, {u":lang=zh"_s, u"family"_s});
    findings.append({Cli::tr("Chinese fonts"), chinese.isEmpty() ? u"warning"_s : u"ok"_s,
        chinese.isEmpty() ? Cli::tr("none found; the package fonts-noto-cjk has them") : chinese});
    const QStorageInfo disk(QFileInfo(expandHome(u"~"_s)).absoluteFilePath());
    const qint64 free = disk.bytesAvailable() / (1024 * 1024);
    findings.append({Cli::tr("disk"), free < 500 ? u"warning"_s : u"ok"_s, Cli::tr("%1 MiB free").arg(free)});
    return findings;
}

int doctor(Context &context)
{
    const QList<Finding> findings = examine(context);
    bool sound = true;
    QJsonArray array;
    QList<QStringList> rows;
    for (const Finding &finding : findings) {
        sound = sound && finding.verdict != u"problem"_s;
        array.append(
            QJsonObject{{u"what"_s, finding.what}, {u"verdict"_s, finding.verdict}, {u"detail"_s, finding.detail}});
        rows.append({finding.verdict, finding.what, harmless(finding.detail, false)});
    }
    if (context.options.json)
        context.outJson(array);
    else
        context.out(context.outIsTerminal() ? table({Cli::tr("verdict"), Cli::tr("what"), Cli::tr("detail")}, rows,
                                                  terminalWidth(1), context.colour())
                                            : tabbed(rows));
    return sound ? exitcode::Ok : exitcode::Failure;
}

} // namespace

void addDoctorCommand(CLI::App &app, Context &context)
{
    app.add_subcommand("doctor", Cli::tr("Check what the program needs on this machine").toStdString())
        ->callback([&context] { context.action = [&context] { return doctor(context); }; });
}

} // namespace vibecoder
