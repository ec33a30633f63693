// SPDX-License-Identifier: MIT
#include "core/border/sourcenames.h"

#include "workspace/pathtext.h"
#include "workspace/textencoding.h"

#include <QRegularExpression>

#include <cctype>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostRead = 512 * 1024; // of one file
constexpr qsizetype kMostFiles = 500;

bool isOfName(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || (c & 0x80) != 0;
}

QSet<QByteArray> wordsOf(const QByteArray &text)
{
    QSet<QByteArray> words;
    for (qsizetype from = 0, at = 0; at <= text.size(); ++at) {
        if (at < text.size() && isOfName(text.at(at)))
            continue;
        if (at > from)
            words.insert(text.mid(from, at - from));
        from = at + 1;
    }
    return words;
}

// By a word before it, or as a function with its body: `int trim(char *s) {`, `  pop() {`.
void takeDefined(const QByteArray &text, QSet<QByteArray> &defined)
{
    static const QRegularExpression by(u"\\b(?:def|class|function|func|fn|struct|enum|interface|type|trait|mod|module|"
                                       u"package|namespace|const|let|var|sub|"
                                       "#define)\\s+(?:\\([^)\\n]*\\)\\s*)?([\\w$]+)"_s);
    static const QRegularExpression body(
        u"^[ \\t]*(?:[\\w:<>,*&]+[ \\t*&]+)*([\\w$]+)[ \\t]*\\([^;{}\\n]*\\)[^;{}\\n]*\\{"_s,
        QRegularExpression::MultilineOption);
    static const QSet<QByteArray> statements{"if", "for", "while", "switch", "catch", "return", "else", "do", "try"};
    const QString whole = QString::fromUtf8(text);
    for (const QRegularExpression *one : {&by, &body}) {
        auto it = one->globalMatch(whole);
        while (it.hasNext()) {
            const QByteArray name = it.next().captured(1).toUtf8();
            if (!statements.contains(name))
                defined.insert(name);
        }
    }
}

} // namespace

void SourceNames::take(const QByteArray &path, const TreeEntry &entry, const ClassifyContext &context, Names &names)
{
    if (!S_ISREG(entry.mode))
        return;
    // A module has the name of its file and its folders.
    const QSet<QByteArray> parts = wordsOf(path);
    names.words += parts;
    names.defined += parts;
    const auto text = context.content(entry.content, kMostRead);
    if (!text || isBinary(*text))
        return;
    names.words += wordsOf(*text);
    takeDefined(*text, names.defined);
}

SourceNames::SourceNames(const QList<Change> &changes, const ClassifyContext &context)
{
    qsizetype files = 0;
    for (const Change &change : changes) {
        if (context.rules.kindOf(pathText(change.path), false) != GuardKind::None || !change.hasBase)
            continue;
        if (++files > kMostFiles)
            break;
        take(change.path, change.base, context, m_before);
        take(change.path, change.now, context, m_after);
    }
}

} // namespace vibecoder
