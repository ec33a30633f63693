// SPDX-License-Identifier: MIT
#include "wire/ruletext.h"

#include "model/networkreason.h"

#include <QCoreApplication>
#include <QHash>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString ruleText(const QString &code)
{
    static const QHash<QString, const char *> texts{
        {u"unknown_command"_s, QT_TRANSLATE_NOOP("Cli", "the program is not known")},
        {u"hidden_exit_code"_s,
            QT_TRANSLATE_NOOP("Cli", "its exit code may be another program's (a pipe, ||, ;, &, ! or exit 0), so a "
                                     "failure may be lost")},
        {u"unknown_subcommand"_s, QT_TRANSLATE_NOOP("Cli", "this part of the program is not known to be harmless")},
        {u"option_does_more"_s, QT_TRANSLATE_NOOP("Cli", "an option can run programs or reach other files")},
        {u"needs_sandbox"_s, QT_TRANSLATE_NOOP("Cli", "it may change things, and no sandbox holds it")},
        {u"protected_changed"_s, QT_TRANSLATE_NOOP("Cli", "a command changed names that only a person may change")},
        {u"border"_s, QT_TRANSLATE_NOOP("Cli", "only a person may let these changes out of the attempt")},
        {u"apply_conflict"_s, QT_TRANSLATE_NOOP("Cli", "both the attempt and you changed these files")},
        {u"folder_keeps_changing"_s,
            QT_TRANSLATE_NOOP("Cli", "it passed, but your folder kept changing while the result was applied")},
        {u"reads_outside"_s, QT_TRANSLATE_NOOP("Cli", "it reads outside the working directory")},
        {u"writes_outside"_s, QT_TRANSLATE_NOOP("Cli", "it writes outside the working directory")},
        {u"reads_secret"_s, QT_TRANSLATE_NOOP("Cli", "it reads a file that may hold secrets")},
        {u"protected_path"_s,
            QT_TRANSLATE_NOOP("Cli", "it changes a file that runs later, configures tools or holds secrets")},
        {u"program_outside"_s, QT_TRANSLATE_NOOP("Cli", "it runs a program from outside the working directory")},
        {u"inline_code"_s, QT_TRANSLATE_NOOP("Cli", "it runs code from its own text or input")},
        {u"fetched_code"_s, QT_TRANSLATE_NOOP("Cli", "it runs code that comes from another command")},
        {u"runs_other_code"_s, QT_TRANSLATE_NOOP("Cli", "it runs something that cannot be seen here")},
        {u"environment_runs_code"_s, QT_TRANSLATE_NOOP("Cli", "it sets a variable that can run code")},
        {u"reads_environment"_s, QT_TRANSLATE_NOOP("Cli", "it shows the environment or stored secrets")},
        {u"network_or_keys"_s, QT_TRANSLATE_NOOP("Cli", "it reaches the network or keys")},
        {u"supply_or_publishing"_s,
            QT_TRANSLATE_NOOP("Cli", "it installs or publishes software, or changes what others see")},
        {u"privilege"_s, QT_TRANSLATE_NOOP("Cli", "it asks for more rights")},
        {u"persistence"_s, QT_TRANSLATE_NOOP("Cli", "it changes settings or starts something that stays")},
        {u"resources"_s, QT_TRANSLATE_NOOP("Cli", "it ends processes or lifts limits")},
        {u"destroys_content"_s, QT_TRANSLATE_NOOP("Cli", "it deletes what cannot be brought back")},
        {u"loses_history"_s, QT_TRANSLATE_NOOP("Cli", "it can lose work that git keeps")},
        {u"writes_by_patch"_s, QT_TRANSLATE_NOOP("Cli", "it writes files that its text does not name")},
        {u"raw_device"_s, QT_TRANSLATE_NOOP("Cli", "it writes to a device")},
        {u"user_rule"_s, QT_TRANSLATE_NOOP("Cli", "a rule of your own says so")},
        {u"fork_bomb"_s, QT_TRANSLATE_NOOP("Cli", "it multiplies without end")},
        {u"own_control"_s, QT_TRANSLATE_NOOP("Cli", "it tries to steer this program")},
        {u"own_data"_s, QT_TRANSLATE_NOOP("Cli", "it touches the data of this program")},
        {u"computed_command"_s, QT_TRANSLATE_NOOP("Cli", "the program's name is computed")},
        {u"computed_target"_s, QT_TRANSLATE_NOOP("Cli", "the target is computed")},
        {u"computed_assignment"_s, QT_TRANSLATE_NOOP("Cli", "a variable is changed in a computed way")},
        {u"invisible_character"_s, QT_TRANSLATE_NOOP("Cli", "it holds characters that cannot be seen")},
        {u"foreign_letters"_s, QT_TRANSLATE_NOOP("Cli", "the program's name has letters of another script")},
        {u"foreign_host"_s, QT_TRANSLATE_NOOP("Cli", "the host's name is not what it looks like: letters of another "
                                                     "script, a coded name or a user's name that looks like a host")},
        {u"ansi_quote"_s, QT_TRANSLATE_NOOP("Cli", "it hides text in escapes")},
        {u"expansion"_s, QT_TRANSLATE_NOOP("Cli", "the shell would put in something that is not known yet")},
        {u"substitution"_s, QT_TRANSLATE_NOOP("Cli", "it runs a command inside a word")},
        {u"group"_s, QT_TRANSLATE_NOOP("Cli", "it groups commands")},
        {u"background"_s, QT_TRANSLATE_NOOP("Cli", "it goes on in the background")},
        {u"keyword"_s, QT_TRANSLATE_NOOP("Cli", "it is a loop or a condition")},
        {u"redirect"_s, QT_TRANSLATE_NOOP("Cli", "it redirects in an unusual way")},
        {u"pipe_of_errors"_s, QT_TRANSLATE_NOOP("Cli", "it redirects in an unusual way")},
        {u"syntax"_s, QT_TRANSLATE_NOOP("Cli", "it is not a complete command")},
        {u"unterminated"_s, QT_TRANSLATE_NOOP("Cli", "it is not a complete command")},
        {u"too_long"_s, QT_TRANSLATE_NOOP("Cli", "it is too long to judge")},
        {u"too_many_commands"_s, QT_TRANSLATE_NOOP("Cli", "it is too long to judge")},
        {u"too_deep"_s, QT_TRANSLATE_NOOP("Cli", "it is nested too deeply to judge")},
        {u"known_command"_s, QT_TRANSLATE_NOOP("Cli", "a known command inside the working directory")},
        {u"held_by_view"_s,
            QT_TRANSLATE_NOOP("Cli", "what it does is not known, and the view and the sandbox hold it")},
        {u"nothing_to_run"_s, QT_TRANSLATE_NOOP("Cli", "nothing is run")},
        {u"accepted_verification"_s, QT_TRANSLATE_NOOP("Cli", "an accepted verification command")},
        {u"inside_working_directory"_s, QT_TRANSLATE_NOOP("Cli", "inside the working directory")},
        {u"new_verification_commands"_s,
            QT_TRANSLATE_NOOP("Cli", "nobody has accepted these verification commands yet")},
        {u"settings_folder"_s,
            QT_TRANSLATE_NOOP("Cli", "the working directory holds settings that other programs obey")},
        {u"no_working_directory"_s, QT_TRANSLATE_NOOP("Cli", "the working directory cannot be used")},
        {u"guarded_files"_s,
            QT_TRANSLATE_NOOP("Cli", "tests, their configuration or the scripts of the verification were changed")},
        {u"starts_outside"_s, QT_TRANSLATE_NOOP("Cli", "it starts outside the working directory")},
    };
    const char *source = texts.value(code);
    return source ? QCoreApplication::translate("Cli", source) : code;
}

