// SPDX-License-Identifier: MIT
// The report of a task as Markdown for people, from its JSON form. Pure.
#pragma once

#include <QJsonObject>
#include <QString>

namespace vibecoder {

[[nodiscard]] QString reportMarkdown(const QJsonObject &report);

} // namespace vibecoder
