// SPDX-License-Identifier: MIT
#include "core/clean/scriptcanaries.h"

#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kLines = QRegularExpression::MultilineOption;

bool importsPerl(const QString &text)
{
    static const QRegularExpression import(
        u"^\\s*(?:use|require)\\s+(?!(?:strict|warnings|utf8|lib|vars|constant|feature|parent|base|POSIX|Carp|Cwd|"
        u"Encode|"
        "FindBin|Exporter)\\b|v?5|(?:Test|Test2|File|Data|List|Scalar|Time|IO|IPC|JSON|Storable|Getopt)::)"
        "(?:[A-Z]\\w*|['\"])"_s,
        kLines);
    static const QRegularExpression done(u"\\b(?:do|require)\\s+['\"]"_s);
    return import.match(text).hasMatch() || done.match(text).hasMatch();
}

} // namespace

std::optional<CanaryText> perlCanary(QString text, const QString &word)
{
    static const QRegularExpression excuses(
        u"\\b(?:skip_all|BAIL_OUT|TODO)\\b|^\\s*exit\\b|\\btests\\s*=>\\s*+(?!\\d)"_s, kLines);
    static const QRegularExpression more(u"\\bTest::More\\b"_s);
    static const QRegularExpression plan(u"\\btests\\s*=>\\s*(\\d{1,6})"_s);
    static const QRegularExpression end(u"^(?:__(?:END|DATA)__|done_testing)\\b"_s, kLines);
    if (excuses.match(text).hasMatch() || !more.match(text).hasMatch() || !importsPerl(text))
        return {};
    // What is still to be done may fail; what passes there lets the last one pass.
    static const QString wrong = uR"(
;{
    package main;
    my $passed = 0;
    {
        local $main::TODO = 'canary';
        $passed += $_->() ? 1 : 0 for (
            sub { Test::More::ok(0) },
            sub { Test::More::is(1, 2) },
            sub { Test::More::isnt(1, 1) },
            sub { Test::More::like('a', qr/b/) },
            sub { Test::More::cmp_ok(1, '==', 2) },
            sub { Test::More::is_deeply([1], [2]) },
        );
    }
    Test::More::ok($passed, 'canary %1');
}
)"_s;
    constexpr int kTests = 7;
    const QRegularExpressionMatch ends = end.match(text);
    text.insert(ends.hasMatch() ? ends.capturedStart() : text.size(), wrong.arg(word));
    // They are more than the file has planned.
    if (const QRegularExpressionMatch planned = plan.match(text); planned.hasMatch())
        text.replace(
            planned.capturedStart(1), planned.capturedLength(1), QString::number(planned.captured(1).toInt() + kTests));
    return CanaryText{text.toUtf8(), u"canary "_s + word};
}

// Each way to compare by itself: what calls itself `[` lets this test pass.
std::optional<CanaryText> batsCanary(const QString &text, const QString &word)
{
    static const QRegularExpression excuses(u"\\bskip\\b|^[ \\t]*exit\\b"_s, kLines);
    static const QRegularExpression test(u"^[ \\t]*@test[ \\t]"_s, kLines);
    if (excuses.match(text).hasMatch() || !test.match(text).hasMatch())
        return {};
    const QString more = uR"(

@test "canary %1" {
  if [ 1 = 2 ]; then return 0; fi
  if [ 1 -eq 2 ]; then return 0; fi
  if test 1 = 2; then return 0; fi
  if [[ 1 = 2 ]]; then return 0; fi
  if false; then return 0; fi
  if declare -F assert_equal >/dev/null && (assert_equal 1 2) >/dev/null 2>&1; then return 0; fi
  echo "canary %1"
  [[ 1 = 2 ]]
}
)"_s.arg(word);
    return CanaryText{(text + more).toUtf8(), u"canary "_s + word};
}

// A file of PHPUnit has one class, of its own name.
std::optional<CanaryText> phpCanary(QString text, const QString &word)
{
    static const QRegularExpression excuses(
        u"\\b(?:markTestSkipped|markTestIncomplete|RequiresPhp\\w*|exit|die)\\b|@(?:requires|group|depends)\\b|"
        "\\babstract\\s+class\\b"_s);
    static const QRegularExpression testCase(
        u"^(?:final\\s+)?class\\s+\\w+\\s+extends\\s+[\\w\\\\]*TestCase\\b"_s, kLines);
    if (excuses.match(text).hasMatch() || !testCase.match(text).hasMatch() || text.count(testCase) != 1)
        return {};
    const QString more = uR"(
    public function test_%1(): void
    {
        foreach ([
            function () { self::assertSame(1, 2); },
            function () { self::assertEquals(1, 2); },
            function () { self::assertNotSame(1, 1); },
            function () { self::assertTrue(false); },
            function () { self::assertFalse(true); },
            function () { self::assertNull(1); },
            function () { self::assertCount(1, []); },
            function () { self::assertContains(1, []); },
        ] as $wrong) {
            try {
                $wrong();
            } catch (\PHPUnit\Framework\AssertionFailedError $error) {
                continue;
            }
            return;
        }
        self::fail('canary %1');
    }
)"_s.arg(word);
    text.insert(text.lastIndexOf(u'}'), more);
    return CanaryText{text.toUtf8(), u"test_"_s + word};
}

std::optional<CanaryText> rubyCanary(CanaryRunner runner, const QString &text, const QString &word)
{
    static const QRegularExpression excuses(
        u"\\b(?:skip|pending|focus|fit|fdescribe|fcontext|exit|abort)\\b|^__END__$"_s, kLines);
    static const QRegularExpression describe(u"^(?:RSpec\\.)?describe\\b"_s, kLines);
    static const QRegularExpression testCase(u"^\\s*class\\s+\\w+\\s*<\\s*Mini[tT]est::Test\\b"_s, kLines);
    const bool isSpec = runner == CanaryRunner::Rspec;
    if (excuses.match(text).hasMatch() || !(isSpec ? describe : testCase).match(text).hasMatch())
        return {};
    static const QString spec = uR"(

RSpec.describe 'canary %1' do
  it 'fails' do
    passed = [
      -> { expect(1).to eq(2) },
      -> { expect(1).not_to eq(1) },
      -> { expect(nil).to be_truthy },
      -> { expect([1]).to be_empty },
      -> { expect([1]).to include(2) },
      -> { expect {}.to raise_error(KeyError) },
    ].any? do |wrong|
      begin
        wrong.call
        true
      rescue RSpec::Expectations::ExpectationNotMetError
        false
      end
    end
    raise RSpec::Expectations::ExpectationNotMetError, 'canary %1' unless passed
  end
end
)"_s;
    static const QString mini = uR"(

class Test_%1 < Minitest::Test
  def test_%1
    passed = [
      -> { assert false },
      -> { refute true },
      -> { assert_equal 1, 2 },
      -> { refute_equal 1, 1 },
      -> { assert_nil 1 },
      -> { assert_includes [], 1 },
      -> { assert_raises(KeyError) {} },
    ].any? do |wrong|
      begin
        wrong.call
        true
      rescue Minitest::Assertion
        false
      end
    end
    raise Minitest::Assertion, 'canary %1' unless passed
  end
end
)"_s;
    return CanaryText{(text + (isSpec ? spec : mini).arg(word)).toUtf8(), (isSpec ? u"canary "_s : u"test_"_s) + word};
}

} // namespace vibecoder
