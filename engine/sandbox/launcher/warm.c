// SPDX-License-Identifier: MIT
// Process 1 of a sandbox that stays for many commands (sandbox-notes: variant C with a filter). It holds CAP_SYS_ADMIN
// and CAP_SETPCAP of the sandbox's own user name space, which its children give up before they exec. It reads only what
// the engine sends; nothing of what a command prints or does is parsed here.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char message[vc_message_max], setup_text[vc_message_max];
static char *arguments[vc_words_max + 1], *variables[vc_words_max + 1];
static struct sock_filter filter[vc_filter_max];
static uint32_t filter_count;
static struct view view;

static struct condition at_start;

static pid_t command; // 0: none
static int error_pipe = -1;

static pid_t mover;      // of the command; 0: none
static int note_fd = -1; // protocol.h says what it holds

struct fault
{
    int end, number;
};

enum { given_max = 3 }; // descriptors of one order

// Comes before any fault: the number of the command's mover.
enum { has_mover = 100 };

static void send_end(int end, int number, int left_overs)
{
    struct condition now;
    look_at_condition(&now);
    const uint32_t damaged = memcmp(&now, &at_start, sizeof now) != 0;
    const struct vc_answer answer = {vc_answer_ended, (uint32_t)end, number, left_overs, damaged};
    send_answer(&answer, -1);
}

// The next string of a text, or NULL when it does not end within the message.
static char *next_string(char **at, const char *end)
{
    char *text = *at;
    char *zero = text < end ? memchr(text, '\0', (size_t)(end - text)) : NULL;
    if (!zero)
        return NULL;
    *at = zero + 1;
    return text;
}

static int take_strings(const char **list, uint32_t count, char **at, const char *end)
{
    for (uint32_t i = 0; i < count; ++i) {
        if (!(list[i] = next_string(at, end)))
            return -1;
    }
    return 0;
}

static int set_up(size_t length)
{
    struct vc_setup_order order;
    if (length < sizeof order)
        return -1;
    memcpy(&order, message, sizeof order);
    const size_t filter_bytes = order.filter_count * sizeof filter[0];
    if (order.filter_count > vc_filter_max || order.wiped_count > vc_places_max ||
        order.carried_count > vc_places_max || order.layer_count > vc_places_max ||
        length < sizeof order + filter_bytes)
        return -1;
    memcpy(filter, message + sizeof order, filter_bytes);
    filter_count = order.filter_count;
    const size_t text_length = length - sizeof order - filter_bytes;
    memcpy(setup_text, message + sizeof order + filter_bytes, text_length);
    char *at = setup_text;
    const char *end = setup_text + text_length;
    for (uint32_t i = 0; i < order.wiped_count; ++i) {
        if (take_strings(&view.wiped[i], 1, &at, end) != 0 || take_strings(&view.wiped_options[i], 1, &at, end) != 0)
            return -1;
    }
    view.wiped_count = order.wiped_count;
    view.carried_count = order.carried_count;
    if (take_strings(view.carried, order.carried_count, &at, end) != 0)
        return -1;
    for (uint32_t i = 0; i < order.layer_count; ++i) {
        if (take_strings(&view.layered[i], 1, &at, end) != 0 || take_strings(&view.layer_names[i], 1, &at, end) != 0)
            return -1;
    }
    view.layer_count = order.layer_count;
    view.has_below = order.has_below;
    if (view.layer_count > 0)
        note_fd = open(vc_view_folder "/" vc_view_note, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    return 0;
}

static void give_up(int errors, int end)
{
    const struct fault fault = {end, errno};
    if (write(errors, &fault, sizeof fault) < 0)
        _exit(126);
    _exit(127);
}

// By a child that ends at once, so that process 1 becomes its parent, and not the command. Returns the socket that
// wants the listener.
static int start_mover(int errors)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    const pid_t between = fork();
    if (between == 0) {
        const pid_t pid = fork();
        if (pid == 0) {
            const int socket = fcntl(ends[1], F_DUPFD_CLOEXEC, 20), note = fcntl(note_fd, F_DUPFD_CLOEXEC, 20);
            dup2(socket, 3);
            dup2(note, 4);
            close_from(5);
            const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
            dup2(null, STDOUT_FILENO);
            dup2(null, STDERR_FILENO);
            move_folders(3, 4, filter, filter_count);
        }
        const struct fault number = {has_mover, pid};
        _exit(pid < 0 || write(errors, &number, sizeof number) < 0);
    }
    close(ends[1]);
    while (between > 0 && waitpid(between, NULL, 0) < 0 && errno == EINTR) {
    }
    return ends[0];
}

