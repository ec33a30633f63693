// SPDX-License-Identifier: MIT
#include "integrations/webhooks/hooktemplate.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace vibecoder::webhooks {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostPlaceholders = 50;
constexpr qsizetype kLongestName = 200;
constexpr qsizetype kLongestValue = 16000;
constexpr qsizetype kMostFilled = 100000; ///< characters of one task

const QRegularExpression &placeholder()
{
    static const QRegularExpression expression(
        u"\\{\\{[ \\t]{0,8}([A-Za-z0-9_-]{1,64}(?:\\.[A-Za-z0-9_-]{1,64}){0,15})[ \\t]{0,8}\\}\\}"_s);
    return expression;
}

QStringList placeholdersIn(const QString &text)
{
    QStringList paths;
    if (!text.contains(u"{{"_s))
        return paths;
    for (auto it = placeholder().globalMatch(text); it.hasNext();)
        paths.append(it.next().captured(1));
    return paths;
}

std::optional<QString> textAt(const QJsonObject &body, const QString &path)
{
    QJsonValue value = body;
    for (const QString &part : path.split(u'.')) {
        if (value.isObject()) {
            value = value.toObject().value(part);
        } else if (value.isArray()) {
            bool number = false;
            const int index = part.toInt(&number);
            value = number && index >= 0 ? value.toArray().at(index) : QJsonValue(QJsonValue::Undefined);
        } else {
            return std::nullopt;
        }
    }
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (!value.isDouble())
        return std::nullopt;
    const double number = value.toDouble();
    constexpr double exact = 9007199254740992.0;
    constexpr int digits = 15;
    return number == std::floor(number) && std::abs(number) < exact ? QString::number(qint64(number))
                                                                    : QString::number(number, 'g', digits);
}

// What the checks of a task file refuse: control characters, direction marks, halves of pairs, non-characters.
QString cleaned(const QString &text, bool oneLine, qsizetype most)
{
    QString clean;
    clean.reserve(std::min(text.size(), most + 1));
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const char16_t code = c.unicode();
        const bool pair = c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
        if (clean.size() + (pair ? 1 : 0) >= most) {
            clean += u'…';
            break;
        }
        if (pair) {
            clean += c;
            clean += text.at(++i);
        } else if (code == u'\n' || code == 0x2028 || code == 0x2029 || code == u'\t') {
            clean += oneLine ? u' ' : (code == u'\t' ? u'\t' : u'\n');
        } else if (code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && !(code >= 0x202a && code <= 0x202e) &&
                   !(code >= 0x2066 && code <= 0x2069) && !c.isSurrogate() && code < 0xfffe) {
            clean += c;
        }
    }
    return clean;
}

struct Filler
{
    const QJsonObject &body;
    QString missing;      ///< the first path that led to no text
    qsizetype filled = 0; ///< characters

    QString fill(const QString &text, bool oneLine)
    {
        if (!text.contains(u"{{"_s))
            return text;
        QString result;
        qsizetype at = 0;
        for (auto it = placeholder().globalMatch(text); it.hasNext();) {
            const auto match = it.next();
            const std::optional<QString> value = textAt(body, match.captured(1));
            if (!value && missing.isEmpty())
                missing = match.captured(1);
            const QString clean = cleaned(value.value_or(QString()), oneLine, oneLine ? kLongestName : kLongestValue);
            filled += clean.size();
            result += text.mid(at, match.capturedStart() - at) + clean;
            at = match.capturedEnd();
        }
        return result + text.mid(at);
    }
};

QString cutToName(const QString &text)
{
    const QList<uint> characters = text.toUcs4();
    if (characters.size() <= kLongestName)
        return text;
    return QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()), kLongestName - 1) + u'…';
}

} // namespace

HookTemplateReading readHookTemplate(const QByteArray &yaml, const TaskFileContext &context)
{
    HookTemplateReading reading;
    TaskFileResult file = readTaskYaml(yaml, context);
    if (!file.ok()) {
        reading.errors = file.errors;
        return reading;
    }
    const TaskSpec &spec = file.spec;
    const auto refuse = [&reading](const QString &field, const QString &text) {
        if (!placeholdersIn(text).isEmpty())
            reading.errors.append({0, 0, field,
                QCoreApplication::translate("Webhooks", "%1 holds a placeholder").arg(field),
                QCoreApplication::translate(
                    "Webhooks", "placeholders may stand in name, description and requirements only")});
    };
    refuse(u"working_directory"_s, spec.workingDirectory);
    refuse(u"model"_s, spec.model);
    for (qsizetype i = 0; i < spec.verificationCommands.size(); ++i)
        refuse(u"verification_commands[%1]"_s.arg(i), spec.verificationCommands.at(i));
    for (qsizetype i = 0; i < spec.setup.size(); ++i)
        refuse(u"setup[%1]"_s.arg(i), spec.setup.at(i));
    for (qsizetype i = 0; i < spec.keep.size(); ++i)
        refuse(u"keep[%1]"_s.arg(i), spec.keep.at(i));
    for (qsizetype i = 0; i < spec.labels.size(); ++i)
        refuse(u"labels[%1]"_s.arg(i), spec.labels.at(i));
    QStringList paths = placeholdersIn(spec.name) + placeholdersIn(spec.description);
    for (const QString &text : spec.requirements)
        paths += placeholdersIn(text);
    if (paths.size() > kMostPlaceholders)
        reading.errors.append({0, 0, u"(file)"_s,
            QCoreApplication::translate("Webhooks", "more than %1 placeholders").arg(kMostPlaceholders),
            QCoreApplication::translate("Webhooks", "use fewer")});
    paths.removeDuplicates();
    reading.read = {spec, paths, verificationDigest(spec)};
    return reading;
}

Result<TaskSpec> fillTemplate(const HookTemplate &made, const QJsonObject &body)
{
    Filler filler{body, {}, 0};
    TaskSpec spec = made.spec;
    spec.name = cutToName(filler.fill(spec.name, true));
    spec.description = filler.fill(spec.description, false);
    for (QString &text : spec.requirements)
        text = filler.fill(text, false);
    if (!filler.missing.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"the body has no text at `%1`"_s.arg(filler.missing),
            u"The template of this hook wants it."_s);
    if (filler.filled > kMostFilled)
        return fail(ErrorCode::InvalidArgument, u"the texts of the body are too long for this template"_s);
    // An empty text is no requirement.
    spec.requirements.removeIf([](const QString &text) { return text.trimmed().isEmpty(); });
    return spec;
}

bool isHookName(const QString &name)
{
    static const QRegularExpression form(u"\\A[a-z0-9][a-z0-9_-]{0,63}\\z"_s);
    return form.match(name).hasMatch();
}

} // namespace vibecoder::webhooks
