// SPDX-License-Identifier: MIT
#include "core/clean/wrongtest.h"

#include "core/clean/expectation.h"

#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kLines = QRegularExpression::MultilineOption;
constexpr qsizetype kMostPlaces = 500;
const QString kDigits = u"7391"_s; // before a number: no other value has any

using Place = Expectation;

// Another value of the same kind; empty: this is no plain value. bare: with its strings filled.
QString otherValue(const QString &bare, const QString &text, const QString &word, bool oneQuoteIsACharacter)
{
    static const QRegularExpression number(u"^(-?)(\\d[\\d_]*(?:\\.\\d+)?)$"_s);
    static const QRegularExpression string(u"^[uUbBrR]{0,2}(['\"`])\\x{1}*\\1$"_s);
    if (const QRegularExpressionMatch match = number.match(bare); match.hasMatch())
        return match.captured(1) + kDigits + match.captured(2);
    if (const QRegularExpressionMatch match = string.match(bare); match.hasMatch()) {
        const QString quote = match.captured(1);
        const bool isBuilt = quote == u"`"_s && text.contains(u"${"_s);
        return isBuilt || (oneQuoteIsACharacter && quote == u"'"_s) ? QString() : text.chopped(1) + u'-' + word + quote;
    }
    static const QHash<QString, QString> others{
        {u"true"_s, u"false"_s}, {u"false"_s, u"true"_s}, {u"True"_s, u"False"_s}, {u"False"_s, u"True"_s}};
    return others.value(bare);
}

class Finder
{
public:
    Finder(CanaryRunner runner, CodeLanguage language, const QString &text, const QString &word)
        : m_runner(runner)
        , m_language(language)
        , m_code(language, text)
        , m_word(word)
    {
    }

    QList<Place> places()
    {
        switch (m_language) {
        case CodeLanguage::Python:
            findAsserts();
            findCalls(
                u"\\bself\\.assertEquals?\\s*\\("_s, 2, 3, u"raise AssertionError("_s + halves(m_word, u" "_s) + u')');
            break;
        case CodeLanguage::Script:
            leaveOut(u"\\b(?:throws|rejects|doesNotThrow|doesNotReject)\\s*\\("_s, {});
            leaveOut(u"\\bexpect\\s*\\("_s, u"^\\s*(?:\\.\\w+)*\\.(?:rejects|resolves|throws?|toThrow\\w*)\\b"_s);
            findCalls(u"(?<![\\w.])(?:assert|\\w*[tT]est|t)\\.(?:strict\\.)?(?:equal|strictEqual|deepEqual|"
                      "deepStrictEqual)\\s*\\(|(?<![\\w.])(?:strictEqual|deepStrictEqual|equal|deepEqual)\\s*\\("_s,
                2, 3, thrown());
            findChains(
                u"^\\s*\\.(?:to\\.(?:be\\.|deep\\.)?(?:equal|equals|eq|eql)|toBe|toEqual|toStrictEqual)\\s*(?=\\()"_s,
                thrown());
            break;
        case CodeLanguage::Go:
            findConditions();
            break;
        case CodeLanguage::Perl:
            findLists(u"^[ \\t]*(?:is|cmp_ok)\\b"_s, u"Test::More::ok(0, "_s + halves(m_word, u" . "_s) + u')');
            break;
        case CodeLanguage::Ruby:
            if (m_runner == CanaryRunner::Minitest) {
                findLists(
                    u"^[ \\t]*assert_equal\\b"_s, u"raise(Minitest::Assertion, "_s + halves(m_word, u" + "_s) + u')');
            } else {
                findChains(u"^\\s*\\.to\\s+(?:eq|eql|be)\\b\\s*"_s,
                    u"raise(RSpec::Expectations::ExpectationNotMetError, "_s + halves(m_word, u" + "_s) + u')');
            }
            break;
        case CodeLanguage::C:
        case CodeLanguage::Java:
        case CodeLanguage::Rust:
            break; // no runner is known that is given one of these
        case CodeLanguage::Php:
            findCalls(u"(?:\\$this->|\\b(?:self|static)::)assert(?:Same|Equals)\\s*\\("_s, 2, 3,
                u"throw new \\PHPUnit\\Framework\\AssertionFailedError("_s + halves(m_word, u" . "_s) + u')');
            break;
        }
        return m_places;
    }

private:
    // As an expression that cannot belong to the line before it.
    [[nodiscard]] QString thrown() const
    {
        return u"void (() => { throw Object.assign(new Error("_s + halves(m_word, u" + "_s) +
               u"), { name: 'AssertionError', code: 'ERR_ASSERTION' }); })()"_s;
    }

