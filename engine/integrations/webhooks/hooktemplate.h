// SPDX-License-Identifier: MIT
// Task files with placeholders, `{{issue.title}}`, filled from the JSON body of a call. Placeholders stand only in name,
// description and requirements, and are filled after the file was read: what a caller sends becomes text of these fields,
// never YAML, command, folder, model or label. What is filled in is not looked at for placeholders again. Pure but for
// looking whether the working directory exists.
#pragma once

#include "model/webhook.h"
#include "wire/taskyaml.h"

#include <QJsonObject>

namespace vibecoder::webhooks {

struct HookTemplateReading
{
    HookTemplate read;           ///< valid only when errors is empty
    QList<TaskFileError> errors;
};

[[nodiscard]] HookTemplateReading readHookTemplate(const QByteArray &yaml, const TaskFileContext &context);

/// The task of one call. Texts, numbers and truth values are taken; a path that leads to nothing or to a list or mapping
/// is an error that names it. A name becomes one line of at most 200 characters, other values are cut at 16,000; control
/// and direction characters are left out.
[[nodiscard]] Result<TaskSpec> fillTemplate(const HookTemplate &made, const QJsonObject &body);

/// 1 to 64 of a-z, 0-9, - and _, the first a letter or digit.
[[nodiscard]] bool isHookName(const QString &name);

} // namespace vibecoder::webhooks
