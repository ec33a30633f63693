// SPDX-License-Identifier: MIT
// The linkers ld, gold and lld: missing and doubled symbols, missing libraries. How many symbols are missing the tool
// counts nowhere, so there is no count.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `/usr/bin/ld: rest`, `ld.lld: rest`, `/usr/bin/x86_64-linux-gnu-ld.gold: rest`
QStringView afterLinkerName(QStringView line)
{
    const qsizetype colon = line.left(120).indexOf(u": ");
    if (colon <= 0)
        return {};
    const QStringView name = line.first(colon).sliced(line.first(colon).lastIndexOf(u'/') + 1);
    const bool linker =
        name == u"ld" || name.startsWith(u"ld.") || name.endsWith(u"-ld") || name == u"ld64" || name.endsWith(u"mold");
    return linker ? line.sliced(colon + 2) : QStringView();
}

// The place before the message: `/w/a.c:3`, `a.cpp:(.text+0xb)`, `/tmp/x.o:a.cpp:function main: error`.
void takePlace(Failure &failure, QStringView before)
{
    before = before.trimmed();
    if (before.endsWith(u':'))
        before.chop(1);
    if (const std::optional<Place> place = placeOfWord(before); place && isCFile(place->file)) {
        failure.file = place->file.toString();
        failure.line = place->line;
        return;
    }
    for (const QStringView part : before.split(u':')) {
        if (!part.endsWith(u".o") && isCFile(part.trimmed()) && part.contains(u'.'))
            failure.file = part.trimmed().toString();
    }
}

class LinkReader
{
public:
    explicit LinkReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        bool failed = false;
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i) {
            const QStringView line = m_view.output.line(i).left(OutputText::kMaxMatched);
            failed = failed || line.startsWith(u"collect2: error: ") || line.contains(u"linker command failed");
            readLine(line);
        }
        if (m_parsed.failures.isEmpty() && failed)
            m_parsed.failures = m_others;
        if (m_parsed.failures.isEmpty() && !failed)
            return m_parsed;
        m_parsed.certainty = failed ? 0.9 : 0.6;
        m_parsed.status = CommandStatus::Error;
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        const QStringView own = afterLinkerName(line);
        const QStringView text = own.isNull() ? line : own;
        for (const QStringView words :
            {QStringView(u"undefined reference to "), QStringView(u"multiple definition of ")}) {
            const qsizetype at = text.indexOf(words);
            if (at < 0)
                continue;
            Failure failure;
            failure.id = symbolOf(text.sliced(at + words.size()));
            failure.message = text.sliced(at).toString();
            takePlace(failure, text.first(at));
            add(failure);
            return;
        }
        if (line.startsWith(u">>> ") || line.startsWith(u"  referenced by "))
            placeOfReference(line);
        else if (!own.isNull())
            readOwn(own);
    }

    static QString symbolOf(QStringView text)
    {
        // The name may hold quotes itself (operator""); the last one closes.
        const qsizetype semicolon = text.indexOf(u"'; ");
        if (semicolon > 0)
            text = text.first(semicolon + 1);
        if (text.size() >= 2 && (text.endsWith(u'\'') || text.endsWith(QChar(0x2019))))
            return text.sliced(1).chopped(1).toString();
        return quoted(text).toString();
    }

    void readOwn(QStringView text)
    {
        Failure failure;
        failure.message = text.toString();
        if (text.startsWith(u"error: undefined symbol: ") || text.startsWith(u"error: duplicate symbol: ")) {
            failure.id = text.sliced(text.indexOf(u"symbol: ") + 8).toString();
            failure.message = text.sliced(7).toString();
            add(failure);
        } else if (text.startsWith(u"cannot find ") || text.startsWith(u"error: unable to find library ") ||
                   text.startsWith(u"error: cannot find ") || text.startsWith(u"library not found for ")) {
            const QStringView rest =
                text.sliced(text.indexOf(u'-') < 0 ? text.lastIndexOf(u' ') + 1 : text.indexOf(u'-'));
            failure.id = rest.first(rest.indexOf(u':') < 0 ? rest.size() : rest.indexOf(u':')).toString();
            add(failure);
        } else if (!text.contains(u"warning: ") && !text.endsWith(u':') && !text.contains(u"NOTE: ")) {
            failure.kind = u"link"_s;
            m_others.append(failure);
        }
    }

    // lld prints where a symbol is used after it.
    void placeOfReference(QStringView line)
    {
        if (m_parsed.failures.isEmpty() || !m_parsed.failures.constLast().file.isEmpty())
            return;
        Failure &last = m_parsed.failures.last();
        const qsizetype by = line.indexOf(u"referenced by ");
        const QStringView word = by < 0 ? line.sliced(4).trimmed() : line.sliced(by + 14).trimmed();
        if (const std::optional<Place> place =
                placeOfWord(word.first(word.indexOf(u' ') < 0 ? word.size() : word.indexOf(u' ')))) {
            last.file = place->file.toString();
            last.line = place->line;
        } else if (isCFile(word) && !word.contains(u' ')) {
            last.file = word.toString();
        }
    }

    void add(Failure failure)
    {
        failure.kind = u"link"_s;
        const QString key = failure.id + u'\n' + failure.file + u':' + QString::number(failure.line);
        if (m_known.contains(key))
            return;
        m_known.insert(key);
        m_parsed.failures.append(std::move(failure));
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_others;
    QSet<QString> m_known;
};

} // namespace

ParsedOutput parseLinker(const OutputView &view)
{
    return LinkReader(view).read();
}

} // namespace vibecoder
