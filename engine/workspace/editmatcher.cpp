// SPDX-License-Identifier: MIT
#include "workspace/editmatcher.h"

#include "workspace/editlines.h"

#include <cstring>
#include <functional>
#include <optional>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace editlines;

namespace {

constexpr int kMaxCandidates = 50;
const QByteArray kBom = "\xEF\xBB\xBF";

// A stretch of the file that is replaced, as bytes.
struct Span
{
    qsizetype start = 0, length = 0;
    QByteArray replacement; ///< its endings are those of the file in the end
};

// What one rung found: nothing (go on), exactly one, or several (stop: ambiguous).
struct Found
{
    QList<Span> spans;
};

int lineAt(const QByteArray &bytes, qsizetype offset)
{
    return int(QByteArrayView(bytes).first(std::min(offset, bytes.size())).count('\n')) + 1;
}

QByteArray withEnds(const QByteArray &text, const QByteArray &end)
{
    QByteArray result = text;
    result.replace("\r\n", "\n");
    if (end == "\r\n")
        result.replace("\n", "\r\n");
    return result;
}

// memmem is linear in the worst case too; QByteArray's own search is not, and the texts may be made to hurt.
qsizetype indexIn(const QByteArray &text, const QByteArray &wanted, qsizetype from = 0)
{
    if (from > text.size() || wanted.isEmpty())
        return -1;
    const void *at =
        ::memmem(text.constData() + from, size_t(text.size() - from), wanted.constData(), size_t(wanted.size()));
    return at ? static_cast<const char *>(at) - text.constData() : -1;
}

Found findBytes(const QByteArray &file, const QByteArray &oldText, const QByteArray &replacement)
{
    Found found;
    for (qsizetype at = indexIn(file, oldText); at >= 0 && found.spans.size() < kMaxCandidates;
         at = indexIn(file, oldText, at + 1))
        found.spans.append({at, oldText.size(), replacement});
    return found;
}

// Rung 2: the same text with its line endings as LF, found in the file with its endings as LF, mapped back.
Found findWithAnyEnds(const QByteArray &file, const QByteArray &oldText, const QByteArray &replacement)
{
    if (!file.contains('\r') && !oldText.contains('\r'))
        return {};
    QByteArray plain;
    QList<qsizetype> origin;
    plain.reserve(file.size());
    origin.reserve(file.size() + 1);
    for (qsizetype i = 0; i < file.size(); ++i) {
        if (file.at(i) == '\r' && i + 1 < file.size() && file.at(i + 1) == '\n')
            continue;
        origin.append(i);
        plain += file.at(i);
    }
    origin.append(file.size());
    QByteArray wanted = oldText;
    wanted.replace("\r\n", "\n");
    Found found;
    for (qsizetype at = indexIn(plain, wanted); at >= 0 && found.spans.size() < kMaxCandidates;
         at = indexIn(plain, wanted, at + 1)) {
        qsizetype start = origin.at(at);
        // A match that begins with a line feed takes the carriage return before it along.
        if (plain.at(at) == '\n' && start > 0 && file.at(start - 1) == '\r')
            --start;
        qsizetype end = origin.at(at + wanted.size() - 1) + 1;
        found.spans.append({start, end - start, replacement});
    }
    return found;
}

struct LineView
{
    QList<Line> lines;
    QList<qsizetype> offsets; ///< start of each line, and the end of the file
};

LineView viewOf(const QByteArray &file)
{
    LineView view{split(file), {}};
    qsizetype at = 0;
    for (const Line &line : view.lines) {
        view.offsets.append(at);
        at += line.text.size() + line.end.size();
    }
    view.offsets.append(at);
    return view;
}

// The block of file lines [first, first + count) as a span whose replacement keeps the endings of the file.
Span blockSpan(const LineView &view, qsizetype first, qsizetype count, const QByteArray &newText, bool newEndsWithLine)
{
    const Line &last = view.lines.at(first + count - 1);
    const qsizetype start = view.offsets.at(first);
    const QByteArray end = usualEnd(view.lines.mid(first, count));
    QByteArray replacement = withEnds(newText, view.lines.at(first).end.isEmpty() ? usualEnd(view.lines) : end);
    const qsizetype length = view.offsets.at(first + count) - start - (newEndsWithLine ? 0 : last.end.size());
    if (newEndsWithLine && last.end.isEmpty() && replacement.endsWith('\n'))
        replacement.chop(replacement.endsWith("\r\n") ? 2 : 1);
    return {start, length, replacement};
}

using LineForm = std::function<QByteArray(const QByteArray &)>;

struct Wanted
{
    QList<QByteArray> lines;
    bool endsWithLine = false; ///< the old text ended with a line feed
    QByteArray newText;
};

Wanted wantedFrom(const QByteArray &oldText, const QByteArray &newText)
{
    Wanted wanted;
    const QList<Line> lines = split(oldText);
    for (const Line &line : lines)
        wanted.lines.append(line.text);
    wanted.endsWithLine = !lines.isEmpty() && !lines.constLast().end.isEmpty();
    wanted.newText = newText;
    return wanted;
}

Found findLines(const LineView &view, const Wanted &wanted, const LineForm &form)
{
    Found found;
    if (wanted.lines.isEmpty())
        return found;
    QList<QByteArray> target;
    for (const QByteArray &line : wanted.lines)
        target.append(form(line));
    QList<QByteArray> have;
    have.reserve(view.lines.size());
    for (const Line &line : view.lines)
        have.append(form(line.text));
    const qsizetype count = target.size();
    for (qsizetype first = 0; first + count <= have.size() && found.spans.size() < kMaxCandidates; ++first) {
        qsizetype i = 0;
        while (i < count && have.at(first + i) == target.at(i))
            ++i;
        if (i == count)
            found.spans.append(blockSpan(view, first, count, wanted.newText, wanted.endsWithLine));
    }
    return found;
}

// Rung 5: every non-blank line lies deeper (or less deep) by one and the same prefix; the new lines move with it.
Found findIndented(const LineView &view, const Wanted &wanted)
{
    Found found;
    const qsizetype count = wanted.lines.size();
    qsizetype anchor = 0;
    while (anchor < count && isBlank(wanted.lines.at(anchor)))
        ++anchor;
    if (anchor == count)
        return found;
    for (qsizetype first = 0; first + count <= view.lines.size() && found.spans.size() < kMaxCandidates; ++first) {
        const QByteArray oldIndent = indentOf(wanted.lines.at(anchor));
        const QByteArray newIndent = indentOf(view.lines.at(first + anchor).text);
        const bool deeper = newIndent.endsWith(oldIndent) && newIndent.size() > oldIndent.size();
        const bool shallower = oldIndent.endsWith(newIndent) && oldIndent.size() > newIndent.size();
        if (!deeper && !shallower)
            continue;
        const QByteArray prefix = deeper ? newIndent.left(newIndent.size() - oldIndent.size())
                                         : oldIndent.left(oldIndent.size() - newIndent.size());
        bool same = true;
        for (qsizetype i = 0; i < count && same; ++i) {
            const QByteArray have = withoutTrailingSpace(view.lines.at(first + i).text);
            const QByteArray want = withoutTrailingSpace(wanted.lines.at(i));
            if (isBlank(want))
                same = isBlank(have);
            else
                same = deeper ? have == prefix + want : prefix + have == want;
        }
        if (!same)
            continue;
        QList<Line> moved = split(wanted.newText);
        bool movable = true;
        for (Line &line : moved) {
            if (isBlank(line.text))
                continue;
            if (deeper)
                line.text.prepend(prefix);
            else if (line.text.startsWith(prefix))
                line.text.remove(0, prefix.size());
            else
                movable = false;
        }
        if (movable)
            found.spans.append(blockSpan(view, first, count, join(moved), wanted.endsWithLine));
    }
    return found;
}

// Rungs 3 to 5 in order; sets the rung that spoke.
Found findByLines(const LineView &view, const Wanted &wanted, EditRung &rung)
{
    rung = EditRung::TrailingSpace;
    Found found = findLines(view, wanted, withoutTrailingSpace);
    if (found.spans.isEmpty()) {
        rung = EditRung::Punctuation;
        found = findLines(
            view, wanted, [](const QByteArray &line) { return withoutTrailingSpace(plainPunctuation(line)); });
    }
    if (found.spans.isEmpty()) {
        rung = EditRung::Indentation;
        found = findIndented(view, wanted);
    }
    return found;
}

// Rung 6: a blank line too many at the beginning or the end of the old text.
Found findWithoutBlankEdge(
    const QByteArray &file, const LineView &view, const QByteArray &oldText, const QByteArray &newText)
{
    QList<Line> oldLines = split(oldText), newLines = split(newText);
    if (oldLines.size() <= 2)
        return {};
    const bool leading = isBlank(oldLines.constFirst().text), trailing = isBlank(oldLines.constLast().text);
    if (!leading && !trailing)
        return {};
    if (leading) {
        oldLines.removeFirst();
        if (!newLines.isEmpty() && isBlank(newLines.constFirst().text))
            newLines.removeFirst();
    }
    if (trailing && !oldLines.isEmpty()) {
        oldLines.removeLast();
        if (!newLines.isEmpty() && isBlank(newLines.constLast().text))
            newLines.removeLast();
    }
    const QByteArray oldInner = join(oldLines), newInner = join(newLines);
    if (oldInner.trimmed().isEmpty())
        return {};
    const QByteArray fitting = withEnds(newInner, usualEnd(view.lines));
    Found found = findBytes(file, oldInner, fitting);
    if (found.spans.isEmpty())
        found = findWithAnyEnds(file, oldInner, fitting);
    if (found.spans.isEmpty()) {
        EditRung inner = EditRung::Exact;
        found = findByLines(view, wantedFrom(oldInner, newInner), inner);
    }
    return found;
}

// Rung 7: lines that are only `...` stand for what is left as it is; each part between them must fit exactly once.
std::optional<QList<Span>> findElided(
    const QByteArray &file, const LineView &view, const QByteArray &oldText, const QByteArray &newText)
{
    const auto parts = [](const QByteArray &text) {
        QList<QByteArray> result{QByteArray()};
        for (const Line &line : split(text)) {
            if (line.text.trimmed() == "...")
                result.append(QByteArray());
            else
                result.last() += line.text + line.end;
        }
        return result;
    };
    const QList<QByteArray> oldParts = parts(oldText), newParts = parts(newText);
    if (oldParts.size() < 2 || oldParts.size() != newParts.size())
        return std::nullopt;
    QList<Span> spans;
    qsizetype from = 0;
    for (qsizetype i = 0; i < oldParts.size(); ++i) {
        if (oldParts.at(i).isEmpty()) {
            if (!newParts.at(i).isEmpty())
                return std::nullopt;
            continue;
        }
        const Found found = findBytes(file, oldParts.at(i), withEnds(newParts.at(i), usualEnd(view.lines)));
        if (found.spans.size() != 1 || found.spans.first().start < from)
            return std::nullopt;
        spans.append(found.spans.first());
        from = found.spans.first().start + found.spans.first().length;
    }
    return spans;
}

// The region of the file that is nearest to the old text, numbered and verbatim, for the model to copy from.
QString nearestRegion(const LineView &view, const QByteArray &oldText)
{
    const Wanted wanted = wantedFrom(oldText, {});
    const qsizetype count = std::min<qsizetype>(20, wanted.lines.size());
    if (count == 0 || view.lines.isEmpty())
        return {};
    double best = 0;
    qsizetype bestFirst = -1;
    const qsizetype last = std::min<qsizetype>(view.lines.size() - std::min(count, view.lines.size()), 5000);
    for (qsizetype first = 0; first <= last; ++first) {
        // The first line decides whether the rest is worth a look: long files stay cheap.
        double sum = 0;
        qsizetype compared = 0;
        for (qsizetype i = 0; i < count && first + i < view.lines.size(); ++i, ++compared) {
            sum += similarity(view.lines.at(first + i).text, wanted.lines.at(i));
            if (i == 2 && sum < 0.6)
                break;
        }
        const double score = compared < std::min<qsizetype>(count, 3) ? 0 : sum / double(count);
        if (score > best) {
            best = score;
            bestFirst = first;
        }
    }
    if (best < 0.6)
        return {};
    QString text;
    for (qsizetype i = bestFirst; i < std::min(bestFirst + count, view.lines.size()); ++i)
        text += u"%1\t%2\n"_s.arg(i + 1, 6).arg(QString::fromUtf8(view.lines.at(i).text.left(500)));
    return text;
}

EditOutcome refuse(EditRefusal refusal, const QString &explanation)
{
    EditOutcome outcome;
    outcome.refusal = refusal;
    outcome.explanation = explanation;
    return outcome;
}

// The same lines with other endings: whoever sends that wants the endings changed.
bool onlyEndsDiffer(const QByteArray &oldText, const QByteArray &newText)
{
    return oldText != newText && withEnds(oldText, "\n") == withEnds(newText, "\n");
}

// The ending of the line that ends just before, or at or after, an offset.
QByteArray endBefore(const QByteArray &file, qsizetype offset)
{
    const qsizetype feed = offset > 0 ? file.lastIndexOf('\n', offset - 1) : -1;
    if (feed < 0)
        return {};
    return feed > 0 && file.at(feed - 1) == '\r' ? "\r\n" : "\n";
}

QByteArray endAfter(const QByteArray &file, qsizetype offset)
{
    const qsizetype feed = file.indexOf('\n', offset);
    if (feed < 0)
        return {};
    return feed > 0 && file.at(feed - 1) == '\r' ? "\r\n" : "\n";
}

/// `literal`: the new text is about the endings themselves and stands as it is.
EditOutcome applied(const QByteArray &file, const QByteArray &bom, QList<Span> spans, EditRung rung, bool literal)
{
    EditOutcome outcome;
    outcome.rung = rung;
    qsizetype at = 0;
    qsizetype changedTo = 0;
    for (Span &span : spans) {
        // A carriage return belongs to the line feed after it.
        if (!literal && span.start > at && file.at(span.start) == '\n' && file.at(span.start - 1) == '\r') {
            --span.start;
            ++span.length;
        }
        const qsizetype end = span.start + span.length;
        outcome.content += QByteArrayView(file).sliced(at, span.start - at);
        outcome.content += literal ? span.replacement
                                   : withEndsOf(file.mid(span.start, span.length), span.replacement,
                                         endBefore(file, span.start), endAfter(file, end));
        changedTo = outcome.content.size();
        at = end;
    }
    outcome.content += QByteArrayView(file).sliced(at);
    if (outcome.content == file)
        return refuse(EditRefusal::NoChange, u"no_change: the old and the new text are the same"_s);
    outcome.firstLine = lineAt(file, spans.constFirst().start);
    outcome.lastLine = std::max(outcome.firstLine, lineAt(outcome.content, std::max<qsizetype>(0, changedTo - 1)));
    outcome.content.prepend(bom);
    return outcome;
}

EditOutcome ambiguous(const QByteArray &file, const Found &found)
{
    EditOutcome outcome = refuse(EditRefusal::Ambiguous, {});
    QStringList lines;
    for (const Span &span : found.spans) {
        outcome.matchLines.append(lineAt(file, span.start));
        lines.append(QString::number(outcome.matchLines.constLast()));
    }
    outcome.explanation =
        u"ambiguous n=%1 at lines %2: send more lines around the place, so that it matches once"_s.arg(lines.size())
            .arg(lines.mid(0, 20).join(u", "_s));
    return outcome;
}

} // namespace

