// SPDX-License-Identifier: MIT
#include "core/trial.h"

#include "core/commandsandbox.h"
#include "verification/countedfailures.h"
#include "verification/verifier.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Trial
{
    Trial(const Settings &settings, const QString &root)
        : sandbox(runner, settings, root, u"trial"_s)
    {
    }

    ProcessRunner runner;
    CommandSandbox sandbox;
    std::optional<Result<VerificationReport>> outcome;
};

QCoro::Task<Result<VerificationReport>> runAll(Trial &trial, TrialRequest request, CancelSource &stop)
{
    VerificationReport report;
    for (int index = 0; index < request.commands.size(); ++index) {
        VerifyRequest one;
        one.index = index;
        one.command = request.commands.at(index);
        one.directory = request.directory;
        one.timeoutMs = request.timeoutMs;
        trial.sandbox.look();
        one.sandbox = trial.sandbox.profile({request.network, {}, {}});
        one.sandboxOwner = trial.sandbox.owner();
        CO_TRY(VerifiedCommand verified, verifyCommand(trial.runner, one, stop));
        CommandReport said = std::move(verified.report);
        // Nobody can be asked here whether it counts, so it does not.
        if (said.status == CommandStatus::Pass && countsFailures(said))
            said.status = CommandStatus::Fail;
        report.commands.append(std::move(said));
    }
    co_return report;
}

QCoro::Task<> keepOutcome(Trial &trial, TrialRequest request, CancelSource &stop)
{
    CO_AWAIT(auto outcome, runAll(trial, request, stop));
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
    Trial trial(settings, copy.directory);
    TaskScope scope;
    scope.start([&trial, copy](CancelSource &stop) { return keepOutcome(trial, copy, stop); });
    while (scope.running() > 0)
        scope.drain(60000);
    if (!trial.outcome)
        return fail(ErrorCode::Internal, u"the commands did not run"_s);
    return *std::move(trial.outcome);
}

} // namespace vibecoder
