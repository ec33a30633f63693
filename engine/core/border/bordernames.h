// SPDX-License-Identifier: MIT
// What the name of a changed path says to the border. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace vibecoder {

/// Whether the path stays below the folder it is joined to, on every file system: no empty part, `.` or `..`, nothing
/// that is read as one of them where dots and spaces at the end of a name are dropped.
[[nodiscard]] bool staysBelow(const QByteArray &path);

/// Whether git takes an entry of this name for `.git` on some file system: case, characters that are ignored, dots,
/// spaces and streams at its end.
[[nodiscard]] bool isGitEntry(QByteArrayView name);

/// The path up to its first part that isGitEntry(); empty: it has none.
[[nodiscard]] QByteArray gitEntryOf(const QByteArray &path);

/// Whether a person who reads the path does not see all of it.
[[nodiscard]] bool isOddPath(const QByteArray &path);

/// Equal for names that some file system takes for the same.
[[nodiscard]] QString collisionKey(const QByteArray &name);

[[nodiscard]] bool isLockFile(const QByteArray &path);

/// A folder of programs or scripts, or a script by its name and its first line.
[[nodiscard]] bool mayBeExecuted(const QByteArray &path, QByteArrayView content);

/// Whether a link of this path, with this text, is the machine's own program by another way: `.venv/bin/python` that leads
/// to `/usr/bin/python3`.
[[nodiscard]] bool leadsToSameProgram(const QByteArray &path, const QByteArray &target);

/// Who obeys the name that makes guardOf(path).write true; empty: nobody.
[[nodiscard]] QString whoObeys(const QByteArray &path);

/// One line on which everything is visible; two different paths never give the same text.
[[nodiscard]] QString shownPath(const QByteArray &path);

[[nodiscard]] QByteArray folderOfPath(const QByteArray &path);
[[nodiscard]] QByteArray lastPartOf(const QByteArray &path);

} // namespace vibecoder
