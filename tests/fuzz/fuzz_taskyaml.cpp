// SPDX-License-Identifier: MIT
// Any bytes as a task file: no crash, a bounded report, and a file that is accepted reads back from its own writing.
#include "wire/taskyaml.h"

#include <cstdlib>

using namespace vibecoder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const TaskFileContext context{QStringLiteral("/usr/src"), 10, 300, {}};
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const TaskFileResult result = readTaskYaml(bytes, context);
    if (result.errors.size() > kTaskFileMaxErrors + 1)
        std::abort();
    for (const TaskFileError &error : result.errors) {
        // The folders of the fuzzing machine must not matter: everything else of the file has to be right.
        if (error.field != QStringLiteral("working_directory") || result.errors.size() > 1)
            return 0;
    }
    const TaskFileResult again = readTaskYaml(writeTaskYaml(result.spec), context);
    for (const TaskFileError &error : again.errors) {
        if (error.field != QStringLiteral("working_directory"))
            std::abort();
    }
    TaskSpec expected = result.spec;
    expected.workingDirectory = again.spec.workingDirectory;
    if (!(again.spec == expected))
        std::abort();
    return 0;
}
