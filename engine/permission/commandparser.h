// SPDX-License-Identifier: MIT
// A strict subset of the shell's language (security.md 6.1), read from bytes. Only text that is wholly inside the
// subset is accepted, and only accepted text can ever be allowed: everything with an expansion, a group, a background
// job or a byte that a person cannot see is refused with the place. Pure, linear in the length.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QStringList>

#include <vector>

namespace vibecoder {

/// One word after quote removal, with what the shell would still do to it. Places are bytes of the text.
struct ShellWord
{
    QByteArray text;
    int begin = 0, end = 0;
    bool quoted = false;    ///< some part of it was quoted or escaped
    bool glob = false;      ///< an unquoted * ? [
    bool tilde = false;     ///< an unquoted ~ where the shell expands it
    bool braces = false;    ///< an unquoted { with a list
    bool expansion = false; ///< never in accepted text: it holds $ or a back-tick
};

struct ShellRedirect
{
    QByteArray op; ///< > >> < &> &>> >& << <<-
    int fd = -1;   ///< number before the operator; -1: none
    ShellWord target;
    QByteArray body;         ///< of a heredoc
    bool bodyIsData = false; ///< the delimiter was quoted
};

struct ShellCommand
{
    QByteArray before; ///< operator before it: empty for the first, && || ; | or a line break
    std::vector<ShellWord> assignments;
    std::vector<ShellWord> words; ///< may be empty when there are only assignments or redirects
    std::vector<ShellRedirect> redirects;
    QByteArrayList inside; ///< only when read as a whole: texts that its expansions run
    int begin = 0, end = 0;
};

struct ParsedCommand
{
    bool accepted = false;
    QString reason; ///< stable code of the first refusal
    int begin = 0, end = 0;
    QStringList refusals; ///< only when read as a whole: codes of all of them
    std::vector<ShellCommand> commands;
};

constexpr qsizetype kLongestCommand = 64 * 1024; ///< bytes; a longer text is refused
constexpr std::size_t kMostCommands = 500;

[[nodiscard]] ParsedCommand parseCommand(QByteArrayView text);

/// Reads what the strict parser refused as far as it can: expansions stay in the words, brackets and substitutions
/// count as separators. For severity and display only; `accepted` is never set.
[[nodiscard]] ParsedCommand parseTolerantly(QByteArrayView text);

/// Reads tolerantly, and what the shell would run inside of expansions as well; loops and functions are taken apart.
/// `refusals` says everything that the strict parser would refuse about it; `accepted` is never set.
[[nodiscard]] ParsedCommand parseWhole(QByteArrayView text);

} // namespace vibecoder
