// SPDX-License-Identifier: MIT
#include "context.h"

#include "base/logging.h"
#include "base/secretenvironment.h"
#include "exitcodes.h"
#include "output.h"
#include "text.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const char *codeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid_argument";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Ambiguous:
        return "ambiguous";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::Denied:
        return "denied";
    case ErrorCode::Unauthorized:
        return "unauthorized";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Parked:
        return "pending";
    case ErrorCode::Shutdown:
        return "shutdown";
    case ErrorCode::Lost:
        return "lost";
    case ErrorCode::Timeout:
        return "timeout";
    case ErrorCode::Expired:
        return "expired";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Network:
        return "network";
    case ErrorCode::Storage:
        return "storage";
    case ErrorCode::Protocol:
        return "protocol";
    case ErrorCode::Unavailable:
        return "unavailable";
    case ErrorCode::Internal:
        break;
    }
    return "internal";
}

void writeTo(FILE *stream, const QString &text)
{
    const QByteArray bytes = redact(text).toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

} // namespace

Result<LoadedSettings *> Context::settings()
{
    if (!m_settings) {
        QProcessEnvironment environment = givenEnvironment();
        if (!options.configFile.isEmpty())
            environment.insert(u"VIBECODER_CONFIG"_s, options.configFile);
        QMap<QString, QString> flags;
        if (!options.database.isEmpty())
            flags.insert(u"database_url"_s, options.database);
        if (options.verbose)
            flags.insert(u"log_level"_s, u"DEBUG"_s);
        m_configFile = configPath(environment);
        VC_TRY(LoadedSettings loaded, loadSettings(flags, environment, m_configFile));
        m_settings = std::make_unique<LoadedSettings>(std::move(loaded));
    }
    return m_settings.get();
}

QString Context::configFile() const
{
    return m_configFile;
}

Result<Engine *> Context::engine()
{
    if (!m_engine) {
        VC_TRY(const LoadedSettings *loaded, settings());
        VC_TRY(m_engine, Engine::open(loaded->settings));
        m_engine->setPatience(patienceMs());
    }
    return m_engine.get();
}

void Context::noteWhoHoldsUp()
{
    if (m_heldUpTold || !m_engine)
        return;
    const QString who = m_engine->heldUpBy();
    if (who.isEmpty())
        return;
    m_heldUpTold = true;
    note(Cli::tr("waiting: the task database is held by %1").arg(who));
}

bool Context::waitUntil(const std::function<bool()> &done, int limitMs)
{
    constexpr int quickTries = 100;
    constexpr qint64 lookMs = 500;
    QElapsedTimer waited, looked;
    waited.start();
    looked.start();
    for (int tries = 0; !done(); ++tries) {
        if (waited.hasExpired(limitMs))
            return false;
        if (looked.hasExpired(lookMs)) {
            looked.restart();
            noteWhoHoldsUp();
        }
        QThread::usleep(tries < quickTries ? 100 : 2000);
    }
    return true;
}

void Context::out(const QString &text)
{
    writeTo(stdout, text);
}

void Context::outJson(const QJsonValue &value)
{
    const QJsonValue clean = redactJson(value);
    const QJsonDocument document = clean.isArray() ? QJsonDocument(clean.toArray()) : QJsonDocument(clean.toObject());
    writeTo(stdout, QString::fromUtf8(document.toJson(QJsonDocument::Compact)) + u"\n"_s);
}

void Context::note(const QString &text)
{
    if (!options.quiet)
        writeTo(stderr, text + u"\n"_s);
}

int Context::fail(const Error &error)
{
    if (options.json) {
        const QJsonObject body{{u"code"_s, QLatin1StringView(codeName(error.code))}, {u"message"_s, error.message},
            {u"hint"_s, error.hint}};
        writeTo(stderr,
            QString::fromUtf8(QJsonDocument(QJsonObject{{u"error"_s, body}}).toJson(QJsonDocument::Compact)) + u"\n"_s);
    } else {
        writeTo(stderr, Cli::tr("error: %1").arg(harmless(error.message)) + u"\n"_s);
        if (!error.hint.isEmpty())
            writeTo(stderr, Cli::tr("hint: %1").arg(harmless(error.hint)) + u"\n"_s);
    }
    return exitcode::forError(error);
}

bool Context::colour() const
{
    if (options.noColour || options.colour == "never")
        return false;
    if (options.colour == "always")
        return true;
    const QString forced = qEnvironmentVariable("CLICOLOR_FORCE");
    if (!forced.isEmpty() && forced != u"0"_s)
        return true;
    return qEnvironmentVariable("NO_COLOR").isEmpty() && qEnvironmentVariable("TERM") != u"dumb"_s && outIsTerminal();
}

bool Context::outIsTerminal() const
{
    return isTerminal(STDOUT_FILENO);
}

bool Context::canAsk() const
{
    return !options.noInput && !options.json && isTerminal(STDIN_FILENO) && isTerminal(STDERR_FILENO);
}

QString Context::ask(const QString &question, const QString &preset)
{
    const QString answer =
        readLine(preset.isEmpty() ? question + u" "_s : u"%1 [%2] "_s.arg(question, preset)).value_or(QString());
    return answer.isEmpty() ? preset : answer;
}

void Context::show(const QString &text)
{
    writeTo(stderr, text + u"\n"_s);
}

// Straight from the descriptor: a line that a buffer holds back could not be thrown away before a question.
std::optional<QString> Context::readLine(const QString &prompt)
{
    writeTo(stderr, prompt);
    QByteArray line;
    char byte = 0;
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return {};
        if (byte == '\n')
            return QString::fromLocal8Bit(line).trimmed();
        if (line.size() < 4096)
            line += byte;
    }
}

QString Context::actor() const
{
    return u"cli:"_s + qEnvironmentVariable("USER", QString::number(::getuid()));
}

} // namespace vibecoder
