// SPDX-License-Identifier: MIT
// Blanks comments and literals so that the other rules see code only.
#include "lintrules.h"

namespace lint {

namespace {

// Walks over C++ text; what it was told to hide becomes spaces, line ends stay.
class Blanker
{
public:
    Blanker(const QString &text, Strings strings)
        : m_text(text)
        , m_strings(strings)
    {
    }

    QString run()
    {
        while (m_at < m_text.size()) {
            if (starts(u"//"))
                copy(end(u"\n", 0), false);
            else if (starts(u"/*"))
                copy(end(u"*/", 2), false);
            else if (starts(u"R\"") && !isWord(m_at - 1))
                rawString();
            else if (m_text.at(m_at) == u'"')
                literal(u'"');
            else if (m_text.at(m_at) == u'\'' && !isWord(m_at - 1)) // 1'000 is a number
                literal(u'\'');
            else
                copy(m_at + 1, true);
        }
        return m_out;
    }

private:
    [[nodiscard]] bool starts(QStringView what) const { return QStringView(m_text).mid(m_at).startsWith(what); }
    [[nodiscard]] bool isWord(qsizetype at) const { return at >= 0 && m_text.at(at).isLetterOrNumber(); }
    [[nodiscard]] qsizetype end(QStringView what, qsizetype past) const
    {
        const qsizetype found = m_text.indexOf(what, m_at + 2);
        return found < 0 ? m_text.size() : found + past;
    }

    void copy(qsizetype to, bool keep)
    {
        for (; m_at < to; ++m_at)
            m_out += keep || m_text.at(m_at) == u'\n' ? m_text.at(m_at) : QChar(u' ');
    }

    void rawString()
    {
        const qsizetype open = m_text.indexOf(u'(', m_at);
        if (open < 0 || open > m_at + 18) {
            copy(m_at + 1, true);
            return;
        }
        const QString close = u')' + m_text.mid(m_at + 2, open - m_at - 2) + u'"';
        const qsizetype found = m_text.indexOf(close, open);
        copy(found < 0 ? m_text.size() : found + close.size(), m_strings == Strings::Keep);
    }

    void literal(QChar quote)
    {
        qsizetype to = m_at + 1;
        while (to < m_text.size() && m_text.at(to) != quote && m_text.at(to) != u'\n')
            to += m_text.at(to) == u'\\' ? 2 : 1;
        copy(std::min(to + 1, m_text.size()), m_strings == Strings::Keep);
    }

    const QString &m_text;
    Strings m_strings;
    QString m_out;
    qsizetype m_at = 0;
};

} // namespace

QString withoutComments(const QString &text, Strings strings)
{
    return Blanker(text, strings).run();
}

} // namespace lint
