// SPDX-License-Identifier: MIT
// What a change did to one file, in short: from its unified diff. Pure.
#pragma once

#include "verification/feedback.h"

#include <QJsonObject>

namespace vibecoder {

/// Adds `added`, `removed` and `lines` (ranges of the new content, at most four) to a row of the changed files.
void addEditStat(QJsonObject &file, const QByteArray &unifiedDiff);

/// The rows of the step `changes` as the feedback wants them.
[[nodiscard]] QList<EditedFile> editedFiles(const QJsonArray &files);

} // namespace vibecoder
