// SPDX-License-Identifier: MIT
// JSON-lines log with rotation and redaction. Messages are English and stable; values go into fields. Any thread.
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>
#include <QStringView>

namespace vibecoder {

struct SecretHit;

enum class LogLevel { Debug, Info, Warning, Error };

struct LogSettings
{
    QString folder;                    ///< where vibecoder.log lies (mode 0600); empty: no file
    LogLevel level = LogLevel::Info;   ///< what reaches the file
    bool echoToStderr = false;         ///< also plain lines on standard error (verbose mode)
    qint64 maxBytes = 8 * 1024 * 1024; ///< a file that reaches this is rotated to vibecoder.log.1 … .3
    int keep = 3;
};

void setupLogging(const LogSettings &settings);

/// Exact secret values (key, token) that redact() replaces from now on, also in base64 and URL form. Values shorter
/// than 6 characters are ignored, and those shorter than 8 are replaced only where they stand alone: they would blank
/// out ordinary text.
void addSecret(const QString &value);
void addSecrets(const QStringList &values);

/// The values that were added, as they are.
[[nodiscard]] QStringList knownSecrets();

/// Where secrets stand in the text (secrets/secretscanner.h), in order.
[[nodiscard]] QList<SecretHit> findSecrets(QStringView text);

/// The one sink every stored, shown or sent text passes: known secret values, forms of tokens, values of
/// secret names. The marker is `[redacted:KIND]`.
[[nodiscard]] QString redact(const QString &text);
[[nodiscard]] QByteArray redactBytes(const QByteArray &bytes);
/// Redacts every string of the value, keys excepted: the JSON stays well formed.
[[nodiscard]] QJsonValue redactJson(const QJsonValue &value);

void logDebug(const char *area, const QString &message, const QJsonObject &fields = {});
void logInfo(const char *area, const QString &message, const QJsonObject &fields = {});
void logWarning(const char *area, const QString &message, const QJsonObject &fields = {});
void logError(const char *area, const QString &message, const QJsonObject &fields = {});

} // namespace vibecoder
