// SPDX-License-Identifier: MIT
// Ends everybody below us where no name space does it.
#define _GNU_SOURCE
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { max_processes = 65536 };

// One pass over /proc: signals every process whose parent chain leads to us. Returns how many there were.
static int signal_descendants(int number)
{
    static pid_t pids[max_processes], parents[max_processes];
    static char mine[max_processes];
    int count = 0;
    DIR *proc = opendir("/proc");
    if (!proc)
        return 0;
    for (struct dirent *entry = readdir(proc); entry && count < max_processes; entry = readdir(proc)) {
        char *end = NULL;
        const long pid = strtol(entry->d_name, &end, 10);
        if (*end != '\0' || pid <= 0)
            continue;
        char name[64], text[512];
        snprintf(name, sizeof name, "/proc/%ld/stat", pid);
        const int fd = open(name, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue;
        const ssize_t length = read(fd, text, sizeof text - 1);
        close(fd);
        if (length <= 0)
            continue;
        text[length] = '\0';
        // The command name may hold brackets: the fields begin after the last one.
        const char *after = strrchr(text, ')');
        char state = 0;
        int parent = 0;
        if (!after || sscanf(after + 1, " %c %d", &state, &parent) != 2 || state == 'Z')
            continue;
        pids[count] = (pid_t)pid;
        parents[count] = parent;
        mine[count] = parent == getpid();
        ++count;
    }
    closedir(proc);
    // Marks spread from parent to child until no further one is found.
    for (int grew = 1; grew;) {
        grew = 0;
        for (int i = 0; i < count; ++i) {
            for (int j = 0; !mine[i] && j < count; ++j) {
                if (mine[j] && pids[j] == parents[i])
                    mine[i] = 1, grew = 1;
            }
        }
    }
    int found = 0;
    for (int i = 0; i < count; ++i) {
        if (mine[i]) {
            kill(pids[i], number);
            ++found;
        }
    }
    return found;
}

void reap(pid_t command, int *status, int *ended)
{
    int one = 0;
    for (pid_t pid = waitpid(-1, &one, WNOHANG); pid > 0; pid = waitpid(-1, &one, WNOHANG)) {
        if (pid == command) {
            *status = one;
            *ended = 1;
        }
    }
}

// Ends whatever lives below us. As subreaper we inherit orphans, so the walk sees them; bounded against a fork bomb.
int end_tree(pid_t command, int *status, int *ended)
{
    int left_overs = 0;
    for (int round = 0; round < 1000; ++round) {
        reap(command, status, ended);
        // The cheap question first: no children at all means nobody to look for.
        siginfo_t info;
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD)
            break;
        kill(-command, SIGKILL);
        const int found = signal_descendants(SIGKILL);
        if (round == 0)
            left_overs = found;
        const struct timespec pause = {0, 2 * 1000 * 1000};
        nanosleep(&pause, NULL);
    }
    return left_overs;
}
