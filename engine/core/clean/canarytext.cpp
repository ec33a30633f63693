// SPDX-License-Identifier: MIT
#include "core/clean/canarytext.h"

#include "core/clean/scriptcanaries.h"

#include <QRegularExpression>
#include <QSet>
#include <QStringDecoder>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kLines = QRegularExpression::MultilineOption;

// Modules of Python and of its test runners: a test that loads nothing else does not load the application.
const QSet<QString> &foreignModules()
{
    static const QSet<QString> names = [] {
        const QStringList list =
            u"__future__ abc argparse array ast asyncio base64 bisect builtins calendar cmath codecs collections "
            "concurrent configparser contextlib copy csv ctypes dataclasses datetime decimal difflib doctest email "
            "enum "
            "errno fnmatch fractions functools gc getpass glob gzip hashlib heapq hmac html http importlib inspect io "
            "ipaddress itertools json linecache locale logging math mimetypes multiprocessing operator os pathlib "
            "pickle "
            "platform pprint queue random re runpy sched secrets select shelve shlex shutil signal site socket sqlite3 "
            "ssl stat statistics string struct subprocess sys sysconfig tarfile tempfile textwrap threading time "
            "timeit "
            "tokenize tomllib traceback types typing unicodedata unittest urllib uuid warnings weakref xml zipfile "
            "zlib "
            "zoneinfo pytest _pytest mock hypothesis parameterized freezegun numpy pandas typing_extensions"_s.split(
                u' ');
        return QSet<QString>(list.cbegin(), list.cend());
    }();
    return names;
}

bool importsPython(const QString &text)
{
    static const QRegularExpression import(
        u"^[ \\t]*(?:from[ \\t]+([\\w.]+)[ \\t]+import\\b|import[ \\t]+(.+))"_s, kLines);
    auto it = import.globalMatch(text);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        if (match.captured(1).startsWith(u'.'))
            return true;
        const QString list = match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
        for (const QString &one : list.split(u',')) {
            const QString module = one.trimmed().section(QRegularExpression(u"[.\\s#;]"_s), 0, 0);
            if (!module.isEmpty() && !foreignModules().contains(module))
                return true;
        }
    }
    return false;
}

bool importsScript(const QString &text)
{
    static const QRegularExpression import(
        u"(?:\\bfrom\\s*|\\bimport\\s*\\(?\\s*|\\brequire\\s*\\(\\s*)['\"`](?:\\.{1,2}(?:/|['\"`])|#|@/|~/)"_s);
    return import.match(text).hasMatch();
}

QRegularExpression fromModule(const QString &name)
{
    return QRegularExpression(u"['\"]%1['\"]"_s.arg(QRegularExpression::escape(name)));
}

// Of a TestCase, each of its assertions by itself: one that does nothing lets this test pass.
QString unittestClass(const QString &word)
{
    return uR"(

class Test_%1(__import__("unittest").TestCase):
    def test_%1(self):
        for wrong in (
            lambda: self.assertEqual(1, 2),
            lambda: self.assertNotEqual(1, 1),
            lambda: self.assertTrue(False),
            lambda: self.assertFalse(True),
            lambda: self.assertIs(1, None),
            lambda: self.assertIn(1, []),
            lambda: self.assertIsNone(1),
            lambda: self.assertRaises(KeyError, len, []),
        ):
            try:
                wrong()
            except AssertionError:
                continue
            return
        self.fail("%1")
)"_s.arg(word);
}

std::optional<CanaryText> python(CanaryRunner runner, const QString &text, const QString &word)
{
    static const QRegularExpression excuses(
        u"\\b(?:pytestmark|importorskip|allow_module_level|load_tests|__test__|SkipTest|sys\\.exit|os\\._exit)"
        "\\b|^(?:exit|quit)\\s*\\("_s,
        kLines);
    static const QRegularExpression function(u"^(?:async[ \\t]+)?def[ \\t]+test_\\w*[ \\t]*\\("_s, kLines);
    static const QRegularExpression testCase(u"^class[ \\t]+\\w+[ \\t]*\\([^)]*\\bTestCase\\b[^)]*\\)"_s, kLines);
    static const QRegularExpression plainClass(
        u"^class[ \\t]+Test\\w*[ \\t]*(?:\\(\\s*(?:object)?\\s*\\))?[ \\t]*:"_s, kLines);
    if (excuses.match(text).hasMatch() || !importsPython(text))
        return {};
    QString more;
    if (runner == CanaryRunner::Pytest && function.match(text).hasMatch())
        more = u"\n\ndef test_%1():\n    assert len(\"%1\") == 0\n"_s.arg(word);
    else if (testCase.match(text).hasMatch())
        more = unittestClass(word);
    else if (runner == CanaryRunner::Pytest && plainClass.match(text).hasMatch())
        more = u"\n\nclass Test_%1:\n    def test_%1(self):\n        assert len(\"%1\") == 0\n"_s.arg(word);
    else
        return {};
    return CanaryText{(text + u'\n' + more).toUtf8(), u"test_"_s + word};
}

// A test passes where one of these does not throw.
QString wrongOf(const QString &expressions, const QString &last)
{
    QString list;
    for (const QString &line : expressions.split(u';', Qt::SkipEmptyParts))
        list += u"      () => "_s + line.trimmed() + u",\n"_s;
    return u"    for (const wrong of [\n"_s + list +
           u"    ]) {\n      try { wrong(); } catch { continue; }\n      return;\n    }\n    "_s + last + u";\n"_s;
}

