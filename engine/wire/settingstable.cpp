// SPDX-License-Identifier: MIT
#include "wire/settingstable.h"

#include "wire/plainnumber.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr SettingRow textRow(const char *key, const char *environment, SettingKind kind, QString Settings::*member)
{
    return {key, environment, kind, member, nullptr, 0, 0};
}

constexpr SettingRow numberRow(const char *key, const char *environment, int Settings::*member, int low, int high)
{
    return {key, environment, SettingKind::Number, nullptr, member, low, high};
}

constexpr SettingRow flagRow(const char *key, const char *environment, bool Settings::*member)
{
    return {key, environment, SettingKind::Flag, nullptr, nullptr, 0, 0, member};
}

constexpr SettingRow kRows[] = {
    textRow("api_key", "ANTHROPIC_API_KEY", SettingKind::Secret, &Settings::apiKey),
    textRow("auth_token", "ANTHROPIC_AUTH_TOKEN", SettingKind::Secret, &Settings::authToken),
    textRow("base_url", "ANTHROPIC_BASE_URL", SettingKind::Address, &Settings::baseUrl),
    textRow("database_url", "VIBECODER_DATABASE_URL", SettingKind::Database, &Settings::databaseUrl),
    textRow("host", "VIBECODER_HOST", SettingKind::Host, &Settings::host),
    numberRow("port", "VIBECODER_PORT", &Settings::port, 0, 65535),
    textRow("tls_certificate", "VIBECODER_TLS_CERTIFICATE", SettingKind::File, &Settings::tlsCertificate),
    textRow("tls_key", "VIBECODER_TLS_KEY", SettingKind::File, &Settings::tlsKey),
    numberRow("max_iterations", "VIBECODER_MAX_ITERATIONS", &Settings::maxIterations, 1, 1000),
    numberRow("timeout_per_iteration", "VIBECODER_TIMEOUT_PER_ITERATION", &Settings::timeoutPerIteration, 1, 86400),
    textRow("claude_model", "VIBECODER_CLAUDE_MODEL", SettingKind::Word, &Settings::claudeModel),
    {"claude_profile", "VIBECODER_CLAUDE_PROFILE", SettingKind::Profile},
    textRow("claude_api_version", "VIBECODER_CLAUDE_API_VERSION", SettingKind::Date, &Settings::claudeApiVersion),
    numberRow("max_tokens", "VIBECODER_MAX_TOKENS", &Settings::maxTokens, 256, 1000000),
    {"max_cost_usd", "VIBECODER_MAX_COST_USD", SettingKind::Amount},
    numberRow("max_wall_minutes", "VIBECODER_MAX_WALL_MINUTES", &Settings::maxWallMinutes, 0, 100000),
    numberRow("workers", "VIBECODER_WORKERS", &Settings::workers, 1, 16),
    numberRow(
        "approval_expiry_minutes", "VIBECODER_APPROVAL_EXPIRY_MINUTES", &Settings::approvalExpiryMinutes, 1, 10080),
    numberRow("model_idle_timeout", "VIBECODER_MODEL_IDLE_TIMEOUT", &Settings::modelIdleTimeout, 5, 3600),
    textRow("log_level", "VIBECODER_LOG_LEVEL", SettingKind::Level, &Settings::logLevel),
    numberRow("checkpoint_days", "VIBECODER_CHECKPOINT_DAYS", &Settings::checkpointDays, 0, 3650),
    numberRow("checkpoint_file_mb", "VIBECODER_CHECKPOINT_FILE_MB", &Settings::checkpointFileMb, 1, 500),
    numberRow("checkpoint_store_mb", "VIBECODER_CHECKPOINT_STORE_MB", &Settings::checkpointStoreMb, 10, 100000),
    numberRow("view_days", "VIBECODER_VIEW_DAYS", &Settings::viewDays, 0, 3650),
    numberRow("view_store_mb", "VIBECODER_VIEW_STORE_MB", &Settings::viewStoreMb, 10, 1000000),
    flagRow("restore_best", "VIBECODER_RESTORE_BEST", &Settings::restoreBest),
    {"sandbox", "VIBECODER_SANDBOX", SettingKind::Sandbox},
    {"trace_baseline", "VIBECODER_TRACE_BASELINE", SettingKind::Trace},
    textRow("sandbox_read_only", "VIBECODER_SANDBOX_READ_ONLY", SettingKind::Folders, &Settings::sandboxReadOnly),
};

