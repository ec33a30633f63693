// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "launcher.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void reset_signals(void)
{
    for (int number = 1; number < NSIG; ++number)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void limit(int resource, rlim_t value)
{
    struct rlimit current;
    if (getrlimit((__rlimit_resource_t)resource, &current) != 0)
        return;
    if (current.rlim_max != RLIM_INFINITY && current.rlim_max < value)
        value = current.rlim_max;
    const struct rlimit wanted = {value, value};
    setrlimit((__rlimit_resource_t)resource, &wanted);
}

void set_limits(const struct child_limits *limits)
{
    limit(RLIMIT_CORE, 0);
    if (limits->file_bytes)
        limit(RLIMIT_FSIZE, limits->file_bytes);
    if (limits->cpu_seconds)
        limit(RLIMIT_CPU, limits->cpu_seconds);
    if (limits->processes)
        limit(RLIMIT_NPROC, limits->processes);
    if (limits->descriptors)
        limit(RLIMIT_NOFILE, limits->descriptors);
}

void close_from(unsigned first)
{
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return;
    for (unsigned fd = first; fd < 4096; ++fd)
        close((int)fd);
}
