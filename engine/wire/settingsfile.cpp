// SPDX-License-Identifier: MIT
#include "wire/settingsfile.h"

#include "base/paths.h"
#include "wire/nearestname.h"
#include "wire/settingstable.h"
#include "wire/yamltree.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxBytes = 64 * 1024;

struct FileEntry
{
    QString text;
    int line = 0;
    qsizetype offset = 0; ///< of the key
};

struct ConfigFile
{
    YamlTree tree;
    QMap<QString, FileEntry> entries;
    QStringList wrong; ///< one line for each
};

QString noSuchSetting(const QString &key)
{
    const QString shown = key.left(64);
    const QString near = nearestName(key, settingKeys());
    return near.isEmpty()
               ? QCoreApplication::translate("settings", "%1 is not a setting; the settings are: %2")
                     .arg(shown, settingKeys().join(u", "_s))
               : QCoreApplication::translate("settings", "%1 is not a setting; did you mean %2?").arg(shown, near);
}

QString secretInFile(const SettingRow &row)
{
    return QCoreApplication::translate("settings", "%1 is never kept in a file; set the variable %2")
        .arg(row.name(), QString::fromLatin1(row.environment));
}

QString passwordInFile(const SettingRow &row)
{
    return QCoreApplication::translate(
        "settings", "%1 with a password is never kept in a file; set the variable %2 or use ~/.pgpass")
        .arg(row.name(), QString::fromLatin1(row.environment));
}

/// Whoever may write the file may redirect the requests, key included.
Result<> checkOwner(const QString &path)
{
    struct stat st
    {
    };
    if (::stat(QFile::encodeName(path).constData(), &st) != 0)
        return {};
    if (!S_ISREG(st.st_mode))
        return fail(ErrorCode::InvalidArgument,
            QCoreApplication::translate("settings", "the configuration %1 is not a file").arg(path));
    if (st.st_uid != ::geteuid() && st.st_uid != 0)
        return fail(ErrorCode::Denied,
            QCoreApplication::translate("settings", "the configuration %1 belongs to another user").arg(path),
            QCoreApplication::translate("settings", "make a file of your own, or name another with VIBECODER_CONFIG"));
    if (st.st_mode & S_IWOTH)
        return fail(ErrorCode::Denied,
            QCoreApplication::translate("settings", "every user may write the configuration %1").arg(path),
            QCoreApplication::translate("settings", "run: chmod 600 %1").arg(path));
    return {};
}

void readEntries(ConfigFile &file, const QString &path)
{
    const auto wrong = [&](qsizetype offset, const QString &message) {
        file.wrong.append(u"%1:%2: %3"_s.arg(path).arg(file.tree.position(offset).line).arg(message));
    };
    const std::vector<YamlNode> &nodes = file.tree.root.children;
    for (size_t i = 0; i + 1 < nodes.size(); i += 2) {
        const YamlNode &key = nodes[i];
        const YamlNode &value = nodes[i + 1];
        const SettingRow *row = key.isText() ? findSetting(key.text) : nullptr;
        if (!row)
            wrong(key.offset, noSuchSetting(key.text));
        else if (file.entries.contains(key.text))
            wrong(key.offset, QCoreApplication::translate("settings", "%1 is given twice").arg(key.text));
        else if (row->isSecret())
            wrong(key.offset, secretInFile(*row));
        else if (!value.isText() || value.tagged || value.anchored || key.tagged || key.anchored)
            wrong(value.offset, QCoreApplication::translate("settings", "%1 has no plain value; accepted: %2")
                                    .arg(key.text, acceptedValues(*row)));
        if (row)
            file.entries.insert(key.text, {value.text, file.tree.position(key.offset).line, key.offset});
    }
}

Result<ConfigFile> readConfig(const QString &path)
{
    ConfigFile file;
    if (path.isEmpty() || !QFileInfo::exists(path))
        return file;
    VC_CHECK(checkOwner(path));
    VC_TRY(const QByteArray bytes, readWholeFile(path, kMaxBytes));
    file.tree = readYamlTree(bytes, kMaxBytes);
    const bool empty = file.tree.root.kind == YamlNode::Kind::Null && file.tree.fault &&
                       file.tree.fault->field == u"(file)"_s && !file.tree.cut;
    if (file.tree.fault && !empty)
        return fail(ErrorCode::InvalidArgument,
            u"%1:%2: %3"_s.arg(path)
                .arg(file.tree.position(std::max<qsizetype>(0, file.tree.fault->offset)).line)
                .arg(file.tree.fault->message),
            file.tree.fault->hint);
    readEntries(file, path);
    return file;
}

QString quoted(const QString &value)
{
    return u'\'' + QString(value).replace(u'\'', u"''"_s) + u'\'';
}

/// The file with one value changed, line for line where it can be: comments stay.
QByteArray edited(const ConfigFile &file, const QString &key, const QString &value)
{
    const QByteArray line = (key + u": "_s + quoted(value)).toUtf8();
    QByteArray bytes = file.tree.bytes;
    if (file.entries.contains(key)) {
        const qsizetype from = bytes.lastIndexOf('\n', file.entries.value(key).offset) + 1;
        const qsizetype end = bytes.indexOf('\n', from);
        return bytes.replace(from, (end < 0 ? bytes.size() : end) - from, line);
    }
    if (!bytes.isEmpty() && !bytes.endsWith('\n'))
        bytes += '\n';
    return bytes + line + '\n';
}

/// Written anew: for files in a form that editing by line would break.
QByteArray rewritten(QMap<QString, QString> values)
{
    QString out;
    for (auto it = values.constBegin(); it != values.constEnd(); ++it)
        out += it.key() + u": "_s + quoted(it.value()) + u'\n';
    return out.toUtf8();
}

