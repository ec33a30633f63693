// SPDX-License-Identifier: MIT
// rules.yaml -> the user's own rules, with line and column for everything that is wrong, and the file without one of
// them. Shape only: whether the examples hold is asked of the policy (permission/rules.h). Pure.
#pragma once

#include "base/result.h"
#include "model/rule.h"
#include "wire/taskyaml.h"

#include <QByteArray>

namespace vibecoder {

struct RulesFileResult
{
    QList<Rule> rules;           ///< valid only when errors is empty
    QList<TaskFileError> errors; ///< every wrong place in one report
    [[nodiscard]] bool ok() const { return errors.isEmpty(); }
};

inline constexpr qint64 kRulesFileMaxBytes = 256 * 1024;
inline constexpr int kMostRules = 500;

/// An empty file, or one of comments only, holds no rules.
[[nodiscard]] RulesFileResult readRulesYaml(const QByteArray &bytes);

/// The file without the rule of that name; comments of the others stay. An error when cutting it out by its lines
/// would change more than that.
[[nodiscard]] Result<QByteArray> withoutRule(const QByteArray &bytes, const QString &name);

} // namespace vibecoder
