// SPDX-License-Identifier: MIT
#include "verification/addedtests.h"

#include "verification/guard.h"
#include "verification/sametest.h"
#include "verification/testblocks.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

using Kind = TestBlock::Kind;

// What a file has at its left margin.
struct Names
{
    QSet<QByteArray> before;    ///< every word of the old text
    QSet<QByteArray> variables; ///< that statements between the functions bind
    QSet<QByteArray> shared;    ///< imports, functions, classes, variables
};

bool isNote(const TestToken &token)
{
    return token.kind == TestToken::Kind::Note;
}

// Runners call these by their names alone.
bool isHook(const QByteArray &name)
{
    static const QSet<QByteArray> hooks{"setup", "teardown", "setup_module", "teardown_module", "setup_function",
        "teardown_function", "setUpModule", "tearDownModule", "load_tests", "setup_package", "teardown_package"};
    return hooks.contains(name) || name.startsWith("pytest") || name.startsWith("__");
}

// `@pytest.mark.parametrize(…)` of literals is no more than many tests.
bool isPlainTable(const QList<TestToken> &decorators)
{
    static const QByteArrayList begin{"\n", "@", "pytest", ".", "mark", ".", "parametrize", "("};
    static const QSet<QByteArray> constants{"True", "False", "None"};
    if (decorators.isEmpty())
        return true;
    if (decorators.size() <= begin.size())
        return false;
    for (qsizetype i = 0; i < decorators.size(); ++i) {
        const TestToken &token = decorators.at(i);
        if (i < begin.size()
                ? token.text != begin.at(i)
                : (token.kind == TestToken::Kind::Word && !constants.contains(token.text)) ||
                      (token.kind == TestToken::Kind::Text && !token.text.startsWith('\'')) || isNote(token) ||
                      token.kind == TestToken::Kind::LineEnd || token.isSign("@") || token.isSign("."))
            return false;
    }
    return true;
}

// Parameters without values, which would be computed before any test runs.
bool hasPlainHead(const TestBlock &block)
{
    qsizetype end = block.head.size();
    for (qsizetype i = 1; i < block.head.size(); ++i) {
        const TestToken &token = block.head.at(i);
        if (token.isSign(":") && i + 1 < block.head.size() && end == block.head.size() &&
            block.head.at(i - 1).isSign(")"))
            end = i; // the body follows on the same line
        const bool plain = token.kind == TestToken::Kind::Word || token.isSign("(") || token.isSign(")") ||
                           token.isSign(",") || token.isSign(":") || token.isSign("->");
        if (i < end && !plain)
            return false;
    }
    return std::count_if(block.head.cbegin(), block.head.cbegin() + end,
               [](const TestToken &token) { return token.isSign("("); }) == 1 &&
           end == block.head.size();
}

// Assigns to its own variables only.
bool changesNothingShared(const TestBlock &block, const Names &names)
{
    static const QSet<QByteArray> reaching{"global", "nonlocal", "del", "setattr", "delattr", "__class__", "__dict__",
        "__code__", "__defaults__", "__setattr__", "__globals__", "globals", "locals", "vars", "exec", "eval",
        "compile"};
    static const QSet<QByteArray> assigning{
        "=", "+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "@="};
    const QList<TestToken> &tokens = block.tokens;
    qsizetype lineBegin = 0;
    int brackets = 0;
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        const TestToken &token = tokens.at(i);
        if (token.kind == TestToken::Kind::LineEnd || token.isSign(";")) {
            lineBegin = i + 1;
            continue;
        }
        if (isNote(token) || (token.kind == TestToken::Kind::Word && reaching.contains(token.text)))
            return false;
        brackets += token.isSign("(") || token.isSign("[") || token.isSign("{")   ? 1
                    : token.isSign(")") || token.isSign("]") || token.isSign("}") ? -1
                                                                                  : 0;
        // `for a.b in`, `as a.b`: targets as well.
        const bool target = token.isWord("as") || token.isWord("for");
        if (target && i + 2 < tokens.size() && (tokens.at(i + 2).isSign(".") || tokens.at(i + 2).isSign("[")))
            return false;
        if (brackets > 0 || token.kind != TestToken::Kind::Sign || !assigning.contains(token.text))
            continue;
        for (qsizetype each = lineBegin; each < i; ++each) {
            const TestToken &part = tokens.at(each);
            const bool own = each > 0 && tokens.at(each - 1).isWord("self");
            const bool sharedItem =
                part.isSign("[") && (each == lineBegin || names.shared.contains(tokens.at(each - 1).text));
            if ((part.isSign(".") && !own) || sharedItem)
                return false;
        }
    }
    return true;
}

bool usesVariables(const TestBlock &block, const Names &names)
{
    return block.words().intersects(names.variables);
}

bool isHarmless(const TestBlock &block, const Names &names, bool comesLast);

