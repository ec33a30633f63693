// SPDX-License-Identifier: MIT
// The rule on .ts files.
#include "lintrules.h"

#include <QRegularExpression>
#include <QXmlStreamReader>

namespace lint {

using namespace Qt::StringLiterals;

namespace {

QStringList placeholders(const QString &text)
{
    static const QRegularExpression form(u"%L?(?:\\d{1,2}|n)"_s);
    QStringList list;
    for (auto it = form.globalMatch(text); it.hasNext();)
        list.append(it.next().captured());
    list.sort();
    return list;
}

QString outerSpaces(const QString &text)
{
    const QString trimmed = text.trimmed();
    const qsizetype at = trimmed.isEmpty() ? 0 : text.indexOf(trimmed);
    return text.left(at) + u'|' + text.mid(at + trimmed.size());
}

} // namespace

Findings translations(const QString &ts)
{
    Findings found;
    QXmlStreamReader xml(ts);
    QString source;
    const auto check = [&](const QString &text) {
        const int line = int(xml.lineNumber());
        if (text.trimmed().isEmpty())
            found.append({line, u"no translation of \"%1\""_s.arg(source)});
        else if (placeholders(text) != placeholders(source))
            found.append({line, u"other placeholders than \"%1\""_s.arg(source)});
        else if (outerSpaces(text) != outerSpaces(source))
            found.append({line, u"other spaces at the ends than \"%1\""_s.arg(source)});
    };
    bool plural = false;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"message") {
            plural = xml.attributes().value(u"numerus"_s) == u"yes";
        } else if (xml.name() == u"source") {
            source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            const QString type = xml.attributes().value(u"type"_s).toString();
            if (type == u"unfinished"_s)
                found.append({int(xml.lineNumber()), u"unfinished: \"%1\""_s.arg(source)});
            else if (type.isEmpty() && !plural)
                check(xml.readElementText());
        } else if (xml.name() == u"numerusform") {
            check(xml.readElementText());
        }
    }
    if (xml.hasError())
        found.append({int(xml.lineNumber()), xml.errorString()});
    return found;
}

} // namespace lint
