// SPDX-License-Identifier: MIT
// One round of model turns, edits and verification. Number 0 is the baseline before the first model call.
#pragma once

#include "model/moves.h"
#include "model/usage.h"
#include "model/verification.h"

#include <QDateTime>

namespace vibecoder {

struct ChangedFile
{
    QString path;     ///< relative to the working directory
    QString change;   ///< added, modified, deleted
    QString artifact; ///< id of the new content; empty for deleted or not kept
    qint64 size = 0;

    bool operator==(const ChangedFile &) const = default;
};

struct Iteration
{
    QString taskId;
    int attempt = 1;
    int number = 0;
    QDateTime startedAt, endedAt; ///< endedAt invalid while it runs
    VerificationReport verification;
    Moves moves;          ///< against the verification before
    QStringList withheld; ///< every command ended with exit 0, but it is no pass: why, one line each
    QString tree;         ///< digest of the files after the verification; empty when not known
    Usage usage;
    QList<ChangedFile> changedFiles;
    QString patchArtifact; ///< unified diff of this iteration; empty when nothing changed
    QString summary;       ///< the model's own words from `finish`, not trusted; may be empty

    /// The verdict of the engine.
    [[nodiscard]] bool passed() const { return verification.passed() && withheld.isEmpty(); }
};

} // namespace vibecoder
