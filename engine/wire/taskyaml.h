// SPDX-License-Identifier: MIT
// YAML -> TaskSpec with line and column for every wrong field. yaml-cpp stays inside the .cpp; its gaps (duplicate
// keys, aliases, encodings, depth) are closed there. Pure except for looking whether the working directory exists.
#pragma once

#include "base/result.h"
#include "model/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace vibecoder {

struct TaskFileError
{
    int line = 0; ///< 1-based; 0 when it concerns the whole file
    int column = 0;
    QString field; ///< `name`, `verification_commands[0]`, `(syntax)`, `(encoding)`, `(file)` or the unknown key
    QString message;
    QString hint; ///< the mend; never empty
};

struct TaskFileResult
{
    TaskSpec spec;               ///< valid only when errors is empty
    QList<TaskFileError> errors; ///< every wrong field in one report
    [[nodiscard]] bool ok() const { return errors.isEmpty(); }
};

struct TaskFileContext
{
    QString baseFolder; ///< relative working directories start here: the file's folder
    int defaultMaxIterations = 10;
    int defaultTimeout = 300;   ///< seconds
    QStringList refusedFolders; ///< besides `/` and HOME: the program's own folders (data folder, configuration)
};

inline constexpr qint64 kTaskFileMaxBytes = 256 * 1024;
/// A report ends after so many errors; one more then says how many are left out.
inline constexpr int kTaskFileMaxErrors = 50;

[[nodiscard]] TaskFileResult readTaskYaml(const QByteArray &bytes, const TaskFileContext &context);

/// The same checks for a spec that came from somewhere else (JSON, dialog, --interactive); lines and columns are 0.
/// The spec is not changed: set workingDirectory to canonicalWorkingDirectory() afterwards.
[[nodiscard]] QList<TaskFileError> checkTaskSpec(const TaskSpec &spec, const TaskFileContext &context);

/// What TaskSpec::workingDirectory becomes after the checks: absolute, canonical; empty when it is refused.
[[nodiscard]] QString canonicalWorkingDirectory(const QString &written, const TaskFileContext &context);

/// A task file that reads back as the same spec.
[[nodiscard]] QByteArray writeTaskYaml(const TaskSpec &spec);

} // namespace vibecoder
