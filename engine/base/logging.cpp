// SPDX-License-Identifier: MIT
#include "base/logging.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMutex>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

namespace {

constexpr qsizetype kShortestSecret = 8;

struct Sink
{
    QMutex mutex;
    LogSettings settings{.folder = {}, .level = LogLevel::Warning, .echoToStderr = false};
    QStringList secrets;
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
        const QByteArray bytes = QJsonDocument(redactJsonLocked(line).toObject()).toJson(QJsonDocument::Compact) + '\n';
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

    QJsonValue redactJsonLocked(const QJsonValue &value) const
    {
        if (value.isString())
            return redactLocked(value.toString());
        if (value.isArray()) {
            QJsonArray result;
            for (const QJsonValue item : value.toArray())
                result.append(redactJsonLocked(item));
            return result;
        }
        if (value.isObject()) {
            QJsonObject result = value.toObject();
            for (auto it = result.begin(); it != result.end(); ++it)
                it.value() = redactJsonLocked(it.value());
            return result;
        }
        return value;
    }

    QString redactLocked(QString text) const
    {
        for (const QString &secret : secrets)
            text.replace(secret, QStringLiteral("[redacted:secret]"));
        // The literal is looked for first: most text holds none of them, and a search for a word is far cheaper.
        struct Pattern
        {
            QString literal;
            QRegularExpression expression;
            QString replacement;
        };
        static const QList<Pattern> patterns = [] {
            const auto row = [](const char *literal, const char *expression, const char *replacement) {
                return Pattern{QString::fromLatin1(literal), QRegularExpression(QString::fromLatin1(expression)),
                    QString::fromLatin1(replacement)};
            };
            // The value of a header has a digit somewhere; names of variables and calls in program text mostly have
            // none, and what the shell would put in is no value.
            const QString header =
                QStringLiteral("(?i)\\b(%1)(\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?)((?:bearer|basic|token)"
                               "\\s+)?(?=[^\\s\"'\\\\,;]*[0-9])[^\\s\"'\\\\,;(){}<>$]{8,}");
            return QList<Pattern>{
                row("sk-ant-", "sk-ant-[A-Za-z0-9_-]{8,}", "[redacted:anthropic_key]"),
                row("gh", "\\bgh[opsu]_[A-Za-z0-9]{20,}", "[redacted:github_token]"),
                row("github_pat_", "\\bgithub_pat_[A-Za-z0-9_]{20,}", "[redacted:github_token]"),
                row("AKIA", "\\bAKIA[A-Z0-9]{16}\\b", "[redacted:aws_key]"),
                row("xox", "\\bxox[abprs]-[A-Za-z0-9-]{10,}", "[redacted:slack_token]"),
                row("AIza", "\\bAIza[A-Za-z0-9_-]{30,}", "[redacted:google_key]"),
                row("eyJ", "\\beyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}", "[redacted:jwt]"),
                row("-----BEGIN", "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
                    "[redacted:private_key]"),
                row("authorization", header.arg(QStringLiteral("authorization")).toLatin1().constData(),
                    "\\1\\2[redacted:header]"),
                row("x-api-key", header.arg(QStringLiteral("x-api-key")).toLatin1().constData(),
                    "\\1\\2[redacted:header]"),
                row("://", "([a-z][a-z0-9+.-]{1,20}://[^/\\s:@]{1,64}):(?![$%{<])[^/\\s@]{1,256}@",
                    "\\1:[redacted:password]@"),
            };
        }();
        for (const Pattern &pattern : patterns) {
            if (text.contains(pattern.literal, Qt::CaseInsensitive))
                text.replace(pattern.expression, pattern.replacement);
        }
        return text;
    }
};

// What stands of `bytes` in base64 wherever it begins in a longer text: the characters that depend on nothing else.
QByteArray base64Inside(const QByteArray &bytes, int offset, QByteArray::Base64Options options)
{
    const QByteArray coded = (QByteArray(offset, '\0') + bytes).toBase64(options);
    constexpr int bitsOfByte = 8, bitsOfCharacter = 6;
    const qsizetype first = (offset * bitsOfByte + bitsOfCharacter - 1) / bitsOfCharacter;
    const qsizetype last = (offset + bytes.size()) * bitsOfByte / bitsOfCharacter;
    return coded.mid(first, last - first);
}

QStringList formsOf(const QString &value)
{
    const QByteArray bytes = value.toUtf8();
    QStringList forms{value, QString::fromLatin1(bytes), QString::fromLatin1(bytes.toBase64()),
        QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)),
        QString::fromLatin1(QUrl::toPercentEncoding(value))};
    for (int offset = 0; offset < 3; ++offset) {
        for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding})
            forms.append(QString::fromLatin1(base64Inside(bytes, offset, alphabet)));
    }
    // As it stands inside a JSON text, and the escapes of an address in small letters.
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    forms.append(QString::fromUtf8(json.mid(2, json.size() - 4)));
    QString lower = QString::fromLatin1(QUrl::toPercentEncoding(value));
    for (qsizetype at = lower.indexOf(QLatin1Char('%')); at >= 0; at = lower.indexOf(QLatin1Char('%'), at + 1))
        lower.replace(at, 3, lower.mid(at, 3).toLower());
    forms.append(lower);
    return forms;
}

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
    if (value.size() < kShortestSecret)
        return;
    Sink &sink = Sink::instance();
    const QMutexLocker lock(&sink.mutex);
    for (const QString &form : formsOf(value)) {
        if (form.size() >= kShortestSecret && !sink.secrets.contains(form))
            sink.secrets.append(form);
    }
    // The longer one first: where one secret begins with another, no tail of it may stay.
    std::sort(sink.secrets.begin(), sink.secrets.end(),
        [](const QString &a, const QString &b) { return a.size() > b.size(); });
}

QString redact(const QString &text)
{
    Sink &sink = Sink::instance();
    const QMutexLocker lock(&sink.mutex);
    return sink.redactLocked(text);
}

// Latin-1 maps each byte to one character and back, so nothing but a secret changes, whatever the bytes are.
QByteArray redactBytes(const QByteArray &bytes)
{
    return redact(QString::fromLatin1(bytes)).toLatin1();
}

QJsonValue redactJson(const QJsonValue &value)
{
    Sink &sink = Sink::instance();
    const QMutexLocker lock(&sink.mutex);
    return sink.redactJsonLocked(value);
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
