// SPDX-License-Identifier: MIT
#include "core/clean/programcanary.h"

#include "core/clean/canarycommand.h"
#include "core/clean/wrongprogram.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <tuple>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostMs = 20000;      // of all commands together: they are run once more
constexpr qint64 kMoreMs = 10000;      // beyond that time: something may be built anew
constexpr qsizetype kMostPrograms = 3; // files

QString text(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytesOf(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

// One that is known is asked for a single test (canaryFor).
QList<CommandReport> ofUnknownRunners(const VerificationReport &passed, const QList<CanaryFile> &testFiles)
{
    QHash<QString, QByteArray> files;
    for (const CanaryFile &file : testFiles)
        files.insert(file.path, file.content);
    QList<CommandReport> found;
    for (const CommandReport &command : passed.commands) {
        if (!RunnerCommand::isPossible(command.command) || !RunnerCommand::read(command.command, files))
            found.append(command);
    }
    return found;
}

bool names(const QString &text, const QString &path)
{
    const QString name = path.section(u'/', -1);
    return text.contains(QRegularExpression(u"(?<![\\w.-])%1(?![\\w-])"_s.arg(QRegularExpression::escape(name))));
}

} // namespace

bool mayHaveProgramCanary(const VerificationReport &passed)
{
    qint64 durationMs = 0;
    for (const CommandReport &command : passed.commands)
        durationMs += command.durationMs;
    return passed.passed() && durationMs <= kMostMs;
}

std::optional<ProgramCanary> programCanaryFor(const VerificationReport &passed, const QList<CanaryFile> &testFiles,
    const QString &word, const QString &root, const TestsKnown &known)
{
    static const QRegularExpression plain(u"^/[\\w./@+-]+$"_s);
    const QList<CommandReport> commands = ofUnknownRunners(passed, testFiles);
    ProgramCanary canary;
    canary.word = word;
    canary.mark = u'.' + word;
    std::reverse(canary.mark.begin() + 1, canary.mark.end());
    if (commands.isEmpty() || known.changed.isEmpty() || !plain.match(root).hasMatch())
        return {};
    QStringList lines;
    for (const CommandReport &command : commands) {
        canary.commands.append({command.index, command.command, command.durationMs + kMoreMs});
        lines.append(command.command);
    }
    const QString line = lines.join(u'\n');
    using Candidate = std::tuple<bool, bool, qsizetype, qsizetype>; // not in a command, names nothing, size, place
    QList<Candidate> candidates;
    const QStringList changed = known.changed;
    for (qsizetype i = 0; i < testFiles.size(); ++i) {
        const CanaryFile &file = testFiles.at(i);
        const QString content = QString::fromUtf8(file.content);
        const bool isAbout = std::any_of(changed.cbegin(), changed.cend(), [&content](const QString &path) {
            const QString stem = path.section(u'/', -1).section(u'.', 0, 0);
            return !stem.isEmpty() && content.contains(stem, Qt::CaseInsensitive);
        });
        if (!known.added.contains(file.path))
            candidates.append({!names(line, file.path), !isAbout, file.content.size(), i});
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto &[isElsewhere, isOther, size, i] : std::as_const(candidates)) {
        const CanaryFile &file = testFiles.at(i);
        const std::optional<WrongProgram> made =
            wrongProgram(file.path, file.content, {word, root + u'/' + canary.mark});
        if (made && canary.files.size() < kMostPrograms)
            canary.files.append({file.path, made->wrong, made->shorter, made->failing});
    }
    // Beside texts that are shorter all other expectations hold.
    if (std::any_of(
            canary.files.cbegin(), canary.files.cend(), [](const auto &file) { return !file.shorter.isEmpty(); })) {
        for (ProgramCanary::File &file : canary.files) {
            for (const CanaryFile &before : testFiles) {
                if (file.shorter.isEmpty() && before.path == file.path)
                    file.shorter = before.content;
            }
        }
    }
    return canary.files.isEmpty() ? std::nullopt : std::optional(canary);
}

QJsonObject toJson(const ProgramCanary &canary)
{
    QJsonArray files, commands;
    for (const ProgramCanary::File &file : canary.files)
        files.append(QJsonObject{{u"path"_s, file.path}, {u"wrong"_s, text(file.wrong)},
            {u"shorter"_s, text(file.shorter)}, {u"failing"_s, text(file.failing)}});
    for (const ProgramCanary::Command &command : canary.commands)
        commands.append(QJsonObject{
            {u"index"_s, command.index}, {u"command"_s, command.command}, {u"limit_ms"_s, command.limitMs}});
    return {{u"files"_s, files}, {u"commands"_s, commands}, {u"word"_s, canary.word}, {u"mark"_s, canary.mark}};
}

ProgramCanary programCanaryFromJson(const QJsonObject &json)
{
    ProgramCanary canary;
    canary.word = json.value(u"word"_s).toString();
    canary.mark = json.value(u"mark"_s).toString();
    for (const QJsonValue file : json.value(u"files"_s).toArray())
        canary.files.append({file[u"path"_s].toString(), bytesOf(file[u"wrong"_s]), bytesOf(file[u"shorter"_s]),
            bytesOf(file[u"failing"_s])});
    for (const QJsonValue command : json.value(u"commands"_s).toArray())
        canary.commands.append(
            {command[u"index"_s].toInt(), command[u"command"_s].toString(), command[u"limit_ms"_s].toInteger()});
    return canary;
}

} // namespace vibecoder
