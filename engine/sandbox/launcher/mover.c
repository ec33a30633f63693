// SPDX-License-Identifier: MIT
// Renames of folders in a view. An overlay refuses to rename a folder that lies in the person's folder (EXDEV), and
// programs that work everywhere else fail: `git mv`, os.rename, checkouts across moved folders. So each rename of a
// command comes here first (a notification of the filter of system calls). What is no folder goes on by itself; a
// folder is renamed here, where needed after it was copied into the upper folder.
//
// This process has no more rights over files than the command: same user, same mounts, no capability but the one to
// read what path a process gave. It stays until process 1 ends it, and so holds the mounts of the command until then.
#define _GNU_SOURCE
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#if defined(__x86_64__)
#define native_arch AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define native_arch AUDIT_ARCH_AARCH64
#else
#error "the number of this machine for filters of system calls is missing"
#endif

enum {
    path_max = 4096,
    levels_max = 200,
    entries_max = 300000, /* of one folder; more is refused as without us */
    piece = 1024 * 1024
};
static const uint64_t bytes_max = (uint64_t)4 * 1024 * 1024 * 1024;

static int note_fd = -1; /* of the storage of the views: says what is being moved, so that a kill loses nothing */
static uint64_t copied_bytes;
static int copied_entries;

int load_rename_filter(void)
{
    static struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native_arch, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef SYS_rename
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rename, 3, 0),
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    };
    const struct sock_fprog filter = {sizeof program / sizeof program[0], program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
}

// A text of the command. -1: it cannot be read, or is no path.
static int read_text(pid_t pid, uint64_t address, char *text)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/mem", (int)pid);
    const int memory = open(name, O_RDONLY | O_CLOEXEC);
    if (memory < 0)
        return -1;
    ssize_t length = 0;
    // Page by page: the next one may not exist.
    while (length < path_max) {
        const ssize_t room = 4096 - (ssize_t)((address + (uint64_t)length) % 4096);
        const ssize_t part = pread(memory, text + length, (size_t)(room < path_max - length ? room : path_max - length),
            (off_t)(address + (uint64_t)length));
        if (part <= 0)
            break;
        if (memchr(text + length, '\0', (size_t)part)) {
            close(memory);
            return 0;
        }
        length += part;
    }
    close(memory);
    return -1;
}

