// SPDX-License-Identifier: MIT
#include "verification/selection.h"

#include "verification/comparison.h"
#include "verification/fingerprint.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kWhole = 5, kOthers = 30, kBuildErrors = 3;
constexpr qsizetype kOtherLine = 200, kSourceLine = 200;
constexpr int kAround = 4;

bool isBuildError(const Failure &failure)
{
    return failure.kind == u"compile"_s || failure.kind == u"link"_s;
}

QString causeOf(const Failure &failure)
{
    const QString place = failure.frames.isEmpty() ? failure.file : failure.frames.constFirst().function;
    return QStringList{failure.type, normalizedMessage(failure.message), place, failure.kind}.join(QChar(0));
}

QString oneLine(const ChosenFailure &chosen)
{
    const Failure &failure = chosen.failure;
    QString line = chosen.state.isEmpty() ? QString() : chosen.state + u' ';
    if (isTest(failure)) {
        line += chosen.name;
    } else {
        line += failure.file;
        if (failure.line > 0)
            line += u':' + QString::number(failure.line);
        line += u": "_s + failure.message.section(u'\n', 0, 0);
        if (!failure.id.isEmpty())
            line += u" ["_s + failure.id + u']';
    }
    return line.size() > kOtherLine ? line.left(kOtherLine - 1) + QChar(0x2026) : line;
}

} // namespace

Selection selectFailures(const VerificationReport &report, const Moves &moves)
{
    const QSet<QString> regressed(moves.regressed.cbegin(), moves.regressed.cend());
    const QSet<QString> added(moves.added.cbegin(), moves.added.cend());
    Selection selection;
    QList<ChosenFailure> candidates;
    QHash<QString, qsizetype> byCause; // place in candidates
    QList<ChosenFailure> alike;
    QSet<QString> known;
    qsizetype buildErrors = 0;
    for (const CommandReport &command : report.commands) {
        if (command.status == CommandStatus::Pass)
            continue;
        for (const Failure &failure : command.failures) {
            if (failure.kind == u"output"_s)
                continue; // words of an unknown tool: its output is shown as it is
            ChosenFailure chosen{failure, command.index, nameOf(failure), fingerprintOf(failure), {}, 0};
            chosen.state = regressed.contains(chosen.name) ? u"REGRESSED"_s
                           : added.contains(chosen.name)   ? u"new"_s
                                                           : QString();
            if (known.contains(chosen.fingerprint))
                continue; // the same failure in two words of the output
            known.insert(chosen.fingerprint);
            if (isBuildError(failure) && ++buildErrors > kBuildErrors) {
                ++selection.cascades;
                continue;
            }
            const QString cause = causeOf(failure);
            if (const auto first = byCause.constFind(cause); first != byCause.constEnd()) {
                ++candidates[*first].alike;
                alike.append(chosen);
                continue;
            }
            byCause.insert(cause, candidates.size());
            candidates.append(chosen);
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const ChosenFailure &a, const ChosenFailure &b) {
        const bool first = a.state == u"REGRESSED"_s, second = b.state == u"REGRESSED"_s;
        if (first != second)
            return first;
        return a.failure.frames.size() < b.failure.frames.size();
    });
    selection.whole = candidates.mid(0, kWhole);
    for (const ChosenFailure &chosen : candidates.mid(kWhole) + alike) {
        if (selection.others.size() < kOthers)
            selection.others.append(oneLine(chosen));
        else
            ++selection.unnamed;
    }
    return selection;
}

QList<SourcePlace> sourcePlaces(const Selection &selection, const VerificationReport &report)
{
    QList<SourcePlace> places;
    for (const ChosenFailure &chosen : selection.whole) {
        const Failure &failure = chosen.failure;
        SourcePlace place{failure.file, failure.line, {}};
        if (!failure.frames.isEmpty() && failure.frames.constFirst().line > 0)
            place = {failure.frames.constFirst().file, failure.frames.constFirst().line, {}};
        for (const CommandReport &command : report.commands) {
            if (command.index == chosen.command)
                place.command = command.command;
        }
        if (!place.file.isEmpty() && place.line > 0 && !places.contains(place))
            places.append(place);
    }
    return places;
}

QStringList candidatePaths(const SourcePlace &place)
{
    QStringList paths{place.file};
    static const QRegularExpression enters(u"\\A\\s*(?:cd|make -C|npm --prefix)\\s+([\\w./-]+)"_s);
    const QRegularExpressionMatch match = enters.match(place.command);
    if (match.hasMatch() && !place.file.startsWith(u'/'))
        paths.append(match.captured(1) + u'/' + place.file);
    return paths;
}

QString sourceSnippet(const QByteArray &content, int line)
{
    const QList<QByteArray> lines = content.split('\n');
    if (line < 1 || line > lines.size())
        return {};
    QStringList shown;
    for (int number = std::max(1, line - kAround); number <= std::min<qsizetype>(lines.size(), line + kAround);
         ++number) {
        QByteArray text = lines.at(number - 1);
        if (text.endsWith('\r'))
            text.chop(1);
        if (number == lines.size() && text.isEmpty())
            break;
        QString shownLine = QString::fromUtf8(text);
        if (shownLine.size() > kSourceLine)
            shownLine = shownLine.left(kSourceLine) + QChar(0x2026);
        shown.append(u"%1%2 | %3"_s.arg(number == line ? u">"_s : u" "_s).arg(number, 5).arg(shownLine));
    }
    return shown.join(u'\n');
}

} // namespace vibecoder
