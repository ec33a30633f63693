// SPDX-License-Identifier: MIT
#include "base/logging.h"

#include "base/secrets/secretscanner.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMutex>

#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

namespace {

// What is looked for at this moment. A scanner never changes, so redacting holds no lock.
struct Known
{
    QMutex mutex;
    std::shared_ptr<const SecretScanner> scanner = std::make_shared<const SecretScanner>();

    static Known &instance()
    {
        static Known known;
        return known;
    }

    std::shared_ptr<const SecretScanner> now()
    {
        const QMutexLocker lock(&mutex);
        return scanner;
    }
};

struct Sink
{
    QMutex mutex;
    LogSettings settings{.folder = {}, .level = LogLevel::Warning, .echoToStderr = false};
    int fd = -1;

    static Sink &instance()
    {
        static Sink sink;
        return sink;
    }

    QString path() const { return settings.folder + QStringLiteral("/vibecoder.log"); }

    void reopen()
    {
        if (fd >= 0)
            ::close(fd);
        fd =
            ::open(QFile::encodeName(path()).constData(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    }

    // Several processes append to one file: whoever finds it full renames it under a lock, the others notice by inode.
    void rotateIfNeeded()
    {
        struct stat own
        {
        }, named{};
        if (fd < 0 || ::fstat(fd, &own) != 0)
            return;
        if (::stat(QFile::encodeName(path()).constData(), &named) != 0 || named.st_ino != own.st_ino) {
            reopen();
            return;
        }
        if (own.st_size < settings.maxBytes || ::flock(fd, LOCK_EX | LOCK_NB) != 0)
            return;
        // Another process may have rotated between the look and the lock: do not move its new file away.
        if (::stat(QFile::encodeName(path()).constData(), &named) != 0 || named.st_ino != own.st_ino) {
            reopen();
            return;
        }
        for (int i = settings.keep; i >= 1; --i) {
            const QString from = i == 1 ? path() : path() + QStringLiteral(".%1").arg(i - 1);
            ::rename(QFile::encodeName(from).constData(),
                QFile::encodeName(path() + QStringLiteral(".%1").arg(i)).constData());
        }
        reopen();
    }

    void write(LogLevel level, const char *area, const QString &message, const QJsonObject &fields)
    {
        static constexpr const char *names[] = {"debug", "info", "warning", "error"};
        const QMutexLocker lock(&mutex);
        if (level < settings.level)
            return;
        QJsonObject line = fields;
        line.insert(QStringLiteral("at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
        line.insert(QStringLiteral("level"), QLatin1StringView(names[int(level)]));
        line.insert(QStringLiteral("area"), QLatin1StringView(area));
        line.insert(QStringLiteral("pid"), qint64(::getpid()));
        line.insert(QStringLiteral("message"), message);
        const QByteArray bytes = QJsonDocument(redactJson(line).toObject()).toJson(QJsonDocument::Compact) + '\n';
        if (!settings.folder.isEmpty()) {
            rotateIfNeeded();
            // A log that cannot be written must not stop the work it tells about; the next line tries again.
            if (fd < 0)
                reopen();
            const ssize_t written = fd < 0 ? -1 : ::write(fd, bytes.constData(), size_t(bytes.size()));
            Q_UNUSED(written)
        }
        if (settings.echoToStderr)
            std::fputs(bytes.constData(), stderr);
    }
};

} // namespace

void setupLogging(const LogSettings &settings)
{
    Sink &sink = Sink::instance();
    const QMutexLocker lock(&sink.mutex);
    sink.settings = settings;
    if (!settings.folder.isEmpty())
        sink.reopen();
}

void addSecret(const QString &value)
{
    addSecrets({value});
}

void addSecrets(const QStringList &values)
{
    Known &known = Known::instance();
    const QMutexLocker lock(&known.mutex);
    const QStringList &before = known.scanner->known();
    QStringList all = before;
    for (const QString &value : values) {
        if (!all.contains(value))
            all.append(value);
    }
    if (all.size() > before.size())
        known.scanner = std::make_shared<const SecretScanner>(all);
}

QStringList knownSecrets()
{
    return Known::instance().now()->known();
}

QList<SecretHit> findSecrets(QStringView text)
{
    return Known::instance().now()->find(text);
}

QString redact(const QString &text)
{
    return Known::instance().now()->redacted(text);
}

// Latin-1 maps each byte to one character and back, so nothing but a secret changes, whatever the bytes are.
QByteArray redactBytes(const QByteArray &bytes)
{
    const QString text = QString::fromLatin1(bytes);
    const QList<SecretHit> hits = findSecrets(text);
    return hits.isEmpty() ? bytes : withoutHits(text, hits).toLatin1();
}

QJsonValue redactJson(const QJsonValue &value)
{
    if (value.isString())
        return redact(value.toString());
    if (value.isArray()) {
        QJsonArray result;
        for (const QJsonValue item : value.toArray())
            result.append(redactJson(item));
        return result;
    }
    if (value.isObject()) {
        QJsonObject result = value.toObject();
        for (auto it = result.begin(); it != result.end(); ++it)
            it.value() = redactJson(it.value());
        return result;
    }
    return value;
}

void logDebug(const char *area, const QString &message, const QJsonObject &fields)
{
    Sink::instance().write(LogLevel::Debug, area, message, fields);
}

void logInfo(const char *area, const QString &message, const QJsonObject &fields)
{
    Sink::instance().write(LogLevel::Info, area, message, fields);
}

void logWarning(const char *area, const QString &message, const QJsonObject &fields)
{
    Sink::instance().write(LogLevel::Warning, area, message, fields);
}

void logError(const char *area, const QString &message, const QJsonObject &fields)
{
    Sink::instance().write(LogLevel::Error, area, message, fields);
}

} // namespace vibecoder
