// SPDX-License-Identifier: MIT
#include "verification/guard.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostOfOneFile = 5;
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

// What a new test file may do to other tests and to the code that is tested. More is asked about than harms: a test
// that only calls and compares needs none of it.
const QRegularExpression &meddling()
{
    static const QRegularExpression expression(
        u"\\b_pytest\\b|\\bMonkeyPatch\\b|\\bpluggy\\b|\\bpytest_\\w+|\\bpluginmanager\\b|\\bsys\\.(?:modules|meta_"
        u"path|path_hooks|"
        "settrace|setprofile|excepthook|displayhook)\\b|\\b__builtins__\\b|\\bbuiltins\\b|\\bimportlib\\b|"
        "\\b__import__\\b|\\batexit\\b|\\bat_exit\\b|\\bos\\.(?:abort|kill|_exit|execv\\w*|fork)\\b|\\bctypes\\b|"
        "\\bgc\\.get_\\w+|(?<!monkeypatch\\.)\\b(?:set|del)attr\\s*\\(|\\b__dict__\\b|\\bglobals\\s*\\(|\\bvars\\s*\\(|"
        "\\b(?:exec|eval)"
        "\\s*\\(|"
        "\\bpatch\\b.*\\.start\\s*\\(|\\brequire\\.cache\\b|\\bModule\\._\\w+|\\bprocess\\.(?:on|once|exit|exitCode|"
        "reallyExit|kill|binding)\\b|\\bglobal(?:This)?\\.\\w+\\s*=|"
        // Not the library itself, by its own name.
        "\\b(?:assert|expect)(?:\\.\\w+)*\\s*=(?!\\s*(?:require\\s*\\(\\s*['\"](?:node:)?(?:assert|chai|expect)(?:/"
        "strict)?['\"]\\s*\\)|chai)"
        "(?:\\.(?:strict|assert|expect|default))?\\s*;?\\s*$)[^=>]|"
        "\\bexpect\\.extend\\b|\\bObject\\.(?:assign|definePropert\\w+|setPrototypeOf)\\s*\\(|\\b__proto__\\b|"
        "\\bprototype\\.\\w+\\s*=|\\bfunc\\s+(?:TestMain|init)\\s*\\(|\\bos\\.Exit\\b|\\bclass_eval\\b|\\binstance_"
        "eval\\b|"
        "\\bdefine_method\\b|\\balias_method\\b|\\bprepend\\b|\\bMinitest::\\w+\\.\\w+|\\bKernel\\b|\\bexit!|"
        "\\b__wrap_\\w+|#\\s*define\\s+(?:assert|main|exit|abort)\\b|\\b_?exit\\s*\\(\\s*0\\s*\\)|"
        "__attribute__\\s*\\(\\(\\s*constructor"_s);
    return expression;
}

// Code of the application has no business there at all.
const QRegularExpression &reaching()
{
    static const QRegularExpression expression(
        u"\\b_pytest\\b|^\\s*(?:import|from)\\s+(?:pytest|pluggy)\\b|\\bos\\._exit\\s*\\(\\s*0?\\s*\\)|\\bsys\\."
        u"modules\\s*\\["
        "|\\bunittest\\.(?:\\w+\\.)+\\w+\\s*=[^=]|\\bunittest\\.\\w+\\s*=[^=]|\\bbuiltins\\.\\w+\\s*=[^=]|\\b__"
        "builtins__\\b|"
        "\\bassert(?:\\.\\w+)+\\s*=[^=>]|\\bassert\\[.*\\]\\s*=[^=>]|\\bexpect(?:\\.\\w+)+\\s*=[^=>]|\\bprocess\\.(?:"
        "exitCode\\s*=\\s*0|reallyExit|"
        "exit\\s*=[^=>])|(?:from\\s+|require\\s*\\(\\s*)['\"](?:node:)?test(?:/reporters)?['\"]|"
        "\\bglobal(?:This)?\\.(?:test|it|describe|expect|assert)\\s*=[^=>]|"
        "\\b(?:Object\\.(?:assign|definePropert\\w+|setPrototypeOf)|Reflect\\.(?:set\\w*|defineProperty|deleteProperty)"
        ")"
        "\\s*\\(\\s*(?:assert|expect|test)\\b|\\bsyncBuiltinESMExports\\b|\\bregisterHooks\\b|"
        "\\b(?:Minitest|RSpec)\\b|\\bat_exit\\b|\\bexit!|\\b__wrap_\\w+|#\\s*define\\s+(?:assert|main|exit|abort)\\b|"
        "\\b_exit\\s*\\(\\s*0\\s*\\)"_s);
    return expression;
}

// `import shop as s` and then `s.total = …`: the names under which a file has other modules.
bool changesAnImport(const QString &line, const QStringList &imports)
{
    static const QRegularExpression assignment(u"^\\s*(\\w+)(?:\\.\\w+)+\\s*(?:[-+*/|&]?=)(?!=)"_s);
    const QRegularExpressionMatch match = assignment.match(line);
    return match.hasMatch() && imports.contains(match.captured(1));
}

