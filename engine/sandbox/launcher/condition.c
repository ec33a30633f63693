// SPDX-License-Identifier: MIT
// What the children of this process inherit from it: a command that could change that would reach the next one.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void look_at_condition(struct condition *condition)
{
    memset(condition, 0, sizeof *condition);
    for (unsigned i = 0; i < condition_limits; ++i) {
        struct rlimit limit;
        if (getrlimit((__rlimit_resource_t)i, &limit) != 0)
            continue;
        condition->limits[i][0] = limit.rlim_cur;
        condition->limits[i][1] = limit.rlim_max;
    }
    errno = 0;
    condition->nice = getpriority(PRIO_PROCESS, 0);
    condition->disk = (int)syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0);
    condition->scheduler = sched_getscheduler(0);
    cpu_set_t processors;
    CPU_ZERO(&processors);
    condition->processors = sched_getaffinity(0, sizeof processors, &processors) == 0 ? CPU_COUNT(&processors) : -1;
    const int fd = open("/proc/self/oom_score_adj", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (read(fd, condition->memory, sizeof condition->memory - 1) < 0)
        condition->memory[0] = '\0';
    close(fd);
}