bool isHarmlessClass(const TestBlock &block, const Names &names)
{
    QByteArray bases;
    for (qsizetype i = 3; i < block.head.size(); ++i)
        bases += block.head.at(i).text;
    static const QSet<QByteArray> plain{":", "():", "(unittest.TestCase):", "(TestCase):", "(object):"};
    return block.decorators.isEmpty() && plain.contains(bases) && !block.members.isEmpty() &&
           std::all_of(block.members.cbegin(), block.members.cend(), [&names](const TestBlock &member) {
               static const QSet<QByteArray> own{"setUp", "tearDown", "setup_method", "teardown_method"};
               if (member.kind == Kind::Function && own.contains(member.name))
                   return member.decorators.isEmpty() && hasPlainHead(member) && changesNothingShared(member, names) &&
                          !usesVariables(member, names);
               return member.kind == Kind::Text || isHarmless(member, names, false);
           });
}

bool isHarmless(const TestBlock &block, const Names &names, bool comesLast)
{
    if (block.kind == Kind::Import) {
        return std::all_of(block.imported.cbegin(), block.imported.cend(), [&names](const auto &one) {
            return one.first != "*" && one.first != "__future__" && !one.second.contains("__future__") &&
                   !names.before.contains(one.first);
        }) && std::none_of(block.tokens.cbegin(), block.tokens.cend(), isNote);
    }
    if ((block.kind != Kind::Function && block.kind != Kind::Class) || names.before.contains(block.name) ||
        isHook(block.name))
        return false;
    if (usesVariables(block, names) && !comesLast)
        return false;
    if (block.kind == Kind::Class)
        return isHarmlessClass(block, names);
    return isPlainTable(block.decorators) && hasPlainHead(block) && changesNothingShared(block, names);
}

// Methods as well: in a class whose others are inherited from nobody.
bool isSameOrMore(const TestBlock &was, const TestBlock &is, const Names &names)
{
    if (was.tokens == is.tokens)
        return true;
    TestBlock around = is;
    around.members = {TestBlock{Kind::Text, {}, {}, {}, {}, {}, {}}};
    if (was.kind != Kind::Class || is.kind != Kind::Class || was.head != is.head || was.decorators != is.decorators ||
        !isHarmlessClass(around, names))
        return false;
    QSet<QByteArray> own;
    qsizetype next = 0;
    for (const TestBlock &member : is.members) {
        if (next < was.members.size() && was.members.at(next).tokens == member.tokens) {
            ++next;
            continue;
        }
        if (member.kind != Kind::Function || !member.name.startsWith("test") || own.contains(member.name) ||
            !isHarmless(member, names, false))
            return false;
        own.insert(member.name);
    }
    // What all of the class share may be read by no new one: methods run in the order of their names.
    QSet<QByteArray> shared;
    for (const TestBlock &member : was.members)
        shared.insert(member.assigned());
    shared.remove({});
    shared.insert(is.name);
    const bool reads = std::any_of(is.members.cbegin(), is.members.cend(),
        [&](const TestBlock &member) { return own.contains(member.name) && member.words().intersects(shared); });
    return next == was.members.size() && !reads;
}

// Position behind the bracket that closes the one at `at`; -1: there is none.
qsizetype behindBracket(const QList<TestToken> &tokens, qsizetype at)
{
    int depth = 0;
    for (qsizetype i = at; i < tokens.size(); ++i) {
        const TestToken &token = tokens.at(i);
        if (token.kind != TestToken::Kind::Sign)
            continue;
        depth += token.text == "(" || token.text == "[" || token.text == "{" ? 1 : 0;
        depth -= token.text == ")" || token.text == "]" || token.text == "}" ? 1 : 0;
        if (depth == 0)
            return i + 1;
    }
    return -1;
}

// `*`: any word, `'`: any text, `_`: a word that was nowhere before.
bool beginsLike(
    const QList<TestToken> &tokens, qsizetype at, const QByteArrayList &pattern, const QSet<QByteArray> &known)
{
    if (tokens.size() - at < pattern.size())
        return false;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const TestToken &token = tokens.at(at + i);
        const bool isWord = token.kind == TestToken::Kind::Word;
        const QByteArray &wanted = pattern.at(i);
        const bool fits = wanted == "*"   ? isWord
                          : wanted == "_" ? isWord && !known.contains(token.text)
                          : wanted == "'" ? token.kind == TestToken::Kind::Text && !token.text.contains('`')
                                          : token.text == wanted;
        if (!fits)
            return false;
    }
    return true;
}

