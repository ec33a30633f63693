// SPDX-License-Identifier: MIT
// Which files of a project say what passing means (loop.md R31), and which part of them: tests, the scripts behind the
// verification commands, the configuration of the test runner. Pure.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace vibecoder {

/// A file of a test runner's or build tool's configuration, which may decide what runs (`conftest.py`, `pytest.ini`,
/// `package.json`, `Makefile` …). Such a file counts as changed also when it is new.
[[nodiscard]] bool isRunnerConfiguration(const QString &path);
/// A test by its name or its folder.
[[nodiscard]] bool isTestFile(const QString &path);
/// A program that checks, by its name or its folder.
[[nodiscard]] bool looksLikeACheck(const QString &path);
/// Files that the command lines run themselves: `./check.sh`, `bash ci/test.sh`, `python tests/run.py`. A program that
/// is only looked at (`shellcheck x.sh`, `python -m py_compile a.py`, `./greet.sh | grep Hello`) is what shall be
/// mended. root: the working directory, absolute, so that a script named by its whole path is found. The paths are
/// plain (no `.` and no `..`).
[[nodiscard]] QStringList filesOfCommands(const QStringList &commands, const QString &root = {});
/// Programs that an interpreter of the command lines runs and whose name says nothing: only their content tells whether
/// they check something.
[[nodiscard]] QStringList programsOfCommands(const QStringList &commands, const QString &root = {});

/// The part of a guarded file that says what passing means: the scripts and runner settings of a package.json, the test
/// sections of pyproject.toml and setup.cfg, the test calls of a CMakeLists.txt; of any other file everything.
[[nodiscard]] QByteArray guardedPart(const QString &path, const QByteArray &content);

} // namespace vibecoder
