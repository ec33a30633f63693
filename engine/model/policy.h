// SPDX-License-Identifier: MIT
// A question to the policy outside of any task, and its answer: for `policy test` and the pages that explain decisions.
#pragma once

#include "model/action.h"
#include "model/sandbox.h"

#include <QByteArray>

#include <memory>

namespace vibecoder {

class RuleSet;

/// Where a path leads. Protected: inside, but more than content (permission/protectedpath.h).
enum class Containment { Inside, Protected, Outside };
template <>
struct EnumTable<Containment>
{
    static constexpr auto rows = enumRows<Containment>({
        {Containment::Inside, "inside"},
        {Containment::Protected, "protected"},
        {Containment::Outside, "outside"},
    });
};

struct PolicyQuestion
{
    QByteArray command;         ///< exact bytes; used when `operation` is empty
    QByteArray path;            ///< exact bytes
    QByteArray operation;       ///< write, read, delete, mkdir, rename-from, rename-to
    QByteArray root, cwd, home; ///< absolute; cwd empty: the root
    QByteArray dataDirectory;
    SandboxTier tier = SandboxTier::Bubblewrap;
    std::shared_ptr<const RuleSet> rules = {}; ///< the user's own; empty: only what is built in
};

struct PolicyAnswer
{
    Judgement judgement; ///< span in bytes of the command
    Containment containment = Containment::Inside;
};

} // namespace vibecoder
