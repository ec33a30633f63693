// SPDX-License-Identifier: MIT
// vibecoder-launcher CONTROL_FD [OPTIONS] -- PROGRAM ARGUMENTS...   one command (once.c)
// vibecoder-launcher start CONTROL_FD UID GID -- BUBBLEWRAP ...     becomes a sandbox whose process 1 is `warm`
// vibecoder-launcher warm                                          stays for many commands (warm.c)
// vibecoder-launcher limited PROGRAM ARGUMENTS...                  sets the limit of processes and becomes the program
// vibecoder-launcher check plant|look FOLDERS...                   looks whether a sandbox holds (check.c)
#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { warm_control_fd = 3 };

// The user who owns the working directory, when we are uid 0; and one descriptor besides the three.
static int start(int argc, char **argv)
{
    if (argc < 7 || strcmp(argv[5], "--") != 0)
        return 2;
    const int control = atoi(argv[2]);
    const uid_t uid = (uid_t)strtoul(argv[3], NULL, 10);
    const gid_t gid = (gid_t)strtoul(argv[4], NULL, 10);
    if (control == warm_control_fd ? fcntl(control, F_SETFD, 0) != 0 : dup2(control, warm_control_fd) < 0)
        return 2;
    close_from(warm_control_fd + 1);
    if (geteuid() == 0 && uid != 0 && (setgroups(0, NULL) != 0 || setgid(gid) != 0 || setuid(uid) != 0)) {
        perror("vibecoder-launcher: cannot become the owner of the folder");
        return 2;
    }
    // After the change of user, which would undo it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execv(argv[6], argv + 6);
    perror(argv[6]);
    return 2;
}

// Inside a sandbox for one command: its own limits are set where its user has no other processes.
static int limited(char **argv)
{
    struct pollfd launcher = {vc_alive_fd, 0, 0};
    if (fcntl(vc_alive_fd, F_GETFD) >= 0 && poll(&launcher, 1, 0) > 0 && (launcher.revents & POLLERR))
        return 126;
    close_from(3);
    const struct child_limits limits = {0, 0, 512, 0};
    set_limits(&limits);
    execv(argv[2], argv + 2);
    return 127;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "warm") == 0)
        return stay_warm();
    if (argc > 2 && strcmp(argv[1], "start") == 0)
        return start(argc, argv);
    if (argc > 2 && strcmp(argv[1], "check") == 0)
        return check(argc, argv);
    if (argc > 2 && strcmp(argv[1], "limited") == 0)
        return limited(argv);
    return argc < 4 ? 2 : run_once(argc, argv);
}
