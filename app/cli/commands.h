// SPDX-License-Identifier: MIT
// One function per noun: adds its verbs to the parser. registry.cpp calls them all.
#pragma once

#include "context.h"

#include <CLI/CLI.hpp>

namespace vibecoder {

void addTaskCreate(CLI::App &task, Context &context);
void addTaskCommands(CLI::App &app, Context &context);
void addCheckpointCommands(CLI::App &task, Context &context);
void addResultCommands(CLI::App &task, Context &context);
void addTaskLists(CLI::App &task, Context &context);
void addTaskReports(CLI::App &task, Context &context);
void addQueueCommands(CLI::App &app, Context &context);
void addApprovalCommands(CLI::App &app, Context &context);
void addAuditCommands(CLI::App &app, Context &context);
void addPolicyCommands(CLI::App &app, Context &context);
void addVerifyCommands(CLI::App &app, Context &context);
void addWebhookCommands(CLI::App &app, Context &context);
void addHookCommands(CLI::App &app, Context &context);
void addServerCommands(CLI::App &app, Context &context);
void addRunCommand(CLI::App &app, Context &context);
void addKeyCommands(CLI::App &app, Context &context);
void addConfigCommands(CLI::App &app, Context &context);
void addDoctorCommand(CLI::App &app, Context &context);
void addDemoCommand(CLI::App &app, Context &context);

/// Every command of the program on one parser.
void addAllCommands(CLI::App &app, Context &context);

} // namespace vibecoder