    [[nodiscard]] bool isPlain(CodeSpan span) const
    {
        return !otherValue(m_code.bareOf(span), m_code.textOf(span), m_word, m_language == CodeLanguage::Go).isEmpty();
    }

    // What is wanted to fail there is no failure.
    void leaveOut(const QString &call, const QString &behind)
    {
        const QRegularExpression calls(call), follows(behind);
        auto it = calls.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const CodeSpan inside = m_code.inside(it.next().capturedEnd() - 1);
            if (inside.end >= 0 && (behind.isEmpty() || follows.match(m_code.bare().sliced(inside.end + 1)).hasMatch()))
                m_leftOut.append(inside);
        }
    }

    void add(CodeSpan literal, CodeSpan statement, const QString &failure)
    {
        const bool leftOut = std::any_of(
            m_leftOut.cbegin(), m_leftOut.cend(), [&statement](CodeSpan span) { return span.holds(statement.begin); });
        if (!leftOut && m_places.size() < kMostPlaces)
            m_places.append({literal, statement, failure});
    }

    // The one of two sides that is a plain value, where the other is none.
    [[nodiscard]] std::optional<CodeSpan> plainOf(CodeSpan one, CodeSpan other) const
    {
        if (isPlain(one) == isPlain(other))
            return {};
        return isPlain(one) ? one : other;
    }

    void findCalls(const QString &names, int least, int most, const QString &failure)
    {
        const QRegularExpression calls(names);
        auto it = calls.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const CodeSpan inside = m_code.inside(match.capturedEnd() - 1);
            const bool anywhere = m_language == CodeLanguage::Script;
            if (inside.end < 0 || (!anywhere && !m_code.beginsStatement(match.capturedStart())))
                continue;
            const QList<CodeSpan> arguments = m_code.arguments(inside);
            if (arguments.size() < least || arguments.size() > most)
                continue;
            if (const std::optional<CodeSpan> literal = plainOf(arguments.at(0), arguments.at(1)))
                add(*literal, {match.capturedStart(), inside.end + 1}, failure);
        }
    }

    // `expect(x).toBe(5)`, `expect(x).to eq 5`.
    void findChains(const QString &behind, const QString &failure)
    {
        static const QRegularExpression expect(u"(?<![\\w.])expect\\s*\\("_s);
        const QRegularExpression follows(behind);
        auto it = expect.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const CodeSpan inside = m_code.inside(match.capturedEnd() - 1);
            if (inside.end < 0)
                continue;
            const qsizetype from = inside.end + 1;
            const QRegularExpressionMatch chain = follows.match(m_code.bare().sliced(from));
            if (!chain.hasMatch())
                continue;
            CodeSpan value{from + chain.capturedEnd(), -1};
            qsizetype end = -1;
            if (value.begin < m_code.bare().size() && m_code.bare().at(value.begin) == u'(') {
                value = m_code.inside(value.begin);
                end = value.end + 1;
            } else {
                value.end = end = m_code.endOfLine(value.begin);
            }
            value = m_code.trimmed(value);
            if (end > 0 && value.end >= 0 && isPlain(value))
                add(value, {match.capturedStart(), end}, failure);
        }
    }

    // `is(x, 5, 'name');`, `is x, 5;`, `assert_equal 5, x`: to the end of the statement.
    void findLists(const QString &names, const QString &failure)
    {
        const QRegularExpression calls(names, kLines);
        static const QRegularExpression after(u"^[ \\t]*(?:;|$)"_s);
        auto it = calls.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const qsizetype begin = m_code.trimmed({match.capturedStart(), match.capturedEnd()}).begin;
            CodeSpan list{match.capturedEnd(), m_code.endOfLine(match.capturedEnd())};
            const QString rest = m_code.bareOf(list);
            qsizetype end = list.end;
            if (const qsizetype open = rest.indexOf(QRegularExpression(u"\\S"_s)); open >= 0 && rest.at(open) == u'(') {
                list = m_code.inside(list.begin + open);
                end = list.end + 1;
            } else if (const qsizetype stop = CodeText::outermost(rest).indexOf(u';'); stop >= 0) {
                list.end = end = list.begin + stop;
            } else if (m_language == CodeLanguage::Perl) {
                continue; // it goes on in the next line
            }
            if (list.end < 0 || !after.match(m_code.bare().mid(end, m_code.endOfLine(end) - end)).hasMatch())
                continue;
            const QList<CodeSpan> arguments = m_code.arguments(list);
            const bool byOperator = m_code.bareOf({begin, match.capturedEnd()}) == u"cmp_ok"_s;
            if (byOperator) {
                static const QStringList equal{u"'=='"_s, u"\"==\""_s, u"'eq'"_s, u"\"eq\""_s};
                if (arguments.size() >= 3 && equal.contains(m_code.textOf(arguments.at(1))) && isPlain(arguments.at(2)))
                    add(arguments.at(2), {begin, end}, failure);
            } else if (arguments.size() >= 2 && arguments.size() <= 3) {
                if (const std::optional<CodeSpan> literal = plainOf(arguments.at(0), arguments.at(1)))
                    add(*literal, {begin, end}, failure);
            }
        }
    }

    // `assert x == 5`, `assert 5 == x, "why"` in a line of its own.
    void findAsserts()
    {
        static const QRegularExpression asserts(u"(?<![\\w.])assert[ \\t]+"_s);
        static const QRegularExpression more(
            u"\\b(?:and|or|not|if|else|in|is|lambda|for|await)\\b|[<>!\\\\]|:=|(?<!=)=(?!=)"_s);
        auto it = asserts.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            if (!m_code.beginsStatement(match.capturedStart()))
                continue;
            CodeSpan compared{match.capturedEnd(), m_code.endOfLine(match.capturedEnd())};
            const QString shown = CodeText::outermost(m_code.bareOf(compared));
            if (shown.count(u'(') != shown.count(u')') || shown.count(u'[') != shown.count(u']') ||
                shown.count(u'{') != shown.count(u'}'))
                continue;
            const qsizetype stop = shown.indexOf(QRegularExpression(u"[,;]"_s));
            const QString one = stop < 0 ? shown : shown.left(stop);
            const CodeSpan statement = m_code.trimmed({match.capturedStart(), compared.end});
            compared.end = compared.begin + one.size();
            const qsizetype at = one.indexOf(u"=="_s);
            if (at < 0 || one.indexOf(u"=="_s, at + 2) >= 0 || more.match(one).hasMatch() ||
                (stop >= 0 && shown.at(stop) == u';'))
                continue;
            const CodeSpan left = m_code.trimmed({compared.begin, compared.begin + at});
            const CodeSpan right = m_code.trimmed({compared.begin + at + 2, compared.end});
            if (const std::optional<CodeSpan> literal = plainOf(left, right))
                add(*literal, statement, u"raise AssertionError("_s + halves(m_word, u" "_s) + u')');
        }
    }

    // `if got := total(); got != 5 {`, also one of several alternatives.
    void findConditions()
    {
        static const QRegularExpression ifs(u"^[ \\t]*if[ \\t]+(.*)\\{[ \\t]*$"_s, kLines);
        auto it = ifs.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const QString shown = CodeText::outermost(match.captured(1));
            const qsizetype base = match.capturedStart(1), from = shown.indexOf(u';') + 1;
            const CodeSpan condition = m_code.trimmed({base + from, match.capturedEnd(1)});
            if (shown.contains(u"&&"_s))
                continue;
            for (qsizetype begin = from; begin <= shown.size();) {
                const qsizetype stop = shown.indexOf(u"||"_s, begin);
                const qsizetype end = stop < 0 ? shown.size() : stop;
                const qsizetype at = shown.indexOf(u"!="_s, begin);
                if (at >= 0 && at < end) {
                    const CodeSpan left = m_code.trimmed({base + begin, base + at});
                    const CodeSpan right = m_code.trimmed({base + at + 2, base + end});
                    const QString failure = u"func() bool { println("_s + halves(m_word, u" + "_s) +
                                            u"); return true }() || "_s + m_code.textOf(condition);
                    if (const std::optional<CodeSpan> literal = plainOf(left, right))
                        add(*literal, condition, failure);
                }
                begin = end + 2;
            }
        }
    }

    CanaryRunner m_runner;
    CodeLanguage m_language;
    CodeText m_code;
    QString m_word;
    QList<CodeSpan> m_leftOut;
    QList<Place> m_places;
};

