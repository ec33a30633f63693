// SPDX-License-Identifier: MIT
#include "core/livetext.h"

#include "base/logging.h"
#include "core/filesteps.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kOutputLines = 12;
constexpr qsizetype kLineLength = 200;

bool showsOutput(ToolKind kind)
{
    return kind == ToolKind::Bash || kind == ToolKind::RunVerification;
}

QString nameOf(ToolKind kind)
{
    switch (kind) {
    case ToolKind::Bash:
        return u"bash"_s;
    case ToolKind::BashRestart:
        return u"bash (restart)"_s;
    case ToolKind::RunVerification:
        return u"run_verification"_s;
    case ToolKind::Finish:
        return u"finish"_s;
    default:
        return toolWord(kind);
    }
}

} // namespace

QString liveToolCall(const ToolRequest &request)
{
    const QString what = redact(describe(request)).simplified();
    return u"▸ "_s + nameOf(request.kind) + (what.isEmpty() ? QString() : u": "_s + what) + u'\n';
}

QString liveToolAnswer(const ToolRequest &request, const ToolAnswer &answer)
{
    const QStringList lines = redact(answer.text).split(u'\n', Qt::SkipEmptyParts);
    const int most = showsOutput(request.kind) ? kOutputLines : 1;
    QString shown;
    for (const QString &line : lines.mid(0, most)) {
        const bool isLong = line.size() > kLineLength;
        shown += u"  "_s + (isLong ? line.left(kLineLength - 1) + u'…' : line) + u'\n';
    }
    if (most > 1 && lines.size() > most)
        shown += u"  … (%1)\n"_s.arg(lines.size() - most);
    return shown + u'\n';
}

} // namespace vibecoder
