// SPDX-License-Identifier: MIT
// Which files of a project say what passing means (loop.md R31), and which part of them: tests, the scripts behind the
// verification commands, the configuration of the test runner. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// A file of a test runner's or build tool's configuration, which may decide what runs (`conftest.py`, `pytest.ini`,
/// `package.json`, `Makefile` …). Such a file counts as changed also when it is new.
[[nodiscard]] bool isRunnerConfiguration(const QString &path);
/// A test by its name or its folder.
[[nodiscard]] bool isTestFile(const QString &path);
/// The part of a guarded file that says what passing means: the scripts and runner settings of a package.json, the test
/// sections of pyproject.toml and setup.cfg, the test calls of a CMakeLists.txt; of any other file everything.
/// targets: of make, which the verification commands name.
[[nodiscard]] QByteArray guardedPart(const QString &path, const QByteArray &content, const QStringList &targets = {});
/// The lines of examples in the texts of a source (`>>> f(1)` and what follows).
[[nodiscard]] QByteArrayList exampleLines(const QByteArray &content);

} // namespace vibecoder