// Behind one whole test of its own that begins at `at`; -1: something else is there.
qsizetype behindTest(TestLanguage language, const QList<TestToken> &tokens, qsizetype at, const QSet<QByteArray> &known)
{
    const auto body = [&](qsizetype begin) {
        return begin < tokens.size() && tokens.at(begin).isSign("{") ? behindBracket(tokens, begin) : -1;
    };
    if (language == TestLanguage::Go) {
        static const QByteArrayList head{"func", "_", "(", "*", "", "testing", ".", "T", ")"};
        const bool fits = tokens.size() - at > head.size() && tokens.at(at).isWord("func") &&
                          tokens.at(at + 1).text.startsWith("Test") && tokens.at(at + 1).text != "TestMain" &&
                          tokens.at(at + 4).isSign("*") && beginsLike(tokens, at, head.first(4), known) &&
                          beginsLike(tokens, at + 5, head.sliced(5), known);
        return fits ? body(at + head.size()) : -1;
    }
    if (language == TestLanguage::C)
        return beginsLike(tokens, at, {"TEST", "(", "*", ",", "_", ")"}, known) ? body(at + 6) : -1;
    const bool begins =
        beginsLike(tokens, at, {"test", "(", "'", ","}, known) || beginsLike(tokens, at, {"it", "(", "'", ","}, known);
    if (language != TestLanguage::Script || !begins)
        return -1;
    qsizetype next = at + 4;
    if (next < tokens.size() && tokens.at(next).isWord("async"))
        ++next;
    if (!beginsLike(tokens, next, {"(", ")", "=>"}, known)) {
        if (!beginsLike(tokens, next, {"(", "*", ")", "=>"}, known))
            return -1;
        ++next;
    }
    const qsizetype end = body(next + 3);
    return end > 0 && end < tokens.size() && tokens.at(end).isSign(")") ? end + 1 : -1;
}

// In a language whose whole grammar is not read here: everything stands as it stood, and tests follow.
bool onlyAppendsTests(TestLanguage language, const QByteArray &before, const QByteArray &after)
{
    static const QSet<QByteArray> assigning{
        "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&&=", "||=", "?\?="};
    const auto was = testTokens(language, before), is = testTokens(language, after);
    if (!was || !is || was->isEmpty() || is->size() <= was->size() ||
        !std::equal(was->cbegin(), was->cend(), is->cbegin()))
        return false;
    QSet<QByteArray> known;
    for (const TestToken &token : *was)
        known.insert(token.text);
    for (qsizetype i = was->size(); i < is->size();) {
        if (is->at(i).isSign(";")) {
            ++i;
            continue;
        }
        const qsizetype end = behindTest(language, *is, i, known);
        if (end < 0)
            return false;
        for (; i < end; ++i) {
            const TestToken &token = is->at(i);
            if (isNote(token) || (token.kind == TestToken::Kind::Text && token.text.startsWith('#')))
                return false;
            known.insert(token.text);
            // A variable gets its first value; whatever else is set may be another's.
            const bool first = language == TestLanguage::Script
                                   ? i > 1 && (is->at(i - 2).isWord("const") || is->at(i - 2).isWord("let"))
                                   : language == TestLanguage::C && i > 1 &&
                                         is->at(i - 2).kind == TestToken::Kind::Word && !is->at(i - 2).isWord("return");
            if (token.kind == TestToken::Kind::Sign && assigning.contains(token.text) && !first)
                return false;
        }
    }
    return true;
}

bool onlyAddsToPython(const QByteArray &before, const QByteArray &after)
{
    const auto was = testBlocks(before), is = testBlocks(after);
    if (!was || !is)
        return false;
    Names names;
    bool hasClasses = false;
    qsizetype lastOld = 0;
    for (const TestBlock &block : *was) {
        names.before += block.words();
        hasClasses = hasClasses || block.kind == Kind::Class;
    }
    for (const TestBlock &block : *is) {
        for (const auto &one : block.imported)
            names.shared.insert(one.first);
        if (!block.name.isEmpty())
            names.shared.insert(block.name);
        if (block.kind == Kind::Other) {
            names.variables += block.words();
            names.shared += block.words();
        }
    }
    for (qsizetype i = 0; i < was->size(); ++i)
        lastOld = was->at(i).kind == Kind::Function || was->at(i).kind == Kind::Class ? i + 1 : lastOld;
    QSet<QByteArray> made;
    qsizetype next = 0;
    for (const TestBlock &block : *is) {
        if (next < was->size() && isSameOrMore(was->at(next), block, names)) {
            ++next;
            continue;
        }
        if (!isHarmless(block, names, next >= lastOld && !hasClasses))
            return false;
        QList<QByteArray> bound{block.name};
        for (const auto &one : block.imported)
            bound.append(one.first);
        bound.removeAll({});
        for (const QByteArray &name : std::as_const(bound)) {
            if (made.contains(name))
                return false;
            made.insert(name);
        }
    }
    return next == was->size();
}

} // namespace

bool onlyAddsTests(const QString &path, const QByteArray &before, const QByteArray &after)
{
    if (!isRunAsTest(path) || path.endsWith(u"conftest.py"_s))
        return false;
    const TestLanguage language = testLanguage(path);
    if (language == TestLanguage::Python ? !onlyAddsToPython(before, after)
                                         : !onlyAppendsTests(language, before, after))
        return false;
    // The known tricks, in what was added.
    const QList<GuardFinding> asNew = inspectGuardChange({path, before, after, false, true, GuardKind::Test});
    const QList<GuardFinding> asChange = inspectGuardChange({path, before, after, true, true, GuardKind::Test});
    return asNew.isEmpty() && std::all_of(asChange.cbegin(), asChange.cend(),
                                  [](const GuardFinding &finding) { return finding.code == u"changed"_s; });
}

} // namespace vibecoder
