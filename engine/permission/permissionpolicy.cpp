// SPDX-License-Identifier: MIT
#include "permission/permissionpolicy.h"

#include "permission/plainwords.h"

#include <QHash>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Programs that only read, with the options that change nothing about that. Anything else asks.
const QHash<QString, QStringList> &readOnlyPrograms()
{
    static const QHash<QString, QStringList> programs{
        {u"ls"_s, {u"-l"_s, u"-a"_s, u"-la"_s, u"-al"_s, u"-1"_s, u"-R"_s, u"-h"_s, u"-lh"_s, u"-lah"_s}},
        {u"cat"_s, {u"-n"_s, u"-A"_s}}, {u"echo"_s, {u"-n"_s}}, {u"pwd"_s, {}}, {u"true"_s, {}}, {u"false"_s, {}},
        {u"head"_s, {u"-n"_s, u"-c"_s}}, {u"tail"_s, {u"-n"_s, u"-c"_s}}, {u"wc"_s, {u"-l"_s, u"-c"_s, u"-w"_s}},
        {u"grep"_s, {u"-n"_s, u"-r"_s, u"-i"_s, u"-l"_s, u"-c"_s, u"-rn"_s, u"-nr"_s, u"-in"_s, u"-rin"_s, u"-w"_s,
                        u"-E"_s, u"-F"_s, u"-v"_s, u"-A"_s, u"-B"_s, u"-C"_s, u"-H"_s, u"-e"_s}},
        {u"basename"_s, {}}, {u"dirname"_s, {}}, {u"seq"_s, {}}};
    return programs;
}

bool looksSecret(const QString &path)
{
    static const QStringList endings{u".pem"_s, u".key"_s, u".p12"_s, u".pfx"_s};
    static const QStringList names{
        u".netrc"_s, u".npmrc"_s, u".pypirc"_s, u".envrc"_s, u"credentials"_s, u".git-credentials"_s};
    for (const QString &part : path.toLower().split(QLatin1Char('/'))) {
        if (part.startsWith(u".env"_s) || part.startsWith(u"id_"_s) || part == u".ssh"_s || part == u".aws"_s ||
            part == u".gnupg"_s || names.contains(part))
            return true;
        for (const QString &ending : endings) {
            if (part.endsWith(ending))
                return true;
        }
    }
    return false;
}

bool staysInside(const QString &word, const QString &directory)
{
    if (word.split(QLatin1Char('/')).contains(u".."_s))
        return false;
    return !word.startsWith(QLatin1Char('/')) || word == directory || word.startsWith(directory + QLatin1Char('/'));
}

Judgement asks(const QString &reason, Severity severity)
{
    return {Decision::Ask, severity, reason, u"default"_s, 0, 0};
}

} // namespace

Judgement judge(const Action &action, const PolicyContext &context)
{
    if (action.kind != ActionKind::RunCommand)
        return {Decision::Allow, Severity::Info, u"inside_working_directory"_s, u"workspace"_s, 0, 0};
    // Equal byte for byte: one space more is another command.
    if (context.acceptedCommands.contains(action.command))
        return {Decision::Allow, Severity::Info, u"accepted_verification"_s, u"verification"_s, 0, 0};
    const std::optional<QStringList> words = plainWords(action.command);
    if (!words || words->isEmpty())
        return asks(u"not_plain"_s, Severity::Medium);
    const auto program = readOnlyPrograms().constFind(words->first());
    if (program == readOnlyPrograms().constEnd())
        return asks(u"unknown_command"_s, Severity::Medium);
    const bool prints = words->first() == u"echo"_s || words->first() == u"seq"_s;
    for (qsizetype i = 1; i < words->size(); ++i) {
        const QString &word = words->at(i);
        if (word.startsWith(QLatin1Char('-')) && !prints && !program->contains(word))
            return asks(u"unknown_option"_s, Severity::Medium);
        if (!prints && !staysInside(word, context.workingDirectory))
            return asks(u"reads_outside"_s, Severity::High);
        if (!prints && looksSecret(word))
            return asks(u"reads_secret"_s, Severity::High);
    }
    // A recursive search would read the secrets of the folder as well.
    if (words->first() == u"grep"_s) {
        for (const QString &word : *words) {
            if (word.startsWith(QLatin1Char('-')) && word.contains(QLatin1Char('r')))
                return asks(u"reads_recursively"_s, Severity::Low);
        }
    }
    return {Decision::Allow, Severity::Info, u"read_only_command"_s, u"read_only"_s, 0, 0};
}

} // namespace vibecoder
