// SPDX-License-Identifier: MIT
// What happens to each classified change: applied, asked about, left out, or never applied. Pure.
#pragma once

#include "workspace/border/borderclass.h"

namespace vibecoder {

/// What a class alone leads to, without settings and answers.
[[nodiscard]] BorderKind kindOf(BorderClass what);

/// Guarded classes obey the setting `guard` of the task.
[[nodiscard]] bool isGuarded(BorderClass what);

/// Binds an answer to one change: the folder, the path, both ends byte for byte, where a link leads, and what was said
/// about it.
[[nodiscard]] QString digestOf(const ClassifiedChange &classified, const BorderFolder &folder);

/// Changes that can only be applied together get the strongest of their kinds: what is in a folder that goes, and what
/// takes the place of something of another type. Those that were moved by it have BoundTo among their reasons.
[[nodiscard]] BorderDecision decideBorder(const QList<ClassifiedChange> &classified, const BorderSettings &settings);

/// What may leave the view: what is unasked, in order of path. A new folder goes along with something in it, or when the
/// attempt made it empty; not when all that it was made for stays.
[[nodiscard]] QList<Change> chosenChanges(const BorderDecision &decision);

/// Whether it is a file that was not in the person's folder and that setup and verification had made before the attempt
/// did anything (ClassifyContext::products). It is made anew wherever they run, so it is no result of the attempt. A
/// lock file is one: what it says is the attempt's as soon as that changes a manifest.
[[nodiscard]] bool isMadeByVerification(const Change &change, const QSet<QByteArray> &products);

/// Without them, and without the new folders that they were made in, unless something else in one is chosen.
[[nodiscard]] QList<Change> withoutProducts(QList<Change> chosen, const QSet<QByteArray> &products);

} // namespace vibecoder
