// SPDX-License-Identifier: MIT
// Handlers of the route table, one file per noun. Each is called with a checked request and answers once.
#pragma once

#include "apicontext.h"

namespace vibecoder::handlers {

// statushandlers.cpp
void health(ApiContext &, const HttpRequest &, const Answer &);
void ready(ApiContext &, const HttpRequest &, const Answer &);
void status(ApiContext &, const HttpRequest &, const Answer &);
void live(ApiContext &, const HttpRequest &, const Answer &);

// sessionhandlers.cpp
void openSession(ApiContext &, const HttpRequest &, const Answer &);
void readSession(ApiContext &, const HttpRequest &, const Answer &);
void closeSession(ApiContext &, const HttpRequest &, const Answer &);
void ticket(ApiContext &, const HttpRequest &, const Answer &);

// tasklisthandlers.cpp
void listTasks(ApiContext &, const HttpRequest &, const Answer &);
void readTask(ApiContext &, const HttpRequest &, const Answer &);
void listIterations(ApiContext &, const HttpRequest &, const Answer &);

// taskhandlers.cpp
void createTask(ApiContext &, const HttpRequest &, const Answer &);
void updateTask(ApiContext &, const HttpRequest &, const Answer &);
void deleteTask(ApiContext &, const HttpRequest &, const Answer &);
void cancelTask(ApiContext &, const HttpRequest &, const Answer &);
void retryTask(ApiContext &, const HttpRequest &, const Answer &);

// artifacthandlers.cpp
void listArtifacts(ApiContext &, const HttpRequest &, const Answer &);
void readArtifact(ApiContext &, const HttpRequest &, const Answer &);

// approvalhandlers.cpp
void listApprovals(ApiContext &, const HttpRequest &, const Answer &);
void readApproval(ApiContext &, const HttpRequest &, const Answer &);
void approve(ApiContext &, const HttpRequest &, const Answer &);
void deny(ApiContext &, const HttpRequest &, const Answer &);

// rulehandlers.cpp
void listRules(ApiContext &, const HttpRequest &, const Answer &);
void deleteRule(ApiContext &, const HttpRequest &, const Answer &);

// webhookhandlers.cpp
void listWebhooks(ApiContext &, const HttpRequest &, const Answer &);
void readWebhook(ApiContext &, const HttpRequest &, const Answer &);
void createWebhook(ApiContext &, const HttpRequest &, const Answer &);
void deleteWebhook(ApiContext &, const HttpRequest &, const Answer &);
void testWebhook(ApiContext &, const HttpRequest &, const Answer &);
void listWebhookFailures(ApiContext &, const HttpRequest &, const Answer &);
void resendWebhookFailures(ApiContext &, const HttpRequest &, const Answer &);

// hookhandlers.cpp
void listHooks(ApiContext &, const HttpRequest &, const Answer &);
void createHook(ApiContext &, const HttpRequest &, const Answer &);
void deleteHook(ApiContext &, const HttpRequest &, const Answer &);
void callHook(ApiContext &, const HttpRequest &, const Answer &);

// queuehandlers.cpp
void readQueue(ApiContext &, const HttpRequest &, const Answer &);
void pauseQueue(ApiContext &, const HttpRequest &, const Answer &);
void resumeQueue(ApiContext &, const HttpRequest &, const Answer &);

// eventhandlers.cpp
void listEvents(ApiContext &, const HttpRequest &, const Answer &);
void listTaskEvents(ApiContext &, const HttpRequest &, const Answer &);
void listTaskLogs(ApiContext &, const HttpRequest &, const Answer &);
void listLogs(ApiContext &, const HttpRequest &, const Answer &);

// historyhandlers.cpp
void report(ApiContext &, const HttpRequest &, const Answer &);
void listCheckpoints(ApiContext &, const HttpRequest &, const Answer &);
void diff(ApiContext &, const HttpRequest &, const Answer &);
void rollback(ApiContext &, const HttpRequest &, const Answer &);

// resulthandlers.cpp
void readResult(ApiContext &, const HttpRequest &, const Answer &);
void applyResult(ApiContext &, const HttpRequest &, const Answer &);
void undoResult(ApiContext &, const HttpRequest &, const Answer &);

// insighthandlers.cpp
void stats(ApiContext &, const HttpRequest &, const Answer &);
void metrics(ApiContext &, const HttpRequest &, const Answer &);
void settings(ApiContext &, const HttpRequest &, const Answer &);

// openapi.cpp
void openapi(ApiContext &, const HttpRequest &, const Answer &);

} // namespace vibecoder::handlers
