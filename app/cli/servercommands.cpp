// SPDX-License-Identifier: MIT
// `server start|status|link|token`: the HTTP face from the command line. What is running and where lies in a small file
// beside the store, so that the other verbs find it without being told.
#include "commands.h"

#include "access.h"
#include "base/paths.h"
#include "base/processid.h"
#include "exitcodes.h"
#include "output.h"
#include "server.h"
#include "stopsignals.h"
#include "text.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QProcess>
#if QT_CONFIG(ssl)
#include <QSslCertificate>
#include <QSslConfiguration>
#endif
#include <QTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct StartOptions
{
    int port = -1;
    std::string host;
    bool reload = false, noWorker = false, open = false;
};

QString tokenFile(const Engine &engine)
{
    return engine.dataFolder() + u"/server.token"_s;
}

QString runningFile(const Engine &engine)
{
    return engine.dataFolder() + u"/run/server.json"_s;
}

struct Running
{
    QUrl url;
    ProcessId process;
};

std::optional<Running> runningServer(const Engine &engine)
{
    const auto bytes = readWholeFile(runningFile(engine), 4096);
    if (!bytes)
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(*bytes).object();
    const Running running{QUrl(json.value(u"url"_s).toString()),
        {json.value(u"pid"_s).toInteger(), json.value(u"start_ticks"_s).toInteger(), json.value(u"boot"_s).toString()}};
    return isAlive(running.process) ? std::optional<Running>(running) : std::nullopt;
}

int start(Context &context, const StartOptions &options)
{
    const auto opened = context.engine();
    if (!opened)
        return context.fail(opened.error());
    Engine &engine = **opened;
    const Settings &settings = engine.settings();
    ServerOptions server;
    server.host = options.host.empty() ? settings.host : QString::fromStdString(options.host);
    server.port = options.port < 0 ? settings.port : options.port;
    server.tokenFile = tokenFile(engine);
    server.certificateFile = expandHome(settings.tlsCertificate);
    server.keyFile = expandHome(settings.tlsKey);
    if (const auto loaded = context.settings())
        server.settings = (*loaded)->values;
    if (options.reload)
        server.dashboardFolder = resourcePath(u"dashboard/dist"_s);
    const auto started = Server::start(engine, server);
    if (!started)
        return context.fail(started.error());
    const ProcessId self = ProcessId::self();
    const QJsonObject record{{u"url"_s, (*started)->url().toString()}, {u"pid"_s, self.pid},
        {u"start_ticks"_s, self.startTicks}, {u"boot"_s, self.boot}};
    // The record is the first one's: `server status` and `server link` speak of it as long as it lives.
    const auto first = runningServer(engine);
    if (first)
        context.note(Cli::tr("another server already runs on this store: %1").arg(first->url.toString()));
    else if (const auto written = writeFileAtomically(runningFile(engine), QJsonDocument(record).toJson()); !written)
        return context.fail(written.error());

    const QString link = (*started)->link().toString(QUrl::FullyEncoded);
    if (context.options.json)
        context.outJson(
            QJsonObject{{u"schema_version"_s, 1}, {u"url"_s, (*started)->url().toString()}, {u"link"_s, link}});
    else
        context.out(
            Cli::tr("The dashboard, once and within a minute:\n  %1\nServing until Ctrl+C.").arg(link) + u"\n"_s);
    if (options.open) {
        const auto page = (*started)->linkPage();
        if (!page || !QProcess::startDetached(u"xdg-open"_s, {page->toString(QUrl::FullyEncoded)}))
            context.note(Cli::tr("no browser could be started; open the link yourself"));
    }

    QEventLoop loop;
    int left = options.noWorker ? 0 : 1;
    bool stopping = false;
    const StopSignals signalled([&] {
        stopping = true;
        engine.stopWorkers();
        if (left == 0)
            loop.quit();
    });
    if (!signalled.isWatching())
        return context.fail({ErrorCode::Io, Cli::tr("no descriptor left"), {}, {}});
    engine.startDelivery();
    if (!options.noWorker) {
        WorkerOptions work;
        work.workers = settings.workers;
        engine.startWorkers(work, [&](const DrainResult &) {
            left = 0;
            if (stopping)
                loop.quit();
        });
    }
    loop.exec();
    if (!first)
        QFile::remove(runningFile(engine));
    return exitcode::Interrupted;
}

// One request to the running server with our own token.
Result<QJsonObject> callServer(
    Engine &engine, const Running &running, const QByteArray &method, const QString &path, const QString &query = {})
{
    VC_TRY(const QByteArray token, accessToken(tokenFile(engine), false));
    QNetworkAccessManager network;
    network.setProxy(QNetworkProxy::NoProxy);
    QUrl url = running.url;
    url.setPath(path);
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + token);
    constexpr int limitMs = 5000;
    request.setTransferTimeout(limitMs);
    const std::unique_ptr<QNetworkReply> reply(network.sendCustomRequest(request, method));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
