// SPDX-License-Identifier: MIT
// A test that must fail, put beside the tests of a project or into one of them: when the run of it ends well, what runs
// the tests cannot be trusted, because code that was loaded with it makes its result. Pure.
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
    QString path; ///< in the working directory
    QByteArray content;
    QString command;  ///< runs this file alone
    QString testName; ///< what its runner calls the failing test
    QString runner;
    std::optional<QByteArray> before{}; ///< content of the file in whose place it is; nothing: it is a new one
};

/// A test file whose expectations are other ones.
struct WrongCanary
{
    QString path;
    QByteArray before;
    QByteArray wrong, failing; ///< as in WrongTest
    QString command;           ///< runs this file alone
    QString word;
    /// `failing` under names that nobody knows, where the file failed at the baseline: who lets all tests of some names
    /// pass lets this fail. No path: there is none.
    struct Elsewhere
    {
        QString path;
        QByteArray content;
        QString command;
    } elsewhere{};
};

/// What is known of the files that a verification command runs.
struct TestsKnown
{
    QStringList changed;      ///< paths of the application that a task changed
    QStringList added;        ///< by the task: never changed here
    CommandReport baseline{}; ///< before the first change; may be empty
};

/// Whether canaryFor() may give something when it has the files.
[[nodiscard]] bool mayHaveCanary(const CommandReport &passed);

/// How the runner of a command is asked for one failing test; nothing: the runner is not known, its command holds what
/// cannot safely be meant for one file, or no test file loads the application. word: small letters and digits, a letter
/// first, which nobody can foresee. changed: paths of the application that a task changed; a test that names one of
/// them is preferred.
[[nodiscard]] std::optional<Canary> canaryFor(const CommandReport &passed, const QList<CanaryFile> &testFiles,
    const QString &word, const QStringList &changed = {});

/// Up to three test files of a command with other expectations; first of all those that failed at the baseline, because
/// these are what somebody wants to see pass.
[[nodiscard]] QList<WrongCanary> wrongCanariesFor(
    const CommandReport &passed, const QList<CanaryFile> &testFiles, const QString &word, const TestsKnown &known);

/// Whether the run ended well though the canary ran.
[[nodiscard]] bool passedFalsely(const Canary &canary, const CommandReport &run);
/// Whether an expectation was reached: the run of what fails in the place of each failed, and says the word.
[[nodiscard]] bool reachedExpectation(const WrongCanary &canary, const CommandReport &run);
/// Whether the run saw the canary fail: it ended with another exit code than 0, and the canary is among the failures
/// where these have names.
[[nodiscard]] bool sawCanary(const Canary &canary, const CommandReport &run);

} // namespace vibecoder
