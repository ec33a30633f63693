// SPDX-License-Identifier: MIT
#include "taskinput.h"

#include "approvalcard.h"
#include "base/paths.h"
#include "consent.h"
#include "core/exitcodeadvice.h"
#include "eventtext.h"
#include "output.h"
#include "text.h"
#include "wire/ruletext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QThread>

namespace vibecoder {

using namespace Qt::StringLiterals;

TaskFileContext taskFileContext(const Settings &settings, const QString &file)
{
    TaskFileContext context;
    context.baseFolder = file == u"-"_s ? QDir::currentPath() : QFileInfo(file).absolutePath();
    context.defaultMaxIterations = settings.maxIterations;
    context.defaultTimeout = settings.timeoutPerIteration;
    context.refusedFolders = QStringList{expandHome(u"~/.vibecoder"_s)};
    return context;
}

Result<ReadTask> readTaskFile(Context &context, const QString &file)
{
    VC_TRY(const LoadedSettings *loaded, context.settings());
    ReadTask read{file, {}};
    QFile input(file);
    const bool opened = file == u"-"_s ? input.open(stdin, QIODevice::ReadOnly) : input.open(QIODevice::ReadOnly);
    if (!opened || QFileInfo(file).isDir()) {
        read.result.errors.append({0, 0, u"(file)"_s, Cli::tr("%1 cannot be read: %2").arg(file, input.errorString()),
            Cli::tr("Check the name and the rights of the file.")});
        return read;
    }
    read.result = readTaskYaml(input.read(kTaskFileMaxBytes + 1), taskFileContext(loaded->settings, file));
    return read;
}

QJsonObject validationJson(const ReadTask &read)
{
    QJsonArray errors;
    for (const TaskFileError &error : read.result.errors)
        errors.append(QJsonObject{{u"line"_s, error.line}, {u"column"_s, error.column}, {u"field"_s, error.field},
            {u"message"_s, error.message}, {u"hint"_s, error.hint}});
    QJsonArray warnings;
    for (const QString &command : withHiddenExitCode(read.result.spec.verificationCommands))
        warnings.append(QJsonObject{{u"code"_s, u"hidden_exit_code"_s}, {u"command"_s, command},
            {u"message"_s, ruleText(u"hidden_exit_code"_s)}});
    return {{u"file"_s, read.file}, {u"ok"_s, read.result.ok()}, {u"errors"_s, errors}, {u"warnings"_s, warnings}};
}

QString hiddenExitText(const TaskSpec &spec)
{
    QString text;
    for (const QString &command : withHiddenExitCode(spec.verificationCommands))
        text += Cli::tr("    warning: `%1`: %2").arg(harmless(command, false), ruleText(u"hidden_exit_code"_s)) + u'\n';
    return text;
}

QString validationText(const ReadTask &read)
{
    QString text;
    for (const TaskFileError &error : read.result.errors) {
        QString place = read.file;
        if (error.line > 0)
            place += u":%1:%2"_s.arg(error.line).arg(error.column);
        text += u"%1: %2: %3\n    %4\n"_s.arg(
            harmless(place, false), harmless(error.field, false), harmless(error.message), harmless(error.hint));
    }
    return text;
}

Severity riskOf(const QList<Judgement> &judged)
{
    Severity severity = Severity::Medium;
    for (const Judgement &one : judged) {
        if (isDangerous(one))
            severity = std::max(severity, one.severity);
    }
    return severity;
}

namespace {

// Shows what will run and asks; whether a yes was said.
bool askAboutCommands(Context &context, Engine &engine, const TaskSpec &spec, bool yes)
{
    bool accepted = yes;
    const QStringList all = commandsToAccept(spec);
    const QList<Judgement> judged = engine.judgeVerificationCommands(spec);
    // With --yes only what is dangerous is told: the one who wrote the script accepted what stands in the file.
    const bool flagged = std::any_of(judged.begin(), judged.end(), isDangerous);
    if (!yes || flagged) {
        const QString folder = harmless(spec.workingDirectory, false);
        const QString deciding = Cli::tr("Verification commands, run in %1:").arg(folder) + u"\n"_s;
        QString shown = spec.setup.isEmpty()
                            ? deciding
                            : Cli::tr("Setup commands, run before in %1 and proving nothing:").arg(folder) + u"\n"_s;
        for (qsizetype i = 0; i < judged.size(); ++i) {
            if (i >= all.size()) {
                shown +=
                    Cli::tr("    %1: %2").arg(riskText(judged.at(i).severity), ruleText(judged.at(i).reason)) + u"\n"_s;
                continue;
            }
            if (i > 0 && i == spec.setup.size())
                shown += deciding;
            const QString &command = all.at(i);
            const Judgement &one = judged.at(i);
            if (one.decision == Decision::Allow) {
                shown += u"    "_s + harmless(command) + u"\n"_s;
                continue;
            }
            shown += u"    "_s + markedText(command, one.spanStart, one.spanLength, false) + u"\n"_s;
            shown += Cli::tr("        %1: %2").arg(riskText(one.severity), ruleText(one.reason)) + u"\n"_s;
        }
        if (spec.network)
            shown += Cli::tr("The task asks for network access.") + u"\n"_s;
        if (!spec.keep.isEmpty())
            shown += Cli::tr("Part of the result, although git ignores it: %1")
                         .arg(harmless(spec.keep.join(u", "_s), false)) +
                     u"\n"_s;
        if (spec.guard != GuardMode::Ask)
            shown += Cli::tr("The task asks for guard: %1").arg(toWire(spec.guard)) + u"\n"_s;
        if (flagged)
            shown += Cli::tr("Dangerous commands are asked about each time.") + u"\n"_s;
        shown.chop(1);
        if (yes || !context.canAsk())
            context.note(shown);
        else
            accepted =
                askConsent(context,
                    {shown, Cli::tr("Accept these commands, for this task and for later ones with the same commands?"),
                        riskOf(judged)}) == Consent::Yes;
    }
    return accepted;
}

} // namespace

Result<Submission> submitTask(Context &context, const TaskSpec &spec, bool yes, const QString &idempotencyKey)
{
    VC_TRY(Engine *const engine, context.engine());
    const bool accepted = askAboutCommands(context, *engine, spec, yes);
    SubmitRequest request{spec, idempotencyKey, accepted, context.actor(), yes};
    VC_TRY(const Task task, context.wait(engine->submit(request)));
    return Submission{task, task.state != TaskState::WaitingApproval, false, {}};
}

Result<Submission> takeUpTask(Context &context, const TaskSpec &spec, bool yes)
{
    VC_TRY(Engine *const engine, context.engine());
    const bool accepted = askAboutCommands(context, *engine, spec, yes);
    const SubmitRequest request{spec, {}, accepted, context.actor(), yes};
    // What was interrupted a moment ago may be taken up by a worker elsewhere: then it is only busy.
    constexpr int looks = 15, pauseMs = 200;
    TakenUp taken;
    for (int look = 0; look == 0 || (taken.inTheWay && look < looks); ++look) {
        if (look > 0)
            QThread::msleep(pauseMs);
        VC_TRY(taken, context.wait(engine->takeUp(request)));
    }
    // A task that waits for the answer to a question goes on; only unaccepted commands keep it.
    return Submission{taken.task, taken.task.accepted, taken.known, taken.inTheWay};
}

} // namespace vibecoder
