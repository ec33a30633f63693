// SPDX-License-Identifier: MIT
// A rule of the user's own about commands: written by hand in rules.yaml, or remembered from an approval. Never read
// from a working directory, a task file, the model or a remote surface.
#pragma once

#include "base/enumtable.h"
#include "model/action.h"
#include "model/sandbox.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// How long an accepted command is remembered.
enum class RememberFor { No, Task, Day, Month };
template <>
struct EnumTable<RememberFor>
{
    static constexpr auto rows = enumRows<RememberFor>({
        {RememberFor::No, "no"},
        {RememberFor::Task, "task"},
        {RememberFor::Day, "1d"},
        {RememberFor::Month, "30d"},
    });
};

enum class RuleOrigin { Written, Remembered };
template <>
struct EnumTable<RuleOrigin>
{
    static constexpr auto rows =
        enumRows<RuleOrigin>({{RuleOrigin::Written, "written"}, {RuleOrigin::Remembered, "remembered"}});
};

/// A command that a rule must or must not speak about; checked when the file loads.
struct RuleExample
{
    QString command;
    bool matches = true;
    int line = 0, column = 0; ///< where it stands in the file
    bool operator==(const RuleExample &) const = default;
};

struct Rule
{
    QString id; ///< name of a written rule, id of a remembered one
    RuleOrigin origin = RuleOrigin::Written;
    Decision decision = Decision::Ask;
    /// The program and its first words, each a list of alternatives; further words may follow unless `exact`.
    QList<QStringList> words;
    bool exact = false;                   ///< `words` is the whole argument vector
    QString directory;                    ///< working directory it holds for, absolute; empty: every one
    QString taskId;                       ///< holds for this task until it ends; empty: for all
    QDateTime expiresAt;                  ///< invalid: never
    SandboxTier tier = SandboxTier::None; ///< an allowing rule holds in this tier and better ones
    QString reason; ///< remembered: why it was asked (stable code); written: the person's own words
    QList<RuleExample> examples;
    int line = 0; ///< in the file; 0: not from a file
    QDateTime createdAt;
    QString createdBy; ///< surface and user; empty for a written rule
    qint64 uses = 0;
    QDateTime usedAt;

    bool operator==(const Rule &) const = default;
};

/// What `remember` would store for an approval, shown before the person decides.
struct RulePreview
{
    Rule rule;
    int matched = 0, outOf = 0; ///< of the last commands that ran in this directory
};

} // namespace vibecoder
