// SPDX-License-Identifier: MIT
// Which files a text for a shell runs, reads as rules or loads, however it spells them: the scripts behind the
// verification commands and what those scripts use in turn. More is understood than the policy of commands accepts, and
// nothing depends on a refusal. Pure.
#pragma once

#include <QByteArray>
#include <QPair>
#include <QStringList>

namespace vibecoder {

/// Paths are plain (no `.` and no `..`) and below the working directory where they can be. A name may hold `*`, `?`,
/// `[…]` and `**` for all folders below; some of them may not exist.
struct CommandFiles
{
    QStringList checks;         ///< run as the check itself, or what it is compared with
    QStringList rules;          ///< by which a check judges or that it runs, whatever they are called
    QStringList programs;       ///< run by an interpreter, and their names say nothing: only their content tells
    QStringList ends;           ///< programs too, of whose exit status nothing but the verdict is made
    QStringList documents;      ///< whose examples are run as tests, sources too
    QStringList optional;       ///< loaded only when they exist
    QStringList programFolders; ///< where programs are looked for before the system's own
    QStringList moduleFolders;  ///< where modules are looked for before the system's own
    /// Two files or folders each, of which a check wants that they are equal, whatever they are called.
    QList<QPair<QString, QString>> compared;
};

struct CommandPlace
{
    QString root;     ///< the working directory, absolute, so that a script named by its whole path is found
    QString folder{}; ///< in which the text runs, below root
    QString script{}; ///< the folder of the script that the text is, for `$(dirname "$0")`
};

/// A program that checks, by its name or its folder.
[[nodiscard]] bool looksLikeACheck(const QString &path);

/// `./check.sh`, `bash ci/test.sh`, `find ci -name '*.sh' | xargs sh`, `python tests/run.py`. A program that is only
/// looked at (`shellcheck x.sh`, `python -m py_compile a.py`, `./greet.sh | grep Hello`) is what the task has to fix.
[[nodiscard]] CommandFiles readCommands(const QStringList &commands, const CommandPlace &place);

/// Whether a variable of this name stands for a compiler or an interpreter.
[[nodiscard]] bool isToolVariable(const QString &name);

/// What a program in Python, JavaScript, Perl or Ruby names in its text and loads or judges by.
[[nodiscard]] QStringList filesOfProgram(const QString &path, const QByteArray &content);

} // namespace vibecoder