EditOutcome replaceText(const QByteArray &whole, const QByteArray &oldGiven, const QByteArray &newGiven)
{
    const QByteArray bom = whole.startsWith(kBom) ? kBom : QByteArray();
    const QByteArray file = whole.mid(bom.size());
    // The mark is not seen in what the model views: it stays, whether it was quoted or not.
    const bool quotesBom = !bom.isEmpty() && oldGiven.startsWith(kBom);
    const QByteArray oldText = quotesBom ? oldGiven.mid(kBom.size()) : oldGiven;
    const QByteArray newText = quotesBom && newGiven.startsWith(kBom) ? newGiven.mid(kBom.size()) : newGiven;
    if (oldText.isEmpty())
        return refuse(EditRefusal::EmptyOldText, u"empty_old_str: old_str is empty; use insert or create"_s);
    const LineView view = viewOf(file);
    const QByteArray fitting = withEnds(newText, usualEnd(view.lines));

    const auto settle = [&](const Found &found, EditRung rung) -> std::optional<EditOutcome> {
        if (found.spans.isEmpty())
            return std::nullopt;
        if (found.spans.size() > 1)
            return ambiguous(file, found);
        const bool literal = rung == EditRung::Exact && onlyEndsDiffer(oldText, newText);
        return applied(file, bom, found.spans, rung, literal);
    };
    if (auto outcome = settle(findBytes(file, oldText, newText), EditRung::Exact))
        return *outcome;
    if (auto outcome = settle(findWithAnyEnds(file, oldText, fitting), EditRung::LineEndings))
        return *outcome;
    EditRung rung = EditRung::TrailingSpace;
    const Found byLines = findByLines(view, wantedFrom(oldText, newText), rung);
    if (auto outcome = settle(byLines, rung))
        return *outcome;
    if (auto outcome = settle(findWithoutBlankEdge(file, view, oldText, newText), EditRung::BlankLine))
        return *outcome;
    if (const auto spans = findElided(file, view, oldText, newText); spans && !spans->isEmpty())
        return applied(file, bom, *spans, EditRung::Ellipsis, false);
    const QByteArray oldPlain = unescaped(oldText);
    if (oldPlain != oldText && !oldPlain.isEmpty()) {
        const QByteArray newPlain = withEnds(unescaped(newText), usualEnd(view.lines));
        if (auto outcome =
                settle(findBytes(file, withEnds(oldPlain, usualEnd(view.lines)), newPlain), EditRung::Unescaped))
            return *outcome;
    }
    // A word or two may stand anywhere by chance; only a longer text tells that it was put there.
    if (newText.trimmed().size() >= 8 && indexIn(file, fitting) >= 0)
        return refuse(EditRefusal::AlreadyApplied,
            u"already_applied: the new text stands in the file and the old one does not (line %1)"_s.arg(
                lineAt(file, indexIn(file, fitting))));
    const QString nearest = nearestRegion(view, oldText);
    return refuse(EditRefusal::NotFound,
        nearest.isEmpty() ? u"no_match: old_str is not in the file; view it and copy the lines exactly"_s
                          : u"no_match: old_str is not in the file. The nearest lines are:\n"_s + nearest);
}

