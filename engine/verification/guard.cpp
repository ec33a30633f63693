// SPDX-License-Identifier: MIT
#include "verification/guard.h"

#include <QHash>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxFindings = 50;
constexpr qsizetype kMaxLine = 2000; // a longer line is no test that somebody wrote by hand

struct Pattern
{
    const char *code;
    QRegularExpression expression;
};

// Told when such a line was not there before.
const QList<Pattern> &addedPatterns()
{
    static const QList<Pattern> patterns{
        {"skip_added",
            QRegularExpression(u"@(?:pytest\\.mark\\.|unittest\\.)?(?:skip|skipif|skipIf|skipUnless|xfail|"
                               "expectedFailure)\\b|\\bpytest\\.(?:skip|xfail|importorskip)\\s*\\(|\\bself\\.skipTest"
                               "\\s*\\(|\\bunittest\\.SkipTest\\b|\\b(?:it|test|describe|context|suite)\\.(?:skip|todo|"
                               "failing|only)\\b|\\bx(?:it|describe|test|context)\\s*\\(|\\bf(?:it|describe)\\s*\\(|"
                               "\\bt\\.(?:Skip|Skipf|SkipNow)\\s*\\(|#\\[ignore\\b|\\b(?:GTEST_SKIP|QSKIP|SKIP|"
                               "QEXPECT_FAIL|DISABLED_\\w+)\\b|@(?:Disabled|Ignore)\\b|\\bWILL_FAIL\\b|\\bskip_all\\b|"
                               "\\bskip:\\s*(?:true|['\"])|^\\s*skip(?:\\s|$)|\\bcollect_ignore\\w*\\s*=|--ignore=|"
                               "--deselect|\\btestPathIgnorePatterns\\b|--passWithNoTests"_s)},
        {"failure_swallowed",
            QRegularExpression(u"\\|\\|\\s*(?:true|:|exit\\s+0|echo\\b)|;\\s*(?:true|:)\\s*$|\\bset\\s+\\+e\\b|"
                               "\\bexcept(?:\\s+\\w+)?\\s*:\\s*pass\\b|\\bcatch\\s*(?:\\([^)]*\\))?\\s*\\{\\s*\\}|"
                               "--exit-zero|--no-error-on-unmatched-pattern|^\\t-\\S|\\bcontinue-on-error\\b"_s)},
        {"exit_forced",
            QRegularExpression(u"\\b(?:os\\._exit|sys\\.exit|process\\.exit|os\\.Exit|std::exit|_exit)\\s*\\(\\s*0?\\s*"
                               "\\)|^\\s*exit(?:\\s+0)?\\s*(?:;|$|#)|\\bexit\\s*\\(\\s*0\\s*\\)|"
                               "\\bprocess\\.exitCode\\s*=\\s*0\\b|\\btrap\\b.*\\bexit\\s+0\\b"_s)},
        {"result_forced",
            QRegularExpression(u"\\bpytest_(?:runtest_makereport|runtest_protocol|runtest_call|pyfunc_call|"
                               "collection_modifyitems|ignore_collect|sessionfinish|exception_interact|"
                               "report_teststatus|terminal_summary|runtest_logreport)\\b|\\.outcome\\s*=|"
                               "\\bforce_result\\b|\\bexitstatus\\s*=|\\bexcinfo\\s*=\\s*None\\b|"
                               "\\b__eq__\\s*=|\\bmonkeypatch\\.setattr\\s*\\(\\s*(?:pytest|unittest)|"
                               "\\bunittest\\.TestCase\\.\\w+\\s*="_s)},
        {"assertion_always_true",
            QRegularExpression(
                u"\\bassert\\s+(?:True|1|not\\s+False|1\\s*==\\s*1|True\\s*==\\s*True)\\s*(?:$|#|,)|"
                "\\bassert(?:True)?\\s*\\(\\s*(?:True|true|1)\\s*[,)]|\\bassertEqual\\s*\\(\\s*1\\s*,\\s*1"
                "\\s*\\)|\\bexpect\\s*\\(\\s*(?:true|1)\\s*\\)\\s*\\.\\s*to|\\bassert\\.ok\\s*\\(\\s*true"
                "\\s*\\)|\\b(?:EXPECT|ASSERT)_TRUE\\s*\\(\\s*(?:true|1)\\s*\\)|\\bREQUIRE\\s*\\(\\s*true"
                "\\s*\\)|\\bQVERIFY\\s*\\(\\s*true\\s*\\)|\\bor\\s+True\\b|\\|\\|\\s*true\\s*\\)"_s)},
    };
    return patterns;
}

const QRegularExpression &testStart()
{
    static const QRegularExpression expression(
        u"^\\s*(?:async\\s+)?def\\s+test\\w*\\s*\\(|\\b(?:it|test)\\s*(?:\\.each\\b.*)?\\(\\s*['\"`]|^func\\s+Test\\w*"
        "\\s*\\(|#\\[(?:\\w+::)?test\\]|\\b(?:TEST|TEST_F|TEST_P|TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE|START_TEST)"
        "\\s*"
        "\\(|@Test\\b|^\\s*@test\\s|\\bfunction\\s+test\\w*\\s*\\(|^\\s*(?:it|specify)\\s+['\"]|\\[Fact\\]|\\bsubtest\\s"_s);
    return expression;
}

