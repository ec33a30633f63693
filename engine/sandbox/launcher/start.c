// SPDX-License-Identifier: MIT
// Starts a bubblewrap and stays as its parent. bubblewrap ties its own processes to each other a little later than they
// begin: an engine that dies in that gap would leave one asleep for ever. We were here before them and see everybody
// who is orphaned, so nobody outlives the engine.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { inner_control_fd = 3 };

// The user who owns the working directory, when we are uid 0; and one descriptor besides the three.
static void become_bubblewrap(char **argv, int control, uid_t uid, gid_t gid, pid_t starter)
{
    if (control >= 0 &&
        (control == inner_control_fd ? fcntl(control, F_SETFD, 0) != 0 : dup2(control, inner_control_fd) < 0))
        _exit(2);
    close_from(control >= 0 ? inner_control_fd + 1 : inner_control_fd);
    reset_signals();
    if (geteuid() == 0 && uid != 0 && (setgroups(0, NULL) != 0 || setgid(gid) != 0 || setuid(uid) != 0)) {
        perror("vibecoder-launcher: cannot become the owner of the folder");
        _exit(2);
    }
    // After the change of user, which would undo it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != starter)
        _exit(2);
    execv(argv[0], argv);
    perror(argv[0]);
    _exit(2);
}

int start(int argc, char **argv)
{
    if (argc < 8 || strcmp(argv[6], "--") != 0)
        return 2;
    const int control = atoi(argv[2]), alive = atoi(argv[3]);
    const uid_t uid = (uid_t)strtoul(argv[4], NULL, 10);
    const gid_t gid = (gid_t)strtoul(argv[5], NULL, 10);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_DUMPABLE, 0);
    // As bubblewrap itself: the thread that wanted it is gone. Whoever died before this is seen at the pipe.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setsid();
    signal(SIGPIPE, SIG_IGN);
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    const int signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    const pid_t starter = getpid();
    const pid_t child = signals < 0 ? -1 : fork();
    if (child < 0)
        return 2;
    if (child == 0)
        become_bubblewrap(argv + 7, control, uid, gid, starter);
    if (control >= 0)
        close(control);

    int status = 0, ended = 0, ordered = 0;
    while (!ended && !ordered) {
        struct pollfd fds[2] = {{signals, POLLIN, 0}, {alive, 0, 0}};
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            break;
        struct signalfd_siginfo info;
        while (read(signals, &info, sizeof info) == (ssize_t)sizeof info)
            ordered = ordered || info.ssi_signo == SIGTERM;
        // Nothing is ever written there: the other end is closed.
        ordered = ordered || fds[1].revents;
        reap(child, &status, &ended);
    }
    end_tree(child, &status, &ended);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
