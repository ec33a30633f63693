// SPDX-License-Identifier: MIT
#include "server.h"

#include "access.h"
#include "apiserver.h"
#include "base/clock.h"
#include "base/logging.h"
#include "callerslanguage.h"
#include "eventsocket.h"
#include "foldertrace.h"
#include "httpguard.h"
#include "linkpages.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QHostAddress>
#include <QHostInfo>
#include <QSslCertificate>
#include <QSslKey>

static void registerDashboard()
{
    Q_INIT_RESOURCE(dashboard);
}

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Server", text);
}

#if QT_CONFIG(ssl)
// The end of the public key stands in the private one, too (RFC 8017 A.1.2, RFC 5915). Otherwise only the first
// handshake would fail, long after the start.
bool belongTogether(const QSslCertificate &certificate, const QSslKey &key)
{
    const QByteArray part = certificate.publicKey().toDer().right(37).left(32);
    return !part.isEmpty() && key.toDer().contains(part);
}

Result<QSslConfiguration> tlsFrom(const ServerOptions &options)
{
    if (options.keyFile.isEmpty() || options.certificateFile.isEmpty())
        return fail(ErrorCode::InvalidArgument, tr("A certificate needs its key, and a key its certificate."),
            tr("Set both tls_certificate and tls_key in the configuration file."));
    QFile certificate(options.certificateFile), key(options.keyFile);
    if (!certificate.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, tr("The certificate %1 cannot be read.").arg(options.certificateFile),
            certificate.errorString());
    if (!key.open(QIODevice::ReadOnly))
        return fail(
            ErrorCode::InvalidArgument, tr("The key %1 cannot be read.").arg(options.keyFile), key.errorString());
    const QList<QSslCertificate> chain = QSslCertificate::fromDevice(&certificate, QSsl::Pem);
    const QByteArray keyBytes = key.readAll();
    QSslKey privateKey(keyBytes, QSsl::Rsa, QSsl::Pem);
    if (privateKey.isNull())
        privateKey = QSslKey(keyBytes, QSsl::Ec, QSsl::Pem);
    if (chain.isEmpty() || privateKey.isNull())
        return fail(ErrorCode::InvalidArgument,
            tr("%1 and %2 are no certificate and key in PEM form.").arg(options.certificateFile, options.keyFile),
            tr("Check both files, or listen on 127.0.0.1 without them."));
    if (!belongTogether(chain.constFirst(), privateKey))
        return fail(ErrorCode::InvalidArgument,
            tr("%1 and %2 do not belong together.").arg(options.certificateFile, options.keyFile),
            tr("Check both files, or listen on 127.0.0.1 without them."));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(privateKey);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    return configuration;
}
#endif

// Names under which the server may be asked for. Off loopback only what the user's configuration says.
QByteArrayList hostsFor(const QString &host, quint16 port, bool tls)
{
    const QByteArray end = ':' + QByteArray::number(port);
    QByteArrayList hosts{"127.0.0.1" + end, "localhost" + end, "[::1]" + end};
    const QHostAddress address(host);
    const bool six = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QByteArray own = address.isNull() ? host.toLower().toLatin1()
                           : six            ? '[' + address.toString().toLatin1() + ']'
                                            : address.toString().toLatin1();
    if (!hosts.contains(own + end))
        hosts.append(own + end);
    // Clients leave the usual port out.
    if (port == (tls ? 443 : 80)) {
        for (qsizetype i = hosts.size() - 1; i >= 0; --i)
            hosts.append(hosts.at(i).chopped(end.size()));
    }
    return hosts;
}

#if QT_CONFIG(ssl)
// A certificate says under which names the user wants this server to be known.
QByteArrayList hostsOf(const QSslConfiguration &tls, quint16 port)
{
    QByteArrayList hosts;
    const auto names = tls.localCertificate().subjectAlternativeNames();
    for (auto it = names.begin(); it != names.end(); ++it) {
        if (it.value().contains(u'*'))
            continue;
        const bool six = it.key() == QSsl::IpAddressEntry && it.value().contains(u':');
        const QByteArray name = it.value().toLower().toLatin1();
        hosts.append((six ? '[' + name + ']' : name) + ':' + QByteArray::number(port));
        if (port == 443)
            hosts.append(name);
    }
    return hosts;
}
#endif

} // namespace

class Server::Private
{
public:
    Private(Engine &engine, QByteArray token, const QString &store, bool tls)
        : access(std::move(token), clock, QFileInfo(store).canonicalFilePath().toUtf8())
        , context(engine, access, files, tls)
        , guard(new HttpGuard({},
              {[this](const RequestHead &head) { return access.callerOf(head) != Caller::Nobody; },
                  [this](const RequestHead &head, const char **why) { return judgeUpgrade(head, why); }},
              &context))
        , hub(context)
    {
    }

    // Before any byte of a handshake is written: path, key, method, version, origin, credential.
    int judgeUpgrade(const RequestHead &head, const char **why)
    {
        const auto refuse = [why](int status, const char *text) {
            *why = text;
            return status;
        };
        if ((head.path() != "/ws" && head.path() != "/ws/") || head.header("upgrade").toLower() != "websocket" ||
            QByteArray::fromBase64(head.header("sec-websocket-key")).size() != 16)
            return refuse(400, "only /ws can be upgraded, with a key");
        if (head.method != "GET")
            return refuse(405, "an upgrade is a GET");
        if (head.header("sec-websocket-version") != "13")
            return refuse(426, "only version 13 is spoken here");
        if (!Access::isSameOrigin(head, context.tls))
            return refuse(403, "requests from other sites are refused");
        const qsizetype at = head.target.indexOf("?ticket=");
        if (at >= 0 && head.header("authorization").isNull())
            return access.useTicket(head.target.mid(at + 8), Access::Ticket::Socket)
                       ? 0
                       : refuse(401, "this ticket was used already, or is too old");
        if (access.callerOf(head) != Caller::Nobody)
            return 0;
        if (!head.header("authorization").isNull())
            (void)access.noteFailure();
        return refuse(401, "a credential is required");
    }

