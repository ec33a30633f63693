// SPDX-License-Identifier: MIT
#include "wire/verdictnote.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace vibecoder {

using namespace Qt::StringLiterals;

QJsonArray toJson(const QList<VerdictNote> &notes)
{
    QJsonArray json;
    for (const VerdictNote &note : notes)
        json.append(QJsonObject{{u"code"_s, note.code}, {u"detail"_s, note.detail}});
    return json;
}

QList<VerdictNote> verdictNotesFromJson(const QJsonArray &json)
{
    QList<VerdictNote> notes;
    for (const QJsonValue value : json) {
        if (const QString code = value[u"code"_s].toString(); !code.isEmpty())
            notes.append({code, value[u"detail"_s].toString()});
    }
    return notes;
}

QString storedNotes(const QList<VerdictNote> &notes)
{
    return notes.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(toJson(notes)).toJson(QJsonDocument::Compact));
}

QList<VerdictNote> notesFromStore(const QString &text)
{
    if (text.isEmpty())
        return {};
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    return document.isArray() ? verdictNotesFromJson(document.array()) : QList<VerdictNote>{{u"other"_s, text}};
}

} // namespace vibecoder
