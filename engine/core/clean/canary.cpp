// SPDX-License-Identifier: MIT
#include "core/clean/canary.h"

#include "core/clean/canarycommand.h"
#include "core/clean/canarytext.h"
#include "core/clean/wrongtest.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <tuple>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostWrong = 3; // files of one command

QString runnerName(CanaryRunner runner)
{
    static const QHash<int, QString> names{{int(CanaryRunner::Pytest), u"pytest"_s},
        {int(CanaryRunner::Unittest), u"unittest"_s}, {int(CanaryRunner::NodeTest), u"node"_s},
        {int(CanaryRunner::Mocha), u"mocha"_s}, {int(CanaryRunner::Jest), u"jest"_s},
        {int(CanaryRunner::Vitest), u"vitest"_s}, {int(CanaryRunner::Go), u"go"_s},
        {int(CanaryRunner::Prove), u"prove"_s}, {int(CanaryRunner::Bats), u"bats"_s},
        {int(CanaryRunner::Phpunit), u"phpunit"_s}, {int(CanaryRunner::Rspec), u"rspec"_s},
        {int(CanaryRunner::Minitest), u"minitest"_s}};
    return names.value(int(runner));
}

// Beside the test and in its style, so that what finds the one finds the other.
QString pathBeside(const QString &path, const QString &word)
{
    static const QRegularExpression leading(u"^(?:tests?|spec)[_-]"_s);
    static const QRegularExpression trailing(u"[_-](?:tests?|spec)$"_s);
    const qsizetype slash = path.lastIndexOf(u'/');
    const QString folder = path.left(slash + 1), name = path.sliced(slash + 1);
    const QString stem = name.section(u'.', 0, 0), suffixes = name.sliced(stem.size());
    return folder + leading.match(stem).captured() + word + trailing.match(stem).captured() + suffixes;
}

// Words of the changed paths that a test would name: `shop/cart.py` is `cart`, of an index file its folder.
QSet<QString> namesOf(const QStringList &changed)
{
    static const QSet<QString> anyName{u"__init__"_s, u"index"_s, u"mod"_s, u"main"_s};
    QSet<QString> names;
    for (const QString &path : changed) {
        const QString stem = path.section(u'/', -1).section(u'.', 0, 0);
        names.insert(anyName.contains(stem) ? path.section(u'/', -2, -2) : stem);
    }
    names.remove(QString());
    return names;
}

bool namesOneOf(const QByteArray &content, const QSet<QString> &names)
{
    static const QRegularExpression word(u"\\w+"_s);
    auto it = word.globalMatch(QString::fromUtf8(content));
    while (it.hasNext()) {
        if (names.contains(it.next().captured()))
            return true;
    }
    return false;
}

// By its path or by the name of its module, as runners print them.
bool failedIn(const CommandReport &report, const QString &path)
{
    const QString module = path.section(u'/', -1).section(u'.', 0, 0);
    const auto isOf = [&path](const QString &printed) {
        return !printed.isEmpty() &&
               (printed == path || printed.endsWith(u'/' + path) || path.endsWith(u'/' + printed));
    };
    return std::any_of(report.failures.cbegin(), report.failures.cend(), [&](const Failure &failure) {
        return isOf(failure.file) || failure.id.contains(path) ||
               failure.id.contains(QRegularExpression(u"\\b%1\\b"_s.arg(QRegularExpression::escape(module))));
    });
}

// The functions of Python are the names of its tests.
QByteArray withOtherNames(const QByteArray &content, const QString &word)
{
    static const QRegularExpression name(
        u"^([ \\t]*(?:async[ \\t]+)?def[ \\t]+test)(?=\\w*[ \\t]*\\()"_s, QRegularExpression::MultilineOption);
    return QString::fromUtf8(content).replace(name, u"\\1_"_s + word).toUtf8();
}

bool isPlainName(const QString &path)
{
    return !path.startsWith(u'-') &&
           std::all_of(path.cbegin(), path.cend(), [](QChar c) { return c.isPrint() && c != u'\\'; });
}

} // namespace

bool mayHaveCanary(const CommandReport &passed)
{
    return passed.status == CommandStatus::Pass && RunnerCommand::isPossible(passed.command);
}

