// SPDX-License-Identifier: MIT
#include "core/trial.h"

#include "base/paths.h"
#include "execution/sandbox/probe.h"
#include "verification/verifier.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Trial
{
    ProcessRunner runner;
    std::optional<Result<VerificationReport>> outcome;
};

std::optional<SandboxProfile> sandboxOf(const Settings &settings, const QString &root, bool network)
{
    const bool foreign = ::geteuid() == 0 && QFileInfo(root).ownerId() != 0;
    if (settings.sandbox == SandboxChoice::None || foreign || sandboxReport().tier != SandboxTier::Bubblewrap)
        return std::nullopt;
    SandboxProfile profile{root, network, {}};
    for (const QString &folder : settings.sandboxReadOnly.split(u':', Qt::SkipEmptyParts))
        profile.readOnlyFolders.append(expandHome(folder));
    return profile;
}

QCoro::Task<Result<VerificationReport>> runAll(
    Trial &trial, TrialRequest request, std::optional<SandboxProfile> sandbox, CancelSource &stop)
{
    VerificationReport report;
    for (int index = 0; index < request.commands.size(); ++index) {
        VerifyRequest one;
        one.index = index;
        one.command = request.commands.at(index);
        one.directory = request.directory;
        one.timeoutMs = request.timeoutMs;
        one.sandbox = sandbox;
        CO_TRY(CommandReport said, verifyCommand(trial.runner, one, stop));
        report.commands.append(std::move(said));
    }
    co_return report;
}

QCoro::Task<> keepOutcome(Trial &trial, TrialRequest request, std::optional<SandboxProfile> sandbox, CancelSource &stop)
{
    CO_AWAIT(auto outcome, runAll(trial, request, sandbox, stop));
    trial.outcome = std::move(outcome);
}

} // namespace

Result<VerificationReport> tryCommands(const Settings &settings, const TrialRequest &request)
{
    if (!QFileInfo(request.directory).isDir())
        return fail(ErrorCode::NotFound,
            QCoreApplication::translate("vibecoder::Engine", "The folder %1 is not there.").arg(request.directory));
    TrialRequest copy = request;
    copy.directory = QDir(request.directory).canonicalPath();
    const std::optional<SandboxProfile> sandbox = sandboxOf(settings, copy.directory, copy.network);
    Trial trial;
    TaskScope scope;
    scope.start([&trial, copy, sandbox](CancelSource &stop) { return keepOutcome(trial, copy, sandbox, stop); });
    while (scope.running() > 0)
        scope.drain(60000);
    if (!trial.outcome)
        return fail(ErrorCode::Internal, u"the commands did not run"_s);
    return *std::move(trial.outcome);
}

} // namespace vibecoder
