// SPDX-License-Identifier: MIT
// Programs of a project that judge it (`python3 tools/quality.py`), though neither their name nor an assertion says so,
// and the files by which they judge: their own settings, lists of what they pass by, modules beside them. Pure.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace vibecoder {

/// A folder for checks and for what results are compared with.
[[nodiscard]] bool isFolderOfChecks(const QString &folder);
[[nodiscard]] bool isFolderOfTools(const QString &folder);

/// Their names are given by other programs, and none of them tells what is tested.
[[nodiscard]] bool isOfAnotherProgram(const QString &name);

/// A program that a command runs for its exit status alone: it lies where tools lie, its end depends on what it found,
/// and it writes nothing.
[[nodiscard]] bool judgesByItsEnd(const QString &path, const QByteArray &content);

/// Settings that a script of the verification names and that are its own by their name: what it passes by, how far it
/// lets things go, which files it takes. What it only looks at (`config.json`, `VERSION`) is the work. They may not
/// exist yet.
[[nodiscard]] QStringList settingsOfScript(const QString &path, const QByteArray &content);

/// Modules that a script in a folder of checks or of tools takes in from that folder; some of them may not exist.
[[nodiscard]] QStringList modulesOfScript(const QString &path, const QByteArray &content);

/// Settings of a tool for the files that it looks at: `.flake8`, `.stylelintignore`, `.golangci.yml`. The name of the
/// tool; empty: it is none.
[[nodiscard]] QString toolOfSettings(const QString &path);

} // namespace vibecoder
