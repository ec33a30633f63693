// SPDX-License-Identifier: MIT
#include "routetable.h"

#include "handlers.h"

#include <array>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr RouteParameter kTaskQuery[] = {
    {"status", "string", "states, separated by commas"},
    {"q", "string", "part of the name"},
    {"label", "string", "a label of the task"},
    {"sort", "string",
        "created, updated, priority, name, cost or status; with - before it the largest first (-created)"},
    {"limit", "integer", "1 to 500", 1, 500},
    {"cursor", "string", "next_cursor of the page before"},
};
constexpr RouteParameter kTicketQuery[] = {{"ticket", "string", "of POST /api/session/ticket"}};
constexpr RouteParameter kCreateQuery[] = {
    {"dry_run", "boolean", "check only; nothing is stored"},
    {"accept", "string", "verification_digest of the dry run: the person has seen and accepted the commands"},
};
constexpr RouteParameter kAttemptQuery[] = {
    {"attempt", "integer", "0 is the current one", 0, 100000},
    {"sort", "string", "created or -created"},
    {"limit", "integer", "1 to 500", 1, 500},
    {"cursor", "string", "next_cursor of the page before"},
};
constexpr RouteParameter kListQuery[] = {
    {"q", "string", "part of any text of an item"},
    {"sort", "string", "created or -created"},
    {"limit", "integer", "1 to 500", 1, 500},
    {"cursor", "string", "next_cursor of the page before"},
};
constexpr RouteParameter kEventQuery[] = {
    {"kind", "string", "of one kind, `task_state_changed` for example"},
    {"after_seq", "integer", "events after this number; without it the last ones"},
    {"before_seq", "integer", "events before this number, the nearest ones; not with after_seq"},
    {"sort", "string", "created, or -created for the newest first"},
    {"limit", "integer", "1 to 1000", 1, 1000},
};
constexpr RouteParameter kLogQuery[] = {
    {"task", "string", "of one task"},
    {"kind", "string", "of one kind, `task_state_changed` for example"},
    {"after_seq", "integer", "records after this number; without it the last ones"},
    {"before_seq", "integer", "records before this number, the nearest ones; not with after_seq"},
    {"sort", "string", "created, or -created for the newest first"},
    {"limit", "integer", "1 to 1000", 1, 1000},
};
constexpr RouteParameter kApprovalQuery[] = {
    {"state", "string", "pending (default), approved, denied, expired, void or all"},
    {"task", "string", "of one task"},
    {"sort", "string", "created or -created"},
    {"limit", "integer", "1 to 500", 1, 500},
    {"cursor", "string", "next_cursor of the page before"},
};

constexpr RouteParameter kNewTicketQuery[] = {
    {"page", "boolean", "for the link of a page in place of /ws; needs the token"},
};
constexpr RouteParameter kFactsQuery[] = {
    {"facts", "boolean", "with what the card shows: target, what git knows, difference"},
};
constexpr RouteParameter kStatsQuery[] = {{"days", "integer", "1 to 366", 1, 366}};
constexpr RouteParameter kDiffQuery[] = {
    {"from", "string", "word of a checkpoint; `start` without it"},
    {"to", "string", "word of a checkpoint; `last` without it"},
};
constexpr RouteParameter kResultQuery[] = {
    {"attempt", "integer", "0 is the current one", 0, 100000},
    {"context", "integer", "unchanged lines around a change", 0, 100000},
};

using A = RouteAccess;
using B = RouteBody;
namespace h = handlers;

