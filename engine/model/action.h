// SPDX-License-Identifier: MIT
// What the model wants to do, before anybody decided about it.
#pragma once

#include "base/enumtable.h"

#include <QString>

namespace vibecoder {

enum class ActionKind { RunCommand, WriteFile, ReadFile, ListFiles, Search };
template <>
struct EnumTable<ActionKind>
{
    static constexpr auto rows = enumRows<ActionKind>({
        {ActionKind::RunCommand, "run_command"},
        {ActionKind::WriteFile, "write_file"},
        {ActionKind::ReadFile, "read_file"},
        {ActionKind::ListFiles, "list_files"},
        {ActionKind::Search, "search"},
    });
};

struct Action
{
    ActionKind kind = ActionKind::RunCommand;
    QString command; ///< RunCommand: exact bytes of the shell text
    QString path;    ///< file actions: as the model wrote it
};

enum class Decision { Allow, Ask, Deny };
template <>
struct EnumTable<Decision>
{
    static constexpr auto rows =
        enumRows<Decision>({{Decision::Allow, "allow"}, {Decision::Ask, "ask"}, {Decision::Deny, "deny"}});
};

enum class Severity { Info, Low, Medium, High, Critical };
template <>
struct EnumTable<Severity>
{
    static constexpr auto rows = enumRows<Severity>({
        {Severity::Info, "info"},
        {Severity::Low, "low"},
        {Severity::Medium, "medium"},
        {Severity::High, "high"},
        {Severity::Critical, "critical"},
    });
};

/// The answer of the policy, with the reason as a stable code and the part of the text it is about.
struct Judgement
{
    Decision decision = Decision::Ask;
    Severity severity = Severity::Info;
    QString reason;                    ///< stable code: read_only_command, accepted_verification, unknown_command …
    QString rule;                      ///< name of the rule that spoke
    int spanStart = 0, spanLength = 0; ///< characters of Action::command; length 0: the whole
    QString lifted = {};               ///< why it would have been asked, when a rule of the user allows it
    QString path{};                    ///< the one path beyond the working directory's rights it needs; empty: none
    bool writes = false;               ///< needs to write it, else to read it
};

/// A verification command like this is asked about each time it enters the queue.
[[nodiscard]] inline bool isDangerous(const Judgement &judgement)
{
    return judgement.decision == Decision::Deny ||
           (judgement.decision == Decision::Ask && judgement.severity >= Severity::High);
}

} // namespace vibecoder
