// SPDX-License-Identifier: MIT
#include "diff/syntax.h"

#include <QHash>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QStringList words(const QString &text)
{
    QStringList list = text.split(u' ');
    list.sort();
    return list;
}

Language cLike(const QString &keywords)
{
    return {words(keywords), u"//"_s, u"/*"_s, u"*/"_s, u"\"'"_s, false, false};
}

Language script(const QString &keywords)
{
    return {words(keywords), u"#"_s, {}, {}, u"\"'"_s, false, false};
}

const QHash<QString, Language> &languages()
{
    static const QHash<QString, Language> table = [] {
        QHash<QString, Language> all;
        Language python = script(
            u"False None True and as assert async await break class continue def del elif else except finally for from "
            "global if import in is lambda nonlocal not or pass raise return try while with yield match case"_s);
        python.tripleQuotes = true;
        const Language cpp = cLike(
            u"alignas auto bool break case catch char class co_await co_return const consteval constexpr continue "
            u"default "
            "delete do double else enum explicit extern false final float for friend if inline int long namespace new "
            "noexcept nullptr operator override private protected public return short signed sizeof static struct "
            "switch "
            "template this throw true try typedef typename union unsigned using virtual void volatile while"_s);
        Language js = cLike(
            u"as async await break case catch class const continue default delete do else enum export extends false "
            "finally for from function if implements import in instanceof interface let new null of private public "
            "return "
            "static super switch this throw true try type typeof undefined var void while yield readonly"_s);
        js.quotes = u"\"'`"_s;
        const Language java = cLike(
            u"abstract boolean break byte case catch char class const continue data default do double else enum "
            u"extends "
            "false final finally float for fun if implements import instanceof int interface is long new null object "
            "override package private protected public record return sealed short static super switch this throw "
            "throws "
            "true try val var void when while"_s);
        Language go = cLike(
            u"break case chan const continue default defer else fallthrough false for func go goto if import interface "
            "map nil package range return select struct switch true type var"_s);
        go.quotes = u"\"'`"_s;
        Language rust =
            cLike(u"as async await break const continue crate dyn else enum extern false fn for if impl in let loop "
                  u"match mod "
                  "move mut pub ref return self static struct super trait true type unsafe use where while"_s);
        rust.quotes = u"\""_s; // ' is a lifetime as often as a character
        const Language shell =
            script(u"case do done elif else esac export fi for function if in local return set then until while"_s);
        const Language ruby = script(
            u"begin break case class def do else elsif end ensure false for if in module next nil not or raise redo "
            "rescue return self super then true unless until when while yield"_s);
        Language yaml = script(u"true false null"_s);
        yaml.keyColon = true;
        const Language toml = script(u"true false"_s);
        Language json{words(u"true false null"_s), {}, {}, {}, u"\""_s, false, false};
        const Language css{words(u"important"_s), {}, u"/*"_s, u"*/"_s, u"\"'"_s, false, false};
        const Language sql{
            words(u"SELECT FROM WHERE INSERT INTO UPDATE DELETE CREATE TABLE INDEX AND OR NOT NULL JOIN ON "
                  "AS ORDER BY GROUP SET VALUES select from where insert into update delete create table "
                  "index and or not null join on as order by group set values"_s),
            u"--"_s, u"/*"_s, u"*/"_s, u"'"_s, false, false};
        for (const QString &end : {u"py"_s, u"pyi"_s})
            all.insert(end, python);
        for (const QString &end : {u"c"_s, u"h"_s, u"cc"_s, u"cpp"_s, u"cxx"_s, u"hpp"_s, u"m"_s, u"cs"_s, u"swift"_s})
            all.insert(end, cpp);
        for (const QString &end : {u"js"_s, u"jsx"_s, u"ts"_s, u"tsx"_s, u"mjs"_s, u"cjs"_s})
            all.insert(end, js);
        for (const QString &end : {u"java"_s, u"kt"_s, u"scala"_s, u"php"_s})
            all.insert(end, java);
        for (const QString &end : {u"sh"_s, u"bash"_s, u"zsh"_s, u"mk"_s, u"Makefile"_s, u"Dockerfile"_s, u"cmake"_s})
            all.insert(end, shell);
        for (const QString &end : {u"toml"_s, u"ini"_s, u"cfg"_s, u"conf"_s})
            all.insert(end, toml);
        for (const QString &end : {u"yaml"_s, u"yml"_s})
            all.insert(end, yaml);
        all.insert(u"go"_s, go);
        all.insert(u"rs"_s, rust);
        all.insert(u"rb"_s, ruby);
        all.insert(u"json"_s, json);
        all.insert(u"css"_s, css);
        all.insert(u"sql"_s, sql);
        return all;
    }();
    return table;
}

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

