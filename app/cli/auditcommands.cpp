// SPDX-License-Identifier: MIT
// `audit verify` and `audit show`: the record of decisions and effects.
#include "commands.h"

#include "exitcodes.h"
#include "output.h"
#include "text.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString problemText(const QString &code)
{
    if (code == u"not_json"_s)
        return Cli::tr("the line is not as it was written");
    if (code == u"hash_differs"_s)
        return Cli::tr("the content does not fit its hash");
    if (code == u"chain_broken"_s)
        return Cli::tr("it does not follow the line before it");
    if (code == u"number_differs"_s)
        return Cli::tr("its number is not the next one");
    return Cli::tr("records at the end are missing");
}

int verify(Context &context)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto check = (*engine)->verifyAudit();
    if (!check)
        return context.fail(check.error());
    if (context.options.json)
        context.outJson(QJsonObject{{u"schema_version"_s, 1}, {u"sound"_s, check->sound()},
            {u"records"_s, check->records}, {u"bad_line"_s, check->badLine}, {u"problem"_s, check->problem}});
    else if (check->sound())
        context.out(Cli::tr("sound: %1 records").arg(check->records) + u"\n"_s);
    else
        context.out(Cli::tr("broken at line %1: %2").arg(check->badLine).arg(problemText(check->problem)) + u"\n"_s);
    return check->sound() ? exitcode::Ok : exitcode::Failure;
}

int show(Context &context, const std::string &task, int limit)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    QString id;
    if (!task.empty()) {
        const auto resolved = (*engine)->resolveTaskId(QString::fromStdString(task));
        if (!resolved)
            return context.fail(resolved.error());
        id = *resolved;
    }
    const auto records = (*engine)->audit(id, limit);
    if (!records)
        return context.fail(records.error());
    QList<QStringList> rows;
    for (const QJsonObject &record : *records) {
        if (context.options.json) {
            context.outJson(record);
            continue;
        }
        const QString what = record.value(u"command"_s).toString(record.value(u"path"_s).toString());
        rows.append({QString::number(record.value(u"seq"_s).toInteger()), record.value(u"at"_s).toString(),
            record.value(u"task"_s).toString(), record.value(u"actor"_s).toString(),
            record.value(u"action"_s).toString(), record.value(u"decision"_s).toString(),
            record.value(u"reason"_s).toString(),
            record.contains(u"exit_code"_s) ? record.value(u"exit_code"_s).toVariant().toString() : u"-"_s,
            harmless(what, false)});
    }
    if (!context.options.json)
        context.out(context.outIsTerminal()
                        ? table({Cli::tr("number"), Cli::tr("time"), Cli::tr("task"), Cli::tr("who"), Cli::tr("action"),
                                    Cli::tr("decision"), Cli::tr("why"), Cli::tr("exit"), Cli::tr("what")},
                              rows, terminalWidth(1), context.colour())
                        : tabbed(rows));
    return exitcode::Ok;
}

} // namespace

void addAuditCommands(CLI::App &app, Context &context)
{
    CLI::App *audit = app.add_subcommand("audit", Cli::tr("The record of decisions and effects").toStdString());
    audit->require_subcommand(1);
    audit->add_subcommand("verify", Cli::tr("Check that no record was changed, removed or moved").toStdString())
        ->callback([&context] { context.action = [&context] { return verify(context); }; });
    auto task = std::make_shared<std::string>();
    auto limit = std::make_shared<int>(1000);
    CLI::App *showVerb = audit->add_subcommand("show", Cli::tr("Records in order").toStdString());
    showVerb->add_option("--task", *task, Cli::tr("only this task").toStdString());
    showVerb->add_option("--limit", *limit, Cli::tr("the last so many").toStdString())->check(CLI::PositiveNumber);
    showVerb->callback(
        [&context, task, limit] { context.action = [&context, task, limit] { return show(context, *task, *limit); }; });
}

} // namespace vibecoder
