// SPDX-License-Identifier: MIT
#include "diff/worddiff.h"

#include <algorithm>
#include <vector>

namespace vibecoder {

namespace {

// Above this many words the middle is marked as a whole: a table of 400 × 400 takes a fraction of a millisecond.
constexpr qsizetype kMaxWords = 400;

enum class Sort { Word, Space, Other };

Sort sortOf(QChar c)
{
    if (c.isSpace())
        return Sort::Space;
    return c.isLetterOrNumber() || c == u'_' || c.isMark() ? Sort::Word : Sort::Other;
}

QStringView wordAt(const QString &text, const TextSpan &span)
{
    return QStringView(text).sliced(span.start, span.length);
}

// Neighbours become one span; a single space between two changed words is changed with them.
void add(QList<TextSpan> &spans, const QString &text, const TextSpan &span)
{
    if (!spans.isEmpty()) {
        TextSpan &last = spans.last();
        const int gap = span.start - (last.start + last.length);
        if (gap == 0 || (gap == 1 && text.at(span.start - 1) == u' ')) {
            last.length = span.start + span.length - last.start;
            return;
        }
    }
    spans.append(span);
}

bool coversAll(const QList<TextSpan> &spans, const QString &text)
{
    const QString bare = text.trimmed();
    return spans.size() == 1 && spans.constFirst().length >= bare.size();
}

} // namespace

QList<TextSpan> wordsOf(const QString &text)
{
    QList<TextSpan> words;
    int i = 0;
    while (i < text.size()) {
        const int start = i;
        if (text.at(i).isHighSurrogate() && i + 1 < text.size()) {
            i += 2;
        } else {
            const Sort sort = sortOf(text.at(i));
            // Han has no spaces between words: each character stands for itself.
            const bool han = text.at(i).script() == QChar::Script_Han;
            ++i;
            while (!han && sort != Sort::Other && i < text.size() && sortOf(text.at(i)) == sort &&
                   text.at(i).script() != QChar::Script_Han)
                ++i;
        }
        words.append({start, i - start});
    }
    return words;
}

void markWords(DiffLine &removed, DiffLine &added)
{
    const QList<TextSpan> a = wordsOf(removed.text), b = wordsOf(added.text);
    const auto same = [&](qsizetype i, qsizetype j) {
        return wordAt(removed.text, a.at(i)) == wordAt(added.text, b.at(j));
    };
    qsizetype start = 0;
    while (start < a.size() && start < b.size() && same(start, start))
        ++start;
    qsizetype end = 0;
    while (end < a.size() - start && end < b.size() - start && same(a.size() - 1 - end, b.size() - 1 - end))
        ++end;
    const qsizetype n = a.size() - start - end, m = b.size() - start - end;
    if (n > kMaxWords || m > kMaxWords || n == 0 || m == 0) {
        for (qsizetype i = start; i < start + n; ++i)
            add(removed.changed, removed.text, a.at(i));
        for (qsizetype j = start; j < start + m; ++j)
            add(added.changed, added.text, b.at(j));
    } else {
        std::vector<quint16> table(size_t((n + 1) * (m + 1)), 0);
        const auto cell = [&](qsizetype i, qsizetype j) -> quint16 & { return table[size_t(i * (m + 1) + j)]; };
        for (qsizetype i = n - 1; i >= 0; --i) {
            for (qsizetype j = m - 1; j >= 0; --j)
                cell(i, j) = same(start + i, start + j) ? quint16(cell(i + 1, j + 1) + 1)
                                                        : std::max(cell(i + 1, j), cell(i, j + 1));
        }
        qsizetype i = 0, j = 0;
        while (i < n || j < m) {
            if (i < n && j < m && same(start + i, start + j)) {
                ++i;
                ++j;
            } else if (j == m || (i < n && cell(i + 1, j) >= cell(i, j + 1))) {
                add(removed.changed, removed.text, a.at(start + i++));
            } else {
                add(added.changed, added.text, b.at(start + j++));
            }
        }
    }
    if (coversAll(removed.changed, removed.text) && coversAll(added.changed, added.text)) {
        removed.changed.clear();
        added.changed.clear();
    }
}

} // namespace vibecoder
