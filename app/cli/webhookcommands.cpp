// SPDX-License-Identifier: MIT
// `webhook add|list|test|remove|failures|resend`: addresses that hear of events.
#include "commands.h"

#include "exitcodes.h"
#include "output.h"
#include "text.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct AddOptions
{
    std::string url;
    std::string events;
    bool allowPrivate = false;
};

Result<QList<EventKind>> eventsOf(const std::string &words)
{
    if (words.empty())
        return usualWebhookEvents();
    QList<EventKind> events;
    const QStringList names = QString::fromStdString(words).split(u',', Qt::SkipEmptyParts);
    for (const QString &name : names) {
        if (name == u"all"_s)
            return QList<EventKind>();
        const auto kind = fromWire<EventKind>(name);
        if (!kind)
            return fail(ErrorCode::InvalidArgument, Cli::tr("There is no event %1.").arg(name.left(60)),
                Cli::tr("Accepted: %1").arg(u"all, "_s + wireNames<EventKind>().join(u", "_s)));
        if (!events.contains(*kind))
            events.append(*kind);
    }
    return events;
}

QString shownTime(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s) : QString();
}

int add(Context &context, const AddOptions &options)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto events = eventsOf(options.events);
    if (!events)
        return context.fail(events.error());
    const auto made = context.wait((*engine)->addWebhook(
        {QString::fromStdString(options.url), *events, options.allowPrivate}, context.actor()));
    if (!made)
        return context.fail(made.error());
    if (context.options.json) {
        context.outJson(toJson(*made));
        return exitcode::Ok;
    }
    context.out(Cli::tr("webhook %1\nsecret  %2").arg(made->webhook.id, made->secret) + u"\n"_s);
    context.note(Cli::tr("The secret is shown this once. The receiver checks with it that "
                         "VibeCoder-Signature is v1=HMAC-SHA256(secret, VibeCoder-Timestamp + \".\" + body)."));
    return exitcode::Ok;
}

int list(Context &context)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto webhooks = (*engine)->webhooks();
    if (!webhooks)
        return context.fail(webhooks.error());
    QJsonArray array;
    QList<QStringList> rows;
    for (const Webhook &webhook : *webhooks) {
        array.append(toJson(webhook));
        QStringList events;
        for (const EventKind kind : webhook.events)
            events.append(toWire(kind));
        rows.append({webhook.id, harmless(webhook.url, false), events.isEmpty() ? u"all"_s : events.join(u','),
            QString::number(webhook.delivered), QString::number(webhook.waiting), QString::number(webhook.dead),
            harmless(webhook.lastError, false)});
    }
    if (context.options.json)
        context.outJson(array);
    else if (!context.outIsTerminal())
        context.out(tabbed(rows));
    else if (rows.isEmpty())
        context.note(Cli::tr("no webhooks; `vibecoder webhook add URL` makes one"));
    else
        context.out(table({Cli::tr("id"), Cli::tr("address"), Cli::tr("events"), Cli::tr("delivered"),
                              Cli::tr("waiting"), Cli::tr("failed"), Cli::tr("last error")},
            rows, terminalWidth(1), context.colour()));
    return exitcode::Ok;
}

int test(Context &context, const QString &id)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto answer = context.wait((*engine)->testWebhook(id));
    if (!answer)
        return context.fail(answer.error());
    if (context.options.json)
        context.outJson(toJson(*answer));
    else if (answer->delivered)
        context.out(Cli::tr("delivered: status %1 after %2 ms").arg(answer->status).arg(answer->durationMs) + u"\n"_s);
    else
        context.note(Cli::tr("not delivered: %1").arg(harmless(answer->error, false)));
    return answer->delivered ? exitcode::Ok : exitcode::Failure;
}

int remove(Context &context, const QString &id)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    if (const auto removed = context.wait((*engine)->removeWebhook(id, context.actor())); !removed)
        return context.fail(removed.error());
    context.note(Cli::tr("removed, with what was still to be told to it"));
    return exitcode::Ok;
}