// `[ "$(total 2 3)" = 5 ]` in a line of its own, that no other goes on to.
QList<Place> placesOfShell(const QString &text, const QString &word)
{
    static const QRegularExpression line(
        u"^[ \\t]*(?:(\\[\\[?)[ \\t]+(.*\\S)[ \\t]+(?:==?|-eq)[ \\t]+|assert_(?:output|equal)[ \\t]+(.*[ \\t])?)"
        "(\"[^\"$`\\\\\\n]*\"|'[^'\\n]*'|[\\w.+:-]+)(?:[ \\t]+\\]\\]?)?[ \\t]*$"_s,
        kLines);
    static const QRegularExpression joined(u"(?:\\\\|&&|\\||\\b(?:then|do|else|!))[ \\t]*\\n$"_s);
    static const QRegularExpression more(u"[ \\t]-[ao][ \\t]|&&|\\|\\||^![ \\t]|;"_s);
    QList<Place> places;
    auto it = line.globalMatch(text);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        const bool bracket = match.hasCaptured(1) && !match.captured(1).isEmpty();
        const QString statement = match.captured().trimmed(), value = match.captured(4);
        if (bracket != statement.endsWith(u']') || (value.startsWith(u'-') && !bracket) ||
            joined.match(text.left(match.capturedStart())).hasMatch() || more.match(match.captured(2)).hasMatch() ||
            match.captured(3).contains(u"--"_s) || places.size() >= kMostPlaces)
            continue;
        const qsizetype begin = match.capturedStart() + match.captured().indexOf(statement);
        // Both are said and done by the shell itself: the application can put no function in the place of `[[`.
        places.append({{match.capturedStart(4), match.capturedEnd(4)}, {begin, begin + statement.size()},
            u"{ echo "_s + halves(word, {}) + u"; [[ 0 = 1 ]]; }"_s});
    }
    return places;
}

