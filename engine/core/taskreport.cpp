// SPDX-License-Identifier: MIT
#include "core/taskreport.h"

#include "base/digest.h"
#include "sandbox/processrunner.h"
#include "wire/modelcodec.h"

#include <QJsonArray>
#include <QSysInfo>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonObject commandEvidence(const CommandReport &command, const QHash<QString, Artifact> &artifacts)
{
    QJsonObject json = toJson(command);
    // The whole output is an artifact of its own; the excerpt is for the model.
    json.remove(u"excerpt"_s);
    json.insert(u"argv"_s, QJsonArray::fromStringList(shellArgv(command.command)));
    const auto output = artifacts.constFind(command.outputArtifact);
    json.insert(u"output_sha256"_s, output != artifacts.constEnd() ? output->sha256
                                    : command.outputBytes == 0     ? sha256Hex({})
                                                                   : QString());
    return json;
}

bool isFurther(const Event &event)
{
    return event.body.value(u"clean"_s).toBool() || event.body.value(u"setup"_s).toBool();
}

QJsonArray furtherRuns(const QList<Event> &verifications, int iteration)
{
    QJsonArray runs;
    for (const Event &event : verifications) {
        const QJsonObject &body = event.body;
        if (body.value(u"iteration"_s).toInt() != iteration || !isFurther(event))
            continue;
        runs.append(QJsonObject{{u"command"_s, body.value(u"command"_s)}, {u"clean"_s, body.value(u"clean"_s).toBool()},
            {u"purpose"_s, body.value(u"purpose"_s).toString()}, {u"setup"_s, body.value(u"setup"_s).toBool()},
            {u"status"_s, body.value(u"status"_s)}, {u"exit_code"_s, body.value(u"exit_code"_s)},
            {u"duration_ms"_s, body.value(u"duration_ms"_s)}});
    }
    return runs;
}

// What passed in the view and fails in the clean room after it is kept as the verification of the iteration.
bool isOfCleanRoom(const Iteration &iteration, const QList<Event> &verifications)
{
    bool clean = false;
    for (const Event &event : verifications) {
        if (event.body.value(u"iteration"_s).toInt() == iteration.number)
            clean = event.body.value(u"clean"_s).toBool();
    }
    return clean && !iteration.verification.passed();
}

bool isSetup(const CommandReport &command, const QJsonArray &runs)
{
    return std::any_of(runs.begin(), runs.end(), [&](const QJsonValue &run) {
        const QJsonObject one = run.toObject();
        return one.value(u"setup"_s).toBool() && one.value(u"clean"_s).toBool() &&
               one.value(u"command"_s).toString() == command.command &&
               one.value(u"duration_ms"_s).toInteger() == command.durationMs;
    });
}

} // namespace

QJsonObject environmentNow()
{
    return {
        {u"program"_s, QStringLiteral("vibecoder " VIBECODER_VERSION)},
        {u"system"_s, QSysInfo::prettyProductName()},
        {u"kernel"_s, QSysInfo::kernelType() + u' ' + QSysInfo::kernelVersion()},
        {u"architecture"_s, QSysInfo::currentCpuArchitecture()},
    };
}

QJsonObject taskReport(const TaskReportInput &input)
{
    QHash<QString, Artifact> artifacts;
    for (const Artifact &artifact : input.artifacts)
        artifacts.insert(artifact.id, artifact);
    QJsonArray iterations;
    for (const Iteration &iteration : input.iterations) {
        QJsonObject json = toJson(iteration);
        const QJsonArray further = furtherRuns(input.verifications, iteration.number);
        const bool clean = isOfCleanRoom(iteration, input.verifications);
        QJsonArray commands;
        for (const CommandReport &command : iteration.verification.commands) {
            QJsonObject evidence = commandEvidence(command, artifacts);
            if (clean)
                evidence.insert(u"clean"_s, true);
            if (command.isSetup || (clean && isSetup(command, further)))
                evidence.insert(u"setup"_s, true);
            commands.append(evidence);
        }
        json.remove(u"verification"_s);
        json.insert(u"commands"_s, commands);
        json.insert(u"further_runs"_s, further);
        const auto patch = artifacts.constFind(iteration.patchArtifact);
        json.insert(u"patch_sha256"_s, patch != artifacts.constEnd() ? patch->sha256 : QString());
        iterations.append(json);
    }
    QJsonObject environment = environmentNow();
    environment.insert(u"sandbox"_s, QJsonArray::fromStringList(input.tiers));
    return {{u"schema"_s, 1}, {u"task"_s, toJson(input.task)}, {u"attempt"_s, input.attempt},
        {u"environment"_s, environment}, {u"iterations"_s, iterations}};
}

} // namespace vibecoder