const QStringList &levels()
{
    static const QStringList names{u"DEBUG"_s, u"INFO"_s, u"WARNING"_s, u"ERROR"_s};
    return names;
}

bool isPrintable(const QString &text, bool spaces)
{
    for (const QChar c : text) {
        if (c.unicode() < 0x20 || c.unicode() > 0x7e || (c == u' ' && !spaces))
            return false;
    }
    return !text.isEmpty() && text.size() <= 4096;
}

bool isWebAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return isPrintable(text, false) && url.isValid() && (url.scheme() == u"https"_s || url.scheme() == u"http"_s) &&
           !url.host().isEmpty() && url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment();
}

bool isDatabase(const QString &text)
{
    static const QRegularExpression form(u"\\A(?:sqlite:///[^\\x00-\\x1f]+|postgres(?:ql)?://[!-~]+)\\z"_s);
    return text.size() <= 4096 && form.match(text).hasMatch();
}

bool isHost(const QString &text)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9.:_-]{1,255}\\z"_s);
    return form.match(text).hasMatch();
}

bool isFolderList(const QString &text)
{
    const QStringList folders = text.split(u':', Qt::SkipEmptyParts);
    return text.size() <= 4096 && std::all_of(folders.begin(), folders.end(), [](const QString &folder) {
        return (folder.startsWith(u'/') || folder.startsWith(u"~/"_s)) && !folder.contains(u"/../"_s) &&
               folder != u"/"_s && !folder.endsWith(u"/.."_s);
    });
}

bool setText(const SettingRow &row, const QString &text, bool accepted, Settings &settings)
{
    if (accepted)
        settings.*row.text = text;
    return accepted;
}

} // namespace

std::span<const SettingRow> settingRows()
{
    return kRows;
}

const SettingRow *findSetting(const QString &key)
{
    for (const SettingRow &row : kRows) {
        if (key == QLatin1StringView(row.key))
            return &row;
    }
    return nullptr;
}

QStringList settingKeys()
{
    QStringList keys;
    for (const SettingRow &row : kRows)
        keys.append(row.name());
    return keys;
}

QString acceptedValues(const SettingRow &row)
{
    switch (row.kind) {
    case SettingKind::Secret:
        return QCoreApplication::translate("settings", "text without spaces");
    case SettingKind::Address:
        return QCoreApplication::translate("settings", "an http or https address without user, query or fragment");
    case SettingKind::Database:
        return QCoreApplication::translate("settings", "sqlite:///FILE or postgresql://HOST/NAME");
    case SettingKind::Host:
        return QCoreApplication::translate("settings", "a host name or an IP address");
    case SettingKind::Word:
        return QCoreApplication::translate("settings", "a name without spaces");
    case SettingKind::Date:
        return QCoreApplication::translate("settings", "auto, or a date such as 2026-10-21");
    case SettingKind::Level:
        return levels().join(u", "_s);
    case SettingKind::Profile:
        return wireNames<ClaudeProfile>().join(u", "_s);
    case SettingKind::Sandbox:
        return wireNames<SandboxChoice>().join(u", "_s);
    case SettingKind::Trace:
        return wireNames<TraceChoice>().join(u", "_s);
    case SettingKind::Folders:
        return QCoreApplication::translate("settings", "absolute folders or ~/…, separated by colons");
    case SettingKind::File:
        return QCoreApplication::translate("settings", "an absolute file or ~/…");
    case SettingKind::Number:
        return QCoreApplication::translate("settings", "a whole number from %1 to %2").arg(row.low).arg(row.high);
    case SettingKind::Flag:
        return u"true, false"_s;
    case SettingKind::Amount:
        return QCoreApplication::translate("settings", "an amount above 0 and up to 10000, such as 2.50");
    }
    Q_UNREACHABLE();
}

