// SPDX-License-Identifier: MIT
// The border for an attempt that does not run: what a person may take of it, asked by the same rules as a run asks.
// What the run learned before its attempt (steps of its journal) is taken from there.
#pragma once

#include "core/border/borderpolicy.h"
#include "core/result/resultstore.h"
#include "model/bordercard.h"
#include "storage/database.h"

#include <QJsonObject>

namespace vibecoder {

struct ResultBorderInput
{
    Database &db;
    const Task &task;
    int attempt;
    const ViewFolder &view;
    const Workspace &person;
    ResultStore &store;
    QJsonObject answers; ///< {"<digest of a row>": "use" | "leave"}, checked
};

struct ResultBorder
{
    BorderDecision decision;
    BorderCard card;
    ChangeSet chosen; ///< what may leave the view
};

/// InvalidArgument when an answer names no row that is asked about.
[[nodiscard]] Result<ResultBorder> borderOfResult(const ResultBorderInput &input, const ChangeSet &set);

} // namespace vibecoder
