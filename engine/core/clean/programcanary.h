// SPDX-License-Identifier: MIT
// Verification commands whose runner is not known (make, a script, a program): the tests of the project are made wrong
// and the commands run once more as they are. Pure.
#pragma once

#include "core/clean/canary.h"

#include <QJsonObject>

#include <optional>

namespace vibecoder {

struct ProgramCanary
{
    struct File
    {
        QString path;
        QByteArray wrong, shorter, failing; ///< as in WrongProgram
    };
    QList<File> files;
    QString word, mark; ///< mark: in the working directory, a file that a reached expectation makes
    struct Command
    {
        int index = 0;
        QString command;
        qint64 limitMs = 0;
    };
    /// In their order: one may build what another runs.
    QList<Command> commands;
};

/// Whether programCanaryFor() may give something when it has the files.
[[nodiscard]] bool mayHaveProgramCanary(const VerificationReport &passed);

/// Nothing: each command is one of a known runner, they take long, or no test is understood. root: where the commands
/// run, absolute. testFiles: without those that the task has added.
[[nodiscard]] std::optional<ProgramCanary> programCanaryFor(const VerificationReport &passed,
    const QList<CanaryFile> &testFiles, const QString &word, const QString &root, const TestsKnown &known);

[[nodiscard]] QJsonObject toJson(const ProgramCanary &canary);
[[nodiscard]] ProgramCanary programCanaryFromJson(const QJsonObject &json);

} // namespace vibecoder
