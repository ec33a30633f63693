// SPDX-License-Identifier: MIT
#include "model/verdictnote.h"

#include <QHash>
#include <QStringList>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString describeNotes(const QList<VerdictNote> &notes)
{
    static const QHash<QString, QString> texts{
        {u"same_files"_s, u"a person has changed the same files"_s},
        {u"no_room"_s, u"no clean copy could be made"_s},
        {u"left_behind"_s, u"with what the attempt left behind"_s},
        {u"kept"_s, u"a person keeps what git ignores"_s},
        {u"as_before"_s, u"it passes without these changes of tests too"_s},
        {u"answered_fails"_s, u"with what a person answered to the conflicts it does not pass"_s},
        {u"own_tests"_s, u"checked by the attempt's own tests only"_s},
    };
    QStringList lines;
    for (const VerdictNote &note : notes) {
        const QString text = texts.value(note.code, note.code);
        lines.append(note.detail.isEmpty() ? text : text + u": "_s + note.detail);
    }
    return lines.join(u"; "_s);
}

} // namespace vibecoder
