// SPDX-License-Identifier: MIT
// vibecoder-launcher CONTROL_FD -- PROGRAM ARGUMENTS...
//
// Runs one command and answers for its whole tree. The engine holds the other end of CONTROL_FD (a socket pair):
//   engine -> launcher   any byte: end the tree now. End of file: the engine is gone, end the tree now.
//   launcher -> engine   one line at the end: "exit CODE LEFT_OVERS", "signal NUMBER LEFT_OVERS" or "error ERRNO 0".
// Output of the command goes to our standard output and error, which the engine made one pipe. The line is written only
// after every descendant is gone, so the end of the output always comes.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { max_processes = 65536, error_fd = 3 };

static int control_fd = -1;

static void answer(const char *word, int number, int left_overs)
{
    char line[64];
    const int length = snprintf(line, sizeof line, "%s %d %d\n", word, number, left_overs);
    // Nobody may be listening any more; the tree is gone all the same.
    if (write(control_fd, line, (size_t)length) < 0)
        return;
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

static void close_from(unsigned first)
{
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return;
    for (unsigned fd = first; fd < 4096; ++fd)
        close((int)fd);
}

static void become_command(char **argv)
{
    setsid();
    for (int number = 1; number < NSIG; ++number)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(022);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, (rlim_t)20 * 1024 * 1024 * 1024);
    limit(RLIMIT_NOFILE, 4096);
    close_from(error_fd + 1);
    fcntl(error_fd, F_SETFD, FD_CLOEXEC);
    execv(argv[0], argv);
    const int why = errno;
    if (write(error_fd, &why, sizeof why) < 0)
        _exit(126);
    _exit(127);
}

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

static void reap(pid_t command, int *status, int *ended)
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
static int end_tree(pid_t command, int *status, int *ended)
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

int main(int argc, char **argv)
{
    if (argc < 4 || strcmp(argv[2], "--") != 0)
        return 2;
    control_fd = atoi(argv[1]);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_DUMPABLE, 0);
    setsid();
    signal(SIGPIPE, SIG_IGN);
    fcntl(control_fd, F_SETFD, FD_CLOEXEC);

    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGHUP);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    const int signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    int errors[2];
    if (signals < 0 || pipe2(errors, O_CLOEXEC) != 0)
        return 2;
    const pid_t command = fork();
    if (command < 0) {
        answer("error", errno, 0);
        return 1;
    }
    if (command == 0) {
        if (errors[1] != error_fd)
            dup2(errors[1], error_fd);
        become_command(argv + 3);
    }
    close(errors[1]);

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
        if (fds[1].revents)
            ordered = 1;
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
