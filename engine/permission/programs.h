// SPDX-License-Identifier: MIT
// The tables of known programs: what kind they are and which of their options do more than the kind says. Pure.
#pragma once

#include "model/action.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

namespace vibecoder {

enum class ProgramKind {
    Unknown,
    Data,    ///< arguments are only words: echo, printf, test
    Read,    ///< operands are paths that are read
    Pattern, ///< as Read, but the first operand is a pattern or a filter
    Write,   ///< operands are paths that are written or made
    Build,   ///< builds, tests or checks the project; the sandbox carries what it runs
    Danger,  ///< asks always, with its own reason and severity
    Special, ///< has a judge of its own in commandpolicy
};

struct Program
{
    ProgramKind kind = ProgramKind::Unknown;
    QByteArrayList refused;     ///< options (also as beginning) and sub-commands that ask
    QByteArrayList withValue;   ///< options whose next word is their value and no path
    QByteArrayList subcommands; ///< Build: when not empty, the first operand must be one of these
    QString reason;             ///< Danger
    Severity severity = Severity::Medium;
};

[[nodiscard]] const Program &programOf(const QByteArray &name);

/// What an assignment before a command may change: true for names that only carry data.
[[nodiscard]] bool isHarmlessVariable(const QByteArray &name);

/// The same with the value: `CC=clang` names a compiler, `CC=./x` a program nobody knows.
[[nodiscard]] bool isHarmlessAssignment(const QByteArray &name, const QByteArray &value);

} // namespace vibecoder