const QRegularExpression &assertion()
{
    static const QRegularExpression expression(
        u"^\\s*assert\\b|\\bassert\\w*\\s*[.(!]|\\bself\\.(?:assert|fail)\\w*\\s*\\(|\\bexpect\\s*\\(|\\bpytest\\."
        u"raises\\b"
        "|\\b(?:EXPECT|ASSERT|REQUIRE|CHECK|QCOMPARE|QVERIFY|BOOST_CHECK|BOOST_REQUIRE|BOOST_TEST)\\w*\\s*\\(|\\bt\\."
        "(?:Error|Fatal|Errorf|Fatalf|Fail|FailNow|is|ok|equal|deepEqual)\\s*\\(|\\b(?:ok|is|isnt|is_deeply|like|"
        "cmp_ok)\\s*\\(|\\bexit\\s+[1-9]|^\\s*\\[\\s.*\\]|^\\s*(?:test|grep)\\s|\\bshould\\b"_s);
    return expression;
}

struct Line
{
    int number = 0;
    QString text;
};

// Lines of the new content beyond those the old one had, by count: a moved line is no new one.
QList<Line> addedLines(const QByteArray &before, const QByteArray &after)
{
    QHash<QString, int> had;
    for (const QByteArray &line : before.split('\n'))
        ++had[QString::fromUtf8(line).simplified()];
    QList<Line> added;
    int number = 0;
    for (const QByteArray &line : after.split('\n')) {
        ++number;
        const QString text = QString::fromUtf8(line.left(kMaxLine));
        if (int &left = had[text.simplified()]; left > 0)
            --left;
        else
            added.append({number, text});
    }
    return added;
}

int countOf(const QByteArray &content, const QRegularExpression &expression)
{
    int count = 0;
    for (const QByteArray &line : content.split('\n'))
        count += expression.match(QString::fromUtf8(line.left(kMaxLine))).hasMatch() ? 1 : 0;
    return count;
}

void inspect(const GuardChange &change, QList<GuardFinding> &findings)
{
    if (!change.exists) {
        findings.append({u"file_deleted"_s, change.path, 0, {}});
        return;
    }
    const qsizetype before = findings.size();
    for (const Line &line : addedLines(change.before, change.after)) {
        for (const Pattern &pattern : addedPatterns()) {
            if (pattern.expression.match(line.text).hasMatch())
                findings.append(
                    {QString::fromLatin1(pattern.code), change.path, line.number, line.text.simplified().left(160)});
        }
    }
    const int lostTests = countOf(change.before, testStart()) - countOf(change.after, testStart());
    if (lostTests > 0)
        findings.append({u"test_removed"_s, change.path, 0, QString::number(lostTests)});
    const int lostAssertions = countOf(change.before, assertion()) - countOf(change.after, assertion());
    if (lostAssertions > 0)
        findings.append({u"assertion_removed"_s, change.path, 0, QString::number(lostAssertions)});
    if (findings.size() == before)
        findings.append({change.existed ? u"changed"_s : u"file_added"_s, change.path, 0, {}});
}

} // namespace

QList<GuardFinding> inspectGuardChanges(const QList<GuardChange> &changes)
{
    QList<GuardFinding> findings;
    for (const GuardChange &change : changes)
        inspect(change, findings);
    if (findings.size() > kMaxFindings)
        findings.resize(kMaxFindings);
    return findings;
}

QStringList describeFindings(const QList<GuardFinding> &findings)
{
    static const QHash<QString, QString> texts{
        {u"file_deleted"_s, u"the guarded file was deleted"_s},
        {u"file_added"_s, u"a new file that configures the test runner"_s},
        {u"skip_added"_s, u"tests are skipped or expected to fail"_s},
        {u"test_removed"_s, u"tests removed"_s},
        {u"assertion_removed"_s, u"assertions removed"_s},
        {u"assertion_always_true"_s, u"an assertion that is always true"_s},
        {u"failure_swallowed"_s, u"a failure is swallowed"_s},
        {u"exit_forced"_s, u"the exit code is forced"_s},
        {u"result_forced"_s, u"a hook that can change results"_s},
        {u"tests_fewer"_s, u"fewer tests ran than before the first change"_s},
        {u"tests_skipped"_s, u"more tests were skipped than before the first change"_s},
        {u"changed"_s, u"the guarded file was changed"_s},
    };
    QStringList lines;
    for (const GuardFinding &finding : findings) {
        QString line = finding.path;
        if (finding.line > 0)
            line += u':' + QString::number(finding.line);
        line += u": "_s + texts.value(finding.code, finding.code);
        if (!finding.excerpt.isEmpty())
            line += u": "_s + finding.excerpt;
        lines.append(line);
    }
    return lines;
}

} // namespace vibecoder
