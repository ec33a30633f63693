// SPDX-License-Identifier: MIT
#include "commands.h"
#include "consent.h"

#include "approvalcard.h"
#include "cardrest.h"
#include "exitcodes.h"
#include "output.h"
#include "rowanswers.h"
#include "text.h"
#include "wire/modelcodec.h"
#include "wire/ruletext.h"
#include "workloop.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

int list(Context &context, bool all)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto approvals =
        (*engine)->approvals(all ? std::nullopt : std::optional<ApprovalState>(ApprovalState::Pending));
    if (!approvals)
        return context.fail(approvals.error());
    if (context.options.json) {
        QJsonArray array;
        for (const Approval &approval : *approvals)
            array.append(toJson(approval));
        context.outJson(array);
        return exitcode::Ok;
    }
    QList<QStringList> rows;
    for (const Approval &approval : *approvals)
        rows.append({approval.id, toWire(approval.state), approval.taskId, toWire(approval.kind),
            toWire(approval.severity), approvalAction(approval)});
    if (!context.outIsTerminal())
        context.out(tabbed(rows));
    else if (rows.isEmpty())
        context.note(Cli::tr("nothing waits for a person"));
    else
        context.out(
            table({Cli::tr("id"), Cli::tr("state"), Cli::tr("task"), Cli::tr("kind"), Cli::tr("risk"), Cli::tr("what")},
                rows, terminalWidth(1), context.colour()));
    return exitcode::Ok;
}

int show(Context &context, const QString &id, bool full)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto approval = (*engine)->approval(id);
    if (!approval)
        return context.fail(approval.error());
    const auto facts = (*engine)->approvalFacts(*approval);
    if (!facts)
        return context.fail(facts.error());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (context.options.json)
        context.outJson(approvalCardJson(*approval, *facts, now));
    else
        context.out(approvalCard(*approval, *facts, now, context.colour(), full) + u"\n"_s);
    return exitcode::Ok;
}

// What would be stored, in words, before anybody says yes.
QString previewText(const RulePreview &preview)
{
    QStringList words;
    for (const QStringList &word : preview.rule.words)
        words.append(harmless(word.value(0), false));
    return Cli::tr("Remembered as rule: %1").arg(u'[' + words.join(u"] ["_s) + u']') + u"\n"_s +
           Cli::tr("    only in %1, until %2")
               .arg(harmless(preview.rule.directory, false),
                   preview.rule.taskId.isEmpty() ? preview.rule.expiresAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)
                                                 : Cli::tr("the task ends")) +
           u"\n"_s + u"    "_s + rememberText(meaningOf(preview.rule.tier, preview.rule.reason)) + u"\n"_s +
           Cli::tr("    would have matched %1 of the last %2 commands there").arg(preview.matched).arg(preview.outOf);
}

struct Answer
{
    bool approve = false, yes = false;
    QString hash, message;
    RememberFor remember = RememberFor::No;
    RowAnswers rows{};
};

int decide(Context &context, const QString &id, const Answer &answer)
{
    const auto &[approve, yes, hash, message, remember, rows] = answer;
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto approval = (*engine)->approval(id);
    if (!approval)
        return context.fail(approval.error());
    ApprovalDecision decision{approve, approval->contentHash, message, context.actor(), remember};
    if (!rows.isEmpty()) {
        const auto facts = (*engine)->approvalFacts(*approval);
        const auto json = facts ? jsonOf(rows, facts->border, facts->conflicts) : Result<QJsonObject>(passError(facts));
        if (!json)
            return context.fail(json.error());
        decision.answers = *json;
    }
    QString preview;
    if (approve && remember != RememberFor::No) {
        const auto rule = (*engine)->rememberPreview(approval->id, remember);
        if (!rule)
            return context.fail(rule.error());
        preview = previewText(*rule);
    }
    if (approve && !yes) {
        if (!context.canAsk())
            return context.fail({ErrorCode::InvalidArgument, Cli::tr("Accepting needs a person at the terminal."),
                Cli::tr("In a script say what was shown: --yes --hash %1").arg(approval->contentHash.left(12)), {}});
        const auto facts = (*engine)->approvalFacts(*approval);
        if (!facts)
            return context.fail(facts.error());
        const std::optional<QString> card = cardToAgreeTo(context, *approval, *facts);
        if (!card) {
            context.note(Cli::tr("left open"));
            return exitcode::Pending;
        }
        QString what = *card;
        if (!preview.isEmpty())
            what += u'\n' + preview;
        if (askConsent(context, {what, Cli::tr("Accept?"), approval->severity}) != Consent::Yes) {
            context.note(Cli::tr("left open"));
            return exitcode::Pending;
        }
    } else if (approve) {
        if (hash.size() < 8)
            return context.fail({ErrorCode::InvalidArgument,
                Cli::tr("--yes needs --hash with at least 8 characters of the hash that was shown."),
                Cli::tr("`vibecoder approve show %1` shows it.").arg(approval->id), {}});
        if (!approval->contentHash.startsWith(hash))
            return context.fail({ErrorCode::Conflict,
                Cli::tr("The hash is not that of this approval: what was shown is not what is asked now."),
                Cli::tr("`vibecoder approve show %1` shows what is asked.").arg(approval->id), {}});
    }
    if (yes && !preview.isEmpty())
        context.note(preview);
    const auto decided = context.wait((*engine)->decide(approval->id, decision));
    if (!decided)
        return context.fail(decided.error());
    if (context.options.json)
        context.outJson(toJson(*decided));
    else
        context.note(approve ? Cli::tr("accepted") : Cli::tr("denied"));
    return exitcode::Ok;
}

