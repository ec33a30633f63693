// SPDX-License-Identifier: MIT
#include "verification/shelltext.h"

#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

QStringList words(const QString &command)
{
    QStringList list;
    QString word;
    QChar quote;
    bool open = false;
    for (qsizetype i = 0; i < command.size(); ++i) {
        const QChar c = command.at(i);
        const QChar next = i + 1 < command.size() ? command.at(i + 1) : QChar();
        if (c == u'\\' && quote != u'\'' && !next.isNull() &&
            (quote.isNull() || QStringView(u"\"\\`").contains(next))) {
            word += next;
            ++i;
        } else if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else
                word += c;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
            open = true;
        } else if (c.isSpace()) {
            if (open || !word.isEmpty())
                list.append(word);
            word.clear();
            open = false;
        } else {
            word += c;
        }
    }
    if (!word.isEmpty())
        list.append(word);
    return list;
}

QStringList partsOf(const QString &line, bool *closed)
{
    QStringList parts{QString()};
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line.at(i);
        const QChar next = i + 1 < line.size() ? line.at(i + 1) : QChar();
        const QChar last = i > 0 ? line.at(i - 1) : QChar();
        if (!quote.isNull()) {
            quote = c == quote ? QChar() : quote;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u';' || c == u'\n' || (c == u'|' && next == u'|') ||
                   (c == u'&' && next != u'>' && last != u'>' && last != u'<')) {
            i += next == c && c != u';' && c != u'\n' ? 1 : 0;
            parts.append(QString());
            continue;
        }
        parts.last() += c;
    }
    if (closed)
        *closed = quote.isNull();
    return parts;
}

QStringList pipedOf(const QString &part)
{
    QStringList piped{QString()};
    QChar quote;
    for (const QChar c : part) {
        if (!quote.isNull())
            quote = c == quote ? QChar() : quote;
        else if (c == u'"' || c == u'\'')
            quote = c;
        if (c == u'|' && quote.isNull())
            piped.append(QString());
        else
            piped.last() += c;
    }
    return piped;
}

QStringList substitutedIn(const QString &text)
{
    QStringList inside;
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        if (text.at(i) == u'`') {
            const qsizetype end = text.indexOf(u'`', i + 1);
            if (end < 0)
                break;
            inside.append(text.mid(i + 1, end - i - 1));
            i = end;
        } else if ((text.at(i) == u'$' || text.at(i) == u'<') && text.at(i + 1) == u'(') {
            int depth = 0;
            qsizetype end = i + 1;
            do {
                depth += text.at(end) == u'(' ? 1 : text.at(end) == u')' ? -1 : 0;
                ++end;
            } while (end < text.size() && depth > 0);
            inside.append(text.mid(i + 2, end - i - 3));
            i = end - 1;
        }
    }
    return inside;
}

QString withoutComments(const QString &text)
{
    static const QRegularExpression comment(u"^\\s*#.*$"_s, QRegularExpression::MultilineOption);
    QString plain = text;
    return plain.replace(u"\\\n"_s, u" "_s).remove(comment);
}

} // namespace vibecoder
