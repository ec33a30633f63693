// SPDX-License-Identifier: MIT
// Puts something without content over what a command must not see. A file keeps size, times and mode, so that git does
// not take it for a changed one; it holds empty lines, which readers of settings understand. None of it can be written.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { lines_at_most = 16 * 1024 };

static int make_file(const char *place, const struct stat *like)
{
    static char lines[lines_at_most];
    memset(lines, '\n', sizeof lines);
    const size_t length = like->st_size < (off_t)sizeof lines ? (size_t)like->st_size : sizeof lines;
    const int fd = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    const struct timespec times[2] = {like->st_atim, like->st_mtim};
    const int made = S_ISREG(like->st_mode)
                         ? write(fd, lines, length) == (ssize_t)length && ftruncate(fd, like->st_size) == 0 &&
                               fchmod(fd, like->st_mode & 0777) == 0 && futimens(fd, times) == 0
                         : 1;
    close(fd);
    return made ? 0 : -1;
}

static int bind_over(const char *place, const char *path)
{
    if (mount(place, path, NULL, MS_BIND, NULL) != 0)
        return -1;
    return mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL);
}

// The folder on the way that we may not enter. Its owner could open it during the command, so then it is covered
// itself.
static int cover_closed_folder(const char *path, const char *place)
{
    char way[4096];
    struct stat status;
    if (snprintf(way, sizeof way, "%s", path) >= (int)sizeof way)
        return -1;
    do {
        char *slash = strrchr(way, '/');
        if (!slash || slash == way)
            return -1;
        *slash = '\0';
    } while (lstat(way, &status) != 0);
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid())
        return 0;
    return mkdir(place, 0755) != 0 ? -1 : bind_over(place, way);
}

static int cover(const char *entry, uint32_t number)
{
    const char *path = entry + 1;
    char place[64];
    struct stat status;
    snprintf(place, sizeof place, vc_empty_folder "/%u", number);
    if (lstat(path, &status) != 0 && errno == EACCES)
        return cover_closed_folder(path, place);
    // What was there a moment ago and is gone needs nothing; nor does what has become something else.
    if (lstat(path, &status) != 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG ? 0 : -1;
    if (S_ISDIR(status.st_mode) != (*entry == 'd') || S_ISLNK(status.st_mode))
        return 0;
    if (*entry == 'd' ? mkdir(place, 0755) != 0 : make_file(place, &status) != 0)
        return -1;
    return bind_over(place, path);
}

int hide_places(int list, uint32_t count)
{
    struct stat status;
    if (fstat(list, &status) != 0 || status.st_size <= 0)
        return -1;
    const size_t length = (size_t)status.st_size;
    const char *at = mmap(NULL, length, PROT_READ, MAP_PRIVATE, list, 0);
    if (at == MAP_FAILED || at[length - 1] != '\0')
        return -1;
    const char *const end = at + length;
    if (mount("tmpfs", vc_empty_folder, "tmpfs", MS_NOSUID | MS_NODEV, "size=128m,mode=0755") != 0)
        return -1;
    for (uint32_t i = 0; i < count; ++i) {
        if (at >= end || cover(at, i) != 0)
            return -1;
        at += strlen(at) + 1;
    }
    // The places themselves are reachable no more.
    return umount2(vc_empty_folder, MNT_DETACH);
}
