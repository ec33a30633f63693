// SPDX-License-Identifier: MIT
// Any bytes as a command: no crash, places inside the text, words that come from it; and a text that is not accepted is
// never allowed.
#include "permission/commandparser.h"
#include "permission/commandpolicy.h"

#include <cstdlib>

using namespace vibecoder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    const ParsedCommand parsed = parseCommand(text);
    for (const ShellCommand &command : parsed.commands) {
        for (const ShellWord &word : command.words) {
            if (word.begin < 0 || word.end > text.size() || word.begin > word.end ||
                word.text.size() > word.end - word.begin)
                std::abort();
        }
    }
    const CommandVerdict verdict = classifyCommand(text, {"/w", "", "/home/dev", "/home/dev/.vibecoder"});
    if (!parsed.accepted && verdict.worst.decision == Decision::Allow)
        std::abort();
    if (verdict.worst.begin < 0 || verdict.worst.end > text.size())
        std::abort();
    return 0;
}
