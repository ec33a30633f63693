// SPDX-License-Identifier: MIT
#include "serverthread.h"

#include "access.h"
#include "base/paths.h"
#include "base/processid.h"
#include "base/secretenvironment.h"
#include "core/engine.h"
#include "server.h"

#include <QFile>
#include <QJsonDocument>
#include <QMutex>
#include <QThread>

namespace vibecoder {

using namespace Qt::StringLiterals;

class ServerThread::Thread final : public QThread
{
public:
    Thread(ServerThread *host, Settings settings, ServerOptions options, QString runningFile)
        : m_host(host)
        , m_settings(std::move(settings))
        , m_options(std::move(options))
        , m_runningFile(std::move(runningFile))
    {
    }

    void makeLink()
    {
        const QMutexLocker lock(&m_mutex);
        if (m_inside)
            QMetaObject::invokeMethod(
                m_inside,
                [this] {
                    // Others can read the browser's command line, so a file leads there; see Server::linkPage().
                    const auto page = m_server->linkPage();
                    if (page)
                        say(&ServerControl::linkReady, *page);
                    else
                        tellHost(m_server->url(), page.error().message);
                },
                Qt::QueuedConnection);
    }

protected:
    void run() override
    {
        auto engine = Engine::open(m_settings);
        if (!engine)
            return failed(engine.error());
        auto server = Server::start(**engine, m_options);
        if (!server)
            return failed(server.error());
        m_server = server->get();
        // The same small file as the command line writes, so that `server status` and `server link` find this one.
        const ProcessId self = ProcessId::self();
        const QJsonObject record{{u"url"_s, m_server->url().toString()}, {u"pid"_s, self.pid},
            {u"start_ticks"_s, self.startTicks}, {u"boot"_s, self.boot}};
        const auto written = writeFileAtomically(m_runningFile, QJsonDocument(record).toJson());
        QObject inside;
        {
            const QMutexLocker lock(&m_mutex);
            m_inside = &inside;
        }
        tellHost(m_server->url(), written ? QString() : written.error().message);
        exec();
        {
            const QMutexLocker lock(&m_mutex);
            m_inside = nullptr;
        }
        QFile::remove(m_runningFile);
        m_server = nullptr;
    }

private:
    void failed(const Error &error)
    {
        tellHost({}, error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint);
    }
    void tellHost(const QUrl &url, const QString &error)
    {
        QMetaObject::invokeMethod(
            m_host, [host = m_host, url, error] { host->tell(url, error); }, Qt::QueuedConnection);
    }
    void say(void (ServerControl::*signal)(const QUrl &), const QUrl &url)
    {
        QMetaObject::invokeMethod(
            m_host, [host = m_host, signal, url] { emit(host->*signal)(url); }, Qt::QueuedConnection);
    }

    ServerThread *m_host;
    Settings m_settings;
    ServerOptions m_options;
    QString m_runningFile;
    QMutex m_mutex;
    QObject *m_inside = nullptr;
    Server *m_server = nullptr;
};

ServerThread::ServerThread(LoadedSettings loaded, QString dataFolder, QObject *parent)
    : ServerControl(parent)
    , m_loaded(std::move(loaded))
    , m_dataFolder(std::move(dataFolder))
{
}

ServerThread::~ServerThread()
{
    if (ServerControl::instance() == this)
        ServerControl::setInstance(nullptr);
    if (m_thread) {
        m_thread->quit();
        m_thread->wait();
    }
}

QString ServerThread::tokenFile() const
{
    return m_dataFolder + u"/server.token"_s;
}

void ServerThread::start()
{
    if (m_thread && m_thread->isRunning())
        return;
    // Address and port may have been changed since this program started.
    if (const auto again = loadSettings({}, givenEnvironment(), configPath(givenEnvironment()))) {
        m_loaded.settings.host = again->settings.host;
        m_loaded.settings.port = again->settings.port;
        m_loaded.settings.tlsCertificate = again->settings.tlsCertificate;
        m_loaded.settings.tlsKey = again->settings.tlsKey;
        m_loaded.values = again->values;
    }
    const Settings &settings = m_loaded.settings;
    ServerOptions options;
    options.host = settings.host;
    options.port = settings.port;
    options.tokenFile = tokenFile();
    options.certificateFile = expandHome(settings.tlsCertificate);
    options.keyFile = expandHome(settings.tlsKey);
    options.settings = m_loaded.values;
    m_thread = std::make_unique<Thread>(this, settings, options, m_dataFolder + u"/run/server.json"_s);
    m_thread->start();
}

void ServerThread::stop()
{
    if (!m_thread)
        return;
    connect(m_thread.get(), &QThread::finished, this, [this] { tell({}, {}); });
    m_thread->quit();
}

void ServerThread::makeLink()
{
    if (m_thread)
        m_thread->makeLink();
}

Result<QString> ServerThread::token(bool rotate)
{
    VC_TRY(const QByteArray token, accessToken(tokenFile(), rotate));
    return QString::fromLatin1(token);
}

} // namespace vibecoder