class Line
{
public:
    Line(const Language &language, const QString &text, SyntaxState &state)
        : m_language(language)
        , m_text(text)
        , m_state(state)
    {
    }

    QList<SyntaxSpan> read()
    {
        if (m_state == 1)
            endBlock(0, 0);
        else if (m_state == 2 || m_state == 3)
            endTriple(0, 0, m_state == 2 ? u'"' : u'\'');
        while (m_at < m_text.size())
            step();
        return std::move(m_spans);
    }

private:
    [[nodiscard]] bool starts(const QString &what) const
    {
        return !what.isEmpty() && QStringView(m_text).sliced(m_at).startsWith(what);
    }

    void add(int start, int end, SyntaxKind kind)
    {
        if (end > start)
            m_spans.append({start, end - start, kind});
        m_at = end;
    }

    void step()
    {
        const QChar c = m_text.at(m_at);
        if (starts(m_language.lineComment)) {
            add(m_at, int(m_text.size()), SyntaxKind::Comment);
        } else if (starts(m_language.blockBegin)) {
            m_state = 1;
            endBlock(m_at, m_at + int(m_language.blockBegin.size()));
        } else if (m_language.quotes.contains(c)) {
            string(c);
        } else if (c.isDigit()) {
            int end = m_at;
            while (end < m_text.size() && (isWord(m_text.at(end)) || m_text.at(end) == u'.'))
                ++end;
            add(m_at, end, SyntaxKind::Number);
        } else if (isWord(c)) {
            word();
        } else {
            ++m_at;
        }
    }

    void word()
    {
        int end = m_at;
        while (end < m_text.size() && isWord(m_text.at(end)))
            ++end;
        const QString name = m_text.sliced(m_at, end - m_at);
        int next = end;
        while (next < m_text.size() && m_text.at(next) == u' ')
            ++next;
        if (std::binary_search(m_language.keywords.cbegin(), m_language.keywords.cend(), name)) {
            m_defines = name == u"def" || name == u"class" || name == u"fn" || name == u"func" || name == u"function" ||
                        name == u"struct";
            add(m_at, end, SyntaxKind::Keyword);
            return;
        }
        const bool defined = std::exchange(m_defines, false);
        if (m_language.keyColon && end < m_text.size() && m_text.at(end) == u':')
            add(m_at, end, SyntaxKind::Keyword);
        else if (defined)
            add(m_at, end, SyntaxKind::Function);
        else
            m_at = end;
    }

    void string(QChar quote)
    {
        if (m_language.tripleQuotes && starts(QString(3, quote))) {
            m_state = quote == u'"' ? 2 : 3;
            endTriple(m_at, m_at + 3, quote);
            return;
        }
        int end = m_at + 1;
        while (end < m_text.size() && m_text.at(end) != quote)
            end += m_text.at(end) == u'\\' ? 2 : 1;
        add(m_at, std::min(end + 1, int(m_text.size())), SyntaxKind::String);
    }

    void endBlock(int start, int from)
    {
        const qsizetype end = m_text.indexOf(m_language.blockEnd, from);
        if (end >= 0)
            m_state = 0;
        add(start, int(end < 0 ? m_text.size() : end + m_language.blockEnd.size()), SyntaxKind::Comment);
    }

    void endTriple(int start, int from, QChar quote)
    {
        const qsizetype end = m_text.indexOf(QString(3, quote), from);
        if (end >= 0)
            m_state = 0;
        add(start, int(end < 0 ? m_text.size() : end + 3), SyntaxKind::String);
    }

    const Language &m_language;
    const QString &m_text;
    SyntaxState &m_state;
    QList<SyntaxSpan> m_spans;
    int m_at = 0;
    bool m_defines = false;
};

} // namespace

const Language *languageFor(const QString &path)
{
    const QString name = path.section(u'/', -1);
    const QString end = name.contains(u'.') ? name.section(u'.', -1) : name;
    const auto it = languages().constFind(end);
    return it == languages().cend() ? nullptr : &*it;
}

QList<SyntaxSpan> syntaxOf(const Language &language, const QString &line, SyntaxState &state)
{
    return Line(language, line, state).read();
}

} // namespace vibecoder