QString otherWord(const QString &text, const QString &word)
{
    const bool quoted = text.startsWith(u'"') || text.startsWith(u'\'');
    const QString number = otherValue(text, text, word, false);
    return quoted                     ? text.chopped(1) + u'-' + word + text.back()
           : number.contains(kDigits) ? number
                                      : text + u'-' + word;
}

std::optional<CodeLanguage> languageOf(CanaryRunner runner)
{
    switch (runner) {
    case CanaryRunner::Pytest:
    case CanaryRunner::Unittest:
        return CodeLanguage::Python;
    case CanaryRunner::NodeTest:
    case CanaryRunner::Mocha:
    case CanaryRunner::Jest:
    case CanaryRunner::Vitest:
        return CodeLanguage::Script;
    case CanaryRunner::Go:
        return CodeLanguage::Go;
    case CanaryRunner::Prove:
        return CodeLanguage::Perl;
    case CanaryRunner::Rspec:
    case CanaryRunner::Minitest:
        return CodeLanguage::Ruby;
    case CanaryRunner::Phpunit:
        return CodeLanguage::Php;
    case CanaryRunner::Bats:
        break;
    }
    return {};
}

} // namespace

QString halves(const QString &word, const QString &joint)
{
    return u'"' + word.left(word.size() / 2) + u'"' + joint + u'"' + word.mid(word.size() / 2) + u'"';
}

QList<Expectation> expectationsOf(CanaryRunner runner, CodeLanguage language, const QString &text, const QString &word)
{
    return Finder(runner, language, text, word).places();
}

std::optional<WrongTest> wrongTest(CanaryRunner runner, const QByteArray &content, const QString &word)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(content);
    if (decoder.hasError() || text.contains(QChar(0)) || text.contains(QChar(1)))
        return {};
    const std::optional<CodeLanguage> language = languageOf(runner);
    QList<Place> places = language ? Finder(runner, *language, text, word).places() : placesOfShell(text, word);
    std::stable_sort(places.begin(), places.end(),
        [](const Place &a, const Place &b) { return a.statement.begin < b.statement.begin; });
    const CodeText code(language.value_or(CodeLanguage::Python), text);
    QString wrong, failing;
    qsizetype of = 0, in = 0, count = 0;
    for (const Place &place : std::as_const(places)) {
        if (place.literal.begin < of)
            continue;
        const QString value = code.textOf(place.literal);
        wrong += QStringView(text).sliced(of, place.literal.begin - of);
        wrong += language ? otherValue(code.bareOf(place.literal), value, word, *language == CodeLanguage::Go)
                          : otherWord(value, word);
        of = place.literal.end;
        ++count;
        if (place.statement.begin < in)
            continue;
        failing += QStringView(text).sliced(in, place.statement.begin - in);
        failing += place.failure;
        in = place.statement.end;
    }
    if (count == 0)
        return {};
    WrongTest made{(wrong + text.sliced(of)).toUtf8(), (failing + text.sliced(in)).toUtf8()};
    // Python takes a file of the same size and second for the one that it has compiled.
    if (language == CodeLanguage::Python && made.failing.size() == made.wrong.size())
        made.failing += '\n';
    return made;
}

} // namespace vibecoder