constexpr Route kRoutes[] = {
    {"GET", "/healthz", A::Open, B::None, h::health, "health", "The process lives", "", "Health", 200, {}},
    {"GET", "/readyz", A::Open, B::None, h::ready, "ready", "The store can be reached", "", "Health", 200, {}, false,
        "503:Health"},
    {"GET", "/ws", A::Reader, B::None, h::live, "live", "Live events over a WebSocket", "", "", 101, kTicketQuery,
        false, "426"},
    {"GET", "/api/status", A::Reader, B::None, h::status, "status", "Version, queue and counts", "", "Status", 200, {}},
    {"POST", "/api/session", A::Open, B::Json, h::openSession, "openSession", "Swap a ticket for a session",
        "TicketUse", "Session", 200, {}, false, "401"},
    {"GET", "/api/session", A::Reader, B::None, h::readSession, "readSession", "The CSRF value of this session", "",
        "Session", 200, {}},
    {"DELETE", "/api/session", A::Changer, B::None, h::closeSession, "closeSession", "End this session", "", "", 204,
        {}},
    {"POST", "/api/session/ticket", A::Changer, B::JsonOptional, h::ticket, "ticket", "A ticket for /ws", "", "Ticket",
        201, kNewTicketQuery},
    {"GET", "/api/tasks", A::Reader, B::None, h::listTasks, "listTasks", "Tasks, newest first", "", "TaskPage", 200,
        kTaskQuery, true},
    {"POST", "/api/tasks", A::Changer, B::JsonOrYaml, h::createTask, "createTask", "Put a task into the queue",
        "TaskSpec", "Task", 201, kCreateQuery, false, "200:DryRun 403 409"},
    {"GET", "/api/tasks/{id}", A::Reader, B::None, h::readTask, "readTask", "One task", "", "Task", 200, {}, true},
    {"PATCH", "/api/tasks/{id}", A::Changer, B::JsonByHandler, h::updateTask, "updateTask", "Change a waiting task",
        "TaskChange", "Task", 200, {}, false, "409"},
    {"DELETE", "/api/tasks/{id}", A::Changer, B::None, h::deleteTask, "deleteTask", "Forget a task that is not running",
        "", "", 204, {}, false, "409"},
    {"POST", "/api/tasks/{id}/cancel", A::Changer, B::JsonOptional, h::cancelTask, "cancelTask", "Stop a task", "",
        "Task", 200, {}, false, "409"},
    {"POST", "/api/tasks/{id}/retry", A::Changer, B::JsonOptional, h::retryTask, "retryTask", "Start a new attempt",
        "RetryRequest", "Task", 200, {}, false, "409"},
    {"GET", "/api/tasks/{id}/iterations", A::Reader, B::None, h::listIterations, "listIterations",
        "Iterations of an attempt", "", "IterationList", 200, kAttemptQuery, true},
    {"GET", "/api/tasks/{id}/events", A::Reader, B::None, h::listTaskEvents, "listTaskEvents", "The story of one task",
        "", "EventPage", 200, kEventQuery, true},
    {"GET", "/api/tasks/{id}/logs", A::Reader, B::None, h::listTaskLogs, "listTaskLogs", "The log of one task", "",
        "LogPage", 200, kEventQuery, true},
    {"GET", "/api/tasks/{id}/artifacts", A::Reader, B::None, h::listArtifacts, "listArtifacts", "What a task left", "",
        "ArtifactList", 200, kListQuery, true},
    {"GET", "/api/tasks/{id}/artifacts/{artifact}", A::Reader, B::None, h::readArtifact, "readArtifact",
        "Bytes of an artifact; ranges are understood", "", "", 200, {}, false, "206 416"},
    {"GET", "/api/approvals", A::Reader, B::None, h::listApprovals, "listApprovals", "Questions to a person", "",
        "ApprovalList", 200, kApprovalQuery},
    {"GET", "/api/approvals/{id}", A::Reader, B::None, h::readApproval, "readApproval", "One question", "", "Approval",
        200, kFactsQuery},
    {"POST", "/api/approvals/{id}/approve", A::Changer, B::Json, h::approve, "approve", "Allow what was shown",
        "ApproveRequest", "Approval", 200, {}, false, "409 410 428"},
    {"POST", "/api/approvals/{id}/deny", A::Changer, B::JsonOptional, h::deny, "deny", "Say no, and tell the model why",
        "DenyRequest", "Approval", 200, {}, false, "409 410"},
    {"GET", "/api/rules", A::Reader, B::None, h::listRules, "listRules", "Rules of the user, written and remembered",
        "", "RuleList", 200, kListQuery},
    {"DELETE", "/api/rules/{rule}", A::Changer, B::None, h::deleteRule, "deleteRule", "Take a rule away", "", "", 204,
        {}, false, "409"},
    {"GET", "/api/webhooks", A::Reader, B::None, h::listWebhooks, "listWebhooks", "Addresses that hear of events", "",
        "WebhookList", 200, kListQuery},
    {"POST", "/api/webhooks", A::Changer, B::Json, h::createWebhook, "createWebhook",
        "Tell an address from now on; the only answer with its secret", "WebhookRequest", "NewWebhook", 201, {}, false,
        "409"},
    {"GET", "/api/webhooks/{id}", A::Reader, B::None, h::readWebhook, "readWebhook", "One webhook", "", "Webhook", 200,
        {}},
    {"DELETE", "/api/webhooks/{id}", A::Changer, B::None, h::deleteWebhook, "deleteWebhook", "Tell it nothing more", "",
        "", 204, {}},
    {"POST", "/api/webhooks/{id}/test", A::Changer, B::JsonOptional, h::testWebhook, "testWebhook", "Send a test now",
        "", "WebhookTest", 200, {}},
    {"GET", "/api/webhooks/{id}/failures", A::Reader, B::None, h::listWebhookFailures, "listWebhookFailures",
        "Deliveries that were given up, newest first", "", "WebhookFailureList", 200, kListQuery},
    {"POST", "/api/webhooks/{id}/resend", A::Changer, B::JsonOptional, h::resendWebhookFailures,
        "resendWebhookFailures", "Send again what was given up", "ResendRequest", "Resent", 200, {}},
    {"GET", "/api/hooks", A::Reader, B::None, h::listHooks, "listHooks", "Templates that others may make tasks from",
        "", "HookList", 200, kListQuery},
    {"PUT", "/api/hooks/{name}", A::Changer, B::Json, h::createHook, "createHook",
        "Store a template; the only answer with its secret", "HookRequest", "NewHook", 201, {}, false, "409 428"},
    {"POST", "/api/hooks/{name}", A::Signed, B::Raw, h::callHook, "callHook",
        "Make a task from a template: a call signed with its secret (VibeCoder-Timestamp, VibeCoder-Signature, "
        "VibeCoder-Delivery); 200 for a delivery that is known",
        "HookPayload", "HookReceipt", 201, {}, false, "200:HookReceipt 409 429"},
    {"DELETE", "/api/hooks/{name}", A::Changer, B::None, h::deleteHook, "deleteHook", "Take a template away", "", "",
        204, {}},
    {"GET", "/api/queue", A::Reader, B::None, h::readQueue, "readQueue", "The queue", "", "Queue", 200, {}},
    {"POST", "/api/queue/pause", A::Changer, B::JsonOptional, h::pauseQueue, "pauseQueue", "Begin no further task", "",
        "Queue", 200, {}},
    {"POST", "/api/queue/resume", A::Changer, B::JsonOptional, h::resumeQueue, "resumeQueue", "Go on", "", "Queue", 200,
        {}},
    {"GET", "/api/events", A::Reader, B::None, h::listEvents, "listEvents", "Everything that happened", "", "EventPage",
        200, kEventQuery, true},
    {"GET", "/api/tasks/{id}/report", A::Reader, B::None, h::report, "readReport", "Evidence of what a task did", "",
        "Report", 200, {}},
    {"GET", "/api/tasks/{id}/checkpoints", A::Reader, B::None, h::listCheckpoints, "listCheckpoints",
        "Kept states of its files", "", "CheckpointList", 200, kListQuery, true},
    {"GET", "/api/tasks/{id}/diff", A::Reader, B::None, h::diff, "readDiff", "What lies between two kept states", "",
        "Difference", 200, kDiffQuery, false, "409 422"},
    {"POST", "/api/tasks/{id}/rollback", A::Changer, B::Json, h::rollback, "rollback",
        "Bring the files of an ended task back", "RollbackRequest", "Rollback", 200, {}, false, "409 410 422"},
    {"GET", "/api/tasks/{id}/result", A::Reader, B::None, h::readResult, "readResult",
        "What an attempt in a view changed", "", "Result", 200, kResultQuery, false, "409"},
    {"POST", "/api/tasks/{id}/apply", A::Changer, B::JsonOptional, h::applyResult, "applyResult",
        "Take the result of an attempt into the folder; questions are in the answer, then nothing was applied",
        "ApplyRequest", "ApplyOutcome", 200, {}, false, "409"},
    {"POST", "/api/tasks/{id}/undo", A::Changer, B::JsonOptional, h::undoResult, "undoResult",
        "Take back what was applied of an attempt", "UndoRequest", "UndoOutcome", 200, {}, false, "409"},
    {"GET", "/api/stats", A::Reader, B::None, h::stats, "stats", "Figures over days", "", "Stats", 200, kStatsQuery},
    {"GET", "/api/settings", A::Reader, B::None, h::settings, "settings", "What is in force; no secrets", "",
        "Settings", 200, {}},
    {"GET", "/metrics", A::Reader, B::None, h::metrics, "metrics", "Figures for Prometheus", "", "", 200, {}},
    {"GET", "/api/openapi.json", A::Reader, B::None, h::openapi, "openapi", "This description", "", "Description", 200,
        {}},
    {"GET", "/api/logs", A::Reader, B::None, h::listLogs, "listLogs", "The log", "", "LogPage", 200, kLogQuery, true},
};

