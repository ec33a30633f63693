// SPDX-License-Identifier: MIT
#include "commands.h"

#include "exitcodes.h"
#include "output.h"
#include "text.h"

#include <QJsonArray>
#include <QJsonObject>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonObject valueJson(const SettingValue &value)
{
    return {{u"key"_s, value.key}, {u"value"_s, value.value}, {u"origin"_s, toWire(value.origin)},
        {u"where"_s, value.originName}};
}

int list(Context &context)
{
    const auto loaded = context.settings();
    if (!loaded)
        return context.fail(loaded.error());
    QJsonArray array;
    QList<QStringList> rows;
    for (const SettingValue &value : (*loaded)->values) {
        array.append(valueJson(value));
        rows.append({value.key, harmless(value.value, false), toWire(value.origin), value.originName});
    }
    if (context.options.json)
        context.outJson(array);
    else
        context.out(context.outIsTerminal()
                        ? table({Cli::tr("setting"), Cli::tr("value"), Cli::tr("origin"), Cli::tr("where")}, rows,
                              terminalWidth(1), context.colour())
                        : tabbed(rows));
    return exitcode::Ok;
}

int get(Context &context, const QString &key)
{
    const auto loaded = context.settings();
    if (!loaded)
        return context.fail(loaded.error());
    for (const SettingValue &value : (*loaded)->values) {
        if (value.key != key)
            continue;
        if (context.options.json)
            context.outJson(valueJson(value));
        else
            context.out(value.value + u"\n"_s);
        return exitcode::Ok;
    }
    return context.fail({ErrorCode::NotFound, Cli::tr("There is no setting %1.").arg(key),
        Cli::tr("`vibecoder config list` names them."), {}});
}

int set(Context &context, const QString &key, const QString &value)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!context.options.configFile.isEmpty())
        environment.insert(u"VIBECODER_CONFIG"_s, context.options.configFile);
    const QString file = configPath(environment);
    const auto stored = setConfigValue(file, key, value);
    if (!stored)
        return context.fail(stored.error());
    context.note(Cli::tr("%1 = %2 in %3").arg(key, value, file));
    return exitcode::Ok;
}

} // namespace

void addConfigCommands(CLI::App &app, Context &context)
{
    CLI::App *config = app.add_subcommand("config", Cli::tr("Settings and where each comes from").toStdString());
    config->require_subcommand(1);
    config->add_subcommand("list", Cli::tr("All settings").toStdString())->callback([&context] {
        context.action = [&context] { return list(context); };
    });
    auto key = std::make_shared<std::string>();
    auto value = std::make_shared<std::string>();
    CLI::App *getVerb = config->add_subcommand("get", Cli::tr("One setting").toStdString());
    getVerb->add_option("key", *key, Cli::tr("name of the setting").toStdString())->required();
    getVerb->callback(
        [&context, key] { context.action = [&context, key] { return get(context, QString::fromStdString(*key)); }; });
    CLI::App *setVerb =
        config->add_subcommand("set", Cli::tr("Write one setting into the configuration file").toStdString());
    setVerb->add_option("key", *key, Cli::tr("name of the setting").toStdString())->required();
    setVerb->add_option("value", *value, Cli::tr("its value").toStdString())->required();
    setVerb->callback([&context, key, value] {
        context.action = [&context, key, value] {
            return set(context, QString::fromStdString(*key), QString::fromStdString(*value));
        };
    });
}

} // namespace vibecoder
