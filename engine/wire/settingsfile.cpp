// SPDX-License-Identifier: MIT
#include "wire/settingsfile.h"

#include "base/paths.h"
#include "wire/nearestname.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUrl>

#include <yaml-cpp/yaml.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxConfig = 64 * 1024;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SettingsFile)
};

// One row per setting. `apply` stores a checked text and says what is accepted when it is wrong.
struct Setting
{
    const char *key;
    const char *variable;
    bool secret;
    QString (*read)(const Settings &);
    QString (*apply)(Settings &, const QString &); ///< empty: stored; else what is accepted
};

template <int Settings::*Field, int Low, int High>
QString applyInteger(Settings &settings, const QString &value)
{
    bool ok = false;
    const int number = value.toInt(&ok);
    if (!ok || number < Low || number > High)
        return Text::tr("a whole number from %1 to %2").arg(Low).arg(High);
    settings.*Field = number;
    return {};
}

template <int Settings::*Field>
QString readInteger(const Settings &settings)
{
    return QString::number(settings.*Field);
}

template <QString Settings::*Field>
QString readText(const Settings &settings)
{
    return settings.*Field;
}

template <QString Settings::*Field>
QString applyText(Settings &settings, const QString &value)
{
    if (value.isEmpty() || value.contains(QLatin1Char('\n')))
        return Text::tr("one line of text");
    settings.*Field = value;
    return {};
}

QString applyUrl(Settings &settings, const QString &value)
{
    const QUrl url(value, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != u"https"_s && url.scheme() != u"http"_s) || url.host().isEmpty())
        return Text::tr("an http or https address");
    settings.baseUrl = value;
    return {};
}

QString applyProfile(Settings &settings, const QString &value)
{
    const auto profile = fromWire<ClaudeProfile>(value);
    if (!profile)
        return wireNames<ClaudeProfile>().join(u", "_s);
    settings.claudeProfile = *profile;
    return {};
}

QString applyCost(Settings &settings, const QString &value)
{
    bool ok = false;
    const double cost = value.toDouble(&ok);
    if (!ok || !(cost > 0) || cost > 10000)
        return Text::tr("a number above 0, at most 10000");
    settings.maxCostUsd = cost;
    return {};
}

QString applyLevel(Settings &settings, const QString &value)
{
    static const QStringList levels{u"DEBUG"_s, u"INFO"_s, u"WARNING"_s, u"ERROR"_s};
    if (!levels.contains(value.toUpper()))
        return levels.join(u", "_s);
    settings.logLevel = value.toUpper();
    return {};
}

const Setting kTable[] = {
    {"api_key", "ANTHROPIC_API_KEY", true, readText<&Settings::apiKey>, applyText<&Settings::apiKey>},
    {"auth_token", "ANTHROPIC_AUTH_TOKEN", true, readText<&Settings::authToken>, applyText<&Settings::authToken>},
    {"base_url", "ANTHROPIC_BASE_URL", false, readText<&Settings::baseUrl>, applyUrl},
    {"database_url", "VIBECODER_DATABASE_URL", false, readText<&Settings::databaseUrl>, applyText<&Settings::databaseUrl>},
    {"host", "VIBECODER_HOST", false, readText<&Settings::host>, applyText<&Settings::host>},
    {"port", "VIBECODER_PORT", false, readInteger<&Settings::port>, applyInteger<&Settings::port, 1, 65535>},
    {"max_iterations", "VIBECODER_MAX_ITERATIONS", false, readInteger<&Settings::maxIterations>,
        applyInteger<&Settings::maxIterations, 1, 1000>},
    {"timeout_per_iteration", "VIBECODER_TIMEOUT_PER_ITERATION", false, readInteger<&Settings::timeoutPerIteration>,
        applyInteger<&Settings::timeoutPerIteration, 1, 86400>},
    {"claude_model", "VIBECODER_CLAUDE_MODEL", false, readText<&Settings::claudeModel>, applyText<&Settings::claudeModel>},
    {"claude_profile", "VIBECODER_CLAUDE_PROFILE", false,
        [](const Settings &s) { return toWire(s.claudeProfile); }, applyProfile},
    {"max_tokens", "VIBECODER_MAX_TOKENS", false, readInteger<&Settings::maxTokens>,
        applyInteger<&Settings::maxTokens, 256, 128000>},
    {"max_cost_usd", "VIBECODER_MAX_COST_USD", false, [](const Settings &s) { return QString::number(s.maxCostUsd); },
        applyCost},
    {"workers", "VIBECODER_WORKERS", false, readInteger<&Settings::workers>, applyInteger<&Settings::workers, 1, 16>},
    {"approval_expiry_minutes", "VIBECODER_APPROVAL_EXPIRY_MINUTES", false, readInteger<&Settings::approvalExpiryMinutes>,
        applyInteger<&Settings::approvalExpiryMinutes, 1, 10080>},
    {"model_idle_timeout", "VIBECODER_MODEL_IDLE_TIMEOUT", false, readInteger<&Settings::modelIdleTimeout>,
        applyInteger<&Settings::modelIdleTimeout, 1, 3600>},
    {"log_level", "VIBECODER_LOG_LEVEL", false, readText<&Settings::logLevel>, applyLevel},
};

const Setting *settingByKey(const QString &key)
{
    for (const Setting &setting : kTable) {
        if (key == QLatin1StringView(setting.key))
            return &setting;
    }
    return nullptr;
}

