// SPDX-License-Identifier: MIT
// The engine's settings after all sources were joined (core/settingsloader.h) and checked.
#pragma once

#include "base/enumtable.h"

#include <QString>

namespace vibecoder {

/// Full: Anthropic's typed tools, prompt caching, thinking. Plain: custom tools only, for other compatible servers.
enum class ClaudeProfile { Auto, Full, Plain };
template <>
struct EnumTable<ClaudeProfile>
{
    static constexpr auto rows = enumRows<ClaudeProfile>(
        {{ClaudeProfile::Auto, "auto"}, {ClaudeProfile::Full, "full"}, {ClaudeProfile::Plain, "plain"}});
};

/// Auto: every command runs in the best sandbox that works here. None: as this user, unheld; only by the user's own
/// choice.
enum class SandboxChoice { Auto, None, Landlock, Bubblewrap };
template <>
struct EnumTable<SandboxChoice>
{
    static constexpr auto rows = enumRows<SandboxChoice>({{SandboxChoice::Auto, "auto"}, {SandboxChoice::None, "none"},
        {SandboxChoice::Landlock, "landlock"}, {SandboxChoice::Bubblewrap, "bubblewrap"}});
};

/// Whether it is noted which files the first verification opens. Auto: where it can be; On: the same, and a task says
/// so where it cannot.
enum class TraceChoice { Auto, On, Off };
template <>
struct EnumTable<TraceChoice>
{
    static constexpr auto rows =
        enumRows<TraceChoice>({{TraceChoice::Auto, "auto"}, {TraceChoice::On, "on"}, {TraceChoice::Off, "off"}});
};

struct Settings
{
    QString apiKey;    ///< sent as x-api-key; never stored, printed or logged
    QString authToken; ///< sent as Authorization: Bearer when there is no apiKey
    QString baseUrl = QStringLiteral("https://api.anthropic.com");
    QString databaseUrl = QStringLiteral("sqlite:///~/.vibecoder/vibecoder.db");
    QString host = QStringLiteral("127.0.0.1");
    int port = 8000;
    QString tlsCertificate, tlsKey; ///< PEM files; needed to listen off loopback
    int maxIterations = 10;         ///< for tasks that do not say
    int timeoutPerIteration = 300;  ///< seconds, for tasks that do not say
    QString claudeModel = QStringLiteral("claude-sonnet-5-5");
    ClaudeProfile claudeProfile = ClaudeProfile::Auto;
    QString claudeApiVersion; ///< the header anthropic-version; empty: the one that belongs to the profile
    int maxTokens = 32000;    ///< of one answer
    double maxCostUsd = 3.0;  ///< per task attempt, for tasks that do not say
    int maxWallMinutes = 60;  ///< working time of one attempt, waits for people not counted; 0: no limit
    int workers = 1;          ///< 1 to 16
    int approvalExpiryMinutes = 30;
    int modelIdleTimeout = 90; ///< seconds without any content of the answer
    QString logLevel = QStringLiteral("INFO");
    SandboxChoice sandbox = SandboxChoice::Auto;
    TraceChoice traceBaseline = TraceChoice::Auto;
    int checkpointDays = 30;      ///< how long checkpoints of ended tasks are kept; 0: no checkpoints
    int checkpointFileMb = 20;    ///< larger files are not covered
    bool restoreBest = false;     ///< a run that fails ends with its best state instead of its last one
    int checkpointStoreMb = 1024; ///< per working directory; the oldest go first
    int viewDays = 14;            ///< how long views of ended tasks are kept
    int viewStoreMb = 8192;       ///< of all views; those of the tasks that ended first go first
    QString rulesFile;       ///< the user's own rules: rules.yaml beside the configuration, no setting; empty: none
    QString sandboxReadOnly; ///< folders, separated by colons, that commands may also read (~/.cargo:~/.npm)
};

} // namespace vibecoder
