// SPDX-License-Identifier: MIT
// Text as lines that know their own endings, and the ways in which two lines count as equal. Pure.
#pragma once

#include <QByteArray>
#include <QList>

namespace vibecoder::editlines {

struct Line
{
    QByteArray text; ///< without its ending
    QByteArray end;  ///< "\n", "\r\n", or empty for a last line without one
};

[[nodiscard]] QList<Line> split(const QByteArray &bytes);
[[nodiscard]] QByteArray join(const QList<Line> &lines);
/// "\r\n" when most lines of the file end so, else "\n".
[[nodiscard]] QByteArray usualEnd(const QList<Line> &lines);
/// `text` in the place of `old`, with the line endings that were there: a line whose text stayed keeps its own, a
/// changed one takes that of the line it replaces, a new one that of the line before it. A last line without an ending
/// stays without one. `before`, `after`: the endings of the line before the place and of the line in which it ends;
/// empty: there is none.
[[nodiscard]] QByteArray withEndsOf(
    const QByteArray &old, const QByteArray &text, const QByteArray &before = {}, const QByteArray &after = {});

[[nodiscard]] QByteArray withoutTrailingSpace(const QByteArray &line);
/// Dashes, quotes and spaces of Unicode as their plain forms.
[[nodiscard]] QByteArray plainPunctuation(const QByteArray &line);
[[nodiscard]] QByteArray indentOf(const QByteArray &line);
[[nodiscard]] bool isBlank(const QByteArray &line);

/// `\n`, `\t`, `\"`, `\'`, `\\` as the characters they mean; the same text when there is nothing to do.
[[nodiscard]] QByteArray unescaped(const QByteArray &text);

/// 0 to 1: how much two lines have in common (pairs of neighbouring characters).
[[nodiscard]] double similarity(const QByteArray &a, const QByteArray &b);

} // namespace vibecoder::editlines
