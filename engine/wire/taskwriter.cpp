// SPDX-License-Identifier: MIT
// A task as a file that people like to read: plain words where YAML allows, a block for long text, quotes elsewhere.
#include "wire/taskyaml.h"

#include <QLocale>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isQuiet(const QString &text)
{
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u < 0x20 || (u >= 0x7f && u <= 0xa0) || u == 0x2028 || u == 0x2029 || (u >= 0x202a && u <= 0x202e) ||
            (u >= 0x2066 && u <= 0x2069) || u == 0xfeff || c.isSurrogate() || u >= 0xfffe)
            return false;
    }
    return true;
}

QString doubleQuoted(const QString &text)
{
    QString out = u"\""_s;
    for (const char32_t c : text.toUcs4()) {
        if (c == U'"' || c == U'\\')
            out += u'\\' + QString(QChar(char16_t(c)));
        else if (c == U'\n')
            out += u"\\n"_s;
        else if (c == U'\t')
            out += u"\\t"_s;
        else if (c > 0xffff)
            out += u"\\U%1"_s.arg(uint(c), 8, 16, QLatin1Char('0'));
        else if (!isQuiet(QString(QChar(char16_t(c)))))
            out += u"\\u%1"_s.arg(uint(c), 4, 16, QLatin1Char('0'));
        else
            out += QChar(char16_t(c));
    }
    return out + u'"';
}

QString scalar(const QString &text)
{
    static const QRegularExpression plain(u"\\A[A-Za-z./][A-Za-z0-9_./+=-]*(?: [A-Za-z0-9_./+=-]+)*\\z"_s);
    static const QRegularExpression meaning(
        u"\\A(?:true|false|yes|no|on|off|null|y|n|\\.nan|\\.inf|[.]+)\\z"_s, QRegularExpression::CaseInsensitiveOption);
    if (plain.match(text).hasMatch() && !meaning.match(text).hasMatch())
        return text;
    if (isQuiet(text))
        return u'\'' + QString(text).replace(u'\'', u"''"_s) + u'\'';
    return doubleQuoted(text);
}

/// Several lines as a literal block when every line can stand there as it is, else quoted.
QString block(const QString &text)
{
    const QStringList lines = text.split(u'\n');
    bool fits = lines.size() > 1 && !lines.first().isEmpty() && !text.endsWith(u"\n\n"_s) && text != u"\n"_s;
    for (const QString &line : lines)
        fits = fits && isQuiet(line) && !line.endsWith(u' ');
    fits = fits && !lines.first().startsWith(u' ');
    if (!fits)
        return scalar(text);
    QString out = text.endsWith(u'\n') ? u"|"_s : u"|-"_s;
    for (qsizetype i = 0; i < lines.size() - (text.endsWith(u'\n') ? 1 : 0); ++i)
        out += lines.at(i).isEmpty() ? u"\n"_s : u"\n  "_s + lines.at(i);
    return out;
}

QString list(const QString &key, const QStringList &items)
{
    if (items.isEmpty())
        return {};
    QString out = key + u":\n"_s;
    for (const QString &item : items)
        out += u"  - "_s + scalar(item) + u'\n';
    return out;
}

} // namespace

QByteArray writeTaskYaml(const TaskSpec &spec)
{
    const TaskSpec defaults;
    const auto line = [](const char *key, const QString &value) {
        return QString::fromLatin1(key) + u": "_s + value + u'\n';
    };
    QString out = line("name", scalar(spec.name));
    out += line("description", block(spec.description));
    out += list(u"requirements"_s, spec.requirements);
    out += list(u"verification_commands"_s, spec.verificationCommands);
    if (!spec.setup.isEmpty())
        out += list(u"setup"_s, spec.setup);
    if (!spec.keep.isEmpty())
        out += list(u"keep"_s, spec.keep);
    out += line("working_directory", scalar(spec.workingDirectory));
    out += line("max_iterations", QString::number(spec.maxIterations));
    out += line("timeout_per_iteration", QString::number(spec.timeoutPerIteration));
    // What has its default stays out, so that a file shows what is special about the task.
    if (spec.priority != defaults.priority)
        out += line("priority", QString::number(spec.priority));
    if (!spec.model.isEmpty())
        out += line("model", scalar(spec.model));
    if (spec.maxCostUsd)
        out += line("max_cost_usd", QString::number(*spec.maxCostUsd, 'f', QLocale::FloatingPointShortest));
    if (spec.network)
        out += line("network", u"true"_s);
    if (spec.isolation != defaults.isolation)
        out += line("isolation", toWire(spec.isolation));
    if (spec.deliver != defaults.deliver)
        out += line("deliver", toWire(spec.deliver));
    if (spec.guard != defaults.guard)
        out += line("guard", toWire(spec.guard));
    if (spec.cleanRoom != defaults.cleanRoom)
        out += line("clean_room", toWire(spec.cleanRoom));
    out += list(u"labels"_s, spec.labels);
    return out.toUtf8();
}

} // namespace vibecoder
