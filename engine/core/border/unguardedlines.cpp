// SPDX-License-Identifier: MIT
#include "core/border/unguardedlines.h"

#include "core/border/borderguard.h"
#include "workspace/linediff.h"
#include "workspace/pathtext.h"

#include <algorithm>

namespace vibecoder {

namespace {

constexpr size_t kMostStretches = 200; // each is judged with all that stay before it

QByteArray withStretches(const std::vector<QByteArrayView> &before, const std::vector<QByteArrayView> &after,
    const std::vector<LineChange> &stretches)
{
    QByteArray text;
    qsizetype next = 0;
    const auto take = [&text](const std::vector<QByteArrayView> &lines, qsizetype first, qsizetype end) {
        for (qsizetype i = first; i < end; ++i)
            text.append(lines[size_t(i)]);
    };
    for (const LineChange &one : stretches) {
        take(before, next, one.firstA);
        take(after, one.firstB, one.firstB + one.countB);
        next = one.firstA + one.countA;
    }
    take(before, next, qsizetype(before.size()));
    return text;
}

} // namespace

std::optional<QByteArray> unguardedLines(const Change &change, const ClassifyContext &context)
{
    if (!change.hasBase || !S_ISREG(change.base.mode) || change.base.mode != change.now.mode ||
        context.rules.kindOf(pathText(change.path), false) != GuardKind::Steering)
        return {};
    const auto before = context.content(change.base.content, kBorderLook);
    const auto after = context.content(change.now.content, kBorderLook);
    if (!before || !after || before->size() >= kBorderLook || after->size() >= kBorderLook)
        return {};
    const auto isAsked = [&](const QByteArray &text) {
        const BorderClass what = guardedChange(change, context, [&] { return BothContents{before, text}; }).what;
        return what == BorderClass::Steering || what == BorderClass::ChangedTest;
    };
    const std::vector<QByteArrayView> from = linesOf(*before), to = linesOf(*after);
    const std::vector<LineChange> all = lineChanges(from, to);
    if (all.size() > kMostStretches)
        return {};
    std::vector<LineChange> kept;
    for (const LineChange &one : all) {
        kept.push_back(one);
        if (isAsked(withStretches(from, to, kept)))
            kept.pop_back();
    }
    const QByteArray text = withStretches(from, to, kept);
    if (kept.empty() || kept.size() == all.size())
        return {};
    return text;
}

} // namespace vibecoder
