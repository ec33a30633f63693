// SPDX-License-Identifier: MIT
#include "workspace/workspaceglob.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxGlob = 500;

// `[...]` at `at`: its form as a regular expression, and where it ends; nothing when it does not close.
QString characterClass(QStringView glob, qsizetype &at)
{
    qsizetype end = at + 1;
    const bool negated = end < glob.size() && (glob.at(end) == u'!' || glob.at(end) == u'^');
    end += negated ? 1 : 0;
    const qsizetype first = end;
    end = glob.indexOf(u']', end + 1); // a bracket in the first place stands for itself
    if (end < 0 || glob.sliced(first, end - first).contains(u'/'))
        return {};
    QString members = glob.sliced(first, end - first).toString();
    members.replace(u'\\', u"\\\\"_s).replace(u'[', u"\\["_s).replace(u']', u"\\]"_s).replace(u'^', u"\\^"_s);
    at = end;
    return u"(?!/)["_s + (negated ? u"^"_s : QString()) + members + u']';
}

} // namespace

QRegularExpression globExpression(const QString &glob)
{
    // An unclosed group: never a valid expression.
    if (glob.size() > kMaxGlob)
        return QRegularExpression(u"("_s);
    QStringView rest(glob);
    while (rest.startsWith(u"./") || rest.startsWith(u'/'))
        rest = rest.sliced(rest.startsWith(u'/') ? 1 : 2);
    const bool braces = rest.count(u'{') == rest.count(u'}');
    QString source;
    int open = 0;
    for (qsizetype at = 0; at < rest.size(); ++at) {
        const QChar c = rest.at(at);
        if (c == u'*' && rest.sliced(at).startsWith(u"**/")) {
            source += u"(?:.*/)?"_s;
            at += 2;
        } else if (c == u'*' && rest.sliced(at).startsWith(u"**")) {
            source += u".*"_s;
            at += 1;
        } else if (c == u'*') {
            source += u"[^/]*"_s;
        } else if (c == u'?') {
            source += u"[^/]"_s;
        } else if (c == u'{' && braces) {
            source += u"(?:"_s;
            ++open;
        } else if (c == u'}' && open > 0) {
            source += u')';
            --open;
        } else if (c == u',' && open > 0) {
            source += u'|';
        } else if (const QString members = c == u'[' ? characterClass(rest, at) : QString(); !members.isEmpty()) {
            source += members;
        } else {
            source += QRegularExpression::escape(QString(c));
        }
    }
    // The matcher's own limit turns a pattern that would take for ever into "no match".
    return QRegularExpression(
        u"(*LIMIT_MATCH=100000)\\A(?:"_s + source + u")\\z"_s, QRegularExpression::DotMatchesEverythingOption);
}

bool globFits(const QRegularExpression &expression, const QString &glob, const QString &path)
{
    const QString subject = glob.contains(u'/') ? path : path.section(u'/', -1);
    return expression.match(subject).hasMatch();
}

} // namespace vibecoder
