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
    std::optional<QByteArrayList> traced; ///< as in ProcessRequest
};

struct VerifiedCommand
{
    CommandReport report;
    std::optional<OpenedFiles> opened; ///< when the request wants it
};

/// Error only for Cancelled, Shutdown and Lost.
QCoro::Task<Result<VerifiedCommand>> verifyCommand(ProcessRunner &runner, VerifyRequest request, CancelSource &stop);

/// Pure: what a finished process means for the verification.
[[nodiscard]] CommandReport reportFromResult(
    int index, const QString &command, const ProcessResult &result, const QString &directory = {});

} // namespace vibecoder
