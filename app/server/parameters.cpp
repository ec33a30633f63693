// SPDX-License-Identifier: MIT
#include "parameters.h"

#include <algorithm>

#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

tl::unexpected<Error> wrongParameter(const QString &name, const QString &message, const QString &hint)
{
    return fail(ErrorCode::InvalidArgument, message, hint, u"field:"_s + name);
}

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

std::optional<HttpFailure> wrongQuery(const Route &route, const QHash<QString, QString> &query)
{
    for (auto it = query.begin(); it != query.end(); ++it) {
        const auto known = std::find_if(route.query.begin(), route.query.end(),
            [&](const RouteParameter &parameter) { return it.key() == QLatin1StringView(parameter.name); });
        if (known == route.query.end()) {
            QStringList names;
            for (const RouteParameter &parameter : route.query)
                names.append(QString::fromLatin1(parameter.name));
            return HttpFailure{400, statusCode(400), u"this address does not know the parameter `%1`"_s.arg(it.key().left(60)),
                names.isEmpty() ? u"It has none."_s : u"Known: %1."_s.arg(names.join(u", "_s)), it.key().left(60)};
        }
        const bool isSwitch = QByteArrayView(known->type) == "boolean";
        if (isSwitch && !QStringList{u"true"_s, u"false"_s, u"1"_s, u"0"_s}.contains(it.value()))
            return HttpFailure{400, statusCode(400), u"`%1` must be true or false"_s.arg(it.key()), {}, it.key()};
    }
    return std::nullopt;
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
        return wrongParameter(name, u"`%1` must be a whole number from %2 to %3"_s.arg(name).arg(low).arg(high), {});
    return number;
}

Result<PageRequest> pageOf(const HttpRequest &request)
{
    constexpr int most = 500, usual = 50;
    PageRequest page;
    VC_TRY(const qint64 limit, numberOf(request, u"limit"_s, 1, most, usual));
    page.limit = int(limit);
    const QString sort = request.query.value(u"sort"_s);
    if (!sort.isEmpty()) {
        const auto order = fromWire<TaskOrder>(sort.startsWith(u'-') ? sort.mid(1) : sort);
        if (!order)
            return wrongParameter(u"sort"_s, u"`sort` does not know that word"_s,
                u"Accepted: %1; with - before it the largest first."_s.arg(wireNames<TaskOrder>().join(u", "_s)));
        page.order = *order;
        page.ascending = !sort.startsWith(u'-');
    }
    const QString cursor = request.query.value(u"cursor"_s);
    if (cursor.isEmpty())
        return page;
    const QString cursorHint = u"Send `next_cursor` of the page before, with the same `sort`."_s;
    // seq, or seq.KEY with the value that the order compares
    const qsizetype dot = cursor.indexOf(u'.');
    const auto decoded = QByteArray::fromBase64Encoding(
        cursor.mid(dot + 1).toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    bool whole = false;
    page.before = cursor.left(dot < 0 ? cursor.size() : dot).toLongLong(&whole);
    if (!whole || page.before <= 0 || (dot < 0) != (page.order == TaskOrder::Created) || (dot >= 0 && !decoded))
        return wrongParameter(u"cursor"_s, u"`cursor` is none of this list"_s, cursorHint);
    page.key = dot < 0 ? QString() : QString::fromUtf8(decoded.decoded);
    bool isNumber = false;
    (void)page.key.toLongLong(&isNumber);
    const bool isText = page.order == TaskOrder::Name || page.order == TaskOrder::Status;
    if (dot >= 0 && (isText ? page.key.contains(QChar::ReplacementCharacter) : !isNumber))
        return wrongParameter(u"cursor"_s, u"`cursor` is none of this list"_s, cursorHint);
    return page;
}

QString cursorAfter(const Task &task, const PageRequest &page)
{
    const QString seq = QString::number(task.seq);
    if (page.order == TaskOrder::Created)
        return seq;
    const QByteArray key = taskOrderKey(task, page.order).toUtf8();
    return seq + u'.' +
           QString::fromLatin1(key.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

bool isYes(const HttpRequest &request, const QString &name)
{
    const QString value = request.query.value(name);
    return value == u"true"_s || value == u"1"_s;
}

Result<QJsonObject> pageOfItems(
    const HttpRequest &request, const QString &listName, QJsonArray items, const QString &idField, bool newestFirst)
{
    constexpr int most = 500;
    VC_TRY(const qint64 limit, numberOf(request, u"limit"_s, 1, most, most));
    const QString sort = request.query.value(u"sort"_s, newestFirst ? u"-created"_s : u"created"_s);
    if (sort != u"created"_s && sort != u"-created"_s)
        return wrongParameter(u"sort"_s, u"`sort` does not know that word"_s, u"Accepted: created, -created."_s);
    const auto idOfItem = [&](qsizetype i) {
        const QJsonValue id = items.at(i).toObject().value(idField);
        return id.isString() ? id.toString() : QString::number(id.toInteger());
    };
    // These lists are short: what is asked for is looked for in the items as they are told.
    if (const QString wanted = request.query.value(u"q"_s); !wanted.isEmpty()) {
        QJsonArray fitting;
        for (const QJsonValue item : std::as_const(items)) {
            const QByteArray text = QJsonDocument(item.toObject()).toJson(QJsonDocument::Compact);
            if (QString::fromUtf8(text).contains(wanted, Qt::CaseInsensitive))
                fitting.append(item);
        }
        items = fitting;
    }
    const qsizetype count = items.size();
    const auto place = [&](qsizetype i) { return sort.startsWith(u'-') ? count - 1 - i : i; };
    qsizetype first = 0;
    if (const QString cursor = request.query.value(u"cursor"_s); !cursor.isEmpty()) {
        while (first < count && idOfItem(place(first)) != cursor)
            ++first;
        if (first == count)
            return wrongParameter(u"cursor"_s, u"`cursor` is none of this list"_s,
                u"Send `next_cursor` of the page before, with the same `sort`."_s);
        ++first;
    }
    QJsonArray page;
    for (qsizetype i = first; i < std::min<qsizetype>(count, first + limit); ++i)
        page.append(items.at(place(i)));
    const bool more = first + limit < count;
    return QJsonObject{
        {listName, page}, {u"next_cursor"_s, more ? QJsonValue(idOfItem(place(first + limit - 1))) : QJsonValue()}};
}

Result<TaskFilter> filterOf(const HttpRequest &request)
{
    TaskFilter filter;
    for (const QString &word : request.query.value(u"status"_s).split(u',', Qt::SkipEmptyParts)) {
        const auto state = fromWire<TaskState>(word);
        if (!state)
            return wrongParameter(u"status"_s, u"`status` does not know that word"_s,
                u"Accepted: %1."_s.arg(wireNames<TaskState>().join(u", "_s)));
        filter.states.append(*state);
    }
    filter.text = request.query.value(u"q"_s).left(200);
    filter.label = request.query.value(u"label"_s).left(200);
    return filter;
}

} // namespace vibecoder
