// SPDX-License-Identifier: MIT
// Tells the engine which files of the working directory a command opens. inotify says it by name and costs a command
// less than a microsecond for each file that it opens there and nothing for any other; a listener of the filter of
// system calls would stop each opening of any file for a process of ours. The watches lie on the folders of the
// command's own view, where nobody else opens anything. The engine reads them itself, so the command cannot reach them.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Returns the descriptor of inotify.
static int watch(int list, uint32_t count)
{
    static int32_t numbers[vc_traced_max];
    struct stat status;
    if (count > vc_traced_max || fstat(list, &status) != 0 || status.st_size <= 0) {
        errno = EINVAL;
        return -1;
    }
    const size_t length = (size_t)status.st_size;
    const char *const text = mmap(NULL, length, PROT_READ, MAP_PRIVATE, list, 0);
    if (text == MAP_FAILED)
        return -1;
    const int watches = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watches < 0)
        return -1;
    const char *at = text;
    for (uint32_t i = 0; i < count; ++i) {
        const char *const zero = at < text + length ? memchr(at, 0, (size_t)(text + length - at)) : NULL;
        if (!zero) {
            errno = EINVAL;
            return -1;
        }
        numbers[i] = inotify_add_watch(watches, at, IN_OPEN | IN_ONLYDIR | IN_DONT_FOLLOW);
        // What a moment ago was a folder and may be read needs no watch when it is so no more.
        if (numbers[i] < 0 && errno != ENOENT && errno != ENOTDIR && errno != EACCES)
            return -1;
        at = zero + 1;
    }
    const size_t bytes = count * sizeof numbers[0];
    return pwrite(list, numbers, bytes, at - text) == (ssize_t)bytes ? watches : -1;
}

void trace_folders(int list, uint32_t count)
{
    const int watches = watch(list, count);
    const struct vc_answer answer = {
        vc_answer_traced, watches < 0 ? vc_end_no_setup : vc_end_exit, watches < 0 ? errno : 0, 0, 0};
    send_answer(&answer, watches);
    if (watches >= 0)
        close(watches);
}