int failures(Context &context, const QString &id)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    QString full;
    if (!id.isEmpty()) {
        const auto webhook = (*engine)->webhook(id);
        if (!webhook)
            return context.fail(webhook.error());
        full = webhook->id;
    }
    constexpr int most = 1000;
    const auto dead = (*engine)->webhookFailures(full, most);
    if (!dead)
        return context.fail(dead.error());
    QJsonArray array;
    QList<QStringList> rows;
    for (const WebhookDelivery &one : *dead) {
        array.append(toJson(one));
        rows.append({one.id(), toWire(one.kind), one.taskId, QString::number(one.attempts), shownTime(one.failedAt),
            harmless(one.lastError, false)});
    }
    if (context.options.json)
        context.outJson(array);
    else if (!context.outIsTerminal())
        context.out(tabbed(rows));
    else if (rows.isEmpty())
        context.note(Cli::tr("nothing was given up"));
    else
        context.out(table({Cli::tr("delivery"), Cli::tr("event"), Cli::tr("task"), Cli::tr("tries"),
                              Cli::tr("last try"), Cli::tr("last error")},
            rows, terminalWidth(1), context.colour()));
    return exitcode::Ok;
}

// Ids of webhooks (all that was given up) and of deliveries (WEBHOOK-NUMBER), mixed.
int resend(Context &context, const std::vector<std::string> &ids)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    int count = 0;
    for (const std::string &text : ids) {
        const QString id = QString::fromStdString(text);
        QList<qint64> events;
        if (id.contains(u'-')) {
            bool number = false;
            events.append(id.section(u'-', -1).toLongLong(&number));
            if (!number)
                return context.fail({ErrorCode::InvalidArgument, Cli::tr("%1 is no delivery.").arg(id.left(60)),
                    Cli::tr("`vibecoder webhook failures` lists them."), {}});
        }
        const auto sent =
            context.wait((*engine)->resendFailures(id.section(u'-', 0, 0), events, context.actor()));
        if (!sent)
            return context.fail(sent.error());
        count += *sent;
    }
    if (context.options.json)
        context.outJson(QJsonObject{{u"resent"_s, count}});
    else
        context.note(Cli::tr("%1 will be sent again by the process that works the queue or serves").arg(count));
    return exitcode::Ok;
}

} // namespace

void addWebhookCommands(CLI::App &app, Context &context)
{
    CLI::App *webhook = app.add_subcommand("webhook", Cli::tr("Addresses that hear of events").toStdString());
    webhook->require_subcommand(1);
    auto options = std::make_shared<AddOptions>();
    CLI::App *verb = webhook->add_subcommand("add", Cli::tr("Tell an address from now on; shows its secret once").toStdString());
    verb->add_option("url", options->url, Cli::tr("https address that takes POST").toStdString())->required();
    verb->add_option("--events", options->events, Cli::tr("events, separated by commas, or all").toStdString());
    verb->add_flag("--allow-private", options->allowPrivate,
        Cli::tr("it may reach this machine and private networks, and by plain http").toStdString());
    verb->callback([&context, options] { context.action = [&context, options] { return add(context, *options); }; });
    webhook->add_subcommand("list", Cli::tr("What is told, and what waits").toStdString())->callback([&context] {
        context.action = [&context] { return list(context); };
    });
    auto id = std::make_shared<std::string>();
    const auto withId = [&](const char *name, const QString &about, bool required, int (*run)(Context &, const QString &)) {
        CLI::App *one = webhook->add_subcommand(name, about.toStdString());
        one->add_option("id", *id, Cli::tr("id of the webhook").toStdString())->required(required);
        one->callback([&context, id, run] {
            context.action = [&context, id, run] { return run(context, QString::fromStdString(*id)); };
        });
    };
    withId("test", Cli::tr("Send a test now"), true, test);
    withId("remove", Cli::tr("Tell it nothing more"), true, remove);
    withId("failures", Cli::tr("Deliveries that were given up"), false, failures);
    auto ids = std::make_shared<std::vector<std::string>>();
    CLI::App *again = webhook->add_subcommand("resend", Cli::tr("Send again what was given up").toStdString());
    again->add_option("id", *ids, Cli::tr("deliveries, or webhooks for all of theirs").toStdString())->required();
    again->callback([&context, ids] { context.action = [&context, ids] { return resend(context, *ids); }; });
}

} // namespace vibecoder
