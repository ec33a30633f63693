// SPDX-License-Identifier: MIT
// What a shell text may do: every command of it is looked up, its wrappers peeled, its paths resolved; the strictest
// part decides. Pure, no I/O: whether a path exists or is a link is found out where it is opened (workspace/workspace)
// and by the sandbox. Sources: security.md sections 2, 4 and 6.
#pragma once

#include "model/action.h"
#include "model/sandbox.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QDateTime>
#include <QStringList>

#include <vector>

namespace vibecoder {

class RuleSet;

struct CommandContext
{
    QByteArray root; ///< working directory of the task, absolute and canonical
    QByteArray cwd;  ///< where the text starts; empty: the root
    QByteArray home;
    QByteArray dataDirectory; ///< of the program itself: nothing may touch it
    SandboxTier tier = SandboxTier::Bubblewrap;
    const RuleSet *rules = nullptr;             ///< the user's own; none: only what is built in
    QString taskId = {};                        ///< for rules that hold for one task
    QDateTime now = {};                         ///< for rules that expire
    SandboxTier held = SandboxTier::Bubblewrap; ///< tier it would really run in: an allowing rule names the weakest
    bool network = false;                       ///< the task has it
    bool inView = false; ///< what it writes below root is no file of a person's: the border asks about protected names
};

struct CommandFinding
{
    Decision decision = Decision::Allow;
    Severity severity = Severity::Info;
    QString reason; ///< stable code; permission/reasons.h has the words
    int begin = 0, end = 0;
    bool rail = false;      ///< may never be remembered as a rule
    QString rule = {};      ///< the user's rule that says it; empty: built in
    QByteArray target = {}; ///< absolute path whose right goes with an approval; empty: none
    bool writes = false;    ///< the right is to write it, else to read it
};

struct CommandVerdict
{
    CommandFinding worst;
    std::vector<CommandFinding> findings; ///< without what is allowed
    /// The commands as argument vectors when the text is plain (no redirects, no assignments): what a rule can match.
    std::vector<QByteArrayList> argvs;
    bool plain = false;
    QStringList rules; ///< the user's rules that spoke, in order
    QString allowedBy; ///< of these the one that took a question away; empty: none did
    QString lifted;    ///< reason of the worst question that was taken away
};

[[nodiscard]] CommandVerdict classifyCommand(QByteArrayView text, const CommandContext &context);

} // namespace vibecoder