static void become_command(const struct vc_run_order *order, const char *directory, int output, int traced, int errors)
{
    setsid();
    // 4 for the errors, so that one call closes everything above it.
    if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0 || dup3(errors, 4, O_CLOEXEC) < 0)
        give_up(errors, vc_end_no_setup);
    if (make_private_view(&view) != 0)
        give_up(4, vc_end_no_setup);
    if (order->traced_count > 0)
        trace_folders(traced, order->traced_count);
    // Without it some renames fail; everything else works.
    int to_mover = view.layer_count > 0 && note_fd >= 0 ? start_mover(4) : -1;
    close(vc_control_fd);
    if (to_mover >= 0)
        to_mover = dup3(to_mover, vc_control_fd, O_CLOEXEC);
    close_from(5);
    const struct child_limits limits = {order->cpu_seconds, order->file_bytes, order->processes, order->descriptors};
    set_limits(&limits);
    if (chdir(directory) != 0 || drop_capabilities() != 0)
        give_up(4, vc_end_no_setup);
    reset_signals();
    if (to_mover >= 0) {
        const int listener = load_rename_filter();
        if (listener >= 0 && send_listener(to_mover, listener) != 0)
            give_up(4, vc_end_no_setup);
        close(listener);
        close(to_mover);
    }
    if (load_filter(filter, filter_count) != 0)
        give_up(4, vc_end_no_setup);
    execve(arguments[0], arguments, variables);
    give_up(4, vc_end_no_program);
}

// given: the output, the list of hidden places and that of traced folders where the order has them.
static int start_command(size_t length, const int *given)
{
    struct vc_run_order order;
    const int output = given[0];
    if (length < sizeof order || output < 0 || filter_count == 0)
        return -1;
    memcpy(&order, message, sizeof order);
    const int hidden = order.hidden_count > 0 ? given[1] : -1;
    const int traced = order.traced_count > 0 ? given[order.hidden_count > 0 ? 2 : 1] : -1;
    const int lists = (order.hidden_count > 0) + (order.traced_count > 0);
    if (order.argument_count == 0 || order.argument_count > vc_words_max || order.variable_count > vc_words_max ||
        order.hidden_count > vc_hidden_max || (given[1] >= 0) + (given[2] >= 0) != lists)
        return -1;
    char *at = message + sizeof order;
    const char *end = message + length;
    const char *directory = next_string(&at, end);
    if (!directory || take_strings((const char **)arguments, order.argument_count, &at, end) != 0 ||
        take_strings((const char **)variables, order.variable_count, &at, end) != 0)
        return -1;
    arguments[order.argument_count] = NULL;
    variables[order.variable_count] = NULL;
    view.hidden_count = order.hidden_count;
    view.hidden_list = hidden;
    int errors[2];
    if (pipe2(errors, O_CLOEXEC) != 0)
        return -1;
    command = fork();
    if (command == 0)
        become_command(&order, directory, output, traced, errors[1]);
    close(errors[1]);
    error_pipe = errors[0];
    if (command < 0) {
        command = 0;
        send_end(vc_end_no_setup, errno, 0);
        close(error_pipe);
    }
    return 0;
}