std::optional<CanaryText> script(CanaryRunner runner, const QString &path, const QString &text, const QString &word)
{
    static const QRegularExpression excuses(
        u"\\.only\\s*\\(|\\bonly\\s*:|\\bf(?:it|describe)\\s*\\(|\\bprocess\\.exit\\b|\\bonly\\b\\s*\\("_s);
    static const QRegularExpression module(u"^\\s*(?:import\\s*[\\w{*'\"]|export\\s)"_s, kLines);
    static const QRegularExpression tests(u"\\b(?:test|it|describe|suite)\\b(?:\\.\\w+)*\\s*\\("_s);
    static const QRegularExpression tdd(u"\\bsuite\\s*\\("_s);
    if (excuses.match(text).hasMatch() || !importsScript(text) || !tests.match(text).hasMatch())
        return {};
    const bool isModule = module.match(text).hasMatch() || path.endsWith(u".mjs"_s) || path.endsWith(u".mts"_s);
    const QString test = u"test_"_s + word, assert = u"assert_"_s + word, expect = u"expect_"_s + word;
    // name: what of the module is wanted, `default` for all of it.
    const auto load = [isModule](const QString &name, const QString &as, const QString &from) {
        return isModule
                   ? u"import { %1 as %2 } from '%3';\n"_s.arg(name, as, from)
                   : u"const %2 = require('%3')%1;\n"_s.arg(name == u"default"_s ? QString() : u'.' + name, as, from);
    };
    const QString nodeAsserts =
        wrongOf(u"%1(false);%1.ok(false);%1.equal(1, 2);%1.notEqual(1, 1);%1.strictEqual(1, 2);%1.deepEqual([1], [2]);"
                "%1.deepStrictEqual([1], [2]);%1.strict.equal(1, 2);%1.throws(() => {})"_s.arg(assert),
            assert + u".fail('"_s + word + u"')"_s);
    const auto expects = [](const QString &name) {
        return wrongOf(
            u"%1(1).toBe(2);%1(1).not.toBe(1);%1([1]).toEqual([2]);%1(false).toBeTruthy();%1(true).toBeFalsy();"
            "%1(() => {}).toThrow();%1('a').toMatch(/b/);%1([1]).toContain(2);%1([1]).toHaveLength(2)"_s.arg(name),
            name + u"(1).toBe(2)"_s);
    };
    QString more, call = test, body = nodeAsserts;
    switch (runner) {
    case CanaryRunner::NodeTest:
        more = load(u"test"_s, test, u"node:test"_s) + load(u"default"_s, assert, u"node:assert"_s);
        break;
    case CanaryRunner::Mocha:
        more = load(u"default"_s, assert, u"assert"_s);
        call = tdd.match(text).hasMatch() ? u"test"_s : u"it"_s;
        break;
    default:
        if (const QString from = runner == CanaryRunner::Vitest ? u"vitest"_s : u"@jest/globals"_s;
            fromModule(from).match(text).hasMatch()) {
            more = load(u"test"_s, test, from) + load(u"expect"_s, expect, from);
            body = expects(expect);
        } else {
            call = u"test"_s;
            body = expects(u"expect"_s);
        }
    }
    more += u"%1('canary %2', () => {\n%3});\n"_s.arg(call, word, body);
    return CanaryText{(text + u"\n;\n"_s + more).toUtf8(), u"canary "_s + word};
}

std::optional<CanaryText> goPackage(const QString &path, const QString &text, const QString &word)
{
    // A file for some machines only says nothing about this one.
    static const QRegularExpression excuses(u"^//(?:go:build|\\s*\\+build)\\b|\\bfunc\\s+TestMain\\b"_s, kLines);
    static const QRegularExpression onlyFor(
        u"_(?:linux|windows|darwin|freebsd|js|wasm|amd64|arm64|arm|386|unix)_test\\.go$"_s);
    static const QRegularExpression package(u"^package[ \\t]+(\\w+)"_s, kLines);
    static const QRegularExpression test(u"^func[ \\t]+Test\\w*\\("_s, kLines);
    const QRegularExpressionMatch match = package.match(text);
    if (excuses.match(text).hasMatch() || onlyFor.match(path).hasMatch() || !match.hasMatch() ||
        !test.match(text).hasMatch())
        return {};
    const QString name = u"Test"_s + word.left(1).toUpper() + word.sliced(1);
    return CanaryText{u"package %1\n\nimport \"testing\"\n\nfunc %2(t *testing.T) {\n\tt.Error(\"%3\")\n}\n"_s
                          .arg(match.captured(1), name, word)
                          .toUtf8(),
        name};
}

} // namespace

std::optional<CanaryText> canaryText(
    CanaryRunner runner, const QString &path, const QByteArray &content, const QString &word)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(content);
    if (decoder.hasError() || text.contains(QChar(0)))
        return {};
    switch (runner) {
    case CanaryRunner::Pytest:
    case CanaryRunner::Unittest:
        return python(runner, text, word);
    case CanaryRunner::NodeTest:
    case CanaryRunner::Mocha:
    case CanaryRunner::Jest:
    case CanaryRunner::Vitest:
        return script(runner, path, text, word);
    case CanaryRunner::Go:
        return goPackage(path, text, word);
    case CanaryRunner::Prove:
        return perlCanary(text, word);
    case CanaryRunner::Bats:
        return batsCanary(text, word);
    case CanaryRunner::Phpunit:
        return phpCanary(text, word);
    case CanaryRunner::Rspec:
    case CanaryRunner::Minitest:
        return rubyCanary(runner, text, word);
    }
    return {};
}

} // namespace vibecoder
