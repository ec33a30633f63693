// SPDX-License-Identifier: MIT
#include "core/attemptrecord.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kTriedChars = 2000, kLineChars = 260, kRecordChars = 6000;

QString cut(const QString &text, qsizetype limit)
{
    return text.size() > limit ? text.left(limit - 1) + QChar(0x2026) : text;
}

QString triedText(const TriedLine &line)
{
    QStringList files;
    for (const EditedFile &file : line.edits.mid(0, 5))
        files.append(file.lines.isEmpty() ? file.path : file.path + u':' + file.lines);
    if (line.edits.size() > 5)
        files.append(u"%1 more"_s.arg(line.edits.size() - 5));
    QString text = u"- iteration %1: "_s.arg(line.iteration) +
                   (files.isEmpty() ? u"no file changed"_s : u"changed "_s + files.join(u", "_s));
    const QString said = line.summary.simplified();
    if (!said.isEmpty())
        text += u"; you said: "_s + cut(said, 100);
    text += u" → %1 failures"_s.arg(line.failures);
    if (!line.moves.fixed.isEmpty())
        text += u", fixed %1"_s.arg(line.moves.fixed.size());
    if (!line.moves.regressed.isEmpty())
        text += u", broke %1"_s.arg(line.moves.regressed.size());
    return cut(text, kLineChars);
}

} // namespace

QString composeRecord(const RecordInput &input)
{
    QStringList lines;
    lines.append(input.fresh ? u"This is a fresh start: the conversation so far led nowhere and is gone. Its record:"_s
                             : u"The conversation so far grew too long and was left out. Its record:"_s);
    // The newest attempts tell most.
    QStringList tried;
    qsizetype used = 0;
    for (auto it = input.tried.crbegin(); it != input.tried.crend(); ++it) {
        const QString text = triedText(*it);
        if (used + text.size() > kTriedChars)
            break;
        tried.prepend(text);
        used += text.size();
    }
    if (tried.size() < input.tried.size())
        tried.prepend(u"- %1 earlier iterations"_s.arg(input.tried.size() - tried.size()));
    lines += tried;
    QStringList useless;
    for (const TriedLine &line : input.tried) {
        if (line.moves.fixed.isEmpty() && !line.edits.isEmpty())
            useless.append(QString::number(line.iteration));
    }
    if (input.fresh && !useless.isEmpty())
        lines.append(u"Ruled out: what iterations %1 changed did not fix anything. Do not repeat it; look for a cause "
                     "elsewhere."_s.arg(useless.mid(std::max<qsizetype>(0, useless.size() - 10)).join(u", "_s)));
    if (!input.state.isEmpty())
        lines.append(input.state);
    lines.append(u"Read the files again before you edit: what you remember of them may be old."_s);
    QString text = lines.join(u'\n');
    if (!input.feedback.isEmpty()) {
        QString feedback = input.feedback;
        const qsizetype room = std::max<qsizetype>(kRecordChars - text.size() - 2, 500);
        if (feedback.size() > room) {
            const qsizetype end = feedback.lastIndexOf(u'\n', room - 4);
            feedback = feedback.left(end < 0 ? room - 4 : end) + u"\n[…]"_s;
        }
        text += u"\n\n"_s + feedback;
    }
    return text;
}

} // namespace vibecoder