#if QT_CONFIG(ssl)
    // A certificate that nobody signed is right when it is the one of our own settings.
    const auto own = QSslCertificate::fromPath(expandHome(engine.settings().tlsCertificate));
    QObject::connect(reply.get(), &QNetworkReply::sslErrors, reply.get(), [&reply, own] {
        if (!own.isEmpty() && reply->sslConfiguration().peerCertificate() == own.constFirst())
            reply->ignoreSslErrors();
    });
#endif
    loop.exec();
    const QJsonObject json = QJsonDocument::fromJson(reply->readAll()).object();
    if (reply->error() != QNetworkReply::NoError)
        return fail(ErrorCode::Unavailable, Cli::tr("The server at %1 does not answer.").arg(running.url.toString()),
            {}, reply->errorString());
    return json;
}

Result<Running> neededServer(Engine &engine)
{
    const std::optional<Running> running = runningServer(engine);
    if (!running)
        return fail(ErrorCode::NotFound, Cli::tr("No server is running on this store."),
            Cli::tr("`vibecoder server start` starts one."));
    return *running;
}

int status(Context &context)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const Result<Running> running = neededServer(**engine);
    if (!running)
        return context.fail(running.error());
    const auto answer = callServer(**engine, *running, "GET", u"/api/status"_s);
    if (!answer)
        return context.fail(answer.error());
    if (context.options.json) {
        QJsonObject json = *answer;
        json.insert(u"url"_s, running->url.toString());
        json.insert(u"pid"_s, running->process.pid);
        context.outJson(json);
    } else {
        context.out(
            Cli::tr("running at %1, process %2").arg(running->url.toString()).arg(running->process.pid) + u"\n"_s);
    }
    return exitcode::Ok;
}

int link(Context &context)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const Result<Running> running = neededServer(**engine);
    if (!running)
        return context.fail(running.error());
    const auto answer = callServer(**engine, *running, "POST", u"/api/session/ticket"_s, u"page=true"_s);
    if (!answer)
        return context.fail(answer.error());
    QUrl url = running->url;
    url.setFragment(u"ticket="_s + answer->value(u"ticket"_s).toString());
    context.out(url.toString(QUrl::FullyEncoded) + u"\n"_s);
    return exitcode::Ok;
}

int token(Context &context, bool rotate)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto value = accessToken(tokenFile(**engine), rotate);
    if (!value)
        return context.fail(value.error());
    context.out(QString::fromLatin1(*value) + u"\n"_s);
    return exitcode::Ok;
}

} // namespace

void addServerCommands(CLI::App &app, Context &context)
{
    CLI::App *server = app.add_subcommand("server", Cli::tr("REST API, live events and dashboard").toStdString());
    server->require_subcommand(1);
    auto options = std::make_shared<StartOptions>();
    CLI::App *startVerb =
        server->add_subcommand("start", Cli::tr("Serve in the foreground and work the queue").toStdString());
    startVerb->add_option("--port", options->port, Cli::tr("port; 0 takes any free one").toStdString())
        ->check(CLI::Range(0, 65535));
    startVerb->add_option("--host", options->host, Cli::tr("address to listen on").toStdString());
    startVerb->add_flag(
        "--reload", options->reload, Cli::tr("serve the page from the disk, for people who work on it").toStdString());
    startVerb->add_flag("--no-worker", options->noWorker, Cli::tr("do not work the queue").toStdString());
    startVerb->add_flag("--open", options->open, Cli::tr("open the page in a browser").toStdString());
    startVerb->callback(
        [&context, options] { context.action = [&context, options] { return start(context, *options); }; });
    server->add_subcommand("status", Cli::tr("Whether a server is running, and where").toStdString())
        ->callback([&context] { context.action = [&context] { return status(context); }; });
    server->add_subcommand("link", Cli::tr("A new link to the page of the running server").toStdString())
        ->callback([&context] { context.action = [&context] { return link(context); }; });
    auto rotate = std::make_shared<bool>(false);
    CLI::App *tokenVerb =
        server->add_subcommand("token", Cli::tr("The token for scripts, on the last line").toStdString());
    tokenVerb->add_flag("--rotate", *rotate, Cli::tr("make a new one; all sessions end").toStdString());
    tokenVerb->callback(
        [&context, rotate] { context.action = [&context, rotate] { return token(context, *rotate); }; });
}

} // namespace vibecoder