bool applySetting(const SettingRow &row, const QString &text, Settings &settings)
{
    switch (row.kind) {
    case SettingKind::Secret:
    case SettingKind::Word:
        return setText(row, text, isPrintable(text, false), settings);
    case SettingKind::Date: {
        static const QRegularExpression form(u"\\A\\d{4}-\\d{2}-\\d{2}\\z"_s);
        return text == u"auto"_s ? setText(row, {}, true, settings)
                                 : setText(row, text, form.match(text).hasMatch(), settings);
    }
    case SettingKind::Address: {
        // Paths are appended to it.
        QString address = text;
        while (address.endsWith(u'/'))
            address.chop(1);
        return setText(row, address, isWebAddress(address), settings);
    }
    case SettingKind::Database:
        return setText(row, text, isDatabase(text), settings);
    case SettingKind::Host:
        return setText(row, text, isHost(text), settings);
    case SettingKind::Level:
        return setText(row, text.toUpper(), levels().contains(text.toUpper()), settings);
    case SettingKind::Profile: {
        const auto profile = fromWire<ClaudeProfile>(text);
        settings.claudeProfile = profile.value_or(settings.claudeProfile);
        return profile.has_value();
    }
    case SettingKind::Sandbox: {
        const auto choice = fromWire<SandboxChoice>(text);
        settings.sandbox = choice.value_or(settings.sandbox);
        return choice.has_value();
    }
    case SettingKind::Trace: {
        const auto choice = fromWire<TraceChoice>(text);
        settings.traceBaseline = choice.value_or(settings.traceBaseline);
        return choice.has_value();
    }
    case SettingKind::Flag:
        if (text != u"true"_s && text != u"false"_s)
            return false;
        settings.*row.flag = text == u"true"_s;
        return true;
    case SettingKind::Folders:
        return setText(row, text, isFolderList(text), settings);
    case SettingKind::File:
        return setText(row, text, isFolderList(text) && !text.contains(u':'), settings);
    case SettingKind::Number: {
        const auto number = plainInteger(text, row.low, row.high);
        if (number)
            settings.*row.number = int(*number);
        return number.has_value();
    }
    case SettingKind::Amount: {
        const auto amount = plainDecimal(text);
        const bool accepted = amount && *amount > 0 && *amount <= 10000;
        if (accepted)
            settings.maxCostUsd = *amount;
        return accepted;
    }
    }
    Q_UNREACHABLE();
}

QString shownSetting(const SettingRow &row, const Settings &settings)
{
    switch (row.kind) {
    case SettingKind::Secret:
        return (settings.*row.text).isEmpty() ? QString() : u"********"_s;
    case SettingKind::Number:
        return QString::number(settings.*row.number);
    case SettingKind::Date:
        return (settings.*row.text).isEmpty() ? u"auto"_s : settings.*row.text;
    case SettingKind::Profile:
        return toWire(settings.claudeProfile);
    case SettingKind::Sandbox:
        return toWire(settings.sandbox);
    case SettingKind::Trace:
        return toWire(settings.traceBaseline);
    case SettingKind::Flag:
        return settings.*row.flag ? u"true"_s : u"false"_s;
    case SettingKind::Amount:
        return QString::number(settings.maxCostUsd, 'f', QLocale::FloatingPointShortest);
    default:
        break;
    }
    // The last @ ends the user part: a password may hold one itself. Options may carry a password as well.
    static const QRegularExpression user(u"\\A([a-z]+://[^:/@]*):.*@"_s);
    static const QRegularExpression option(
        u"([?&;](?:password|sslpassword)=)[^&;]*"_s, QRegularExpression::CaseInsensitiveOption);
    return QString(settings.*row.text).replace(user, u"\\1:***@"_s).replace(option, u"\\1***"_s);
}

bool holdsPassword(const QString &address)
{
    static const QRegularExpression form(
        u"\\A[a-z]+://[^:/@]*:.*@|[?&;](?:password|sslpassword)="_s, QRegularExpression::CaseInsensitiveOption);
    return form.match(address).hasMatch();
}

} // namespace vibecoder