EditOutcome insertText(const QByteArray &whole, int insertLine, const QByteArray &given)
{
    const QByteArray bom = whole.startsWith(kBom) ? kBom : QByteArray();
    const QByteArray text = !bom.isEmpty() && given.startsWith(kBom) ? given.mid(kBom.size()) : given;
    QList<Line> lines = split(whole.mid(bom.size()));
    if (insertLine < 0 || insertLine > lines.size())
        return refuse(
            EditRefusal::NotFound, u"insert_line must be from 0 to %1, the number of lines"_s.arg(lines.size()));
    if (text.isEmpty())
        return refuse(EditRefusal::NoChange, u"no_change: insert_text is empty"_s);
    // The ending of the line before, of the first line at the start, and of the others where those have none.
    QByteArray end = lines.isEmpty() ? QByteArray("\n") : lines.at(std::max(0, insertLine - 1)).end;
    if (end.isEmpty())
        end = lines.size() > 1 ? lines.at(lines.size() - 2).end : QByteArray("\n");
    QList<Line> added = split(withEnds(text, end));
    // Lines stay lines: what is inserted between two gets an ending, the last line of a file without one gives it up.
    if (insertLine < lines.size() && added.last().end.isEmpty())
        added.last().end = end;
    if (insertLine == lines.size() && !lines.isEmpty() && lines.constLast().end.isEmpty()) {
        lines.last().end = end;
        if (!added.constLast().end.isEmpty())
            added.last().end.clear();
    } else if (insertLine == lines.size() && added.last().end.isEmpty()) {
        added.last().end = end;
    }
    EditOutcome outcome;
    outcome.firstLine = insertLine + 1;
    outcome.lastLine = insertLine + int(added.size());
    outcome.content = bom + join(lines.mid(0, insertLine) + added + lines.mid(insertLine));
    return outcome;
}

QByteArray overwriteText(const QByteArray &whole, const QByteArray &given)
{
    const QByteArray bom = whole.startsWith(kBom) ? kBom : QByteArray();
    const QByteArray file = whole.mid(bom.size());
    const QByteArray text = !bom.isEmpty() && given.startsWith(kBom) ? given.mid(kBom.size()) : given;
    if (file.isEmpty() || text.isEmpty())
        return bom + text;
    if (!file.contains('\n') && file.contains('\r') && !text.contains('\r')) {
        // Lines that end with a carriage return alone.
        QByteArray lines = text;
        lines.replace('\n', '\r');
        if (lines.endsWith('\r'))
            lines.chop(1);
        if (file.endsWith('\r'))
            lines.append('\r');
        return bom + lines;
    }
    QList<Line> lines = split(withEndsOf(file, text));
    if (!file.endsWith('\n'))
        lines.last().end.clear();
    else if (lines.constLast().end.isEmpty())
        lines.last().end = lines.size() > 1 ? lines.at(lines.size() - 2).end : endAfter(file, 0);
    return bom + join(lines);
}

} // namespace vibecoder