QStringList importedNames(const QByteArray &content)
{
    static const QRegularExpression import(
        u"^\\s*(?:import\\s+(.+)|from\\s+\\S+\\s+import\\s+(.+)|(?:const|let|var)\\s+(.+?)\\s*=\\s*require\\b.*)$"_s);
    QStringList names;
    for (const QByteArray &line : content.split('\n')) {
        const QRegularExpressionMatch match = import.match(QString::fromUtf8(line.left(kMaxLine)));
        if (!match.hasMatch())
            continue;
        const QString list = match.captured(match.lastCapturedIndex());
        for (const QString &one : list.split(QRegularExpression(u"[,{}()]"_s), Qt::SkipEmptyParts)) {
            QString name = one.section(u" as "_s, -1).section(u" from "_s, 0, 0).trimmed();
            names.append(name.section(u'.', 0, 0));
        }
    }
    return names;
}

void addTelling(const GuardChange &change, QList<GuardFinding> &findings)
{
    const bool newTest = change.kind == GuardKind::Test && !change.existed;
    const QStringList imports = newTest ? importedNames(change.after) : QStringList();
    for (const Line &line : addedLines(change.before, change.after)) {
        for (const Pattern &pattern : addedPatterns()) {
            if (pattern.expression.match(line.text).hasMatch())
                findings.append(
                    {QString::fromLatin1(pattern.code), change.path, line.number, line.text.simplified().left(160)});
        }
        if (newTest && (meddling().match(line.text).hasMatch() || changesAnImport(line.text, imports)))
            findings.append({u"result_forced"_s, change.path, line.number, line.text.simplified().left(160)});
    }
}

// An empty package file is none; one with code runs before every test of its folder.
bool isPackageWithCode(const GuardChange &change)
{
    if (!change.path.endsWith(u"/__init__.py"_s) && change.path != u"__init__.py"_s)
        return false;
    for (const QByteArray &line : change.after.split('\n')) {
        const QByteArray text = line.trimmed();
        if (!text.isEmpty() && !text.startsWith('#') && !text.startsWith("\"\"\""))
            return true;
    }
    return false;
}

QList<GuardFinding> inspect(const GuardChange &change)
{
    QList<GuardFinding> findings;
    if (!change.exists)
        return {{u"file_deleted"_s, change.path, 0, {}}};
    if (change.rewritten)
        return {{u"rewritten"_s, change.path, 0, {}}};
    if (change.kind == GuardKind::Target)
        return {{u"target_added"_s, change.path, 0, {}}};
    addTelling(change, findings);
    if (change.kind == GuardKind::Shadow && !change.existed)
        findings.prepend({u"shadow_added"_s, change.path, 0, {}});
    else if (change.kind == GuardKind::Shim)
        findings.prepend({u"program_replaced"_s, change.path, 0, {}});
    else if (!change.existed && change.kind == GuardKind::Test) {
        // A skipped test of the model's own takes nothing away.
        findings.removeIf([](const GuardFinding &finding) { return finding.code == u"skip_added"_s; });
        if (findings.isEmpty() && isPackageWithCode(change))
            findings.append({u"file_added"_s, change.path, 0, {}});
        return findings;
    }
    const int lostTests = countOf(change.before, testStart()) - countOf(change.after, testStart());
    if (lostTests > 0)
        findings.append({u"test_removed"_s, change.path, 0, QString::number(lostTests)});
    const int lostAssertions = countOf(change.before, assertion()) - countOf(change.after, assertion());
    if (lostAssertions > 0)
        findings.append({u"assertion_removed"_s, change.path, 0, QString::number(lostAssertions)});
    if (findings.isEmpty())
        findings.append({change.existed ? u"changed"_s : u"file_added"_s, change.path, 0, {}});
    return findings;
}

} // namespace

// What a new test does to nobody but itself comes behind all that existed: hundreds of such files would keep a weakened
// test off the screen.
int rankOf(const GuardFinding &finding, bool isNewTest)
{
    static const QStringList worstFirst{u"limit_reached"_s, u"result_forced"_s, u"exit_forced"_s, u"program_replaced"_s,
        u"shadow_added"_s, u"target_added"_s, u"rewritten"_s, u"reaches_runner"_s, u"failure_swallowed"_s,
        u"assertion_always_true"_s, u"file_deleted"_s, u"skip_added"_s, u"test_removed"_s, u"assertion_removed"_s,
        u"file_added"_s, u"changed"_s, u"more"_s};
    const qsizetype rank = worstFirst.indexOf(finding.code);
    return int(isNewTest && rank >= worstFirst.indexOf(u"failure_swallowed"_s) ? worstFirst.size() + rank : rank);
}

