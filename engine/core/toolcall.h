// SPDX-License-Identifier: MIT
// A tool call of the model, checked strictly and turned into one typed request. Pure.
#pragma once

#include "base/result.h"
#include "model/message.h"

#include <QByteArray>

namespace vibecoder {

enum class ToolKind {
    View,
    Create,
    StrReplace,
    Insert,
    Bash,
    BashRestart,
    Search,
    ListFiles,
    RunVerification,
    Finish,
};

struct ToolRequest
{
    ToolKind kind = ToolKind::View;
    QString path;                ///< file tools: as the model wrote it; search and list: empty means the root
    int firstLine = 0;           ///< View: 1-based; 0: from the start
    int lastLine = 0;            ///< View: -1 or 0: to the end
    int insertLine = 0;          ///< Insert: 0 is before line 1
    QByteArray oldText, newText; ///< StrReplace; Create and Insert use newText
    QString command;             ///< Bash
    QString pattern, glob;       ///< Search
    bool regex = false, caseSensitive = true;
    int depth = 2;         ///< ListFiles, 1 to 3
    int commandIndex = -1; ///< RunVerification: 0-based; -1: all
    bool done = false;     ///< Finish: done, else blocked
    QString summary, blockedReason;
};

/// Error InvalidArgument: the text is for the model, names the wrong field and shows a right call.
[[nodiscard]] Result<ToolRequest> parseToolCall(const ToolCall &call);

/// One short line of what it is about, for events and the screen: the path or the command, cut at 200 characters.
[[nodiscard]] QString describe(const ToolRequest &request);

} // namespace vibecoder