QString rememberRefusal(const QString &code)
{
    static const QHash<QString, const char *> texts{
        {u"rail"_s, QT_TRANSLATE_NOOP("rules", "this kind of action is asked each time and never remembered")},
        {u"risk"_s, QT_TRANSLATE_NOOP(
                        "rules", "what it reaches (protected files, paths outside, privileges) is asked each time")},
        {u"not_plain"_s,
            QT_TRANSLATE_NOOP(
                "rules", "only one plain command can be remembered, without redirects, variables, lists or patterns")},
        {u"asked_by_rule"_s, QT_TRANSLATE_NOOP("rules", "a rule of your own asks about it; change that rule instead")},
        {u"changing_files"_s,
            QT_TRANSLATE_NOOP("rules", "it runs or sends files of the working directory, which change; where it has "
                                       "network access it is asked about each time")},
        {u"not_asked"_s, QT_TRANSLATE_NOOP("rules", "it would be allowed without a rule")}};
    return QCoreApplication::translate("rules", texts.value(code, "rail"));
}

QString meaningOf(SandboxTier tier, const QString &reason)
{
    return tier == SandboxTier::None ? u"unheld"_s : reachesNetwork(reason) ? u"network"_s : u"plain"_s;
}

bool isMeaning(const QString &code)
{
    return code == u"plain"_s || code == u"network"_s || code == u"unheld"_s;
}

QString rememberText(const QString &code)
{
    if (code.isEmpty())
        return {};
    static const QHash<QString, const char *> meanings{
        {u"plain"_s,
            QT_TRANSLATE_NOOP("rules", "Each later run of exactly this command in this folder starts without a "
                                       "question. It gets no further rights.")},
        {u"network"_s,
            QT_TRANSLATE_NOOP("rules", "Each later run of exactly this command in this folder starts without a "
                                       "question and gets network access.")},
        {u"unheld"_s,
            QT_TRANSLATE_NOOP("rules", "Each later run of exactly this command in this folder starts without a "
                                       "question, and no sandbox holds it.")}};
    if (const char *meaning = meanings.value(code))
        return QCoreApplication::translate("rules", meaning);
    return QCoreApplication::translate("rules", "This cannot be remembered: %1.").arg(rememberRefusal(code));
}

} // namespace vibecoder
