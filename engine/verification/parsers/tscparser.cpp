// SPDX-License-Identifier: MIT
// TypeScript, also through ts-node, ts-jest, vue-tsc: `src/a.ts(2,5): error TS2322: text`, with --pretty
// `src/a.ts:2:5 - error TS2322: text`, and `error TS18003: text` about the configuration.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Head
{
    Failure failure;
    bool warning = false;
};

// `src/a.ts(2,5): ` or `src/a.ts:2:5 - `; true also when nothing stands there.
bool placeIn(QStringView before, Failure &failure)
{
    before = before.trimmed();
    for (const QStringView word : {QStringView(u"Error: "), QStringView(u"ERROR in ")}) {
        if (before.startsWith(word))
            before = before.sliced(word.size());
    }
    if (before.isEmpty())
        return true;
    if (before.endsWith(u'-')) {
        const std::optional<Frame> place = js::placeOf(before.chopped(1));
        if (!place)
            return false;
        failure.file = place->file;
        failure.line = place->line;
        return true;
    }
    if (!before.endsWith(u"):"))
        return false;
    const qsizetype open = before.lastIndexOf(u'(');
    const std::optional<int> line = open > 0 ? leadingNumber(before.sliced(open + 1)) : std::nullopt;
    if (!line)
        return false;
    failure.file = before.first(open).toString();
    failure.line = *line;
    return true;
}

std::optional<Head> headAt(QStringView whole)
{
    const QStringView line = whole.left(4000);
    qsizetype at = -1;
    Head head;
    for (const QStringView word : {QStringView(u"error TS"), QStringView(u"warning TS")}) {
        if ((at = line.indexOf(word)) >= 0) {
            head.warning = word.startsWith(u'w');
            break;
        }
    }
    if (at < 0)
        return std::nullopt;
    const QStringView code = line.sliced(line.indexOf(u"TS", at) + 2);
    const std::optional<int> number = leadingNumber(code);
    if (!number || !code.sliced(QString::number(*number).size()).trimmed().startsWith(u':') ||
        !placeIn(line.first(at), head.failure))
        return std::nullopt;
    head.failure.id = head.failure.type = u"TS%1"_s.arg(*number);
    head.failure.message = line.sliced(at).toString();
    head.failure.kind = head.warning ? u"warning"_s : *number < 2000 ? u"compile"_s : u"type"_s;
    if (head.failure.file.isEmpty() && !head.warning)
        head.failure.kind = u"config"_s;
    return head;
}

// `Type 'string' is not assignable to type 'number'.`
void sides(Failure &failure)
{
    const QStringView text(failure.message);
    const QStringView actual = between(text, u"Type '", u"' is not assignable");
    const QStringView expected = between(text, u"is not assignable to type '", u"'.");
    if (actual.isEmpty() || expected.isEmpty())
        return;
    failure.expected = expected.toString();
    failure.actual = actual.toString();
}

} // namespace

ParsedOutput parseTsc(const OutputView &view)
{
    ParsedOutput parsed;
    const OutputText &output = view.output;
    std::optional<int> found;
    int syntax = 0, errors = 0;
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i);
        if (line.startsWith(u"Found ") && line.contains(u" error"))
            found = numberBefore(line, u"errors").value_or(numberBefore(line, u"error").value_or(0));
        std::optional<Head> head = headAt(line);
        if (!head)
            continue;
        // Explanations are indented below the error.
        for (qsizetype k = i + 1; k < i + 12 && output.line(k).startsWith(u"  ") && !headAt(output.line(k)); ++k)
            head->failure.message += u'\n' + output.line(k).left(500).toString();
        sides(head->failure);
        if (head->warning) {
            parsed.warnings.append(head->failure);
            continue;
        }
        ++errors;
        syntax += head->failure.kind == u"compile" ? 1 : 0;
        if (parsed.failures.size() < 1000)
            parsed.failures.append(head->failure);
    }
    if (errors == 0 && !(found && view.named))
        return parsed;
    parsed.certainty = view.named ? 1 : 0.9;
    parsed.status = errors > 0 ? std::optional(CommandStatus::Error) : std::nullopt;
    // One mistake of syntax makes several errors: unless the compiler counts them itself their number says nothing.
    if (found || syntax < errors)
        parsed.counts.errors = found.value_or(errors);
    js::dropIfPassed(view, parsed);
    return parsed;
}

} // namespace vibecoder
