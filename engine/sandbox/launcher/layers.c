// SPDX-License-Identifier: MIT
// The view of a folder: an overlay of it, only read, and an upper folder of the attempt, mounted at the same path. What
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

static int make_layer(const char *place, const char *name)
{
    char options[512];
    // By ".": the place may hold characters that mean something in these options.
    if (chdir(place) != 0)
        return -1;
    const int length = snprintf(options, sizeof options,
        "userxattr,lowerdir=.,upperdir=" vc_view_folder "/%s/upper,workdir=" vc_view_folder "/%s/work", name, name);
    if (length < 0 || length >= (int)sizeof options) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return mount("overlay", place, "overlay", MS_NOSUID | MS_NODEV, options);
}

int make_layers(const struct view *view)
{
    if (view->layer_count == 0)
        return 0;
    for (uint32_t i = 0; i < view->layer_count; ++i) {
        if (make_layer(view->layered[i], view->layer_names[i]) != 0)
            return -1;
    }
    if (chdir("/") != 0)
        return -1;
    // The overlay keeps its folders; nobody else reaches them any more.
    return mount("tmpfs", vc_view_folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=0555");
}
