// SPDX-License-Identifier: MIT
// What was dropped, opened or typed, as drafts of tasks: per source what is right or wrong. Reads files, creates nothing.
#pragma once

#include "model/settings.h"
#include "wire/taskyaml.h"

#include <QUrl>

namespace vibecoder {

struct Draft
{
    QString source; ///< file, or empty for text
    QString name;   ///< shown: name of the file, or "Dropped text"
    QByteArray bytes;
    TaskFileResult result;
    QString duplicateOf; ///< name of an earlier draft or task with the same content; empty: none

    [[nodiscard]] bool ok() const { return result.ok(); }
};

struct Dropped
{
    QList<Draft> drafts;
    QStringList folders; ///< without task files: offered as working directory
    int leftOut = 0;     ///< files over the limit of one drop
};

/// Where task files start from and what they may not name.
[[nodiscard]] TaskFileContext contextFor(const Settings &settings, const QString &baseFolder);

[[nodiscard]] Draft draftOfText(const QByteArray &bytes, const Settings &settings, const QString &source = {});
/// Files as they are; of a folder its *.yaml and *.yml that lie directly in it. At most 100 drafts.
[[nodiscard]] Dropped readDropped(const QStringList &paths, const Settings &settings);
/// Names drafts whose content another one or a listed task has too. `known`: digest of the spec -> name of the task.
void nameDuplicates(QList<Draft> &drafts, const QHash<QByteArray, QString> &known);
/// The same for two files that mean the same task, whatever their comments.
[[nodiscard]] QByteArray contentDigest(const TaskSpec &spec);

} // namespace vibecoder
