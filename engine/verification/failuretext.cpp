// SPDX-License-Identifier: MIT
#include "verification/failuretext.h"

#include "verification/comparison.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

static void registerFeedback()
{
    Q_INIT_RESOURCE(feedback);
}

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// loop.md section 6, items 4, 6 and 7.
constexpr qsizetype kMessage = 600, kSide = 800, kSideLines = 20, kFrames = 5, kPrintedLines = 20, kLine = 200;
constexpr qsizetype kWholeOutput = 3000, kTelling = 40, kTellingAround = 2, kTailLines = 60, kTimeoutLines = 20;

QString cut(const QString &text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    qsizetype end = limit - 1;
    if (text.at(end - 1).isHighSurrogate())
        --end;
    return text.left(end) + QChar(0x2026);
}

QString indented(const QString &text, const QString &by)
{
    QStringList lines = text.split(u'\n');
    for (QString &line : lines)
        line = by + line;
    return lines.join(u'\n');
}

QString firstLines(const QString &text, qsizetype lines, qsizetype limit)
{
    QStringList list = text.split(u'\n');
    const bool more = list.size() > lines;
    list = list.mid(0, lines);
    for (QString &line : list)
        line = cut(line, kLine);
    return cut(list.join(u'\n') + (more ? u"\n…"_s : QString()), limit);
}

QString lastLines(const QString &text, qsizetype lines)
{
    QStringList list = text.trimmed().split(u'\n');
    list = list.mid(std::max<qsizetype>(0, list.size() - lines));
    for (QString &line : list)
        line = cut(line, kLine);
    return list.join(u'\n');
}

// A value of one line stands beside its name, a longer one below it.
QString side(const QString &name, const QString &value)
{
    const QString text = firstLines(value, kSideLines, kSide);
    return text.contains(u'\n') ? u"   "_s + name + u":\n"_s + indented(text, u"     "_s)
                                : u"   "_s + name + u": "_s + text;
}

QString place(const QString &file, int line)
{
    return line > 0 ? file + u':' + QString::number(line) : file;
}

QStringList tellingLines(const QStringList &lines)
{
    static const QRegularExpression telling(u"error|fail|exception|panic|assert|not ok|undefined|cannot|denied"_s,
        QRegularExpression::CaseInsensitiveOption);
    QList<bool> shown(lines.size(), false);
    qsizetype found = 0;
    for (qsizetype i = 0; i < lines.size() && found < kTelling; ++i) {
        if (!telling.match(lines.at(i)).hasMatch())
            continue;
        ++found;
        for (qsizetype near = std::max<qsizetype>(0, i - kTellingAround);
             near <= std::min(lines.size() - 1, i + kTellingAround); ++near)
            shown[near] = true;
    }
    QStringList result;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (shown.at(i))
            result.append(cut(lines.at(i), kLine));
        else if (!result.isEmpty() && result.constLast() != u"…"_s)
            result.append(u"…"_s);
    }
    return result;
}

} // namespace

QString feedbackPhrase(const char *name)
{
    static const QJsonObject phrases = [] {
        registerFeedback();
        QFile file(u":/prompts/feedback.v2.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the feedback texts are not in the program");
        return QJsonDocument::fromJson(file.readAll()).object();
    }();
    return phrases.value(QLatin1StringView(name)).toString();
}

QString failureText(int number, const ChosenFailure &chosen, const QString &source)
{
    const Failure &failure = chosen.failure;
    const QString where = place(failure.file, failure.line);
    QString title = failure.id.isEmpty() ? where : cut(failure.id.section(u'\n', 0, 0), 300);
    if (!isTest(failure) && !failure.id.isEmpty())
        title = where + u" ["_s + failure.id + u']';
    if (title.isEmpty())
        title = u'`' + failure.kind + u'`';
    QStringList lines;
    lines.append(u"%1. "_s.arg(number) + title + (chosen.state.isEmpty() ? QString() : u" — "_s + chosen.state));
    QString what = failure.type;
    if (!where.isEmpty() && isTest(failure) && title != where)
        what += (what.isEmpty() ? u"at "_s : u" at "_s) + where;
    const QString message = firstLines(failure.message.trimmed(), 15, kMessage);
    if (!what.isEmpty() && !message.startsWith(what + u':'))
        lines.append(u"   "_s + what);
    if (!message.isEmpty())
        lines.append(indented(message, u"   "_s));
    if (!failure.frames.isEmpty()) {
        QStringList frames;
        for (const Frame &frame : failure.frames.mid(0, kFrames))
            frames.append(
                cut(place(frame.file, frame.line) + (frame.function.isEmpty() ? QString() : u" in "_s + frame.function),
                    kLine));
        lines.append(
            u"   frames: "_s + frames.join(u" <- "_s) + (failure.frames.size() > kFrames ? u" <- …"_s : u""_s));
    }
    if (!failure.expected.isEmpty())
        lines.append(side(u"expected"_s, failure.expected));
    if (!failure.actual.isEmpty())
        lines.append(side(u"actual"_s, failure.actual));
    if (!source.isEmpty())
        lines.append(source);
    if (!failure.output.trimmed().isEmpty())
        lines.append(u"   "_s + feedbackPhrase("printed") + u'\n' +
                     indented(lastLines(failure.output, kPrintedLines), u"     "_s));
    if (chosen.alike > 0)
        lines.append(u"   ("_s + feedbackPhrase("alike").arg(chosen.alike) + u')');
    return lines.join(u'\n');
}

QString outputText(const CommandReport &command, qsizetype limit)
{
    const QString output = command.excerpt.trimmed();
    if (output.isEmpty())
        return {};
    QString text;
    if (command.status == CommandStatus::Timeout) {
        text = feedbackPhrase("tail") + u'\n' + lastLines(output, kTimeoutLines);
        if (!command.failures.isEmpty() && command.failures.constLast().kind == u"timeout"_s)
            text = feedbackPhrase("running").arg(command.failures.constLast().id) + u'\n' + text;
    } else if (output.size() <= std::min(limit, kWholeOutput)) {
        return feedbackPhrase("output") + u'\n' + output;
    } else {
        const QString tail = lastLines(output, kTailLines);
        const QStringList telling = tellingLines(output.chopped(std::min(output.size(), tail.size())).split(u'\n'));
        text = telling.isEmpty() ? QString() : feedbackPhrase("telling") + u'\n' + telling.join(u'\n') + u'\n';
        text += feedbackPhrase("tail") + u'\n' + tail;
    }
    if (text.size() <= limit)
        return text;
    // The end holds the summary.
    const qsizetype start = text.indexOf(u'\n', text.size() - std::max<qsizetype>(limit - 4, 0));
    return u"[…]"_s + (start < 0 ? QString() : text.mid(start));
}

} // namespace vibecoder
