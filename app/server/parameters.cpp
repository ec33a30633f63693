// SPDX-License-Identifier: MIT
#include "parameters.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<QString> idOf(const HttpRequest &request, const QString &name)
{
    const QString id = request.args.value(name);
    constexpr qsizetype length = 12;
    const bool fits = id.size() == length && std::all_of(id.begin(), id.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z');
    });
    if (!fits)
        return fail(ErrorCode::NotFound, u"there is no such id"_s, u"Ids have 12 characters; the lists give them."_s);
    return id;
}

Result<qint64> numberOf(const HttpRequest &request, const QString &name, qint64 low, qint64 high, qint64 otherwise)
{
    if (!request.query.contains(name))
        return otherwise;
    const QString text = request.query.value(name);
    bool plain = !text.isEmpty() && text.size() < 19;
    for (const QChar c : text)
        plain = plain && c >= u'0' && c <= u'9';
    const qint64 number = plain ? text.toLongLong() : low - 1;
    if (!plain || number < low || number > high)
        return fail(ErrorCode::InvalidArgument,
            u"`%1` must be a whole number from %2 to %3"_s.arg(name).arg(low).arg(high));
    return number;
}

Result<PageRequest> pageOf(const HttpRequest &request)
{
    constexpr int most = 500, usual = 50;
    PageRequest page;
    VC_TRY(const qint64 limit, numberOf(request, u"limit"_s, 1, most, usual));
    VC_TRY(page.before, numberOf(request, u"cursor"_s, 0, std::numeric_limits<qint64>::max() / 2, 0));
    page.limit = int(limit);
    return page;
}

Result<TaskFilter> filterOf(const HttpRequest &request)
{
    TaskFilter filter;
    for (const QString &word : request.query.value(u"status"_s).split(u',', Qt::SkipEmptyParts)) {
        const auto state = fromWire<TaskState>(word);
        if (!state)
            return fail(ErrorCode::InvalidArgument, u"`status` does not know that word"_s,
                u"Accepted: %1."_s.arg(wireNames<TaskState>().join(u", "_s)));
        filter.states.append(*state);
    }
    filter.text = request.query.value(u"q"_s).left(200);
    filter.label = request.query.value(u"label"_s).left(200);
    return filter;
}

} // namespace vibecoder