// The first layer, opened by a child in mounts of its own: they live as long as the descriptor.
static int open_layer(void)
{
    struct view only = view;
    only.hidden_count = 0;
    if (only.layer_count == 0 || unshare(CLONE_NEWNS) != 0 ||
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || make_layers(&only) != 0)
        return -1;
    return open(only.layered[0], O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void send_layer(void)
{
    const int layer = open_layer();
    const struct vc_answer answer = {
        vc_answer_opened, layer < 0 ? vc_end_no_setup : vc_end_exit, layer < 0 ? errno : 0, 0, 0};
    send_answer(&answer, layer);
    _exit(0);
}

static int start_opening(void)
{
    if (filter_count == 0)
        return -1;
    const pid_t opener = fork();
    if (opener == 0)
        send_layer();
    if (opener > 0)
        return waitpid(opener, NULL, 0) == opener ? 0 : -1;
    const struct vc_answer answer = {vc_answer_opened, vc_end_no_setup, errno, 0, 0};
    send_answer(&answer, -1);
    return 0;
}

// One order. Returns -1 when the engine is gone or speaks nonsense: then there is nothing left to do here.
static int obey(void)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(given_max * sizeof(int))];
    } control;
    struct iovec part = {message, sizeof message};
    struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    const ssize_t length = recvmsg(vc_control_fd, &head, MSG_CMSG_CLOEXEC);
    if (length < 0 && errno == EINTR)
        return 0;
    int given[given_max] = {-1, -1, -1};
    const struct cmsghdr *with = CMSG_FIRSTHDR(&head);
    if (with && with->cmsg_level == SOL_SOCKET && with->cmsg_type == SCM_RIGHTS &&
        with->cmsg_len <= CMSG_LEN(sizeof given))
        memcpy(given, CMSG_DATA(with), with->cmsg_len - CMSG_LEN(0));
    uint32_t kind = 0;
    int result = -1;
    if (length >= (ssize_t)sizeof kind && !(head.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
        memcpy(&kind, message, sizeof kind);
        if (kind == vc_order_setup && !command)
            result = set_up((size_t)length);
        else if (kind == vc_order_run && !command)
            result = start_command((size_t)length, given);
        else if (kind == vc_order_open && !command)
            result = start_opening();
        else if (kind == vc_order_terminate || kind == vc_order_kill) {
            // Late orders are for a command that has ended.
            if (command)
                kill(kind == vc_order_kill ? -1 : -command, kind == vc_order_kill ? SIGKILL : SIGTERM);
            result = 0;
        }
    }
    for (int i = 0; i < given_max; ++i) {
        if (given[i] >= 0)
            close(given[i]);
    }
    return result;
}

static int is_left_over(pid_t pid, int status)
{
    return pid != mover && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

// Until nobody but us is left in the name space; a zombie counts until it is reaped.
static int end_everybody(void)
{
    int ended = 0;
    for (;;) {
        int status = 0;
        for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG))
            ended += is_left_over(pid, status);
        if (kill(-1, SIGKILL) != 0 && errno == ESRCH)
            return ended;
        const pid_t pid = waitpid(-1, &status, 0);
        ended += pid > 0 && is_left_over(pid, status);
    }
}

static void look_for_the_end(void)
{
    int status = 0, ended = 0;
    reap(command, &status, &ended);
    if (!ended)
        return;
    struct fault fault = {0, 0}, next;
    while (read(error_pipe, &next, sizeof next) == (ssize_t)sizeof next) {
        if (next.end == has_mover)
            mover = next.number;
        else
            fault = next;
    }
    close(error_pipe);
    // Taking mounts of views down takes the kernel some milliseconds: after the answer, and before the next mount.
    char mounts_of_mover[64];
    snprintf(mounts_of_mover, sizeof mounts_of_mover, "/proc/%d/ns/mnt", (int)mover);
    const int mounts = mover > 0 ? open(mounts_of_mover, O_RDONLY | O_CLOEXEC) : -1;
    const int left_overs = end_everybody();
    command = mover = 0;
    if (fault.end != 0)
        send_end(fault.end, fault.number, 0);
    else if (WIFSIGNALED(status))
        send_end(vc_end_signal, WTERMSIG(status), left_overs);
    else
        send_end(vc_end_exit, WEXITSTATUS(status), left_overs);
    if (mounts >= 0)
        close(mounts);
}

int stay_warm(void)
{
    // Neither memory nor environment of ours can be read from inside, whatever the uid.
    prctl(PR_SET_DUMPABLE, 0);
    sigset_t watched;
    sigfillset(&watched);
    sigprocmask(SIG_SETMASK, &watched, NULL);
    sigset_t told;
    sigemptyset(&told);
    sigaddset(&told, SIGCHLD);
    sigaddset(&told, SIGTERM);
    const int signals = signalfd(-1, &told, SFD_CLOEXEC | SFD_NONBLOCK);
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (signals < 0 || null < 0 || chdir("/") != 0)
        return 2;
    for (int fd = 0; fd < 3; ++fd)
        dup2(null, fd);
    close(null);
    fcntl(vc_control_fd, F_SETFD, FD_CLOEXEC);
    look_at_condition(&at_start);
    const struct vc_answer ready = {vc_answer_ready, 0, 0, 0, 0};
    send_answer(&ready, -1);
    for (;;) {
        struct pollfd fds[2] = {{signals, POLLIN, 0}, {vc_control_fd, POLLIN, 0}};
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return 2;
        struct signalfd_siginfo info;
        while (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
            // From outside only: there the sender has no number in here. A command may send us what it likes.
            if (info.ssi_signo == SIGTERM && info.ssi_code == SI_USER && info.ssi_pid == 0)
                return 0;
        }
        if (command)
            look_for_the_end();
        if (fds[1].revents && obey() != 0)
            return 0;
    }
}
