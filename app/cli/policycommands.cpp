// SPDX-License-Identifier: MIT
// `policy test`: what the program would decide about a command or a path, and why. Nothing is run or changed.
#include "commands.h"

#include "eventtext.h"
#include "exitcodes.h"
#include "output.h"
#include "text.h"
#include "wire/modelcodec.h"

#include <QDir>
#include <QJsonDocument>

#include <iostream>
#include <string>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct PolicyOptions
{
    std::string command, root, cwd, path, operation = "write", tier = "bubblewrap";
    bool lines = false, noRules = false;
};

PolicyQuestion questionOf(const PolicyOptions &options)
{
    PolicyQuestion question;
    question.command = QByteArray::fromStdString(options.command);
    question.path = QByteArray::fromStdString(options.path);
    question.root = options.root.empty() ? QDir::currentPath().toUtf8()
                                         : QDir(QString::fromStdString(options.root)).absolutePath().toUtf8();
    question.cwd = QByteArray::fromStdString(options.cwd);
    question.home = QDir::homePath().toUtf8();
    question.dataDirectory = question.home + "/.vibecoder";
    question.tier = fromWire<SandboxTier>(QString::fromStdString(options.tier)).value_or(SandboxTier::Bubblewrap);
    return question;
}

// The user's written rules count here too; remembered ones hold for one folder and end by themselves.
Result<std::shared_ptr<const RuleSet>> rulesFor(Context &context, const PolicyOptions &options)
{
    if (options.noRules)
        return std::shared_ptr<const RuleSet>();
    VC_TRY(const LoadedSettings *loaded, context.settings());
    return Engine::writtenRules(loaded->settings.rulesFile);
}

QJsonObject answerJson(const PolicyAnswer &answer)
{
    const Judgement &judgement = answer.judgement;
    return {{u"decision"_s, toWire(judgement.decision)}, {u"severity"_s, toWire(judgement.severity)},
        {u"reason"_s, judgement.reason}, {u"rule"_s, judgement.rule},
        {u"span"_s, QJsonArray{judgement.spanStart, judgement.spanStart + judgement.spanLength}},
        {u"containment"_s, toWire(answer.containment)}};
}

QByteArray bytesOf(const QJsonObject &line, const QString &name)
{
    const QString coded = line.value(name + u"_b64"_s).toString();
    return coded.isEmpty() ? line.value(name).toString().toUtf8() : QByteArray::fromBase64(coded.toLatin1());
}

int testLines(Context &context, const PolicyOptions &options)
{
    const auto rules = rulesFor(context, options);
    if (!rules)
        return context.fail(rules.error());
    int number = 0;
    for (std::string input; std::getline(std::cin, input);) {
        ++number;
        if (QByteArray::fromStdString(input).trimmed().isEmpty())
            continue;
        QJsonParseError error;
        const QJsonObject line = QJsonDocument::fromJson(QByteArray::fromStdString(input), &error).object();
        const bool path = line.contains(u"path"_s) || line.contains(u"path_b64"_s);
        if (error.error != QJsonParseError::NoError ||
            (!path && !line.contains(u"command"_s) && !line.contains(u"command_b64"_s)))
            return context.fail({ErrorCode::InvalidArgument, Cli::tr("Line %1 is no question.").arg(number),
                Cli::tr("Each line is a JSON object with a command or a path."), {}});
        PolicyQuestion question = questionOf(options);
        question.rules = *rules;
        question.command = bytesOf(line, u"command"_s);
        question.path = bytesOf(line, u"path"_s);
        question.operation = path ? line.value(u"op"_s).toString(u"write"_s).toUtf8() : QByteArray();
        if (line.contains(u"root"_s))
            question.root = line.value(u"root"_s).toString().toUtf8();
        if (line.contains(u"cwd"_s))
            question.cwd = line.value(u"cwd"_s).toString().toUtf8();
        if (line.contains(u"home"_s))
            question.home = line.value(u"home"_s).toString().toUtf8();
        if (line.contains(u"sandbox"_s)) {
            const auto tier = fromWire<SandboxTier>(line.value(u"sandbox"_s).toString());
            if (!tier)
                return context.fail({ErrorCode::InvalidArgument, Cli::tr("Line %1 names no sandbox tier.").arg(number),
                    Cli::tr("Accepted: %1").arg(wireNames<SandboxTier>().join(u", "_s)), {}});
            question.tier = *tier;
        }
        QJsonObject answer = answerJson(Engine::askPolicy(question));
        answer.insert(u"id"_s, line.value(u"id"_s));
        context.outJson(answer);
    }
    return exitcode::Ok;
}

