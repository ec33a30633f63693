// SPDX-License-Identifier: MIT
// vibecoder-launcher CONTROL_FD [OPTIONS] -- PROGRAM ARGUMENTS...   one command (once.c)
// vibecoder-launcher start CONTROL_FD ALIVE_FD UID GID -- BUBBLEWRAP ...   holds a sandbox (start.c)
// vibecoder-launcher warm                                          its process 1: stays for many commands (warm.c)
// vibecoder-launcher limited PROGRAM ARGUMENTS...                  sets the limit of processes and becomes the program
// vibecoder-launcher check plant|look FOLDERS...                   looks whether a sandbox holds (check.c)
#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

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
