// SPDX-License-Identifier: MIT
// What the policy says to one file action: inside allowed, protected and outside asked, keys, own data and system
// folders denied. The model's file tools and `policy test` ask the same question here. Looks at the disk, changes
// nothing.
#pragma once

#include "model/policy.h"
#include "workspace/workspace.h"

namespace vibecoder {

/// When a person is asked about writing to a name that something obeys.
enum class ProtectedNames {
    AskedBefore,   ///< it is written in the person's folder at once
    AskedAtBorder, ///< it is written in a view, and is asked about before it leaves that
};

struct PathQuestion
{
    QByteArray path; ///< exact bytes as given
    FileOperation operation = FileOperation::Read;
    QByteArray from;          ///< resolved folder below the root that a relative path starts at; empty: the root
    QByteArray home;          ///< absolute
    QByteArray dataDirectory; ///< of this program, absolute
    QByteArray databaseFile;  ///< with the files beside it whose names begin with its name; empty: none
    ProtectedNames names = ProtectedNames::AskedBefore;
};

struct PathDecision
{
    Judgement judgement;
    Containment containment = Containment::Inside;
    QByteArray relative; ///< Inside, Protected: resolved below the root
    QByteArray absolute; ///< Outside: joined to the root, links as given; empty when it is no usable path
    /// Why it does not resolve below the root; inside a plain mistake (no such file), outside the reason.
    std::optional<Error> problem;
};

[[nodiscard]] PathDecision decidePath(const Workspace &workspace, const PathQuestion &question);

/// Keys, the program's own data and the system's folders can be approved by nobody. absolute: joined, links resolved or
/// not; both are asked.
[[nodiscard]] bool isBeyondApproval(const PathQuestion &question, const QByteArray &absolute);

} // namespace vibecoder