QString unknownKey(const QString &key)
{
    QStringList keys;
    for (const Setting &setting : kTable)
        keys.append(QString::fromLatin1(setting.key));
    const QString near = nearestName(key, keys);
    return near.isEmpty() ? Text::tr("The settings are: %1").arg(keys.join(u", "_s)) : Text::tr("Did you mean %1?").arg(near);
}

struct FileValue
{
    QString value;
    int line = 0;
};

Result<QHash<QString, FileValue>> readConfig(const QString &path)
{
    QHash<QString, FileValue> values;
    if (!QFileInfo::exists(path))
        return values;
    VC_TRY(const QByteArray bytes, readWholeFile(path, kMaxConfig));
    try {
        const YAML::Node root = YAML::Load(bytes.toStdString());
        if (root.IsNull())
            return values;
        if (!root.IsMap())
            return fail(ErrorCode::InvalidArgument, Text::tr("%1 must hold lines of the form `setting: value`.").arg(path));
        for (const auto &item : root) {
            const QString key = QString::fromStdString(item.first.as<std::string>());
            const int line = item.first.Mark().line + 1;
            if (!settingByKey(key))
                return fail(ErrorCode::InvalidArgument,
                    Text::tr("%1:%2: there is no setting %3.").arg(path).arg(line).arg(key), unknownKey(key));
            if (!item.second.IsScalar())
                return fail(ErrorCode::InvalidArgument,
                    Text::tr("%1:%2: the value of %3 must be plain text or a number.").arg(path).arg(line).arg(key));
            if (values.contains(key))
                return fail(ErrorCode::InvalidArgument, Text::tr("%1:%2: %3 stands here twice.").arg(path).arg(line).arg(key));
            values.insert(key, {QString::fromStdString(item.second.Scalar()), line});
        }
    } catch (const YAML::Exception &e) {
        return fail(ErrorCode::InvalidArgument,
            Text::tr("%1:%2: this is not valid YAML: %3").arg(path).arg(e.mark.line + 1).arg(QString::fromStdString(e.msg)));
    }
    return values;
}

} // namespace

QString configFilePath(const QProcessEnvironment &environment)
{
    const QString given = environment.value(u"VIBECODER_CONFIG"_s);
    return expandHome(given.isEmpty() ? u"~/.vibecoder/config.yaml"_s : given);
}

Result<LoadedSettings> loadSettings(const QHash<QString, QString> &flags, const QProcessEnvironment &environment)
{
    LoadedSettings loaded;
    loaded.configFile = configFilePath(environment);
    VC_TRY(const auto fromFile, readConfig(loaded.configFile));
    QStringList wrong;
    for (const Setting &setting : kTable) {
        const QString key = QString::fromLatin1(setting.key);
        const QString variable = QString::fromLatin1(setting.variable);
        SettingValue value{key, {}, SettingOrigin::Default, {}};
        QString given;
        // An empty variable counts as not set, as the original programs have it.
        if (flags.contains(key)) {
            value.origin = SettingOrigin::Flag;
            given = flags.value(key);
            value.where = u"--"_s + QString(key).replace(QLatin1Char('_'), QLatin1Char('-'));
        } else if (!environment.value(variable).isEmpty()) {
            value.origin = SettingOrigin::Environment;
            given = environment.value(variable);
            value.where = variable;
        } else if (fromFile.contains(key)) {
            value.origin = SettingOrigin::File;
            given = fromFile.value(key).value;
            value.where = u"%1:%2"_s.arg(loaded.configFile).arg(fromFile.value(key).line);
            if (setting.secret) {
                wrong.append(Text::tr("%1: a key never lies in the configuration file; set %2 in the environment").arg(value.where, variable));
                continue;
            }
        }
        if (value.origin != SettingOrigin::Default) {
            const QString accepted = setting.apply(loaded.settings, given);
            if (!accepted.isEmpty())
                wrong.append(Text::tr("%1 (from %2): accepted is %3").arg(key, value.where, accepted));
        }
        value.value = setting.read(loaded.settings);
        if (setting.secret)
            value.value = value.value.isEmpty() ? Text::tr("not set") : Text::tr("set");
        loaded.values.append(value);
    }
    if (!wrong.isEmpty())
        return fail(ErrorCode::InvalidArgument, Text::tr("Wrong settings: %1").arg(wrong.join(u"; "_s)));
    return loaded;
}

Result<> setConfigValue(const QString &configFile, const QString &key, const QString &value)
{
    const Setting *setting = settingByKey(key);
    if (!setting)
        return fail(ErrorCode::NotFound, Text::tr("There is no setting %1.").arg(key), unknownKey(key));
    if (setting->secret)
        return fail(ErrorCode::Denied, Text::tr("A key is never written into a file."),
            Text::tr("Set %1 in the environment.").arg(QString::fromLatin1(setting->variable)));
    Settings scratch;
    const QString accepted = setting->apply(scratch, value);
    if (!accepted.isEmpty())
        return fail(ErrorCode::InvalidArgument, Text::tr("%1: accepted is %2").arg(key, accepted));
    VC_TRY(auto values, readConfig(configFile));
    values.insert(key, {value, 0});
    QStringList keys = values.keys();
    keys.sort();
    YAML::Emitter out;
    out << YAML::BeginMap;
    for (const QString &name : std::as_const(keys))
        out << YAML::Key << name.toStdString() << YAML::Value << values.value(name).value.toStdString();
    out << YAML::EndMap;
    VC_CHECK(ensurePrivateFolder(QFileInfo(configFile).path()));
    return writeFileAtomically(configFile, QByteArray(out.c_str()) + '\n');
}

} // namespace vibecoder