void addDeny(CLI::App &parent, Context &context)
{
    auto id = std::make_shared<std::string>();
    auto message = std::make_shared<std::string>();
    CLI::App *deny = parent.add_subcommand("deny", Cli::tr("Deny one approval").toStdString());
    deny->add_option("id", *id, Cli::tr("approval id or unique prefix").toStdString())->required();
    deny->add_option("--message", *message, Cli::tr("what the model is told").toStdString());
    auto rows = std::make_shared<RowAnswers>();
    addBorderOptions(*deny, *rows);
    addConflictOptions(*deny, *rows);
    deny->callback([&context, id, message, rows] {
        context.action = [&context, id, message, rows] {
            return decide(
                context, QString::fromStdString(*id), {false, true, {}, QString::fromStdString(*message), {}, *rows});
        };
    });
}

} // namespace

void addApprovalCommands(CLI::App &app, Context &context)
{
    CLI::App *approve = app.add_subcommand("approve", Cli::tr("What waits for a person").toStdString());
    approve->require_subcommand(1);
    auto all = std::make_shared<bool>(false);
    CLI::App *listVerb = approve->add_subcommand("list", Cli::tr("Open approvals").toStdString());
    listVerb->add_flag("--all", *all, Cli::tr("decided ones too").toStdString());
    listVerb->callback([&context, all] { context.action = [&context, all] { return list(context, *all); }; });

    auto id = std::make_shared<std::string>();
    CLI::App *showVerb = approve->add_subcommand("show", Cli::tr("One approval in full").toStdString());
    showVerb->add_option("id", *id, Cli::tr("approval id or unique prefix").toStdString())->required();
    auto full = std::make_shared<bool>(false);
    showVerb->add_flag("--full,--all", *full, Cli::tr("every line of a long question").toStdString());
    showVerb->callback([&context, id, full] {
        context.action = [&context, id, full] { return show(context, QString::fromStdString(*id), *full); };
    });

    auto yes = std::make_shared<bool>(false);
    auto hash = std::make_shared<std::string>();
    CLI::App *accept = approve->add_subcommand("accept", Cli::tr("Accept one approval after showing it").toStdString());
    accept->add_option("id", *id, Cli::tr("approval id or unique prefix").toStdString())->required();
    accept->add_flag("--yes", *yes, Cli::tr("do not ask; needs --hash").toStdString());
    accept->add_option("--hash", *hash, Cli::tr("beginning of the hash that was shown").toStdString());
    auto remember = std::make_shared<std::string>();
    accept
        ->add_option("--remember", *remember,
            Cli::tr("also allow exactly this command in this folder: task, 1d or 30d").toStdString())
        ->check(CLI::IsMember({"task", "1d", "30d"}));
    auto rows = std::make_shared<RowAnswers>();
    addBorderOptions(*accept, *rows);
    addConflictOptions(*accept, *rows);
    accept->callback([&context, id, yes, hash, remember, rows] {
        context.action = [&context, id, yes, hash, remember, rows] {
            return decide(context, QString::fromStdString(*id),
                {true, *yes, QString::fromStdString(*hash), {},
                    fromWire<RememberFor>(QString::fromStdString(*remember)).value_or(RememberFor::No), *rows});
        };
    });
    addDeny(*approve, context);
    addDeny(app, context);
}

} // namespace vibecoder
