// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int drop_capabilities(void)
{
    for (unsigned long capability = 0; capability < 64; ++capability) {
        // EINVAL: past the last one this kernel knows.
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EINVAL)
            return -1;
    }
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    // Being uid 0 inside gives nothing back on exec.
    if (prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                                     SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                     SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED) != 0)
        return -1;
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    const struct __user_cap_data_struct nothing[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}, {0, 0, 0}};
    return (int)syscall(SYS_capset, &header, nothing);
}

int drop_file_capabilities(void)
{
    // A file with capabilities would be a program with its owner's power for everybody.
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
    if (prctl(PR_CAPBSET_READ, CAP_SETFCAP, 0, 0, 0) == 1 && geteuid() == 0 &&
        prctl(PR_CAPBSET_DROP, CAP_SETFCAP, 0, 0, 0) != 0)
        return -1;
    if (syscall(SYS_capget, &header, data) != 0)
        return -1;
    const uint32_t bit = 1U << CAP_SETFCAP;
    data[0].effective &= ~bit;
    data[0].permitted &= ~bit;
    data[0].inheritable &= ~bit;
    return (int)syscall(SYS_capset, &header, data);
}

int restrict_to_ruleset(int ruleset)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
}

int load_filter(const struct sock_filter *program, size_t count)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    // The kernel does not change it; the field only lacks the word const.
    const struct sock_fprog filter = {(unsigned short)count, (struct sock_filter *)program};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
}

int load_filter_from(int fd)
{
    static struct sock_filter program[vc_filter_max];
    const ssize_t length = pread(fd, program, sizeof program, 0);
    if (length <= 0 || length % (ssize_t)sizeof program[0] != 0) {
        errno = EINVAL;
        return -1;
    }
    return load_filter(program, (size_t)length / sizeof program[0]);
}
