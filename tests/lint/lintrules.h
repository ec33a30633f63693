// SPDX-License-Identifier: MIT
// The rules of the house that a program can check. Each is a function from a file's path (relative to the root) and
// text to what is wrong with it; no I/O. tst_lint applies them to the tree, tst_lintrules shows that each of them
// bites.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace lint {

struct Finding
{
    int line = 1;
    QString what;
};
using Findings = QList<Finding>;

enum class Strings { Keep, Blank };
/// C++ text with comments (and string literals) replaced by spaces; lines and columns stay where they are.
[[nodiscard]] QString withoutComments(const QString &text, Strings strings);

/// Include lines of engine, app and ui against the table of arrows; no engine file includes a face, nothing goes by
/// `..`.
[[nodiscard]] Findings layers(const QString &path, const QString &text);
/// The USES of a vibecoder_room() call against the same table.
[[nodiscard]] Findings roomUses(const QString &path, const QString &text);
/// The licence line among the first three lines of a source file.
[[nodiscard]] Findings licence(const QString &path, const QString &text);
/// `co_await` stands only before a name (ARCHITECTURE.md, "Coroutine rules").
[[nodiscard]] Findings coroutines(const QString &path, const QString &text);
/// QFuture::then with a context: base/whendone.h is the way for faces.
[[nodiscard]] Findings futures(const QString &path, const QString &text);
/// More than 800 lines in engine, app or ui.
[[nodiscard]] Findings tooLong(const QString &path, const QString &text);
/// More than 400 lines there: worth a look, no failure.
[[nodiscard]] bool isLong(const QString &path, const QString &text);
/// The types that a header of engine, app or ui defines at the level of a namespace, with it: two of one name would be
/// one for the linker, which no compiler says.
[[nodiscard]] QStringList typesOf(const QString &path, const QString &text);
/// Words that only SQLite knows, outside the files that speak to it.
[[nodiscard]] Findings sqliteWords(const QString &path, const QString &text);
/// Text that has the shape of a key, a token or a private key.
[[nodiscard]] Findings secrets(const QString &path, const QString &text);
/// Folders of one machine: somebody's home or working folder.
[[nodiscard]] Findings machinePaths(const QString &path, const QString &text);
/// JSON, YAML and XML that cannot be read. Samples in tests/fixtures and tests/fuzz may be broken on purpose.
[[nodiscard]] Findings wellFormed(const QString &path, const QString &text);
/// Links of a Markdown page to files that do not exist. `exists` takes a path relative to the root.
[[nodiscard]] Findings deadLinks(
    const QString &path, const QString &text, const std::function<bool(const QString &)> &exists);
/// The code blocks of a Markdown page, in order: both languages must show the same commands.
[[nodiscard]] QStringList codeBlocks(const QString &text);
/// A .ts file: every text finished, placeholders and outer spaces as in the source text.
[[nodiscard]] Findings translations(const QString &ts);

/// All rules that need nothing but the file.
[[nodiscard]] Findings all(const QString &path, const QString &text);

} // namespace lint
