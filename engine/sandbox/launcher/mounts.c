// SPDX-License-Identifier: MIT
// A name space of mounts for one command: private folders in memory are new, what lies below them and belongs to the
// task is carried over, what it must not see is covered. All of it vanishes with the last process of the command.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Makes the folders on the way to `path`, and the last one as well; for a file that is carried, an empty file.
static int make_place(const char *path, int is_folder)
{
    char place[4096];
    const size_t length = strlen(path);
    if (length == 0 || length >= sizeof place) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(place, path, length + 1);
    for (char *slash = strchr(place + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(place, 0755) != 0 && errno != EEXIST)
            return -1;
        *slash = '/';
    }
    if (is_folder)
        return mkdir(place, 0755) != 0 && errno != EEXIST ? -1 : 0;
    const int fd = open(place, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -1;
    close(fd);
    return 0;
}

// For uid 0 some settings of process 1 are files that it may write, and all later commands would inherit them.
static int seal_process_one(void)
{
    const unsigned long kept = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    if (mount("/proc/1", "/proc/1", NULL, MS_BIND, NULL) != 0)
        return -1;
    return mount(NULL, "/proc/1", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | kept, NULL);
}

int make_private_view(const struct view *view)
{
    int carried[vc_places_max];
    int folders[vc_places_max];
    if (unshare(CLONE_NEWNS | CLONE_NEWIPC) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return -1;
    if (geteuid() == 0 && seal_process_one() != 0)
        return -1;
    for (uint32_t i = 0; i < view->carried_count; ++i) {
        struct stat status;
        if (stat(view->carried[i], &status) != 0)
            return -1;
        folders[i] = S_ISDIR(status.st_mode);
        // Detached copies, with what is mounted below them: the originals are hidden in a moment.
        carried[i] =
            (int)syscall(SYS_open_tree, AT_FDCWD, view->carried[i], OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
        if (carried[i] < 0)
            return -1;
    }
    for (uint32_t i = 0; i < view->wiped_count; ++i) {
        // A home below /tmp has just been hidden with it.
        if (make_place(view->wiped[i], 1) != 0)
            return -1;
        if (mount("tmpfs", view->wiped[i], "tmpfs", MS_NOSUID | MS_NODEV, view->wiped_options[i]) != 0)
            return -1;
    }
    for (uint32_t i = 0; i < view->carried_count; ++i) {
        if (make_place(view->carried[i], folders[i]) != 0)
            return -1;
        if (syscall(SYS_move_mount, carried[i], "", AT_FDCWD, view->carried[i], MOVE_MOUNT_F_EMPTY_PATH) != 0)
            return -1;
        close(carried[i]);
    }
    if (make_layers(view) != 0)
        return -1;
    return view->hidden_count == 0 ? 0 : hide_places(view->hidden_list, view->hidden_count);
}
