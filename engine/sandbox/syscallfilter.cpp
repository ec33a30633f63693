// SPDX-License-Identifier: MIT
#include "sandbox/syscallfilter.h"

#include "base/logging.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

namespace {

// Nothing that building and testing needs, and each of them a door to the kernel or to other processes. By name,
// because not every architecture and every libseccomp knows all of them.
constexpr std::array kRefused{// mounts and roots
    "mount", "umount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick", "open_tree",
    "move_mount", "mount_setattr", "open_by_handle_at", "swapon", "swapoff", "quotactl", "quotactl_fd",
    // other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd", "setns", "move_pages",
    "migrate_pages",
    // the kernel's keys and programs
    "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "fanotify_init", "lookup_dcookie",
    // the machine
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "create_module", "reboot", "acct",
    "settimeofday", "clock_settime", "clock_settime64", "stime", "adjtimex", "clock_adjtime", "sethostname",
    "setdomainname", "syslog", "ioperm", "iopl", "vhangup", "uselib", "nfsservctl", "_sysctl"};

constexpr std::array<quint64, 8> kNewNamespaces{
    CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_NEWTIME};

using Context = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

class Builder
{
public:
    explicit Builder(scmp_filter_ctx context)
        : m_context(context)
    {
    }
    void refuse(const char *name, std::initializer_list<scmp_arg_cmp> when = {}, int error = EPERM)
    {
        const int number = seccomp_syscall_resolve_name(name);
        if (number == __NR_SCMP_ERROR || number < 0)
            return; // unknown here: then nobody can call it by a number we know
        refuse(number, when, error);
    }
    void refuse(int number, std::initializer_list<scmp_arg_cmp> when = {}, int error = EPERM)
    {
        const int result = seccomp_rule_add_array(
            m_context, SCMP_ACT_ERRNO(error), number, unsigned(when.size()), when.size() ? when.begin() : nullptr);
        m_ok = m_ok && result == 0;
    }
    [[nodiscard]] bool ok() const { return m_ok; }

private:
    scmp_filter_ctx m_context;
    bool m_ok = true;
};

// The library's own macros are compound literals, which C++ does not have.
scmp_arg_cmp compare(unsigned argument, scmp_compare how, quint64 first, quint64 second = 0)
{
    return {argument, how, first, second};
}

scmp_arg_cmp has(unsigned argument, quint64 bits)
{
    return compare(argument, SCMP_CMP_MASKED_EQ, bits, bits);
}

// As 32 bits, whatever the upper half of the register holds.
scmp_arg_cmp is(unsigned argument, quint32 value)
{
    return compare(argument, SCMP_CMP_MASKED_EQ, 0xffffffffU, value);
}

// Newer than the library that names the calls; the same number on every architecture.
constexpr int kFchmodat2 = 452, kOpenTreeAttr = 467;

// A file that runs with its owner's rights would outlive the sandbox. Folders may have set-gid, and a filter does not
// see what a path names, so set-gid of files is looked for after the command (setidfiles.h).
void refuseSetUid(Builder &builder)
{
    const auto mode = [](unsigned argument) { return has(argument, S_ISUID); };
    builder.refuse("chmod", {mode(1)});
    builder.refuse("fchmod", {mode(1)});
    builder.refuse("fchmodat", {mode(2)});
    builder.refuse(kFchmodat2, {mode(2)});
    builder.refuse("creat", {mode(1)});
    builder.refuse("mknod", {mode(1)});
    builder.refuse("mknodat", {mode(2)});
    // Without these flags the mode may be anything and counts for nothing.
    for (const quint64 flag : {quint64(O_CREAT), quint64(O_TMPFILE & ~O_DIRECTORY)}) {
        builder.refuse("open", {has(1, flag), mode(2)});
        builder.refuse("openat", {has(2, flag), mode(3)});
    }
    // Its mode lies in memory, where a filter cannot look; libc and tools fall back to openat.
    builder.refuse("openat2", {}, ENOSYS);
}

// Process 1 of a sandbox that stays is the parent of all later commands: what it is limited to, they are. Without name
// spaces of processes there are those of the user.
void refuseLimitsOfOthers(Builder &builder, FilterKind kind)
{
    builder.refuse("prlimit64", {compare(0, SCMP_CMP_NE, 0), compare(2, SCMP_CMP_NE, 0)});
    builder.refuse("setpriority", {is(0, PRIO_USER)});
    builder.refuse("ioprio_set", {is(0, IOPRIO_WHO_USER)});
    for (const char *name : {"setpriority", "ioprio_set"}) {
        if (kind == FilterKind::Namespaces)
            builder.refuse(name, {is(1, 1)});
        else
            builder.refuse(name, {compare(1, SCMP_CMP_NE, 0)});
    }
    for (const char *name : {"sched_setparam", "sched_setscheduler", "sched_setattr", "sched_setaffinity"})
        builder.refuse(name, {is(0, 1)});
}

void refuseSockets(Builder &builder, FilterKind kind)
{
    constexpr quint64 kType = 0xf; // the rest are flags
    if (kind != FilterKind::Namespaces) {
        // No name space and no mount hides the sockets of the user's services here. One for datagrams needs no connect.
        for (const int type : {SOCK_DGRAM, SOCK_RAW}) {
            for (const char *name : {"socket", "socketpair"})
                builder.refuse(name, {is(0, AF_UNIX), compare(1, SCMP_CMP_MASKED_EQ, kType, quint64(type))});
        }
    }
    if (kind == FilterKind::NoNetwork) {
        builder.refuse("socket", {compare(0, SCMP_CMP_NE, AF_UNIX)});
        builder.refuse("connect");
        return;
    }
    if (kind == FilterKind::Network)
        builder.refuse("socket", {is(0, AF_UNIX)});
    // Left: Unix, IPv4, IPv6, and the routing part of netlink, which looking up a name needs. Virtual machine sockets,
    // for example, know no name spaces.
    for (unsigned family = AF_UNIX + 1; family < AF_NETLINK; ++family) {
        if (family != AF_INET && family != AF_INET6)
            builder.refuse("socket", {compare(0, SCMP_CMP_EQ, family)});
    }
    builder.refuse("socket", {compare(0, SCMP_CMP_GT, AF_NETLINK)});
    builder.refuse("socket", {compare(0, SCMP_CMP_EQ, AF_NETLINK), compare(2, SCMP_CMP_NE, NETLINK_ROUTE)});
}

QByteArray build(FilterKind kind)
{
    const Context context(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
    if (!context)
        return {};
    seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_NNP, 0);
    seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2); // a tree: most calls pass after a few comparisons
    Builder builder(context.get());
    for (const char *name : kRefused)
        builder.refuse(name);
    for (const quint64 flag : kNewNamespaces) {
        // The lowest byte of clone's flags is a signal, and the name space of time shares its bit.
        if (flag != CLONE_NEWTIME)
            builder.refuse("clone", {compare(0, SCMP_CMP_MASKED_EQ, flag, flag)});
        builder.refuse("unshare", {compare(0, SCMP_CMP_MASKED_EQ, flag, flag)});
    }
    // Its flags lie in memory, where a filter cannot look; libc falls back to clone.
    builder.refuse("clone3", {}, ENOSYS);
    for (const quint64 request : {quint64(TIOCSTI), quint64(0x541C) /* TIOCLINUX */})
        builder.refuse("ioctl", {compare(1, SCMP_CMP_MASKED_EQ, 0xffffffffU, request)});
    refuseSetUid(builder);
    refuseLimitsOfOthers(builder, kind);
    builder.refuse(kOpenTreeAttr);
    refuseSockets(builder, kind);
    const FileDescriptor file(::memfd_create("filter", MFD_CLOEXEC));
    if (!builder.ok() || !file.isOpen() || seccomp_export_bpf(context.get(), file.get()) != 0)
        return {};
    QByteArray program(qsizetype(::lseek(file.get(), 0, SEEK_END)), Qt::Uninitialized);
    if (::pread(file.get(), program.data(), size_t(program.size()), 0) != program.size())
        return {};
    return program;
}

} // namespace

const QByteArray &syscallFilter(FilterKind kind)
{
    static const QByteArray namespaces = build(FilterKind::Namespaces);
    if (kind == FilterKind::Namespaces)
        return namespaces;
    static const QByteArray noNetwork = build(FilterKind::NoNetwork);
    static const QByteArray network = build(FilterKind::Network);
    return kind == FilterKind::NoNetwork ? noNetwork : network;
}

FileDescriptor syscallFilterFile(FilterKind kind)
{
    const QByteArray &program = syscallFilter(kind);
    FileDescriptor file(program.isEmpty() ? -1 : ::memfd_create("filter", MFD_CLOEXEC));
    if (!file.isOpen() || ::write(file.get(), program.constData(), size_t(program.size())) != program.size())
        return {};
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

} // namespace vibecoder
