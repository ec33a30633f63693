// SPDX-License-Identifier: MIT
// `hook add|list|remove`: templates that others may make tasks from by a signed call.
#include "commands.h"
#include "consent.h"

#include "exitcodes.h"
#include "output.h"
#include "taskinput.h"
#include "text.h"
#include "wire/modelcodec.h"

#include <QFile>
#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct AddOptions
{
    std::string name, file;
    bool yes = false;
};

int add(Context &context, const AddOptions &options)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const QString name = QString::fromStdString(options.file);
    QFile input(name);
    const bool opened = name == u"-"_s ? input.open(stdin, QIODevice::ReadOnly) : input.open(QIODevice::ReadOnly);
    if (!opened)
        return context.fail(
            {ErrorCode::InvalidArgument, Cli::tr("%1 cannot be read: %2").arg(name, input.errorString()),
                Cli::tr("Check the name and the rights of the file."), {}});
    const QByteArray yaml = input.read(kTaskFileMaxBytes + 1);
    const TaskFileContext checks = taskFileContext((*engine)->settings(), name);
    ReadTask problems{name, {}};
    const HookTemplate read = Engine::readHookTemplate(yaml, checks, &problems.result.errors);
    if (!problems.result.errors.isEmpty()) {
        if (context.options.json)
            context.outJson(validationJson(problems));
        else
            context.note(validationText(problems).chopped(1));
        return exitcode::Usage;
    }
    if (!options.yes) {
        QString shown = Cli::tr("Verification commands, run in %1:").arg(harmless(read.spec.workingDirectory, false));
        for (const QString &command : commandsToAccept(read.spec))
            shown += u"\n    "_s + harmless(command);
        if (read.spec.network)
            shown += u"\n"_s + Cli::tr("The task asks for network access.");
        if (read.spec.guard != GuardMode::Ask)
            shown += u"\n"_s + Cli::tr("The task asks for guard: %1").arg(toWire(read.spec.guard));
        if (askConsent(context, {shown, Cli::tr("Accept these commands for every task of this hook?")}) != Consent::Yes)
            return context.fail({ErrorCode::Denied, Cli::tr("The commands were not accepted; nothing is stored."),
                Cli::tr("`--yes` accepts them in scripts."), {}});
    }
    const auto made = context.wait(
        (*engine)->addHook(QString::fromStdString(options.name), yaml, checks, read.digest, context.actor()));
    if (!made)
        return context.fail(made.error());
    if (context.options.json) {
        context.outJson(toJson(*made));
        return exitcode::Ok;
    }
    context.out(Cli::tr("address POST /api/hooks/%1\nsecret  %2").arg(made->hook.name, made->secret) + u"\n"_s);
    context.note(Cli::tr("The secret is shown this once. The sender signs with it: VibeCoder-Signature: "
                         "v1=HMAC-SHA256(secret, VibeCoder-Timestamp + \".\" + body), VibeCoder-Delivery: an id."));
    return exitcode::Ok;
}

int list(Context &context)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto hooks = (*engine)->hooks();
    if (!hooks)
        return context.fail(hooks.error());
    QJsonArray array;
    QList<QStringList> rows;
    for (const Hook &hook : *hooks) {
        array.append(toJson(hook));
        rows.append({hook.name, u"/api/hooks/"_s + hook.name, QString::number(hook.calls),
            hook.calledAt.isValid() ? hook.calledAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s) : QString(),
            harmless(hook.createdBy, false)});
    }
    if (context.options.json)
        context.outJson(array);
    else if (!context.outIsTerminal())
        context.out(tabbed(rows));
    else if (rows.isEmpty())
        context.note(Cli::tr("no hooks; `vibecoder hook add NAME --template FILE` makes one"));
    else
        context.out(
            table({Cli::tr("name"), Cli::tr("address"), Cli::tr("tasks"), Cli::tr("last call"), Cli::tr("from")}, rows,
                terminalWidth(1), context.colour()));
    return exitcode::Ok;
}

int remove(Context &context, const QString &name)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    if (const auto removed = context.wait((*engine)->removeHook(name, context.actor())); !removed)
        return context.fail(removed.error());
    context.note(Cli::tr("removed; calls of it are refused from now on"));
    return exitcode::Ok;
}

} // namespace

void addHookCommands(CLI::App &app, Context &context)
{
    CLI::App *hook = app.add_subcommand("hook", Cli::tr("Templates that others may make tasks from").toStdString());
    hook->require_subcommand(1);
    auto options = std::make_shared<AddOptions>();
    CLI::App *verb = hook->add_subcommand("add", Cli::tr("Store a template; shows its secret once").toStdString());
    verb->add_option("name", options->name, Cli::tr("its name in the address").toStdString())->required();
    verb->add_option("-t,--template", options->file,
            Cli::tr("task file with placeholders such as {{issue.title}}").toStdString())
        ->required();
    verb->add_flag("--yes", options->yes, Cli::tr("accept its verification commands").toStdString());
    verb->callback([&context, options] { context.action = [&context, options] { return add(context, *options); }; });
    hook->add_subcommand("list", Cli::tr("Stored templates and their calls").toStdString())->callback([&context] {
        context.action = [&context] { return list(context); };
    });
    auto name = std::make_shared<std::string>();
    CLI::App *away = hook->add_subcommand("remove", Cli::tr("Take a template away").toStdString());
    away->add_option("name", *name, Cli::tr("its name").toStdString())->required();
    away->callback([&context, name] {
        context.action = [&context, name] { return remove(context, QString::fromStdString(*name)); };
    });
}

} // namespace vibecoder
