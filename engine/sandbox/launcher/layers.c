// SPDX-License-Identifier: MIT
// The view of a folder: an overlay of it, only read, and an upper folder of the attempt, mounted at the same path. Over
// the first folder, below what is written, may lie what earlier commands wrote; many views use that one at once. What
// the mounter needs: CAP_SYS_ADMIN, and CAP_DAC_OVERRIDE because the kernel makes its own folder in `work` with no
// permissions. Upper and work must lie in one mount, and nothing may be mounted below the folder (the kernel shows
// nobody without rights over the machine what lies under a mount). Two mounts over one upper must never be used at
// once; the engine gives one order at a time.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

// below: `FOLDER:` or nothing.
static int make_layer(const char *place, const char *name, const char *below)
{
    char options[512];
    // By ".": the place may hold characters that mean something in these options.
    if (chdir(place) != 0)
        return -1;
    const int length = snprintf(options, sizeof options,
        "userxattr,lowerdir=%s.,upperdir=" vc_view_folder "/%s/upper,workdir=" vc_view_folder "/%s/work", below, name,
        name);
    if (length < 0 || length >= (int)sizeof options) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return mount("overlay", place, "overlay", MS_NOSUID | MS_NODEV, options);
}

// The overlay keeps its folders; nobody else reaches them any more.
static int close_way(const char *folder)
{
    return mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=0555");
}

int make_layers(const struct view *view)
{
    if (view->layer_count == 0)
        return 0;
    for (uint32_t i = 0; i < view->layer_count; ++i) {
        const char *below = i == 0 && view->has_below ? vc_below_folder ":" : "";
        if (make_layer(view->layered[i], view->layer_names[i], below) != 0)
            return -1;
    }
    if (chdir("/") != 0)
        return -1;
    if (view->has_below && close_way(vc_below_folder) != 0)
        return -1;
    return close_way(vc_view_folder);
}