std::optional<Canary> canaryFor(
    const CommandReport &passed, const QList<CanaryFile> &testFiles, const QString &word, const QStringList &changed)
{
    if (!mayHaveCanary(passed))
        return {};
    QHash<QString, QByteArray> files;
    for (const CanaryFile &file : testFiles)
        files.insert(file.path, file.content);
    const std::optional<RunnerCommand> command = RunnerCommand::read(passed.command, files);
    if (!command)
        return {};
    const QSet<QString> names = namesOf(changed);
    using Candidate = std::tuple<bool, qsizetype, QString>; // names none of them, size, path
    QList<Candidate> candidates;
    for (const CanaryFile &file : testFiles) {
        if (isPlainName(file.path) && command->runs(file.path))
            candidates.append({!namesOneOf(file.content, names), file.content.size(), file.path});
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto &[isOther, size, test] : std::as_const(candidates)) {
        const std::optional<CanaryText> text = canaryText(command->runner(), test, files.value(test), word);
        if (!text)
            continue;
        if (command->runner() == CanaryRunner::Phpunit)
            return Canary{test, text->content, command->commandFor(test), text->testName, runnerName(command->runner()),
                files.value(test)};
        // Of a package a second copy would define everything twice.
        const QString path = command->runner() == CanaryRunner::Go
                                 ? test.left(test.lastIndexOf(u'/') + 1) + word + u"_test.go"_s
                                 : pathBeside(test, word);
        if (!files.contains(path))
            return Canary{
                path, text->content, command->commandFor(path), text->testName, runnerName(command->runner()), {}};
    }
    return {};
}

QList<WrongCanary> wrongCanariesFor(
    const CommandReport &passed, const QList<CanaryFile> &testFiles, const QString &word, const TestsKnown &known)
{
    QList<WrongCanary> canaries;
    if (!mayHaveCanary(passed))
        return canaries;
    QHash<QString, QByteArray> files;
    for (const CanaryFile &file : testFiles)
        files.insert(file.path, file.content);
    const std::optional<RunnerCommand> command = RunnerCommand::read(passed.command, files);
    if (!command)
        return canaries;
    const QSet<QString> names = namesOf(known.changed);
    using Candidate = std::tuple<bool, bool, qsizetype, QString>; // did not fail, names none of them, size, path
    QList<Candidate> candidates;
    for (const CanaryFile &file : testFiles) {
        if (isPlainName(file.path) && !known.added.contains(file.path) && command->runs(file.path))
            candidates.append({!failedIn(known.baseline, file.path), !namesOneOf(file.content, names),
                file.content.size(), file.path});
    }
    std::sort(candidates.begin(), candidates.end());
    bool anyFailed = false;
    for (const auto &[didPass, isOther, size, path] : std::as_const(candidates)) {
        if (canaries.size() == kMostWrong || (didPass && anyFailed))
            break;
        const QByteArray before = files.value(path);
        const std::optional<WrongTest> test = wrongTest(command->runner(), before, word);
        if (!test)
            continue;
        anyFailed = anyFailed || !didPass;
        WrongCanary canary{path, before, test->wrong, test->failing, command->commandFor(path), word};
        const QString beside = pathBeside(path, word);
        // Of these a second copy would define everything twice, or be looked for under the name of its class.
        const bool alone = command->runner() == CanaryRunner::Go || command->runner() == CanaryRunner::Phpunit;
        if (!didPass && !alone && !files.contains(beside))
            canary.elsewhere = {beside, withOtherNames(test->failing, word), command->commandFor(beside)};
        canaries.append(canary);
    }
    return canaries;
}

bool passedFalsely(const Canary &canary, const CommandReport &run)
{
    // With these a file can be left out as a whole by what another file says.
    static const QStringList mayLeaveOut{u"bats"_s, u"phpunit"_s, u"rspec"_s, u"minitest"_s};
    return run.exitCode == 0 && !(mayLeaveOut.contains(canary.runner) && run.counts.passed.value_or(1) == 0);
}

bool reachedExpectation(const WrongCanary &canary, const CommandReport &run)
{
    return run.exitCode.value_or(0) != 0 &&
           (run.excerpt.contains(canary.word) ||
               std::any_of(run.failures.cbegin(), run.failures.cend(), [&canary](const Failure &failure) {
                   return failure.message.contains(canary.word) || failure.output.contains(canary.word);
               }));
}

bool sawCanary(const Canary &canary, const CommandReport &run)
{
    if (run.exitCode.value_or(0) == 0)
        return false;
    bool named = false;
    for (const Failure &failure : run.failures) {
        if (failure.id.contains(canary.testName))
            return true;
        named = named || !failure.id.isEmpty();
    }
    return !named;
}

} // namespace vibecoder
