// SPDX-License-Identifier: MIT
#include "verification/sametest.h"

#include "verification/testtokens.h"

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

bool isSameTest(const QString &path, const QByteArray &before, const QByteArray &after)
{
    if (!isRunAsTest(path))
        return false;
    // A test that looks at its own text, or at the place where it stands in it.
    static const QSet<QByteArray> looking{"__LINE__", "f_lineno", "co_firstlineno", "tb_lineno", "lineno", "getsource",
        "getsourcelines", "getsourcefile", "findsource", "currentframe", "_getframe", "linecache", "source_location",
        "Caller", "Callers", "prepareStackTrace", "captureStackTrace", "getStackTrace"};
    const TestLanguage language = testLanguage(path);
    const auto was = testTokens(language, before), is = testTokens(language, after);
    if (!was || !is || *was != *is)
        return false;
    return std::none_of(is->cbegin(), is->cend(),
        [](const TestToken &token) { return token.kind == TestToken::Kind::Word && looking.contains(token.text); });
}

} // namespace vibecoder
