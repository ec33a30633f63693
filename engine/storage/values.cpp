// SPDX-License-Identifier: MIT
#include "storage/values.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vibecoder::values {

tl::unexpected<Error> badRow(const char *table, const char *column, const QString &value)
{
    return fail(ErrorCode::Storage,
        QCoreApplication::translate("storage", "The task database holds a row this program cannot read."),
        QCoreApplication::translate("storage", "Restore the task database from a backup."),
        u"%1.%2: %3"_s.arg(QLatin1StringView(table), QLatin1StringView(column), value.left(200)));
}

Result<QString> resolveId(Connection &c, const QString &table, const QString &text)
{
    constexpr int shortestPrefix = 4;
    constexpr int shownCandidates = 6;
    const auto notFound = [&text] {
        return fail(
            ErrorCode::NotFound, QCoreApplication::translate("storage", "Nothing has the id %1.").arg(text.left(64)));
    };
    if (text == u"@last") {
        VC_TRY(const auto last, c.query(u"SELECT id FROM %1 ORDER BY seq DESC LIMIT 1"_s.arg(table)));
        return last.isEmpty() ? Result<QString>(notFound()) : last.constFirst().text("id");
    }
    VC_TRY(const auto exact, c.query(u"SELECT id FROM %1 WHERE id = ?"_s.arg(table), {text}));
    if (!exact.isEmpty())
        return exact.constFirst().text("id");
    const bool plain = std::all_of(
        text.begin(), text.end(), [](QChar ch) { return (ch >= u'a' && ch <= u'z') || (ch >= u'0' && ch <= u'9'); });
    if (!plain || text.size() < shortestPrefix)
        return notFound();
    // A range instead of a pattern: the index on id serves it.
    VC_TRY(const auto rows,
        c.query(u"SELECT id FROM %1 WHERE id >= ? AND id < ? ORDER BY id LIMIT %2"_s.arg(table).arg(shownCandidates),
            {text, text + u'~'}));
    if (rows.isEmpty())
        return notFound();
    if (rows.size() == 1)
        return rows.constFirst().text("id");
    QStringList candidates;
    for (const Row &row : rows)
        candidates.append(row.text("id"));
    return fail(ErrorCode::Ambiguous, QCoreApplication::translate("storage", "Several ids begin with %1.").arg(text),
        candidates.join(u", "));
}

} // namespace vibecoder::values
