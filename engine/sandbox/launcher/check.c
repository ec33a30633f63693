// SPDX-License-Identifier: MIT
// `check plant|look FOLDERS...`: what the probe runs inside a sandbox. Exit 0: as it should be.
#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { new_user_allowed = 3, marker_found = 4, still_capable = 5 };

int check(int argc, char **argv)
{
    const int plant = strcmp(argv[2], "plant") == 0;
    if (plant && unshare(CLONE_NEWUSER) == 0)
        return new_user_allowed;
    if (plant && unshare(CLONE_NEWNS) == 0)
        return still_capable;
    for (int i = 3; i < argc; ++i) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/.vibecoder-marker", argv[i]) >= (int)sizeof path)
            continue;
        // Where it cannot be planted there is nothing to find.
        const int fd = open(path, plant ? O_WRONLY | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC, 0600);
        if (fd >= 0 && !plant)
            return marker_found;
        if (fd >= 0)
            close(fd);
    }
    return 0;
}