QMap<QString, QString> valuesOf(const ConfigFile &file)
{
    QMap<QString, QString> values;
    for (auto it = file.entries.constBegin(); it != file.entries.constEnd(); ++it)
        values.insert(it.key(), it.value().text);
    return values;
}

struct Source
{
    QString text;
    SettingOrigin origin = SettingOrigin::Default;
    QString name;
};

Source sourceOf(const SettingRow &row, const QMap<QString, QString> &flags, const QProcessEnvironment &environment,
    const ConfigFile &file, const QString &path)
{
    const QString key = row.name();
    if (flags.contains(key))
        return {flags.value(key), SettingOrigin::Flag, key};
    const QString variable = QString::fromLatin1(row.environment);
    // Empty means unset: `VARIABLE= vibecoder …` takes a variable back.
    if (const QString value = environment.value(variable); !value.isEmpty())
        return {value, SettingOrigin::Environment, variable};
    if (const auto it = file.entries.constFind(key); it != file.entries.constEnd())
        return {it->text, SettingOrigin::File, u"%1:%2"_s.arg(path).arg(it->line)};
    return {};
}

} // namespace

QList<SettingInfo> settingInfos()
{
    QList<SettingInfo> infos;
    for (const SettingRow &row : settingRows()) {
        const bool listed = row.kind == SettingKind::Level || row.kind == SettingKind::Profile ||
                            row.kind == SettingKind::Sandbox || row.kind == SettingKind::Trace;
        infos.append({row.name(), QString::fromLatin1(row.environment), acceptedValues(row), row.isSecret(), row.low,
            row.high, listed ? acceptedValues(row).split(u", "_s) : QStringList(), row.kind == SettingKind::Flag,
            row.kind == SettingKind::Amount});
    }
    return infos;
}

QString configPath(const QProcessEnvironment &environment)
{
    const QString named = environment.value(u"VIBECODER_CONFIG"_s);
    return expandHome(named.isEmpty() ? u"~/.vibecoder/config.yaml"_s : named);
}

Result<LoadedSettings> loadSettings(
    const QMap<QString, QString> &flags, const QProcessEnvironment &environment, const QString &path)
{
    VC_TRY(const ConfigFile file, readConfig(path));
    LoadedSettings loaded;
    if (!path.isEmpty())
        loaded.settings.rulesFile = QFileInfo(path).absolutePath() + u"/rules.yaml"_s;
    QStringList wrong = file.wrong;
    for (auto it = flags.constBegin(); it != flags.constEnd(); ++it) {
        if (!findSetting(it.key()))
            wrong.append(noSuchSetting(it.key()));
    }
    for (const SettingRow &row : settingRows()) {
        const Source source = sourceOf(row, flags, environment, file, path);
        if (source.origin != SettingOrigin::Default && !applySetting(row, source.text, loaded.settings)) {
            // A secret is named and never shown; so is an address, which may carry one.
            const bool show = row.kind == SettingKind::Number || row.kind == SettingKind::Amount ||
                              row.kind == SettingKind::Level || row.kind == SettingKind::Profile ||
                              row.kind == SettingKind::Sandbox || row.kind == SettingKind::Trace ||
                              row.kind == SettingKind::Flag;
            const QString message =
                show ? QCoreApplication::translate("settings", "%1 (from %2) has the wrong value “%3”; accepted: %4")
                           .arg(row.name(), source.name, source.text.left(64).simplified(), acceptedValues(row))
                     : QCoreApplication::translate("settings", "%1 (from %2) has a wrong value; accepted: %3")
                           .arg(row.name(), source.name, acceptedValues(row));
            const bool told = source.origin == SettingOrigin::File && !file.wrong.isEmpty() &&
                              std::any_of(file.wrong.begin(), file.wrong.end(),
                                  [&](const QString &line) { return line.startsWith(source.name + u": "_s); });
            if (!told)
                wrong.append(message);
        } else if (source.origin == SettingOrigin::File && holdsPassword(source.text)) {
            wrong.append(passwordInFile(row));
        }
        loaded.values.append({row.name(), shownSetting(row, loaded.settings), source.origin, source.name});
    }
    if (!wrong.isEmpty())
        return fail(ErrorCode::InvalidArgument, wrong.join(u'\n'));
    return loaded;
}

Result<> setConfigValue(const QString &path, const QString &key, const QString &value)
{
    const SettingRow *row = findSetting(key);
    if (!row)
        return fail(ErrorCode::InvalidArgument, noSuchSetting(key));
    if (row->isSecret())
        return fail(ErrorCode::InvalidArgument, secretInFile(*row));
    if (holdsPassword(value))
        return fail(ErrorCode::InvalidArgument, passwordInFile(*row));
    Settings scratch;
    if (!applySetting(*row, value, scratch))
        return fail(
            ErrorCode::InvalidArgument, QCoreApplication::translate("settings", "this is no value for %1; accepted: %2")
                                            .arg(key, acceptedValues(*row)));
    VC_TRY(ConfigFile file, readConfig(path));
    if (!file.wrong.isEmpty())
        return fail(ErrorCode::InvalidArgument, file.wrong.join(u'\n'),
            QCoreApplication::translate("settings", "correct the file first"));
    QMap<QString, QString> expected = valuesOf(file);
    expected.insert(key, value);
    QByteArray bytes = edited(file, key, value);
    ConfigFile again;
    again.tree = readYamlTree(bytes, kMaxBytes);
    readEntries(again, path);
    if (again.tree.fault || !again.wrong.isEmpty() || valuesOf(again) != expected)
        bytes = rewritten(expected);
    VC_CHECK(ensurePrivateFolder(QFileInfo(path).absolutePath()));
    return writeFileAtomically(path, bytes);
}

} // namespace vibecoder