// Patterns as lists of segments, split once.
const QList<QStringList> &patterns()
{
    static const QList<QStringList> lists = [] {
        QList<QStringList> result;
        for (const Route &route : kRoutes)
            result.append(QString::fromLatin1(route.path).split(u'/', Qt::SkipEmptyParts));
        return result;
    }();
    return lists;
}

bool fits(const QStringList &pattern, const QStringList &segments, QHash<QString, QString> &args)
{
    if (pattern.size() != segments.size())
        return false;
    args.clear();
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QString &part = pattern.at(i);
        if (part.startsWith(u'{'))
            args.insert(part.mid(1, part.size() - 2), segments.at(i));
        else if (part != segments.at(i))
            return false;
    }
    return true;
}

} // namespace

std::span<const Route> routes()
{
    return kRoutes;
}

QMap<int, QByteArray> answersOf(const Route &route)
{
    QMap<int, QByteArray> answers{{route.success, route.replySchema}};
    const auto refusal = [&answers](int status) { answers.insert(status, "Error"); };
    refusal(400);
    refusal(403);
    refusal(503);
    if (route.access != RouteAccess::Open)
        refusal(401);
    if (QByteArrayView(route.path).contains('{'))
        refusal(404);
    if (route.body != RouteBody::None) {
        refusal(413);
        refusal(415);
    }
    if (*route.requestSchema != '\0')
        refusal(422);
    for (const QByteArray &one : QByteArray(route.also).split(' ')) {
        const int status = one.left(3).toInt();
        if (status > 0)
            answers.insert(status, one.size() > 4 ? one.mid(4) : status < 300 ? QByteArray() : QByteArray("Error"));
    }
    return answers;
}

RouteMatch matchRoute(const QByteArray &method, const QStringList &segments)
{
    RouteMatch match;
    QHash<QString, QString> args;
    // HEAD is GET whose body stays here.
    const QByteArray wanted = method == "HEAD" ? QByteArray("GET") : method;
    for (std::size_t i = 0; i < std::size(kRoutes); ++i) {
        if (!fits(patterns().at(qsizetype(i)), segments, args))
            continue;
        match.allowed.append(kRoutes[i].method);
        if (wanted == kRoutes[i].method) {
            match.route = &kRoutes[i];
            match.args = args;
        }
    }
    return match;
}

} // namespace vibecoder
