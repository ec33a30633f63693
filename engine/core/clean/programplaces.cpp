// SPDX-License-Identifier: MIT
#include "core/clean/wrongprogram.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kLines = QRegularExpression::MultilineOption;
constexpr qsizetype kMostPlaces = 500;

class ProgramFinder
{
public:
    ProgramFinder(CodeLanguage language, const CodeText &code, const ReachedMark &mark)
        : m_language(language)
        , m_code(code)
        , m_mark(mark)
        , m_reached(reachedText(language, mark))
        , m_failure(failureText(language, mark))
    {
    }

    QList<Expectation> places()
    {
        switch (m_language) {
        case CodeLanguage::Python:
            addKnown(CanaryRunner::Pytest);
            findPythonIfs();
            break;
        case CodeLanguage::Script:
            addKnown(CanaryRunner::NodeTest);
            leaveOut(u"\\b(?:throws|rejects|doesNotThrow|doesNotReject)\\s*\\("_s);
            findTruths(u"(?<![\\w.])(?:assert|assert\\.ok|ok)\\s*\\("_s);
            findIfs();
            break;
        case CodeLanguage::Go:
            addKnown(CanaryRunner::Go);
            break;
        case CodeLanguage::Perl:
            addKnown(CanaryRunner::Prove);
            findTruths(u"(?<![\\w:>$@%&])ok\\s*\\("_s);
            findIfs();
            findPostfix();
            break;
        case CodeLanguage::C:
            leaveOut(u"\\b\\w*(?:DEATH|THROW|EXIT)\\w*\\s*\\("_s);
            findTruths(u"\\bassert\\s*\\("_s, u"CANARY_ASSERTED()"_s);
            findTruths(u"\\b(?:CHECK|REQUIRE|(?:EXPECT|ASSERT)_TRUE|BOOST_(?:CHECK|REQUIRE)|TEST_ASSERT(?:_TRUE)?|"
                       "QVERIFY|ck_assert)\\s*\\("_s);
            findPairs(
                u"\\b(?:(?:EXPECT|ASSERT|CHECK|REQUIRE)_(?:EQ|STREQ|EQUAL)|BOOST_(?:CHECK|REQUIRE)_EQUAL|QCOMPARE|"
                "TEST_ASSERT_EQUAL\\w*|ck_assert_(?:int|str|uint|ptr)_eq|assertEquals?)\\s*\\("_s);
            findIfs();
            break;
        case CodeLanguage::Java:
            findJavaAsserts();
            leaveOut(u"\\bassertThrows\\w*\\s*\\("_s);
            findTruths(u"\\bassertTrue\\s*\\("_s);
            findPairs(u"\\bassertEquals\\s*\\("_s);
            findIfs();
            break;
        case CodeLanguage::Rust:
            leaveOut(u"#\\[should_panic[^\\n]*\\][^{]*\\{"_s);
            findTruths(u"\\bassert!\\s*\\("_s);
            findPairs(u"\\bassert_eq!\\s*\\("_s);
            findRustIfs();
            break;
        case CodeLanguage::Ruby:
        case CodeLanguage::Php:
            break;
        }
        // A condition of the program may as well be about what it needs, not what it expects: then all of them count
        // together, so that those which matter are among them.
        return m_asserted.isEmpty() ? m_others : m_asserted;
    }

private:
    [[nodiscard]] bool isPlain(CodeSpan span) const
    {
        return !otherPlainValue(m_language, m_code.bareOf(span), m_code.textOf(span), m_mark.word).isEmpty();
    }

    void add(CodeSpan literal, CodeSpan statement, const QString &failing, const QString &other = {})
    {
        QList<Expectation> &list = other.isEmpty() && !m_inIfs ? m_asserted : m_others;
        const bool isLeftOut = std::any_of(
            m_leftOut.cbegin(), m_leftOut.cend(), [&statement](CodeSpan span) { return span.holds(statement.begin); });
        if (!isLeftOut && list.size() < kMostPlaces)
            list.append({literal, statement, failing, other});
    }