QList<GuardFinding> inspectGuardChange(const GuardChange &change)
{
    QList<GuardFinding> found = inspect(change);
    std::stable_sort(
        found.begin(), found.end(), [](const GuardFinding &a, const GuardFinding &b) { return rankOf(a) < rankOf(b); });
    return found;
}

QList<GuardFinding> inspectGuardChanges(const QList<GuardChange> &changes)
{
    struct OfFile
    {
        QList<GuardFinding> findings;
        int rank = 0;
    };
    QList<OfFile> files;
    for (const GuardChange &change : changes) {
        QList<GuardFinding> found = inspectGuardChange(change);
        if (found.isEmpty())
            continue;
        if (const qsizetype more = found.size() - kMostOfOneFile; more > 0) {
            found.resize(kMostOfOneFile);
            found.append({u"more"_s, change.path, 0, QString::number(more)});
        }
        const bool isNewTest = !change.existed && change.kind == GuardKind::Test;
        files.append({found, rankOf(found.constFirst(), isNewTest)});
    }
    std::stable_sort(files.begin(), files.end(), [](const OfFile &a, const OfFile &b) { return a.rank < b.rank; });
    QList<GuardFinding> findings;
    for (const OfFile &file : std::as_const(files))
        findings += file.findings;
    return findings;
}

QList<GuardFinding> inspectReach(const QString &path, const QByteArray &before, const QByteArray &after)
{
    static const QRegularExpression code(
        u"\\.(?:py|pyx|js|mjs|cjs|jsx|ts|mts|cts|tsx|rb|php|c|cc|cpp|cxx|h|hh|hpp|inc|go)$"_s);
    // A program may end itself; a package that is tested has no reason to.
    static const QRegularExpression ends(u"\\b(?:os|syscall)\\.Exit\\s*\\(\\s*0?\\s*\\)"_s);
    static const QRegularExpression program(u"^package\\s+main\\b"_s, QRegularExpression::MultilineOption);
    const bool package = path.endsWith(u".go"_s) && !program.match(QString::fromUtf8(after.left(64 * 1024))).hasMatch();
    QList<GuardFinding> findings;
    if (!code.match(path).hasMatch())
        return findings;
    for (const Line &line : addedLines(before, after)) {
        if (findings.size() < kMostOfOneFile &&
            (reaching().match(line.text).hasMatch() || (package && ends.match(line.text).hasMatch())))
            findings.append({u"reaches_runner"_s, path, line.number, line.text.simplified().left(160)});
    }
    return findings;
}

bool isAboutFiles(const GuardFinding &finding)
{
    return finding.code != u"tests_uncounted"_s && finding.code != u"failures_counted"_s &&
           finding.code != u"limit_reached"_s && finding.code != u"left_behind"_s &&
           finding.code != u"committed_anew"_s && finding.code != u"clean_fewer"_s &&
           finding.code != u"canary_passed"_s;
}

QList<GuardFinding> tracedToFiles(const QList<GuardFinding> &findings, const QStringList &changed)
{
    QList<GuardFinding> traced;
    for (const GuardFinding &finding : findings) {
        if (finding.code != u"tests_fewer"_s || changed.isEmpty()) {
            traced.append(finding);
            continue;
        }
        for (const QString &path : changed.first(std::min(kMostOfOneFile, changed.size())))
            traced.append({finding.code, path, 0, finding.path + u' ' + finding.excerpt});
        if (const qsizetype more = changed.size() - kMostOfOneFile; more > 0)
            traced.append({u"more"_s, changed.constFirst(), 0, QString::number(more)});
    }
    return traced;
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
        {u"tests_uncounted"_s, u"tests were counted before, none are counted now"_s},
        {u"failures_counted"_s, u"the command ended with exit 0, but its own summary counts failures"_s},
        {u"shadow_added"_s, u"a new module that is loaded instead of the one that is meant"_s},
        {u"target_added"_s, u"a new file named like a target, which then counts as made"_s},
        {u"program_replaced"_s, u"a program that the commands run was replaced"_s},
        {u"rewritten"_s, u"the guarded file was written while the verification ran"_s},
        {u"committed_anew"_s,
            u"the verification writes it, and the attempt committed another content for git to compare with"_s},
        {u"left_behind"_s, u"git ignores it, so it stays behind, but without it the verification does not pass"_s},
        {u"clean_fewer"_s, u"fewer tests ran on a clean copy than where the attempt worked"_s},
        {u"canary_passed"_s, u"a test that must fail did not fail, so what runs the tests cannot be trusted"_s},
        {u"reaches_runner"_s, u"code of the application changes what runs the tests"_s},
        {u"limit_reached"_s, u"not everything could be looked at"_s},
        {u"more"_s, u"further lines of this kind"_s},
        {u"changed"_s, u"the guarded file was changed"_s},
    };
    QStringList lines;
    for (const GuardFinding &finding : findings) {
        // A name with an end of line in it would pass for a line of its own.
        QString line =
            finding.path.isEmpty() ? u"the working directory"_s : QString(finding.path).replace(u'\n', u"\\u{a}"_s);
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
