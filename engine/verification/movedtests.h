// SPDX-License-Identifier: MIT
// Whether the tests of some files are the same tests in other files: merged, split, moved, renamed. Pure.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QStringList>

#include <optional>

namespace vibecoder {

struct TestFile
{
    QString path;
    QByteArray before, after;
    bool existed = true, exists = true;
};

/// Every file from which tests went, with the files where they are now. Nothing: a test is gone, is not quite what it
/// was, or there are others as well. deeper: a runner looks into the folders below as well.
[[nodiscard]] std::optional<QMap<QString, QStringList>> movedTests(const QList<TestFile> &files, bool deeper);

/// Names of tests that were in the files and are in none of them any more.
[[nodiscard]] QStringList goneTests(const QList<TestFile> &files);

} // namespace vibecoder