    // What is wanted to fail there is no failure.
    void leaveOut(const QString &calls)
    {
        const QRegularExpression expression(calls);
        auto it = expression.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const CodeSpan inside = m_code.inside(it.next().capturedEnd() - 1);
            if (inside.end >= 0)
                m_leftOut.append(inside);
        }
    }

    void addKnown(CanaryRunner runner)
    {
        for (Expectation place : expectationsOf(runner, m_language, m_code.text(), m_mark.word)) {
            // A condition of Go may also choose what is left out.
            if (m_language == CodeLanguage::Go && !failsAfter(place.statement.end))
                continue;
            if (m_language != CodeLanguage::Go)
                place.failure = m_failure;
            m_asserted.append(place);
        }
    }

    [[nodiscard]] bool isOneClause(CodeSpan span) const
    {
        static const QRegularExpression more(u"&&|\\|\\||\\?|,|\\b(?:and|or)\\b"_s);
        return !more.match(CodeText::outermost(m_code.bareOf(span))).hasMatch();
    }

    // Of `strcmp(name(), "x")`, `name().equals("x")`: the text.
    [[nodiscard]] std::optional<CodeSpan> comparedText(CodeSpan span) const
    {
        static const QRegularExpression call(u"(?:^(?:std\\s*::\\s*)?str(?:case)?cmp|\\.equals)\\s*\\($"_s);
        const QString shown = CodeText::outermost(m_code.bareOf(span));
        const qsizetype open = shown.lastIndexOf(u'(');
        if (open < 0 || !shown.endsWith(u')') || !call.match(shown.left(open + 1)).hasMatch())
            return {};
        QList<CodeSpan> sides = m_code.arguments(m_code.inside(span.begin + open));
        if (const qsizetype dot = shown.lastIndexOf(u'.', open); dot > 0 && m_language == CodeLanguage::Java)
            sides.prepend(m_code.trimmed({span.begin, span.begin + dot}));
        if (sides.size() != 2 || isPlain(sides.at(0)) == isPlain(sides.at(1)))
            return {};
        return isPlain(sides.at(0)) ? sides.at(0) : sides.at(1);
    }

    struct Compared
    {
        CodeSpan plain; ///< without an end: none of the sides
        CodeSpan sign;  ///< `==` and so on; empty: there is none
        bool wantsEqual = true;
    };

    // `total(2, 3) == 5`, `strcmp(name(), "x") != 0`, `!name.equals("x")`.
    [[nodiscard]] std::optional<Compared> compared(CodeSpan span) const
    {
        static const QRegularExpression sign(u"(?<![<>=!])(?:([!=])==?|\\b(?:(ne)|eq)\\b)(?!=)"_s);
        static const QRegularExpression nothing(u"^(?:null|NULL|nullptr|None|undefined|nil|undef|NaN)$"_s);
        static const QRegularExpression called(u"\\b(?:argc|argv|args|ARGV)\\b"_s);
        span = m_code.trimmed(span);
        if (!isOneClause(span) || called.match(m_code.bareOf(span)).hasMatch())
            return {};
        const QString shown = CodeText::outermost(m_code.bareOf(span));
        const QRegularExpressionMatch match = sign.match(shown);
        if (!match.hasMatch()) {
            const bool isNot = shown.startsWith(u'!');
            if (const auto plain = comparedText(m_code.trimmed({span.begin + (isNot ? 1 : 0), span.end})))
                return Compared{*plain, {}, m_language == CodeLanguage::Java ? !isNot : isNot};
            return {};
        }
        if (sign.match(shown, match.capturedEnd()).hasMatch())
            return {};
        const CodeSpan left = m_code.trimmed({span.begin, span.begin + match.capturedStart()});
        const CodeSpan right = m_code.trimmed({span.begin + match.capturedEnd(), span.end});
        if (left.begin >= left.end || right.begin >= right.end || nothing.match(m_code.bareOf(left)).hasMatch() ||
            nothing.match(m_code.bareOf(right)).hasMatch())
            return {};
        Compared found{{0, -1}, {span.begin + match.capturedStart(), span.begin + match.capturedEnd()},
            !match.captured().startsWith(u'!') && match.captured() != u"ne"_s};
        if (const auto text = comparedText(left); text && m_code.textOf(right) == u"0"_s)
            found.plain = *text;
        else if (isPlain(left) != isPlain(right))
            found.plain = isPlain(left) ? left : right;
        else if (isPlain(left))
            return {};
        return found;
    }

    [[nodiscard]] QString turnedSign(const QString &sign) const
    {
        if (sign == u"ne"_s || sign == u"eq"_s)
            return sign == u"ne"_s ? u"eq"_s : u"ne"_s;
        return (sign.startsWith(u'!') ? u'=' : u'!') + sign.sliced(1);
    }

    // condition: it is to hold, or not to. What is no comparison is turned round as a whole.
    void addCondition(CodeSpan condition, bool wanted, CodeSpan statement, const QString &failing, bool anything)
    {
        condition = m_code.trimmed(condition);
        const std::optional<Compared> found = compared(condition);
        if (found && found->plain.end >= 0 && found->wantsEqual == wanted)
            add(found->plain, statement, failing);
        else if (found && found->plain.end < 0 && found->wantsEqual == wanted)
            add(found->sign, statement, failing, turnedSign(m_code.textOf(found->sign)));
        else if (!found && anything && m_code.bareOf(condition).contains(u'('))
            add(condition, statement, failing, u"!("_s + m_code.textOf(condition) + u')');
    }

    // `assert(total(2, 3) == 5);`
    void findTruths(const QString &names, const QString &failing = {})
    {
        const QRegularExpression calls(names);
        auto it = calls.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const CodeSpan inside = m_code.inside(match.capturedEnd() - 1);
            if (inside.end < 0 || !m_code.beginsStatement(match.capturedStart()))
                continue;
            const QList<CodeSpan> arguments = m_code.arguments(inside);
            if (!arguments.isEmpty())
                addCondition(arguments.constFirst(), true, {match.capturedStart(), inside.end + 1},
                    failing.isEmpty() ? m_failure : failing, true);
        }
    }

    // `EXPECT_EQ(total(2, 3), 5);`
    void findPairs(const QString &names)
    {
        const QRegularExpression calls(names);
        auto it = calls.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const CodeSpan inside = m_code.inside(match.capturedEnd() - 1);
            if (inside.end < 0 || !m_code.beginsStatement(match.capturedStart()))
                continue;
            const QList<CodeSpan> arguments = m_code.arguments(inside);
            if (arguments.size() >= 2 && isPlain(arguments.at(0)) != isPlain(arguments.at(1)))
                add(isPlain(arguments.at(0)) ? arguments.at(0) : arguments.at(1),
                    {match.capturedStart(), inside.end + 1}, m_failure);
        }
    }

    // `assert total() == 5 : "sum";` means something only where assertions are switched on.
    void findJavaAsserts()
    {
        static const QRegularExpression asserts(u"(?<![\\w.])assert\\b(?=[\\s(!])"_s);
        const QString failing = u"{ boolean canaryOn = false; assert canaryOn = true; if (canaryOn && "_s + m_reached +
                                u") throw new AssertionError(); }"_s;
        auto it = asserts.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const qsizetype end = m_code.bare().indexOf(u';', match.capturedEnd());
            if (end < 0 || !m_code.beginsStatement(match.capturedStart()))
                continue;
            CodeSpan condition{match.capturedEnd(), end};
            const qsizetype colon = CodeText::outermost(m_code.bareOf(condition)).indexOf(u':');
            if (colon >= 0)
                condition.end = condition.begin + colon;
            addCondition(condition, true, {match.capturedStart(), end}, failing, true);
        }
    }

    // `if (total(2, 3) != 5) return 1;`
    void findIfs()
    {
        m_inIfs = true;
        static const QRegularExpression ifs(u"\\bif\\s*\\("_s);
        auto it = ifs.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const CodeSpan inside = m_code.inside(it.next().capturedEnd() - 1);
            if (inside.end < 0)
                continue;
            addIf(inside, inside.end + 1);
        }
    }

    // `if total(2, 3) != 5 {`
    void findRustIfs()
    {
        m_inIfs = true;
        static const QRegularExpression ifs(u"^[ \\t]*if[ \\t]+([^\\n]*?)[ \\t]*(?=\\{[ \\t]*$)"_s, kLines);
        auto it = ifs.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            addIf({match.capturedStart(1), match.capturedEnd(1)}, match.capturedEnd());
        }
    }

    [[nodiscard]] bool failsAfter(qsizetype after) const
    {
        const CodeSpan done = m_code.inside(m_code.bare().indexOf(u'{', after));
        return done.end >= 0 && failsThere(m_code.bareOf(done));
    }

    void addIf(CodeSpan condition, qsizetype after)
    {
        while (after < m_code.bare().size() && m_code.bare().at(after).isSpace())
            ++after;
        if (after >= m_code.bare().size())
            return;
        CodeSpan done{after, m_code.bare().indexOf(u';', after)};
        if (m_code.bare().at(after) == u'{')
            done = m_code.inside(after);
        if (done.end < 0 || !failsThere(m_code.bareOf(done)))
            return;
        const QString bare = m_code.bareOf(m_code.trimmed(condition));
        addCondition(condition, false, m_code.trimmed(condition), m_reached, false);
        if (static const QRegularExpression denied(u"^!\\s*[\\w.:]+\\s*\\("_s);
            denied.match(bare).hasMatch() && !compared(condition) && isOneClause(condition))
            add(m_code.trimmed(condition), m_code.trimmed(condition), m_reached,
                u"!("_s + m_code.textOf(m_code.trimmed(condition)) + u')');
    }

    // `if total(2, 3) != 5:`, and what fails in the same line or deeper.
    void findPythonIfs()
    {
        m_inIfs = true;
        static const QRegularExpression ifs(u"^([ \\t]*)if[ \\t]+([^\\n]*?):[ \\t]*([^\\n]*)$"_s, kLines);
        auto it = ifs.globalMatch(m_code.bare());
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            QString body = match.captured(3);
            for (qsizetype at = match.capturedEnd() + 1; body.trimmed().size() < 2000 && at < m_code.text().size();) {
                const qsizetype end = m_code.endOfLine(at);
                const QString line = m_code.bareOf({at, end});
                if (!line.trimmed().isEmpty() &&
                    (!line.startsWith(match.captured(1)) || line.size() <= match.captured(1).size() ||
                        !line.at(match.captured(1).size()).isSpace()))
                    break;
                body += u'\n' + line;
                at = end + 1;
            }
            const CodeSpan condition = m_code.trimmed({match.capturedStart(2), match.capturedEnd(2)});
            if (failsThere(body))
                addCondition(condition, false, condition, m_reached, false);
        }
    }

    // `die "sum" if total(2, 3) != 5;`, `exit 1 unless name() eq 'x';`
    void findPostfix()
    {
        m_inIfs = true;
        static const QRegularExpression line(u"^[ \\t]*([^\\n;]*\\S)[ \\t]+(if|unless)[ \\t]+([^\\n;]+);"_s, kLines);
        static const QRegularExpression inBlock(u"[{;][ \\t]*([^\\n;{}]*\\S)[ \\t]+(if|unless)[ \\t]+([^\\n;}]+)"_s);
        for (const QRegularExpression &expression : {line, inBlock}) {
            auto it = expression.globalMatch(m_code.bare());
            while (it.hasNext()) {
                const QRegularExpressionMatch match = it.next();
                const CodeSpan condition = m_code.trimmed({match.capturedStart(3), match.capturedEnd(3)});
                if (expression.pattern() == line.pattern() && match.captured(1).contains(u'{'))
                    continue;
                const bool isIf = match.captured(2) == u"if"_s;
                if (failsThere(m_code.bareOf({match.capturedStart(1), match.capturedEnd(1)})))
                    addCondition(condition, !isIf, condition, isIf ? m_reached : u'!' + m_reached, false);
            }
        }
    }

    CodeLanguage m_language;
    const CodeText &m_code;
    ReachedMark m_mark;
    QString m_reached, m_failure; ///< an expression that is true, a statement that fails
    bool m_inIfs = false;
    QList<Expectation> m_asserted, m_others;
    QList<CodeSpan> m_leftOut;
};

} // namespace

QList<Expectation> programPlaces(CodeLanguage language, const CodeText &code, const ReachedMark &mark)
{
    return ProgramFinder(language, code, mark).places();
}

} // namespace vibecoder
