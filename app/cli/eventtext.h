// SPDX-License-Identifier: MIT
// One line for people per event. Pure.
#pragma once

#include "model/event.h"
#include "model/waitreason.h"
#include "wire/ruletext.h"

namespace vibecoder {

/// Untrusted parts are made harmless; commands are cut at 120 characters.
[[nodiscard]] QString eventText(const Event &event);

/// State and reason in the reader's language.
[[nodiscard]] QString stateText(const QString &wireState);
/// Why the queue pauses, what the service said, and when it is asked again.
[[nodiscard]] QString pauseText(const QString &reason, const QString &detail, const QDateTime &until);

/// Why a task does not go on just now, and what one may do; empty when it does not wait.
[[nodiscard]] QString waitText(const WaitReason &reason);
/// The same in a word or two, of a task in the queue.
[[nodiscard]] QString waitWord(const WaitReason &reason);
/// What a running task does now, of its wire word.
[[nodiscard]] QString activityText(const QString &activity);

[[nodiscard]] QString reasonText(const QString &wireReason);
/// The reason and what was said about it, on one line; the model and its server may have written the second.
[[nodiscard]] QString endText(const QString &wireReason, const QString &detail);

} // namespace vibecoder
