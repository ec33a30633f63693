// SPDX-License-Identifier: MIT
#include "core/taskreport.h"

#include "base/digest.h"
#include "sandbox/processrunner.h"
#include "wire/modelcodec.h"

#include <QJsonArray>
#include <QSysInfo>

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
        QJsonArray commands;
        for (const CommandReport &command : iteration.verification.commands)
            commands.append(commandEvidence(command, artifacts));
        json.remove(u"verification"_s);
        json.insert(u"commands"_s, commands);
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