// The folder a path of the command begins at, and the path from there.
static int open_start(pid_t pid, int32_t folder, const char *path)
{
    char name[64];
    if (*path == '/')
        snprintf(name, sizeof name, "/");
    else if (folder == AT_FDCWD)
        snprintf(name, sizeof name, "/proc/%d/cwd", (int)pid);
    else
        snprintf(name, sizeof name, "/proc/%d/fd/%d", (int)pid, (int)folder);
    return open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

struct place
{
    int folder; /* of the last name */
    char path[path_max];
    const char *name;
};

static int find_place(pid_t pid, int32_t folder, uint64_t address, struct place *place)
{
    place->folder = -1;
    if (read_text(pid, address, place->path) != 0)
        return -1;
    const int start = open_start(pid, folder, place->path);
    if (start < 0)
        return -1;
    size_t length = strlen(place->path);
    while (length > 1 && place->path[length - 1] == '/')
        place->path[--length] = '\0';
    char *slash = strrchr(place->path, '/');
    place->name = slash ? slash + 1 : place->path;
    if (!slash) {
        place->folder = start;
    } else {
        *slash = '\0';
        const char *way = slash == place->path ? "/" : place->path;
        place->folder = openat(start, way, O_PATH | O_DIRECTORY | O_CLOEXEC);
        close(start);
    }
    // What these name cannot be renamed.
    return place->folder < 0 || !*place->name || !strcmp(place->name, ".") || !strcmp(place->name, "..") ? -1 : 0;
}

static int is_folder(const struct place *place)
{
    struct stat status;
    return fstatat(place->folder, place->name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

static int lies_in_view(const struct place *place)
{
    struct statfs status;
    return fstatfs(place->folder, &status) == 0 && status.f_type == OVERLAYFS_SUPER_MAGIC;
}

static int copy_attributes(int from, int to, const struct stat *status)
{
    char names[64 * 1024], value[64 * 1024];
    const ssize_t length = flistxattr(from, names, sizeof names);
    for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1) {
        const ssize_t size = fgetxattr(from, names + at, value, sizeof value);
        if (size >= 0)
            fsetxattr(to, names + at, value, (size_t)size, 0);
    }
    // Only root could give it to somebody else.
    const int kept = fchown(to, status->st_uid, status->st_gid);
    const struct timespec times[2] = {status->st_atim, status->st_mtim};
    return fchmod(to, status->st_mode & 07777) == 0 && futimens(to, times) == 0 && kept != -2 ? 0 : -1;
}

static int copy_bytes(int from, int to, off_t size)
{
    static char bytes[piece];
    if ((copied_bytes += (uint64_t)size) > bytes_max) {
        errno = EXDEV;
        return -1;
    }
    for (;;) {
        const ssize_t length = read(from, bytes, sizeof bytes);
        if (length <= 0)
            return (int)length;
        for (ssize_t done = 0; done < length;) {
            const ssize_t part = write(to, bytes + done, (size_t)(length - done));
            if (part < 0)
                return -1;
            done += part;
        }
    }
}

static int copy_entry(int from, int to, const char *name, const char *as, int level);

static int copy_folder(int from, int to, const struct stat *status, int level)
{
    const int again = dup(from);
    DIR *entries = again < 0 ? NULL : fdopendir(again);
    int result = entries ? 0 : -1;
    for (struct dirent *entry; result == 0 && (entry = readdir(entries)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            result = copy_entry(from, to, entry->d_name, entry->d_name, level + 1);
    }
    if (entries)
        closedir(entries);
    return result == 0 ? copy_attributes(from, to, status) : -1;
}

static int copy_link(int from, int to, const char *name, const char *as, const struct stat *status)
{
    char target[path_max];
    const ssize_t length = readlinkat(from, name, target, sizeof target - 1);
    if (length < 0)
        return -1;
    target[length] = '\0';
    const struct timespec times[2] = {status->st_atim, status->st_mtim};
    return symlinkat(target, to, as) != 0 ? -1 : utimensat(to, as, times, AT_SYMLINK_NOFOLLOW);
}

static int copy_entry(int from, int to, const char *name, const char *as, int level)
{
    struct stat status;
    if (level > levels_max || ++copied_entries > entries_max) {
        errno = EXDEV;
        return -1;
    }
    if (fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    // What cannot be emptied (somebody else's, closed) would stay behind half removed, so it is refused before that.
    if (S_ISDIR(status.st_mode) && faccessat(from, name, W_OK | X_OK, 0) != 0) {
        errno = EXDEV;
        return -1;
    }
    if (S_ISLNK(status.st_mode))
        return copy_link(from, to, name, as, &status);
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return mknodat(to, as, status.st_mode, status.st_rdev);
    const int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (source < 0)
        return -1;
    int result = -1, target = -1;
    if (S_ISDIR(status.st_mode)) {
        if (mkdirat(to, as, 0700) == 0 &&
            (target = openat(to, as, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) >= 0)
            result = copy_folder(source, target, &status, level);
    } else if ((target = openat(to, as, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) >= 0) {
        result = copy_bytes(source, target, status.st_size) == 0 ? copy_attributes(source, target, &status) : -1;
    }
    const int why = errno;
    close(source);
    if (target >= 0)
        close(target);
    errno = why;
    return result;
}

static int remove_entry(int folder, const char *name)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return -1;
    const int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *entries = inner < 0 ? NULL : fdopendir(inner);
    if (!entries)
        return -1;
    int result = 0;
    for (struct dirent *entry; result == 0 && (entry = readdir(entries)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            result = remove_entry(inner, entry->d_name);
    }
    closedir(entries);
    return result == 0 ? unlinkat(folder, name, AT_REMOVEDIR) : -1;
}

// What a kill leaves is finished by the engine. Without `name`: the copy is not whole yet, and goes. With it: from here
// to clear_note() the folder is whole as that copy alone.
static int write_note(const struct place *place, const char *other, const char *name)
{
    char way[path_max], text[2 * path_max + 512], link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", place->folder);
    const ssize_t length = readlink(link, way, sizeof way - 1);
    if (length < 0 || note_fd < 0)
        return -1;
    way[length] = '\0';
    int size = snprintf(text, sizeof text, "%s%c%s%c", way, 0, other, 0);
    if (name && size > 0 && size < (int)sizeof text)
        size += snprintf(text + size, sizeof text - (size_t)size, "%s%c", name, 0);
    return size > 0 && size < (int)sizeof text && pwrite(note_fd, text, (size_t)size, 0) == size &&
                   ftruncate(note_fd, size) == 0 && (!name || fdatasync(note_fd) == 0)
               ? 0
               : -1;
}

static void clear_note(void)
{
    if (ftruncate(note_fd, 0) != 0)
        return;
}

// Makes the folder one of the upper folder alone.
static int bring_up(const struct place *place)
{
    char other[64];
    static unsigned number;
    snprintf(other, sizeof other, ".vibecoder-moving-%d-%u", (int)getpid(), ++number);
    copied_bytes = 0;
    copied_entries = 0;
    if (write_note(place, other, NULL) != 0 ||
        copy_entry(place->folder, place->folder, place->name, other, 0) != 0 ||
        write_note(place, other, place->name) != 0) {
        remove_entry(place->folder, other);
        clear_note();
        errno = EXDEV;
        return -1;
    }
    if (remove_entry(place->folder, place->name) != 0)
        return -1;
    const int result = renameat(place->folder, other, place->folder, place->name);
    if (result == 0)
        clear_note();
    return result;
}

static int rename_folder(const struct place *from, const struct place *to, unsigned flags)
{
    if (syscall(SYS_renameat2, from->folder, from->name, to->folder, to->name, flags) == 0)
        return 0;
    struct stat ours, theirs;
    // Between file systems it fails for everybody.
    if (errno != EXDEV || fstat(from->folder, &ours) != 0 || fstat(to->folder, &theirs) != 0 ||
        ours.st_dev != theirs.st_dev || !lies_in_view(from))
        return errno ? errno : EXDEV;
    if (bring_up(from) != 0 || ((flags & RENAME_EXCHANGE) && is_folder(to) && bring_up(to) != 0))
        return errno;
    return syscall(SYS_renameat2, from->folder, from->name, to->folder, to->name, flags) == 0 ? 0 : errno;
}

static void answer_one(int listener)
{
    struct seccomp_notif request;
    memset(&request, 0, sizeof request);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0)
        return;
    struct seccomp_notif_resp response = {.id = request.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    const __u64 *args = request.data.args;
    int32_t from_folder = AT_FDCWD, to_folder = AT_FDCWD;
    uint64_t from_path = args[0], to_path = args[1];
    unsigned flags = 0;
    if (request.data.nr == SYS_renameat || request.data.nr == SYS_renameat2) {
        from_folder = (int32_t)args[0], from_path = args[1];
        to_folder = (int32_t)args[2], to_path = args[3];
        flags = request.data.nr == SYS_renameat2 ? (unsigned)args[4] : 0;
    }
    static struct place from, to;
    from.folder = to.folder = -1;
    // A whiteout is no business of a command.
    if (!(flags & ~(unsigned)(RENAME_NOREPLACE | RENAME_EXCHANGE)) &&
        find_place((pid_t)request.pid, from_folder, from_path, &from) == 0 && is_folder(&from) &&
        find_place((pid_t)request.pid, to_folder, to_path, &to) == 0 &&
        ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &request.id) == 0) {
        response.flags = 0;
        response.error = -rename_folder(&from, &to, flags);
    }
    if (from.folder >= 0)
        close(from.folder);
    if (to.folder >= 0)
        close(to.folder);
    // Whoever asked may be gone.
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) != 0)
        return;
}

// All but the right to read what others of our user were given as a path.
static int keep_reading_alone(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    const uint32_t bit = 1U << CAP_SYS_PTRACE;
    const struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{bit, bit, 0}, {0, 0, 0}};
    return (int)syscall(SYS_capset, &header, data);
}

static int receive_listener(int socket)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    char byte;
    struct iovec part = {&byte, 1};
    struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    int listener = -1;
    if (recvmsg(socket, &head, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&head))
        memcpy(&listener, CMSG_DATA(CMSG_FIRSTHDR(&head)), sizeof listener);
    return listener;
}

int send_listener(int socket, int listener)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    char byte = 0;
    struct iovec part = {&byte, 1};
    struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    control.head.cmsg_level = SOL_SOCKET;
    control.head.cmsg_type = SCM_RIGHTS;
    control.head.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.head), &listener, sizeof listener);
    return sendmsg(socket, &head, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

void move_folders(int socket, int note, const struct sock_filter *filter, uint32_t filter_count)
{
    prctl(PR_SET_DUMPABLE, 0);
    setsid();
    note_fd = note;
    const int listener = receive_listener(socket);
    close(socket);
    if (listener < 0 || chdir("/") != 0 || keep_reading_alone() != 0 || load_filter(filter, filter_count) != 0)
        _exit(1);
    for (;;) {
        struct pollfd waits = {listener, POLLIN, 0};
        if (poll(&waits, 1, -1) < 0 && errno != EINTR)
            _exit(1);
        if (waits.revents & POLLIN)
            answer_one(listener);
        else if (waits.revents)
            pause(); // nobody of the command is left; process 1 ends us
    }
}
