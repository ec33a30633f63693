// SPDX-License-Identifier: MIT
#include "core/clean/wrongprogram.h"

#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kLines = QRegularExpression::MultilineOption;
constexpr qsizetype kMostPlaces = 500;

} // namespace

// `[ "$(total 2 3)" = 5 ] || exit 1`, `test …` in a line of its own where the script ends at the first failure, and
// what `diff <(name) <(echo x)` expects.
QList<Expectation> shellPlaces(const QString &text, const ReachedMark &mark)
{
    static const QString value = u"(\"[^\"$`\\\\\\n]*\"|'[^'\\n]*'|[\\w.+:-]+)"_s;
    static const QRegularExpression bracket(
        u"^[ \\t]*(if[ \\t]+)?((\\[\\[?|test)[ \\t]+([^\\n;]*?\\S)[ \\t]+(==?|!=|-eq|-ne)[ \\t]+"_s + value +
            u"(?:[ \\t]+(\\]\\]?))?)[ \\t]*(\\|\\|[^\\n]*|;[ \\t]*then[^\\n]*)?$"_s,
        kLines);
    static const QRegularExpression diff(u"^[ \\t]*((?:diff|cmp)\\b[^\\n;|&]*<\\((?:echo|printf)[ \\t]+"_s + value +
                                             u"\\)[^\\n;|&]*)(\\|\\|[^\\n]*)?$"_s,
        kLines);
    static const QRegularExpression joined(u"(?:\\\\|&&|\\||\\b(?:then|do|else|!))[ \\t]*\\n$"_s);
    static const QRegularExpression more(u"[ \\t]-[ao][ \\t]|&&|\\|\\||\\$[#@*0]"_s);
    static const QRegularExpression stops(
        u"^#!.*[ \\t]-\\w*e|^[ \\t]*set[ \\t]+(?:-\\w*e\\b|-o[ \\t]+errexit)"_s, kLines);
    static const QRegularExpression fails(u"(?:^|[;{|])[ \\t]*(?:false|fail\\w*)\\b(?!=)"_s, kLines);
    const bool endsAtFailure = stops.match(text).hasMatch();
    const QString reached = u"{ echo %1; : > '%2'; (exit %3); }"_s.arg(halves(mark.word, {}), mark.file);
    QList<Expectation> places;
    const auto counts = [&](const QRegularExpressionMatch &match, const QString &behind, qsizetype end) {
        const bool isLast = text.sliced(end).trimmed().isEmpty();
        return !joined.match(text.left(match.capturedStart())).hasMatch() && places.size() < kMostPlaces &&
               (behind.isEmpty() ? endsAtFailure || isLast : failsThere(behind) || fails.match(behind).hasMatch());
    };
    auto it = bracket.globalMatch(text);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        const bool isIf = match.hasCaptured(1) && !match.captured(1).isEmpty();
        const bool wantsEqual = !match.captured(5).startsWith(u'!') && match.captured(5) != u"-ne"_s;
        const QString close = match.captured(7), open = match.captured(3);
        QString behind = match.captured(8);
        if (more.match(match.captured(4)).hasMatch() || !match.captured(4).contains(u'$') ||
            match.captured(4).startsWith(u'!') ||
            (open == u"["_s       ? close != u"]"_s
                : open == u"[["_s ? close != u"]]"_s
                                  : !close.isEmpty()) ||
            behind.startsWith(u';') != isIf || isIf == wantsEqual)
            continue;
        if (isIf) {
            static const QRegularExpression ends(u"^[ \\t]*(?:fi|else|elif)\\b"_s, kLines);
            const QRegularExpressionMatch end = ends.match(text, match.capturedEnd());
            behind = end.hasMatch() ? text.sliced(match.capturedStart(8), end.capturedStart() - match.capturedStart(8))
                                    : QString();
            if (behind.isEmpty())
                continue;
        } else if (behind.trimmed().endsWith(u'{')) {
            const qsizetype end = text.indexOf(u"\n}"_s, match.capturedEnd());
            behind += text.mid(match.capturedEnd(), end < 0 ? 0 : end - match.capturedEnd());
        }
        if (counts(match, behind, match.capturedEnd()))
            places.append({{match.capturedStart(6), match.capturedEnd(6)},
                {match.capturedStart(2), match.capturedEnd(2)}, reached.arg(wantsEqual ? 1 : 0)});
    }
    it = diff.globalMatch(text);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        if (counts(match, match.captured(3), match.capturedEnd()))
            places.append({{match.capturedStart(2), match.capturedEnd(2)},
                {match.capturedStart(1), match.capturedEnd(1)}, reached.arg(1) + u' '});
    }
    return places;
}

} // namespace vibecoder
