// SPDX-License-Identifier: MIT
// Documents whose examples are run as tests. Pure.
#pragma once

#include <QStringList>

namespace vibecoder {

/// A program, or a module of Python, that runs the examples of the files it is given.
[[nodiscard]] bool runsDocuments(const QString &program);
/// A document, or a source of Python, by its name.
[[nodiscard]] bool mayHoldExamples(const QString &file);

/// Documents whose examples a text has run: `--doctest-glob=*.md`, `doctest.testfile("README.rst")`. A name without a
/// slash stands for files in any folder where it is a pattern.
[[nodiscard]] QStringList documentsTestedBy(const QString &text, const QString &folder);

} // namespace vibecoder
