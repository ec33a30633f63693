// SPDX-License-Identifier: MIT
#include "core/clean/codetext.h"

#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr QChar kFilled(u'\x1');

bool opens(QChar c)
{
    return c == u'(' || c == u'[' || c == u'{';
}

bool closes(QChar c)
{
    return c == u')' || c == u']' || c == u'}';
}

// In which no comment begins with a number sign.
bool hasBraces(CodeLanguage language)
{
    return language == CodeLanguage::Script || language == CodeLanguage::Go || language == CodeLanguage::C ||
           language == CodeLanguage::Java || language == CodeLanguage::Rust;
}

} // namespace

CodeText::CodeText(CodeLanguage language, const QString &text)
    : m_language(language)
    , m_text(text)
    , m_bare(text)
{
    for (qsizetype i = 0; i < m_text.size();) {
        if (const qsizetype comment = endOfComment(i); comment > i) {
            blank(i, comment, u' ');
            i = comment;
            continue;
        }
        const qsizetype end = endOfString(i);
        if (end <= i) {
            ++i;
            continue;
        }
        if (QStringView(m_text).sliced(i, end - i).contains(u'\n'))
            blank(i, end, u' ');
        else
            blank(i + 1, end - 1, kFilled);
        i = end;
    }
}

void CodeText::blank(qsizetype begin, qsizetype end, QChar with)
{
    for (qsizetype i = begin; i < end; ++i) {
        if (m_bare.at(i) != u'\n')
            m_bare[i] = with;
    }
}

// Where a comment begins: behind it.
qsizetype CodeText::endOfComment(qsizetype at) const
{
    const QStringView rest = QStringView(m_text).sliced(at);
    const bool slashes = hasBraces(m_language) || m_language == CodeLanguage::Php;
    // `$#list` of Perl, `a#b` of a pattern.
    const bool apart = at == 0 || m_text.at(at - 1).isSpace();
    const bool hash = !hasBraces(m_language) && (m_language == CodeLanguage::Python || apart);
    const auto until = [this, at](const QString &mark) {
        const qsizetype end = m_text.indexOf(mark, at + 1);
        return end < 0 ? m_text.size() : end;
    };
    if ((hash && rest.startsWith(u'#')) || (slashes && rest.startsWith(u"//")))
        return until(u"\n"_s);
    if (slashes && rest.startsWith(u"/*"))
        return std::min(m_text.size(), until(u"*/"_s) + 2);
    return -1;
}

// Where a string begins: behind it. One without an end in its line is none, but where strings may have many lines.
qsizetype CodeText::endOfString(qsizetype at) const
{
    const QChar quote = m_text.at(at);
    if (quote == u'/' && m_language == CodeLanguage::Script) {
        if (!beginsExpression(at))
            return -1;
        bool inClass = false;
        for (qsizetype i = at + 1; i < m_text.size() && m_text.at(i) != u'\n'; ++i) {
            if (m_text.at(i) == u'\\')
                ++i;
            else if (m_text.at(i) == u'/' && !inClass)
                return i + 1;
            else
                inClass = m_text.at(i) == u'[' || (inClass && m_text.at(i) != u']');
        }
        return -1;
    }
    const bool raw = quote == u'`' && (m_language == CodeLanguage::Script || m_language == CodeLanguage::Go);
    if (quote != u'"' && quote != u'\'' && !raw)
        return -1;
    // A lifetime of Rust is none.
    static const QRegularExpression character(u"^'(?:\\\\[^']+|\\\\'|[^\\\\'])'"_s);
    if (quote == u'\'' && m_language == CodeLanguage::Rust)
        return character.match(m_text.mid(at, 12)).hasMatch()
                   ? at + character.match(m_text.mid(at, 12)).capturedLength()
                   : -1;
    if (const QString three(3, quote); m_language == CodeLanguage::Python && m_text.mid(at, 3) == three) {
        const qsizetype end = m_text.indexOf(three, at + 3);
        return end < 0 ? m_text.size() : end + 3;
    }
    for (qsizetype i = at + 1; i < m_text.size(); ++i) {
        const QChar c = m_text.at(i);
        if (c == quote)
            return i + 1;
        if (c == u'\n' && !raw)
            return -1;
        if (c == u'\\' && !(raw && m_language == CodeLanguage::Go))
            ++i;
    }
    return -1;
}

// Of a slash: whether it cannot divide.
bool CodeText::beginsExpression(qsizetype at) const
{
    for (qsizetype i = at - 1; i >= 0; --i) {
        if (!m_text.at(i).isSpace())
            return u"(,=:[!&|?{};+"_s.contains(m_text.at(i));
    }
    return true;
}

QString CodeText::outermost(const QString &bare)
{
    QString shown = bare;
    int depth = 0;
    for (QChar &c : shown) {
        if (closes(c))
            --depth;
        const bool within = depth > 0;
        if (opens(c))
            ++depth;
        if (within)
            c = kFilled;
    }
    return shown;
}

CodeSpan CodeText::inside(qsizetype at) const
{
    int depth = 0;
    for (qsizetype i = at; i < m_bare.size(); ++i) {
        if (opens(m_bare.at(i)))
            ++depth;
        else if (closes(m_bare.at(i)) && --depth == 0)
            return {at + 1, i};
    }
    return {at + 1, -1};
}

CodeSpan CodeText::trimmed(CodeSpan span) const
{
    while (span.begin < span.end && m_bare.at(span.begin).isSpace())
        ++span.begin;
    while (span.begin < span.end && m_bare.at(span.end - 1).isSpace())
        --span.end;
    return span;
}

QList<CodeSpan> CodeText::arguments(CodeSpan span) const
{
    QList<CodeSpan> list;
    const QString shown = outermost(bareOf(span));
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= shown.size(); ++i) {
        if (i < shown.size() && shown.at(i) != u',')
            continue;
        const CodeSpan one = trimmed({span.begin + begin, span.begin + i});
        if (one.begin < one.end)
            list.append(one);
        begin = i + 1;
    }
    return list;
}

bool CodeText::beginsStatement(qsizetype at) const
{
    static const QRegularExpression expression(u"\\blambda\\b[^:]*:\\s*$"_s);
    const qsizetype line = at == 0 ? 0 : m_bare.lastIndexOf(u'\n', at - 1) + 1;
    const QString before = m_bare.mid(line, at - line), shown = before.trimmed();
    return shown.isEmpty() || (u":;{}"_s.contains(shown.back()) && !expression.match(before).hasMatch());
}

qsizetype CodeText::endOfLine(qsizetype at) const
{
    const qsizetype end = m_bare.indexOf(u'\n', at);
    return end < 0 ? m_bare.size() : end;
}

} // namespace vibecoder
