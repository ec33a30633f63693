// SPDX-License-Identifier: MIT
// `demo`: a small broken project, the real engine and client, and a scripted model on loopback. No key, no network.
#include "commands.h"

#include "base/paths.h"
#include "demo/scriptedmodel.h"
#include "exitcodes.h"
#include "text.h"
#include "workloop.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Result<> copyFolder(const QString &from, const QString &to)
{
    QDirIterator it(from, QDir::Files, QDirIterator::Subdirectories);
    bool any = false;
    while (it.hasNext()) {
        const QString file = it.next();
        const QString target = to + file.mid(from.size());
        QDir().mkpath(QFileInfo(target).path());
        if (!QFile::copy(file, target))
            return fail(ErrorCode::Io, Cli::tr("cannot copy %1").arg(file));
        // Installed files may be read-only; the task must be able to change its copies.
        QFile::setPermissions(target, QFile::permissions(file) | QFile::WriteOwner | QFile::WriteUser);
        any = true;
    }
    return any ? Result<>() : fail(ErrorCode::NotFound, Cli::tr("the demo's files are not installed: %1").arg(from));
}

int runDemo(Context &context)
{
    const bool pytest = !QStandardPaths::findExecutable(u"pytest"_s).isEmpty();
    const QString source = resourcePath(pytest ? u"demo/pytest"_s : u"demo/sh"_s);
    QTemporaryDir folder(QDir::tempPath() + u"/vibecoder-demo-XXXXXX"_s);
    folder.setAutoRemove(false);
    const QString project = folder.path() + u"/project"_s;
    if (!folder.isValid() || !QDir().mkpath(project))
        return context.fail({ErrorCode::Io, Cli::tr("no temporary folder can be made"), {}, {}});
    if (const auto copied = copyFolder(source + u"/project"_s, project); !copied)
        return context.fail(copied.error());
    const auto script = readWholeFile(source + u"/script.json"_s, 1024 * 1024);
    if (!script)
        return context.fail(script.error());
    ScriptedModel model(QJsonDocument::fromJson(*script).object().value(u"turns"_s).toArray());
    if (!model.listen())
        return context.fail({ErrorCode::Network, Cli::tr("no port is free on this machine"), {}, {}});

    Settings settings;
    settings.baseUrl = model.url();
    settings.apiKey = u"demo-without-a-key"_s;
    settings.databaseUrl = u"sqlite:///"_s + folder.path() + u"/demo.db"_s;
    auto engine = Engine::open(settings);
    if (!engine)
        return context.fail(engine.error());
    TaskSpec spec;
    spec.name = Cli::tr("Demo: mend a small project");
    spec.description = u"The checks of this small project fail. Make them pass."_s;
    spec.requirements = QStringList{u"The checks pass."_s};
    spec.verificationCommands = QStringList{pytest ? u"pytest -q"_s : u"./check.sh"_s};
    spec.workingDirectory = QDir(project).canonicalPath();
    spec.maxIterations = 5;
    context.note(Cli::tr(
        "This is a demonstration. The model is scripted: its answers come from a file, nothing is sent anywhere."));
    context.note(
        Cli::tr("Everything else is real: the project in %1, its checks, the edits, the verdict.").arg(project));
    const auto task = context.wait((*engine)->submit({spec, {}, true, context.actor()}));
    if (!task)
        return context.fail(task.error());
    WorkRequest request;
    request.options.drain = true;
    request.options.only = task->id;
    if (!context.canAsk()) {
        request.decideInstead = [&context](const Approval &approval) {
            context.note(
                Cli::tr("Nobody sits at a terminal, so the demonstration approves its own harmless command: %1")
                    .arg(approval.commands.join(u" "_s)));
            return true;
        };
    }
    const auto result = workQueue(context, **engine, request);
    if (!result)
        return context.fail(result.error());
    const auto ended = (*engine)->task(task->id);
    if (!ended)
        return context.fail(ended.error());
    if (ended->state != TaskState::Completed) {
        context.note(Cli::tr("The demonstration did not pass; its store is %1.").arg(settings.databaseUrl));
        return result->shutdown ? exitcode::Interrupted : exitcode::NotPassed;
    }
    context.out(
        Cli::tr("Passed at iteration %1 after %2 scripted answers.").arg(ended->iteration).arg(model.requests()) +
        u"\n"_s);
    context.note(Cli::tr("Next: set ANTHROPIC_API_KEY, write a task file, then `vibecoder run task.yaml`."));
    return exitcode::Ok;
}

} // namespace

void addDemoCommand(CLI::App &app, Context &context)
{
    app.add_subcommand("demo", Cli::tr("Watch a scripted task, without key and network").toStdString())
        ->callback([&context] { context.action = [&context] { return runDemo(context); }; });
}

} // namespace vibecoder