int test(Context &context, const PolicyOptions &options)
{
    if (options.lines)
        return testLines(context, options);
    if (options.command.empty() == options.path.empty())
        return context.fail({ErrorCode::InvalidArgument, Cli::tr("Give a command or --path, not both."),
            Cli::tr("`vibecoder policy test \"git status\"`"), {}});
    const auto rules = rulesFor(context, options);
    if (!rules)
        return context.fail(rules.error());
    PolicyQuestion question = questionOf(options);
    question.rules = *rules;
    if (!options.path.empty())
        question.operation = QByteArray::fromStdString(options.operation);
    const PolicyAnswer answer = Engine::askPolicy(question);
    if (context.options.json) {
        context.outJson(answerJson(answer));
        return exitcode::Ok;
    }
    const Judgement &judgement = answer.judgement;
    context.out(
        Cli::tr("%1, risk %2: %3 (%4)")
            .arg(toWire(judgement.decision), toWire(judgement.severity), ruleText(judgement.reason), judgement.reason) +
        u"\n"_s);
    if (judgement.rule.startsWith(u"user:"_s))
        context.out(Cli::tr("rule: %1").arg(harmless(judgement.rule.mid(5), false)) + u"\n"_s);
    const QByteArray part = question.command.mid(judgement.spanStart, judgement.spanLength);
    if (!part.isEmpty() && part != question.command)
        context.out(Cli::tr("because of: %1").arg(harmless(QString::fromUtf8(part), false)) + u"\n"_s);
    if (!options.path.empty())
        context.out(Cli::tr("the path is: %1").arg(toWire(answer.containment)) + u"\n"_s);
    return exitcode::Ok;
}

QString wordsOf(const Rule &rule)
{
    QStringList words;
    for (const QStringList &word : rule.words)
        words.append(harmless(word.join(u'|'), false));
    return words.join(u' ') + (rule.exact ? QString() : u" …"_s);
}

int listRules(Context &context)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto rules = (*engine)->rules();
    if (!rules)
        return context.fail(rules.error());
    QJsonArray array;
    QList<QStringList> rows;
    for (const Rule &rule : *rules) {
        array.append(toJson(rule));
        const QString end = !rule.taskId.isEmpty()     ? Cli::tr("with task %1").arg(rule.taskId.left(8))
                            : rule.expiresAt.isValid() ? rule.expiresAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)
                                                       : Cli::tr("never");
        rows.append({rule.id, toWire(rule.decision), wordsOf(rule), harmless(rule.directory, false), end,
            rule.origin == RuleOrigin::Written ? Cli::tr("line %1").arg(rule.line) : harmless(rule.createdBy, false),
            QString::number(rule.uses)});
    }
    if (context.options.json)
        context.outJson(array);
    else if (!context.outIsTerminal())
        context.out(tabbed(rows));
    else if (rows.isEmpty())
        context.note(Cli::tr("no rules of your own: only what is built in"));
    else
        context.out(table({Cli::tr("id"), Cli::tr("decision"), Cli::tr("command"), Cli::tr("folder"), Cli::tr("until"),
                              Cli::tr("from"), Cli::tr("uses")},
            rows, terminalWidth(1), context.colour()));
    return exitcode::Ok;
}

int removeRule(Context &context, const QString &id)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    if (const auto removed = context.wait((*engine)->removeRule(id, context.actor())); !removed)
        return context.fail(removed.error());
    context.note(Cli::tr("removed"));
    return exitcode::Ok;
}

} // namespace

void addPolicyCommands(CLI::App &app, Context &context)
{
    CLI::App *policy = app.add_subcommand("policy", Cli::tr("What is allowed, asked and denied").toStdString());
    policy->require_subcommand(1);
    auto options = std::make_shared<PolicyOptions>();
    CLI::App *verb =
        policy->add_subcommand("test", Cli::tr("Judge a command or a path without running it").toStdString());
    verb->add_option("command", options->command, Cli::tr("the command, as one word").toStdString());
    verb->add_option("--root", options->root, Cli::tr("working directory of the task").toStdString());
    verb->add_option("--cwd", options->cwd, Cli::tr("folder it starts in").toStdString());
    verb->add_option("--path", options->path, Cli::tr("a path instead of a command").toStdString());
    verb->add_option("--op", options->operation, Cli::tr("what would be done with the path").toStdString())
        ->check(CLI::IsMember({"write", "read", "delete", "mkdir", "rename-from", "rename-to"}));
    verb->add_option("--sandbox", options->tier, Cli::tr("sandbox tier to assume").toStdString())
        ->check(CLI::IsMember({"bubblewrap", "landlock", "none"}));
    verb->add_flag("--no-rules", options->noRules, Cli::tr("leave your own rules aside").toStdString());
    verb->add_flag(
        "--jsonl", options->lines, Cli::tr("questions from standard input, one JSON object a line").toStdString());
    verb->callback([&context, options] { context.action = [&context, options] { return test(context, *options); }; });
    policy->add_subcommand("list", Cli::tr("Your own rules, written and remembered").toStdString())
        ->callback([&context] { context.action = [&context] { return listRules(context); }; });
    auto id = std::make_shared<std::string>();
    CLI::App *remove = policy->add_subcommand("remove", Cli::tr("Take one of your rules away").toStdString());
    remove->add_option("id", *id, Cli::tr("name of the rule, or its id").toStdString())->required();
    remove->callback([&context, id] {
        context.action = [&context, id] { return removeRule(context, QString::fromStdString(*id)); };
    });
}

} // namespace vibecoder
