// SPDX-License-Identifier: MIT
// clang-tidy: `/w/a.cpp:4:74: warning: message [bugprone-suspicious-semicolon]`.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ParsedOutput parseClangTidy(const OutputView &view)
{
    ParsedOutput parsed;
    std::optional<int> printed;
    bool compile = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.endsWith(u" generated.")) {
            for (const QStringView word : {QStringView(u"error"), QStringView(u"errors")}) {
                if (const std::optional<int> count = numberBefore(line, word))
                    printed = plus(printed, *count);
            }
        }
        const std::optional<Diagnostic> diagnostic = diagnosticAtStart(line);
        if (!diagnostic || !isCFile(diagnostic->file) || !diagnostic->code.contains(u'-') ||
            diagnostic->code.startsWith(u'-'))
            continue;
        Failure failure = failureOf(*diagnostic, u"lint"_s);
        const qsizetype comma = failure.id.indexOf(u",-warnings-as-errors"_s);
        if (comma > 0)
            failure.id.truncate(comma);
        failure.type = failure.id;
        compile = compile || failure.id == u"clang-diagnostic-error"_s;
        if (diagnostic->isError()) {
            failure.kind = failure.id == u"clang-diagnostic-error"_s ? u"compile"_s : failure.kind;
            parsed.failures.append(failure);
        } else if (diagnostic->severity == u"warning") {
            addWarning(parsed, failure, u"warning"_s);
        }
    }
    if (parsed.failures.isEmpty() && parsed.warnings.isEmpty())
        return parsed;
    parsed.certainty = view.named ? 1.0 : 0.9;
    if (!parsed.failures.isEmpty()) {
        parsed.counts.errors = printed ? printed : std::optional<int>(int(parsed.failures.size()));
        parsed.status = compile ? CommandStatus::Error : CommandStatus::Fail;
    }
    if (!parsed.warnings.isEmpty())
        parsed.counts.warnings = int(parsed.warnings.size());
    return parsed;
}

} // namespace vibecoder
