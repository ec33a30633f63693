// SPDX-License-Identifier: MIT
#include "storage/hookstore.h"

#include "storage/values.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace vibecoder::hookstore {

namespace {

constexpr qint64 kKeepCallsMs = 30LL * 24 * 3600 * 1000;

Hook hookOf(const Row &row)
{
    Hook hook;
    hook.name = row.text("name");
    hook.yaml = row.text("yaml");
    hook.directory = row.text("directory");
    hook.accepted = row.text("accepted");
    hook.salt = row.text("salt");
    hook.createdAt = values::time(row, "created_at");
    hook.createdBy = row.text("created_by");
    hook.calls = row.integer("calls");
    hook.calledAt = values::time(row, "called_at");
    return hook;
}

} // namespace

Result<> insert(Connection &c, const Hook &hook)
{
    VC_TRY(const QList<Hook> known, list(c));
    for (const Hook &one : known) {
        if (one.name == hook.name)
            return fail(ErrorCode::Conflict,
                QCoreApplication::translate("storage", "There is a hook %1 already.").arg(hook.name),
                QCoreApplication::translate("storage", "Remove it first; a new one gets a new secret."));
    }
    if (known.size() >= kMostWebhooks)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("storage", "There are %1 hooks already.").arg(kMostWebhooks),
            QCoreApplication::translate("storage", "Remove one first."));
    VC_CHECK(c.execute(u"INSERT INTO hooks (name, yaml, directory, accepted, salt, created_at, created_by) VALUES (?, ?, "
                       "?, ?, ?, ?, ?)"_s,
        {hook.name, hook.yaml, hook.directory, hook.accepted, hook.salt, values::ofTime(hook.createdAt),
            hook.createdBy}));
    return {};
}

Result<QList<Hook>> list(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT * FROM hooks ORDER BY name"_s));
    QList<Hook> hooks;
    for (const Row &row : rows)
        hooks.append(hookOf(row));
    return hooks;
}

Result<std::optional<Hook>> byName(Connection &c, const QString &name)
{
    VC_TRY(const auto rows, c.query(u"SELECT * FROM hooks WHERE name = ?"_s, {name}));
    return rows.isEmpty() ? std::optional<Hook>() : std::optional<Hook>(hookOf(rows.constFirst()));
}

Result<bool> remove(Connection &c, const QString &name)
{
    VC_CHECK(c.execute(u"DELETE FROM hook_calls WHERE hook = ?"_s, {name}));
    VC_TRY(const int removed, c.execute(u"DELETE FROM hooks WHERE name = ?"_s, {name}));
    return removed > 0;
}

Result<std::optional<QString>> taskOfCall(
    Connection &c, const QString &hook, const QString &delivery, const QString &signature)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT task_id FROM hook_calls WHERE hook = ? AND (delivery = ? OR signature = ?)"_s,
            {hook, delivery, signature}));
    return rows.isEmpty() ? std::optional<QString>() : std::optional<QString>(rows.constFirst().text("task_id"));
}

Result<int> callsSince(Connection &c, const QString &hook, const QDateTime &since, int most)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT COUNT(*) AS n FROM (SELECT 1 FROM hook_calls WHERE hook = ? AND at > ? LIMIT ?) AS w"_s,
            {hook, values::ofTime(since), most}));
    return int(rows.constFirst().integer("n"));
}

Result<> remember(Connection &c, const QString &hook, const QString &delivery, const QString &signature,
    const QString &taskId, const QDateTime &now)
{
    VC_CHECK(c.execute(u"DELETE FROM hook_calls WHERE hook = ? AND at < ?"_s,
        {hook, now.toMSecsSinceEpoch() - kKeepCallsMs}));
    VC_CHECK(c.execute(u"INSERT INTO hook_calls (hook, delivery, signature, task_id, at) VALUES (?, ?, ?, ?, ?)"_s,
        {hook, delivery, signature, taskId, values::ofTime(now)}));
    VC_CHECK(c.execute(u"UPDATE hooks SET calls = calls + 1, called_at = ? WHERE name = ?"_s, {values::ofTime(now), hook}));
    return {};
}

} // namespace vibecoder::hookstore
