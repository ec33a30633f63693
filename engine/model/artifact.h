// SPDX-License-Identifier: MIT
// A stored file of a run: patch, changed file, command output, model answer. Content-addressed.
#pragma once

#include <QDateTime>
#include <QString>

namespace vibecoder {

struct Artifact
{
    QString id;
    QString taskId;
    int attempt = 1;
    int iteration = 0;
    QString name;   ///< unique within the task, e.g. `a1/i2/changes.patch`
    QString kind;   ///< patch, file, output, model
    QString sha256; ///< of the content; also its place in the artifact store
    qint64 size = 0;
    QDateTime createdAt;
};

} // namespace vibecoder
