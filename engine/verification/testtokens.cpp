// SPDX-License-Identifier: MIT
#include "verification/testtokens.h"

#include <QRegularExpression>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

using Kind = TestToken::Kind;

constexpr qsizetype kMostText = 512 * 1024;

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Characters that end a line or part words for one reader and not for another, or that nobody sees.
bool holdsHidden(const QByteArray &text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const uchar c = uchar(text.at(i));
        const uchar next = i + 1 < text.size() ? uchar(text.at(i + 1)) : 0,
                    third = i + 2 < text.size() ? uchar(text.at(i + 2)) : 0;
        const bool control =
            (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f || (c == '\r' && next != '\n');
        const bool latin = c == 0xc2 && (next < 0xa1 || next == 0xad);
        const bool space = (c == 0xe1 && next == 0x9a && third == 0x80) || (c == 0xe3 && next == 0x80 && third == 0x80);
        const bool general = c == 0xe2 && ((next == 0x80 && (third < 0x90 || (third >= 0xa8 && third <= 0xaf))) ||
                                              (next == 0x81 && third >= 0x9f && third <= 0xaf));
        if (control || latin || space || general || (c == 0xef && next == 0xbb && third == 0xbf))
            return true;
    }
    return false;
}

// More is taken for a note than tools read: a comment that begins with a word and a colon, names a tool or marks
// something. Only plain sentences are comments.
bool isNote(const QByteArray &comment, TestLanguage language)
{
    static const QRegularExpression plain(
        u"^(?:SPDX-[\\w-]+|Copyright|Licen[sc]ed?|Authors?|TODO|FIXME|XXX|HACK|NOTE|Note|See|Date|File)\\s*(?:\\([^)]*\\))?:(?:\\s|$)"_s);
    static const QRegularExpression marked(u"^[\\w.+-]+\\s*:|^!|^\\s*[#:@|+]"_s);
    static const QRegularExpression telling(
        u"eslint|istanbul|\\bc8\\b|\\bv8\\b|j[sh]hint|jslint|prettier|noqa|nosec|nolint|pragma|coding[:=]|-\\*-|\\bvim?"
        u":|"
        "(?:^|[\\s*/])@\\w|doctest|>>>|\\+build|fall\\w*[ -]?through|clang-|biome|deno-|tslint|sourceMapping|LCOV|GCOV|"
        "webpack|__PURE__|pytest|pylint|mypy|\\bpyright|flake8|isort|yapf|\\bfmt\\b|cython|coverage|output:|\\bskip\\b|"
        "<reference|<amd|language_level|NO_?LINT|cppcheck|\\bTAP\\b"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(comment).trimmed();
    if (telling.match(text).hasMatch())
        return true;
    // A directive of Go stands right behind the slashes: `//go:build`, `//line`, `//export`.
    if (language == TestLanguage::Go && !comment.isEmpty() && comment.at(0) != ' ' && comment.at(0) != '\t')
        return true;
    return marked.match(text).hasMatch() && !plain.match(text).hasMatch();
}

// What is one sign without a space inside, in any of the languages; the longest first.
const QByteArrayList &longSigns()
{
    static const QByteArrayList signs{">>>=", "...", "===", "!==", "**=", "//=", ">>=", "<<=", ">>>",
        "&&=", "||=", "?\?=", "&^=", "->*", "<=>", "%:%:", "->", "=>", ":=", "==", "!=", "<=", ">=", "&&", "||", "++",
        "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**", "//", "::", "?.", "?\?", "<-",
        "@=", "&^", ".*", "##", "<:", ":>", "<%", "%>", "%:", "<>", "..", "|>"};
    return signs;
}

class Reader
{
public:
    Reader(TestLanguage language, const QByteArray &text)
        : m_language(language)
        , m_text(text)
    {
    }
    std::optional<QList<TestToken>> read();

private:
    [[nodiscard]] char at(qsizetype i) const { return i < m_text.size() ? m_text.at(i) : '\0'; }
    [[nodiscard]] bool startsWith(const char *what) const { return m_text.sliced(m_at).startsWith(what); }
    [[nodiscard]] qsizetype lineEnd() const;
    void add(Kind kind, const QByteArray &text, int depth = 0);
    bool fail() { return m_failed = true; }

    void beginPythonLine();
    void comment(qsizetype mark, qsizetype end, qsizetype after);
    bool readComment();
    bool readText();
    void pythonText(const QByteArray &prefix);
    void quoted(const QByteArray &prefix);
    void rawTextOfC(const QByteArray &prefix);
    void backquoted();
    bool readPattern();
    bool readDirective();
    void readWord();
    void readNumber();
    void readSign();
    void newLine();
    void endOfLineBefore(const QByteArray &next);
    void dropCommas();

    TestLanguage m_language;
    const QByteArray &m_text;
    qsizetype m_at = 0;
    int m_line = 1, m_brackets = 0;
    bool m_failed = false, m_lineStart = true, m_sawLineEnd = false;
    bool m_tabs = false, m_spaces = false;
    QList<int> m_indents{0};
    QList<TestToken> m_tokens;
};

qsizetype Reader::lineEnd() const
{
    const qsizetype end = m_text.indexOf('\n', m_at);
    return end < 0 ? m_text.size() : end;
}

void Reader::add(Kind kind, const QByteArray &text, int depth)
{
    if (m_sawLineEnd)
        endOfLineBefore(text);
    m_sawLineEnd = false;
    m_tokens.append({kind, text, depth, m_line});
}

// Where a language takes the end of a line for the end of a statement.
void Reader::endOfLineBefore(const QByteArray &next)
{
    if (m_tokens.isEmpty())
        return;
    const TestToken &last = m_tokens.constLast();
    if (m_language == TestLanguage::Go) {
        static const QSet<QByteArray> open{"case", "chan", "const", "default", "defer", "else", "for", "func", "go",
            "goto", "if", "import", "interface", "map", "package", "range", "select", "struct", "switch", "type",
            "var"};
        static const QSet<QByteArray> closing{")", "]", "}", "++", "--"};
        const bool ends = last.kind == Kind::Sign   ? closing.contains(last.text)
                          : last.kind == Kind::Word ? !open.contains(last.text)
                                                    : last.kind != Kind::Note;
        if (ends && next != ")" && next != "}")
            m_tokens.append({Kind::Sign, ";", 0, m_line});
        return;
    }
    static const QSet<QByteArray> bound{"return", "throw", "break", "continue", "yield", "async", "let", "get", "set",
        "static", "type", "declare", "abstract", "namespace", "module", "interface", "of", "using", "await", "accessor",
        "readonly", "public", "private", "protected", "override", "as", "is", "enum", "global", "++", "--"};
    if (m_language == TestLanguage::Script &&
        (bound.contains(last.text) || next == "++" || next == "--" || next == "=>"))
        m_tokens.append({Kind::LineEnd, "\n", 0, m_line});
}

void Reader::newLine()
{
    ++m_at;
    ++m_line;
    m_sawLineEnd = m_language == TestLanguage::Script || m_language == TestLanguage::Go;
    m_lineStart = m_language != TestLanguage::Python || m_brackets == 0;
}

// Its depth among the lines around it, however wide each step is.
void Reader::beginPythonLine()
{
    int width = 0;
    bool tabs = false, spaces = false;
    for (; at(m_at) == ' ' || at(m_at) == '\t'; ++m_at, ++width) {
        tabs = tabs || at(m_at) == '\t';
        spaces = spaces || at(m_at) == ' ';
    }
    const char first = at(m_at);
    if (first == '\n' || first == '\r' || first == '#' || m_at >= m_text.size())
        return;
    m_lineStart = false;
    m_tabs = m_tabs || tabs;
    m_spaces = m_spaces || spaces;
    if (first == '\\' || (m_tabs && m_spaces)) {
        fail();
        return;
    }
    if (width > m_indents.constLast())
        m_indents.append(width);
    while (width < m_indents.constLast())
        m_indents.removeLast();
    if (width != m_indents.constLast())
        fail();
    m_tokens.append({Kind::LineEnd, "\n", int(m_indents.size()) - 1, m_line});
}

void Reader::comment(qsizetype mark, qsizetype end, qsizetype after)
{
    const QByteArray text = m_text.sliced(mark, end - mark);
    if (isNote(text, m_language))
        add(Kind::Note, text.trimmed());
    const qsizetype lines = m_text.sliced(m_at, after - m_at).count('\n');
    m_line += int(lines);
    m_sawLineEnd =
        m_sawLineEnd || (lines > 0 && (m_language == TestLanguage::Script || m_language == TestLanguage::Go));
    m_at = after;
}

bool Reader::readComment()
{
    if (m_language == TestLanguage::Python) {
        if (at(m_at) != '#')
            return false;
        comment(m_at + 1, lineEnd(), lineEnd());
        return true;
    }
    if (m_at == 0 && startsWith("#!")) {
        add(Kind::Note, m_text.left(lineEnd()).trimmed());
        m_at = lineEnd();
        return true;
    }
    if (startsWith("//")) {
        // In C the next line would be a comment as well.
        if (m_language == TestLanguage::C && m_text.sliced(m_at, lineEnd() - m_at).trimmed().endsWith('\\'))
            return fail();
        comment(m_at + 2, lineEnd(), lineEnd());
        return true;
    }
    if (!startsWith("/*"))
        return false;
    const qsizetype end = m_text.indexOf("*/", m_at + 2);
    if (end < 0)
        return fail();
    comment(m_at + 2, end, end + 2);
    return true;
}

void Reader::pythonText(const QByteArray &prefix)
{
    const QByteArray kind = prefix.toLower();
    const bool raw = kind.contains('r'), code = kind.contains('f') || kind.contains('t');
    const char quote = at(m_at);
    const bool triple = at(m_at + 1) == quote && at(m_at + 2) == quote;
    const QByteArray close(triple ? 3 : 1, quote);
    m_at += close.size();
    QByteArray body;
    const int line = m_line;
    int open = 0;
    while (!m_text.sliced(m_at).startsWith(close)) {
        const char c = at(m_at);
        if (m_at >= m_text.size() || (c == '\n' && !triple)) {
            fail();
            return;
        }
        open += c == '{' ? 1 : c == '}' ? -1 : 0;
        m_line += c == '\n';
        ++m_at;
        if (c != '\\') {
            body += c;
            continue;
        }
        const char next = at(m_at++);
        m_line += next == '\n';
        if (raw || code || (next != '\'' && next != '"'))
            body += c;
        body += next;
        // Behind the mark of a continued line stands the rest of that line's end.
        if (next == '\r') {
            body += at(m_at++);
            ++m_line;
        }
    }
    m_at += close.size();
    // From version 3.12 on such a text may hold its own quotes: then its end is not where it seems.
    if (code && open != 0) {
        fail();
        return;
    }
    QByteArray whole = prefix + '\'' + body;
    if (code && body.contains('{'))
        whole += close;
    m_tokens.append({Kind::Text, whole, 0, line});
}

void Reader::quoted(const QByteArray &prefix)
{
    const char quote = at(m_at++);
    const bool script = m_language == TestLanguage::Script;
    QByteArray body;
    while (at(m_at) != quote) {
        const char c = at(m_at);
        if (m_at >= m_text.size() || c == '\n' || c == '\r') {
            fail();
            return;
        }
        ++m_at;
        if (c == '\\') {
            const char next = at(m_at++);
            if (next == '\n' || next == '\r') {
                fail();
                return;
            }
            if (!script || (next != '\'' && next != '"'))
                body += c;
            body += next;
        } else {
            body += c;
        }
    }
    ++m_at;
    QByteArray whole = prefix + (script ? '\'' : quote) + body;
    // What is written right behind it says what the literal is.
    while (m_language == TestLanguage::C && isWordByte(at(m_at)))
        whole += at(m_at++);
    add(Kind::Text, whole);
}

void Reader::rawTextOfC(const QByteArray &prefix)
{
    const qsizetype begin = m_at, bracket = m_text.indexOf('(', m_at);
    const QByteArray close = bracket < 0 ? QByteArray() : ')' + m_text.sliced(m_at + 1, bracket - m_at - 1) + '"';
    const qsizetype end = bracket < 0 ? -1 : m_text.indexOf(close, bracket);
    if (end < 0 || close.size() > 18) {
        fail();
        return;
    }
    m_at = end + close.size();
    QByteArray whole = prefix + m_text.sliced(begin, m_at - begin);
    while (isWordByte(at(m_at)))
        whole += at(m_at++);
    m_line += int(whole.count('\n'));
    add(Kind::Text, whole);
}

void Reader::backquoted()
{
    const qsizetype begin = m_at++;
    bool inside = false;
    for (; at(m_at) != '`' || inside; ++m_at) {
        const char c = at(m_at);
        // A text or a text of this sort inside of it: where it ends is not looked for.
        if (m_at >= m_text.size() || (inside && QByteArrayView("'\"`{/\n").contains(c))) {
            fail();
            return;
        }
        if (m_language == TestLanguage::Script) {
            if (c == '\\')
                ++m_at;
            else if (c == '$' && at(m_at + 1) == '{') {
                inside = true;
                ++m_at;
            } else if (c == '}')
                inside = false;
        }
    }
    ++m_at;
    const QByteArray whole = m_text.sliced(begin, m_at - begin);
    add(Kind::Text, whole);
    m_line += int(whole.count('\n'));
}

bool Reader::readText()
{
    const char c = at(m_at);
    if (c == '`' && (m_language == TestLanguage::Script || m_language == TestLanguage::Go)) {
        backquoted();
        return true;
    }
    if (c != '"' && c != '\'')
        return false;
    if (m_language == TestLanguage::Python)
        pythonText({});
    else
        quoted({});
    return true;
}

// A slash of a script begins a pattern or divides; where only the grammar could tell, the rest of its line counts as it
// stands.
bool Reader::readPattern()
{
    if (m_language != TestLanguage::Script || at(m_at) != '/')
        return false;
    static const QSet<QByteArray> before{"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new",
        "else", "do", "instanceof", "yield", "await"};
    const TestToken last = m_tokens.isEmpty() ? TestToken{} : m_tokens.constLast();
    static const QSet<QByteArray> unclear{")", "}", "++", "--", "!"};
    if (last.kind == Kind::Sign && unclear.contains(last.text)) {
        const QByteArray rest = m_text.sliced(m_at, lineEnd() - m_at).trimmed();
        if (rest.contains('`') || rest.contains("/*"))
            return fail();
        add(Kind::Text, rest);
        return false;
    }
    const bool divides = last.kind == Kind::Number || last.kind == Kind::Text || last.isSign("]") ||
                         (last.kind == Kind::Word && !before.contains(last.text));
    if (divides)
        return false;
    const qsizetype begin = m_at++;
    bool inClass = false;
    for (; at(m_at) != '/' || inClass; ++m_at) {
        const char c = at(m_at);
        if (m_at >= m_text.size() || c == '\n' || c == '\r')
            return fail();
        m_at += c == '\\' ? 1 : 0;
        inClass = c == '[' || (inClass && c != ']');
    }
    ++m_at;
    while (isWordByte(at(m_at)))
        ++m_at;
    add(Kind::Text, m_text.sliced(begin, m_at - begin));
    return true;
}

// A line for the preprocessor counts as it stands.
bool Reader::readDirective()
{
    if (m_language != TestLanguage::C || at(m_at) != '#' || !m_lineStart)
        return false;
    QByteArray whole;
    bool more = true;
    while (more && m_at < m_text.size()) {
        const QByteArray line = m_text.sliced(m_at, lineEnd() - m_at).trimmed();
        // A comment may go on behind its end.
        if (line.contains("/*"))
            return fail();
        whole += line + '\n';
        more = line.endsWith('\\');
        m_at = lineEnd();
        if (more && m_at < m_text.size()) {
            ++m_at;
            ++m_line;
        }
    }
    add(Kind::Text, whole);
    return true;
}

void Reader::readWord()
{
    const qsizetype begin = m_at;
    while (isWordByte(at(m_at)) || (m_language == TestLanguage::Script && at(m_at) == '$'))
        ++m_at;
    const QByteArray word = m_text.sliced(begin, m_at - begin);
    const char next = at(m_at);
    if (next == '"' || next == '\'') {
        static const QSet<QByteArray> prefixes{"r", "u", "b", "br", "rb", "f", "fr", "rf", "t", "tr", "rt"};
        if (m_language == TestLanguage::Python && prefixes.contains(word.toLower()))
            return pythonText(word);
        if (m_language == TestLanguage::C)
            return next == '"' && word.endsWith('R') ? rawTextOfC(word) : quoted(word);
    }
    add(Kind::Word, word);
}

void Reader::readNumber()
{
    const qsizetype begin = m_at;
    for (;; ++m_at) {
        const char c = at(m_at), last = m_at > begin ? at(m_at - 1) : '\0';
        const bool sign = (c == '+' || c == '-') && (last == 'e' || last == 'E' || last == 'p' || last == 'P');
        const bool parts = m_language == TestLanguage::C && c == '\'' && isWordByte(at(m_at + 1));
        if (!isWordByte(c) && c != '.' && !sign && !parts)
            break;
    }
    add(Kind::Number, m_text.sliced(begin, m_at - begin));
}

void Reader::readSign()
{
    const char c = at(m_at);
    if (c == '\\') {
        const bool continues = at(m_at + 1) == '\n' || (at(m_at + 1) == '\r' && at(m_at + 2) == '\n');
        if (m_language != TestLanguage::Python || !continues) {
            fail();
            return;
        }
        add(Kind::Sign, "\\");
        m_at = lineEnd() + 1;
        ++m_line;
        return;
    }
    QByteArray sign(1, c);
    for (const QByteArray &longer : longSigns()) {
        if (startsWith(longer.constData())) {
            sign = longer;
            break;
        }
    }
    if (sign == "(" || sign == "[" || sign == "{")
        ++m_brackets;
    else if ((sign == ")" || sign == "]" || sign == "}") && --m_brackets < 0)
        fail();
    add(Kind::Sign, sign);
    m_at += sign.size();
}

// A comma that only says that more may follow. `(a,)` and `x[a,]` of Python are others than `(a)` and `x[a]`, an array
// of a script may hold nothing between two commas, and a macro of C may be given nothing.
void Reader::dropCommas()
{
    static const QSet<QByteArray> notCalled{"and", "as", "assert", "async", "await", "case", "del", "elif", "else",
        "except", "exec", "for", "from", "if", "import", "in", "is", "lambda", "match", "not", "or", "print", "raise",
        "return", "type", "while", "with", "yield", "False", "None", "True"};
    struct Open
    {
        bool isCall = false, isDisplay = false, unclear = false;
        int commas = 0;
    };
    QList<Open> open;
    QList<TestToken> kept;
    kept.reserve(m_tokens.size());
    for (const TestToken &token : std::as_const(m_tokens)) {
        const TestToken last = kept.isEmpty() ? TestToken{} : kept.constLast();
        if (token.isSign("(") || token.isSign("[") || token.isSign("{")) {
            const bool named =
                last.kind == Kind::Word || last.kind == Kind::Text || last.isSign(")") || last.isSign("]");
            const bool keyword = last.kind == Kind::Word && notCalled.contains(last.text);
            static const QSet<QByteArray> soft{"match", "case", "type", "print", "exec"};
            const bool maybeName = keyword && soft.contains(last.text);
            open.append({token.isSign("(") && named && !keyword && last.kind != Kind::Text,
                token.isSign("{") || (token.isSign("[") && (!named || (keyword && !maybeName))), false, 0});
        } else if (!open.isEmpty() && token.isSign(",")) {
            ++open.last().commas;
        } else if (!open.isEmpty() && (token.isWord("lambda") || token.isWord("for"))) {
            open.last().unclear = true;
        } else if (!open.isEmpty() && (token.isSign(")") || token.isSign("]") || token.isSign("}"))) {
            const Open was = open.takeLast();
            bool drops = last.isSign(",");
            const TestToken before = kept.size() > 1 ? kept.at(kept.size() - 2) : TestToken{};
            if (before.isSign(",") || before.isSign("(") || before.isSign("[") || before.isSign("{"))
                drops = false;
            if (m_language == TestLanguage::Python)
                drops = drops && !was.unclear && (was.isCall || was.isDisplay || was.commas > 1);
            else if (m_language == TestLanguage::C || m_language == TestLanguage::Java)
                drops = drops && token.isSign("}");
            if (drops)
                kept.removeLast();
        }
        kept.append(token);
    }
    m_tokens = kept;
}

std::optional<QList<TestToken>> Reader::read()
{
    const bool unclear =
        holdsHidden(m_text) || m_text.size() > kMostText ||
        (m_language == TestLanguage::C && m_text.contains("?\?/")) ||
        (m_language == TestLanguage::Java && (m_text.contains("\\u") || m_text.contains("\"\"\""))) ||
        (m_language == TestLanguage::Go && (m_text.contains("\"C\"") || m_text.contains("func Example"))) ||
        (m_language == TestLanguage::Script && (m_text.contains("<!--") || m_text.contains("-->")));
    if (unclear || m_language == TestLanguage::Unknown)
        return {};
    while (m_at < m_text.size() && !m_failed) {
        const char c = at(m_at);
        if (m_language == TestLanguage::Python && m_lineStart && c != '\n' && c != '\r' && c != '#') {
            beginPythonLine();
            continue;
        }
        if (c == '\n') {
            newLine();
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\r') {
            ++m_at;
            continue;
        }
        if (readDirective() || readComment() || readText() || readPattern())
            continue;
        m_lineStart = false;
        if (m_failed)
            break;
        if (isDigit(c) || (c == '.' && isDigit(at(m_at + 1))))
            readNumber();
        else if (isWordByte(c) || (c == '$' && m_language == TestLanguage::Script))
            readWord();
        else
            readSign();
    }
    if (m_failed || m_brackets != 0)
        return {};
    dropCommas();
    return m_tokens;
}

} // namespace

TestLanguage testLanguage(const QString &path)
{
    static const QRegularExpression script(u"\\.[cm]?[jt]s$"_s), c(u"\\.(?:c|cc|cpp|cxx|h|hh|hpp)$"_s);
    if (path.endsWith(u".py"_s))
        return TestLanguage::Python;
    if (path.endsWith(u".go"_s))
        return TestLanguage::Go;
    if (path.endsWith(u".java"_s))
        return TestLanguage::Java;
    if (c.match(path).hasMatch())
        return TestLanguage::C;
    return script.match(path).hasMatch() ? TestLanguage::Script : TestLanguage::Unknown;
}

std::optional<QList<TestToken>> testTokens(TestLanguage language, const QByteArray &text)
{
    return Reader(language, text).read();
}

} // namespace vibecoder
