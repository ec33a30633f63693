// SPDX-License-Identifier: MIT
// Which test runner one verification command starts, which test files that runs, and how it is asked for a single one
// of them. Pure.
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace vibecoder {

enum class CanaryRunner { Pytest, Unittest, NodeTest, Mocha, Jest, Vitest, Go, Prove, Bats, Phpunit, Rspec, Minitest };

class RunnerCommand
{
public:
    /// Nothing: the runner is not known, or the command holds something whose meaning for a single file is not known.
    /// files: paths of the test files and package.json files by their content.
    [[nodiscard]] static std::optional<RunnerCommand> read(
        const QString &command, const QHash<QString, QByteArray> &files);
    /// Whether read() may answer when it has the files.
    [[nodiscard]] static bool isPossible(const QString &command);

    [[nodiscard]] CanaryRunner runner() const { return m_runner; }
    /// Whether the command runs this file of the working directory.
    [[nodiscard]] bool runs(const QString &path) const;
    /// The command for this file alone; it lies beside one that the command runs.
    [[nodiscard]] QString commandFor(const QString &path) const;

private:
    friend class RunnerCommandReader;

    [[nodiscard]] bool runsHere(const QString &path) const;
    [[nodiscard]] bool isChosen(const QString &path, bool byDefault) const;
    [[nodiscard]] bool isDiscovered(const QString &path) const;
    [[nodiscard]] QString here(const QString &path) const;

    CanaryRunner m_runner = CanaryRunner::Pytest;
    QString m_folder;     ///< where it runs, relative to the working directory; empty: there
    QString m_kept;       ///< the command without what chooses tests
    QStringList m_chosen; ///< files, folders and patterns, as its line gives them
    bool m_recursive = false;
    bool m_discovers = false; ///< unittest
    bool m_dotted = false;    ///< unittest: modules, not files
    QString m_start;          ///< unittest: where it looks; empty: where it runs
    QString m_pattern;        ///< unittest: of file names
    QStringList m_packages;   ///< folders with an __init__.py
};

/// Relative and without `.` and `..`, empty for the folder itself; nothing: it leads elsewhere.
[[nodiscard]] std::optional<QString> plainPlace(const QString &text);

} // namespace vibecoder