    SystemClock clock;
    Access access;
    StaticFiles files;
    ApiContext context;
    HttpGuard *guard; ///< owned by the server once bound
    EventHub hub;
    /// The token was changed: whoever came in by the old one is shown the door.
    void readTokenAgain()
    {
        if (!QFileInfo::exists(tokenFile))
            return; // taken away, not changed
        const Result<QByteArray> token = accessToken(tokenFile, false);
        if (token && access.setToken(*token)) {
            hub.closeAll();
            logInfo("server", u"the token was changed; earlier credentials have ended"_s);
        }
        if (!tokenWatch.files().contains(tokenFile))
            tokenWatch.addPath(tokenFile);
    }

    std::unique_ptr<ApiServer> api;
    std::unique_ptr<FolderTrace> pageTrace;
    std::optional<LinkPages> linkPages;
    QString tokenFile;
    QFileSystemWatcher tokenWatch;
    QString host;
};

Server::Server() = default;

Server::~Server()
{
    d->hub.closeAll();
}

Result<std::unique_ptr<Server>> Server::start(Engine &engine, const ServerOptions &options)
{
    const bool tls = !options.certificateFile.isEmpty() || !options.keyFile.isEmpty();
    QHostAddress address(options.host == u"localhost"_s ? u"127.0.0.1"_s : options.host);
    if (address.isNull())
        return fail(ErrorCode::InvalidArgument, tr("%1 is no IP address.").arg(options.host),
            tr("Give the address to listen on, for example 127.0.0.1."));
    if (!address.isLoopback() && !tls)
        return fail(ErrorCode::InvalidArgument,
            tr("Listening on %1 needs a TLS certificate and key.").arg(options.host),
            tr("Set tls_certificate and tls_key in the configuration file, or listen on 127.0.0.1."));
    VC_TRY(const QByteArray token, accessToken(options.tokenFile, false));

    // Whoever waits for an answer waits no longer than this for another process that keeps the store.
    constexpr int patienceMs = 10000;
    engine.setPatience(patienceMs);
    std::unique_ptr<Server> server(new Server);
    server->d = std::make_unique<Private>(engine, token, options.tokenFile, tls);
    Private &d = *server->d;
    d.host = options.host;
    d.access.keepEndedIn(QFileInfo(options.tokenFile).path() + u"/ended-sessions"_s);
    d.context.settings = options.settings;
    registerDashboard();
    CallersLanguage::install();
    const QString page = options.dashboardFolder;
    VC_CHECK(d.files.load(page.isEmpty() ? u":/dashboard"_s : page));
    if (!page.isEmpty())
        d.pageTrace = std::make_unique<FolderTrace>(page, [own = &d, page] {
            if (own->files.load(page))
                own->hub.tellAll(u"reload"_s);
        });
    d.tokenFile = options.tokenFile;
    d.linkPages.emplace(d.access, QFileInfo(options.tokenFile).path() + u"/run"_s);
    d.tokenWatch.addPath(options.tokenFile);
    QObject::connect(
        &d.tokenWatch, &QFileSystemWatcher::fileChanged, &d.context, [own = &d] { own->readTokenAgain(); });
#if QT_CONFIG(ssl)
    QSslConfiguration configuration;
    if (tls) {
        VC_TRY(configuration, tlsFrom(options));
        d.guard->setTls(configuration);
    }
#endif
    d.api = std::make_unique<ApiServer>(d.context, *d.guard, tls);
    if (!d.guard->listen(address, quint16(options.port)))
        return fail(ErrorCode::Unavailable,
            tr("Port %1 on %2 cannot be used: %3").arg(options.port).arg(options.host, d.guard->errorString()),
            tr("Is another server running? `--port N` takes another port, 0 any free one."));
    QByteArrayList hosts = hostsFor(options.host, d.guard->serverPort(), tls);
#if QT_CONFIG(ssl)
    hosts += hostsOf(configuration, d.guard->serverPort());
#endif
    d.guard->setHosts(hosts);
    if (!bindServer(*d.api, d.guard))
        return fail(ErrorCode::Internal, u"the server could not be bound"_s);
    Private *own = &d;
    QObject::connect(d.api.get(), &ApiServer::newWebSocketConnection, &d.hub, [own] {
        while (own->api->hasPendingWebSocketConnections()) {
            std::unique_ptr<QWebSocket> client = own->api->nextPendingWebSocketConnection();
            own->guard->watchFrames(*client);
            own->hub.add(std::move(client));
        }
    });
    return server;
}

QUrl Server::url() const
{
    QUrl url;
    url.setScheme(d->context.tls ? u"https"_s : u"http"_s);
    url.setHost(d->host);
    url.setPort(d->guard->serverPort());
    url.setPath(u"/"_s);
    return url;
}

QUrl Server::link()
{
    QUrl url = this->url();
    url.setFragment(u"ticket="_s + QString::fromLatin1(d->access.newTicket(Access::Ticket::Page)));
    return url;
}

Result<QUrl> Server::linkPage()
{
    const QByteArray ticket = d->access.newTicket(Access::Ticket::Page);
    QUrl url = this->url();
    url.setFragment(u"ticket="_s + QString::fromLatin1(ticket));
    VC_TRY(const QString file, d->linkPages->write(url, ticket));
    return QUrl::fromLocalFile(file);
}

} // namespace vibecoder
