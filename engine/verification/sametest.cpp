// SPDX-License-Identifier: MIT
#include "verification/sametest.h"

#include "verification/testtokens.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

bool isRunAsTest(const QString &path)
{
    static const QRegularExpression name(
        u"^test_\\w+\\.py$|^\\w+_test\\.py$|^conftest\\.py$|\\.(?:test|spec)\\.[cm]?[jt]s$|^(?:test|spec)[_-][\\w-]+\\."
        u"[cm]?[jt]s$|"
        "^[\\w-]+[_-](?:test|spec)\\.[cm]?[jt]s$|_test\\.go$|^tst_\\w+\\.(?:c|cc|cpp|cxx)$|"
        "^(?:tests?_\\w+|\\w+_tests?|\\w*Tests?|tests?)\\.(?:c|cc|cpp|cxx)$|^(?:Test\\w+|\\w+Tests?)\\.java$"_s);
    static const QRegularExpression data(
        u"(?:^|/)(?:[^/]*(?:data|fixture|golden|expect|snapshot|sample|corpus|input|output|resource|example|case|stub|mock)[^/]*|_[^/]*|\\.[^/]*)/"_s,
        QRegularExpression::CaseInsensitiveOption);
    return name.match(path.section(u'/', -1)).hasMatch() && !data.match(path).hasMatch();
}

namespace {

// A test that looks at its own text, or at the place where it stands in it.
bool looksAtItself(const QList<TestToken> &tokens)
{
    static const QSet<QByteArray> looking{"__LINE__", "f_lineno", "co_firstlineno", "tb_lineno", "lineno", "getsource",
        "getsourcelines", "getsourcefile", "findsource", "currentframe", "_getframe", "linecache", "source_location",
        "Caller", "Callers", "prepareStackTrace", "captureStackTrace", "getStackTrace"};
    return std::any_of(tokens.cbegin(), tokens.cend(),
        [](const TestToken &token) { return token.kind == TestToken::Kind::Word && looking.contains(token.text); });
}

// Nothing: a text in quotes goes over lines, or a document stands in it, where white space may mean something.
std::optional<QByteArrayList> shellLines(const QByteArray &text)
{
    QByteArrayList lines;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArray said = line.trimmed();
        const bool isComment = said.startsWith('#') && !(lines.isEmpty() && said.startsWith("#!"));
        if (said.isEmpty() || isComment)
            continue;
        if (said.contains("<<") || said.endsWith('\\') || said.count('\'') % 2 != 0 || said.count('"') % 2 != 0 ||
            said.count('`') % 2 != 0)
            return {};
        lines.append(said);
    }
    return lines;
}

} // namespace

bool isSameShell(const QByteArray &before, const QByteArray &after)
{
    const auto was = shellLines(before), is = shellLines(after);
    return was && is && *was == *is;
}

std::optional<QList<std::pair<QByteArray, QByteArray>>> namesThatDiffer(
    const QString &path, const QByteArray &before, const QByteArray &after)
{
    const TestLanguage language = testLanguage(path);
    const auto was = testTokens(language, before), is = testTokens(language, after);
    if (!was || !is || was->size() != is->size() || looksAtItself(*is))
        return {};
    QList<std::pair<QByteArray, QByteArray>> names;
    QHash<QByteArray, QByteArray> forward, back;
    for (qsizetype i = 0; i < was->size(); ++i) {
        const TestToken &from = was->at(i), &to = is->at(i);
        const bool isName = from.kind == TestToken::Kind::Word && to.kind == TestToken::Kind::Word;
        if (!isName && from != to)
            return {};
        if (!isName)
            continue;
        // A name that stays is a pair as well: none may take its place.
        if (forward.value(from.text, to.text) != to.text || back.value(to.text, from.text) != from.text)
            return {};
        if (from.text != to.text && !forward.contains(from.text))
            names.append({from.text, to.text});
        forward.insert(from.text, to.text);
        back.insert(to.text, from.text);
    }
    return names;
}

bool isSameTest(const QString &path, const QByteArray &before, const QByteArray &after)
{
    if (!isRunAsTest(path))
        return false;
    const TestLanguage language = testLanguage(path);
    const auto was = testTokens(language, before), is = testTokens(language, after);
    return was && is && *was == *is && !looksAtItself(*is);
}

} // namespace vibecoder
