// SPDX-License-Identifier: MIT
// Runs one verification command and reads its output. The verdict comes from exit codes.
#pragma once

#include "model/verification.h"
#include "sandbox/processrunner.h"

namespace vibecoder {

struct VerifyRequest
{
    int index = 0;
    QString command;
    QString directory;
    qint64 timeoutMs = 300000;
    QString outputFile; ///< where the whole output goes; may be empty
    QString pidFile;
    std::optional<SandboxProfile> sandbox; ///< as in ProcessRequest
    QString sandboxOwner;
};

/// Error only for Cancelled, Shutdown and Lost.
QCoro::Task<Result<CommandReport>> verifyCommand(ProcessRunner &runner, VerifyRequest request, CancelSource &stop);

/// Pure: what a finished process means for the verification.
[[nodiscard]] CommandReport reportFromResult(
    int index, const QString &command, const ProcessResult &result, const QString &directory = {});

} // namespace vibecoder
