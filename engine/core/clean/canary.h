// SPDX-License-Identifier: MIT
// A test that must fail, put beside the tests of a project: when the run of it ends well, what runs the tests cannot be
// trusted, because code that was loaded with it makes its result. Pure.
#pragma once

#include "model/verification.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace vibecoder {

/// A test file of the project as it is verified; also its package.json files and each __init__.py.
struct CanaryFile
{
    QString path;
    QByteArray content;
};

struct Canary
{
    QString path; ///< of a new file, in the working directory
    QByteArray content;
    QString command;  ///< runs this file alone
    QString testName; ///< what its runner calls the failing test
    QString runner;
};

/// Whether canaryFor() may give something when it has the files.
[[nodiscard]] bool mayHaveCanary(const CommandReport &passed);

/// How the runner of a command is asked for one failing test; nothing: the runner is not known, its command holds what
/// cannot safely be meant for one file, or no test file loads the application. word: small letters and digits, a letter
/// first, which nobody can foresee. changed: paths of the application that a task changed; a test that names one of
/// them is preferred.
[[nodiscard]] std::optional<Canary> canaryFor(const CommandReport &passed, const QList<CanaryFile> &testFiles,
    const QString &word, const QStringList &changed = {});

/// Whether the run saw the canary fail: it ended with another exit code than 0, and the canary is among the failures
/// where these have names.
[[nodiscard]] bool sawCanary(const Canary &canary, const CommandReport &run);

} // namespace vibecoder
