// SPDX-License-Identifier: MIT
// Runs one command and answers for its whole tree. The engine holds the other end of CONTROL_FD (a socket pair):
//   engine -> launcher   `T`: tell the command to end. Any other byte: end the tree now. End of file: the engine is
//   gone,
//                        end the tree now.
//   launcher -> engine   one line at the end: "exit CODE LEFT_OVERS", "signal NUMBER LEFT_OVERS" or "error ERRNO 0".
// Output of the command goes to our standard output and error, which the engine made one pipe. The line is written only
// after every descendant is gone, so the end of the output always comes.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { error_fd = 3, kept_fd = 4 };

static int alive_pipe[2] = {-1, -1};

static int control_fd = -1;
static int ruleset_fd = -1, filter_fd = -1, keep_fd = -1;

static void answer(const char *word, int number, int left_overs)
{
    char line[64];
    const int length = snprintf(line, sizeof line, "%s %d %d\n", word, number, left_overs);
    // Nobody may be listening any more; the tree is gone all the same.
    if (write(control_fd, line, (size_t)length) < 0)
        return;
}

static void become_command(char **argv, int errors, pid_t launcher)
{
    setsid();
    // A launcher that is killed takes the command along; bubblewrap sets the same for itself, but only a little later.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // It may have been killed before that.
    if (getppid() != launcher)
        _exit(126);
    reset_signals();
    const struct child_limits limits = {0, (uint64_t)20 * 1024 * 1024 * 1024, 0, 4096};
    set_limits(&limits);
    int failed = 0;
    if (ruleset_fd >= 0)
        failed = drop_file_capabilities() != 0 ? -1 : restrict_to_ruleset(ruleset_fd);
    if (failed == 0 && filter_fd >= 0)
        failed = load_filter_from(filter_fd);
    if (failed == 0) {
        // First: the numbers below may be those of this pipe.
        if (errors != error_fd)
            dup2(errors, error_fd);
        fcntl(error_fd, F_SETFD, FD_CLOEXEC);
        errors = error_fd;
        // One past the errors stays open, for a bubblewrap that reads its filter there.
        if (keep_fd >= 0) {
            dup2(keep_fd, kept_fd);
            dup2(alive_pipe[1], vc_alive_fd);
        }
        close_from(keep_fd >= 0 ? vc_alive_fd + 1 : error_fd + 1);
        execv(argv[0], argv);
    }
    const int why = errno;
    if (write(errors, &why, sizeof why) < 0)
        _exit(126);
    _exit(127);
}

// Descriptors are moved up, out of the way of the fixed numbers.
static int moved(const char *number)
{
    return fcntl(atoi(number), F_DUPFD_CLOEXEC, 10);
}

// CONTROL_FD [--ruleset FD] [--filter FD] [--keep FD] -- PROGRAM ARGUMENTS...
int run_once(int argc, char **argv)
{
    int at = 2;
    for (; at + 1 < argc && strcmp(argv[at], "--") != 0; at += 2) {
        int *const place = strcmp(argv[at], "--ruleset") == 0  ? &ruleset_fd
                           : strcmp(argv[at], "--filter") == 0 ? &filter_fd
                           : strcmp(argv[at], "--keep") == 0   ? &keep_fd
                                                               : NULL;
        if (!place || (*place = moved(argv[at + 1])) < 0)
            return 2;
    }
    if (at + 1 >= argc || (control_fd = moved(argv[1])) < 0)
        return 2;
    // What the descriptors were inherited as: the control socket must not stay open twice.
    close(atoi(argv[1]));
    for (int i = 3; i < at; i += 2)
        close(atoi(argv[i]));
    argv += at + 1;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_DUMPABLE, 0);
    setsid();
    signal(SIGPIPE, SIG_IGN);

    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGHUP);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    const int signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    int errors[2];
    if (signals < 0 || pipe2(errors, O_CLOEXEC) != 0 || pipe2(alive_pipe, O_CLOEXEC) != 0)
        return 2;
    // Out of the way of the fixed numbers.
    alive_pipe[0] = fcntl(alive_pipe[0], F_DUPFD_CLOEXEC, 10);
    alive_pipe[1] = fcntl(alive_pipe[1], F_DUPFD_CLOEXEC, 10);
    const pid_t launcher = getpid();
    const pid_t command = fork();
    if (command < 0) {
        answer("error", errno, 0);
        return 1;
    }
    if (command == 0)
        become_command(argv, errors[1], launcher);
    close(errors[1]);
    close(alive_pipe[1]);

    int status = 0, ended = 0, ordered = 0;
    while (!ended && !ordered) {
        struct pollfd fds[2] = {{signals, POLLIN, 0}, {control_fd, POLLIN, 0}};
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            break;
        struct signalfd_siginfo info;
        while (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
            if (info.ssi_signo != SIGCHLD)
                ordered = 1;
        }
        if (fds[1].revents) {
            char order = 0;
            if (read(control_fd, &order, 1) == 1 && order == 'T')
                kill(-command, SIGTERM);
            else
                ordered = 1;
        }
        reap(command, &status, &ended);
    }
    const int left_overs = end_tree(command, &status, &ended);
    // Ours are closed before we answer, so that the end of the output is the end of the last writer below us.
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    int why = 0;
    if (read(errors[0], &why, sizeof why) == (ssize_t)sizeof why)
        answer("error", why, 0);
    else if (WIFSIGNALED(status))
        answer("signal", WTERMSIG(status), left_overs);
    else
        answer("exit", WEXITSTATUS(status), left_overs);
    return 0;
}
