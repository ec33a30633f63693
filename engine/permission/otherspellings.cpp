// SPDX-License-Identifier: MIT
#include "permission/otherspellings.h"

#include "permission/commandparser.h"
#include "permission/protectedpath.h"

#include <algorithm>

namespace vibecoder {

namespace {

constexpr int kDeepest = 3;
constexpr qsizetype kMost = 200;    // of all spellings of one command
constexpr qsizetype kWords = 100;   // behind a program that runs them
constexpr qsizetype kLongest = 400; // words of one spelling: a long text must not be copied hundreds of times

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Programs that run the words behind them, or a text among them, in a way that the judge does not take apart.
bool runsItsWords(const QByteArray &program)
{
    static const QByteArrayList known{"sudo", "doas", "su", "runuser", "sg", "newgrp", "pkexec", "setpriv", "capsh",
        "unshare", "nsenter", "chroot", "setarch", "linux32", "linux64", "i386", "x86_64", "flock", "chrt", "taskset",
        "numactl", "nice", "ionice", "choom", "prlimit", "uclampset", "cpulimit", "cgexec", "systemd-run",
        "systemd-inhibit", "dbus-run-session", "dbus-launch", "gdb", "strace", "ltrace", "perf", "valgrind", "time",
        "gtime", "timeout", "stdbuf", "watch", "parallel", "entr", "script", "unbuffer", "expect", "rlwrap", "env",
        "setsid", "nohup", "daemonize", "start-stop-daemon", "runcon", "chpst", "softlimit", "envdir", "setuidgid",
        "s6-setuidgid", "tini", "dumb-init", "eatmydata", "fakeroot", "fakechroot", "faketime", "proot", "bwrap",
        "firejail", "torsocks", "proxychains", "proxychains4", "tsocks", "xargs", "busybox", "toybox", "command",
        "builtin", "exec", "eval", "coproc", "trap", "corepack", "npx", "bunx", "mise", "asdf", "direnv", "devbox",
        "nix", "nix-shell", "poetry", "uv", "pdm", "pipenv", "hatch", "rye", "conda", "mamba", "micromamba", "docker",
        "podman", "toolbox", "distrobox", "flatpak", "tmux", "screen", "at", "batch", "dtach", "abduco", "xvfb-run",
        "ssh", "ssh-agent", "run-parts", "ccache", "catchsegv", "alias", "ash", "mksh", "lksh", "posh", "fish", "csh",
        "tcsh", "rbash", "yash", "nu", "pwsh", "gtimeout", "gnice", "gstdbuf", "genv", "gnohup"};
    return known.contains(program) || program.startsWith("ld-linux") || program.startsWith("ld-musl") ||
           program == "ld.so";
}

// Where the words of another command may begin in those of git and find.
qsizetype firstInnerWord(const QByteArrayList &argv)
{
    static const QByteArrayList ofFind{"-exec", "-execdir", "-ok", "-okdir"};
    static const QByteArrayList ofGit{"foreach", "run", "-x", "--exec", "--extcmd", "--tree-filter", "--index-filter"};
    const QByteArray program = argv.constFirst();
    const QByteArrayList *marks = program == "find" ? &ofFind : program == "git" ? &ofGit : nullptr;
    if (!marks)
        return runsItsWords(program) ? 1 : argv.size();
    for (qsizetype i = 1; i < argv.size(); ++i) {
        if (marks->contains(argv.at(i)))
            return i + 1;
        if (argv.at(i).startsWith("--exec=") || argv.at(i).startsWith("--extcmd="))
            return i;
    }
    return argv.size();
}

// Names that mean the same program: python3.11 is also python3 and python, x86_64-linux-gnu-gcc-12 is gcc.
QByteArrayList namesOf(const QByteArray &program)
{
    static const QList<QByteArrayList> same{{"node", "nodejs"}, {"python", "python3"}, {"pip", "pip3"},
        {"make", "gmake"}, {"awk", "gawk", "mawk", "nawk", "original-awk"}, {"fd", "fdfind"}, {"bat", "batcat"},
        {"nc", "netcat", "ncat"}, {"vi", "vim"}, {"test", "["}, {"docker", "podman"}, {"tar", "bsdtar", "gtar"},
        {"sed", "gsed"}, {"find", "gfind"}};
    QByteArrayList names;
    QByteArray name = program;
    if (const qsizetype triplet = name.indexOf("-linux-gnu-"); triplet > 0)
        names.append(name = name.mid(triplet + 11));
    // vim.basic, nc.openbsd, git.exe
    if (const qsizetype dot = name.lastIndexOf('.'); dot > 0 && dot + 1 < name.size() && !isDigit(name.at(dot + 1)))
        names.append(name = name.left(dot));
    while (name.size() > 1 && isDigit(name.back())) {
        qsizetype end = name.size();
        while (end > 0 && isDigit(name.at(end - 1)))
            --end;
        if (end == 0)
            break;
        if (name.at(end - 1) == '.' || name.at(end - 1) == '-')
            --end;
        name.truncate(end);
        names.append(name);
    }
    for (const QByteArrayList &group : same) {
        const bool meant = std::any_of(
            group.begin(), group.end(), [&](const QByteArray &one) { return one == program || names.contains(one); });
        if (meant)
            names += group;
    }
    names.removeAll(program);
    names.removeAll(QByteArray());
    return names;
}

class Spellings
{
public:
    explicit Spellings(QByteArrayView root)
        : m_root(root)
    {
    }

    void of(const QByteArrayList &argv, int depth)
    {
        if (argv.isEmpty() || depth > kDeepest)
            return;
        const QByteArray written = argv.constFirst();
        if (written.startsWith('/') && below(m_root, written).isNull()) {
            add(named(argv, written.mid(written.lastIndexOf('/') + 1)), depth);
            return;
        }
        if (written.contains('/'))
            return; // a program of the working directory
        for (const QByteArray &name : namesOf(written))
            add(named(argv, name), kDeepest);
        if (written.startsWith("git-") && written.size() > 4)
            add(QByteArrayList{"git", written.mid(4)} + argv.mid(1), depth);
        if (written.startsWith("python"))
            module(argv, depth);
        if (written == "git")
            aliases(argv, depth);
        inner(argv, depth);
    }

    [[nodiscard]] const QList<QByteArrayList> &found() const { return m_found; }

private:
    static QByteArrayList named(QByteArrayList argv, const QByteArray &name)
    {
        argv.front() = name;
        return argv;
    }

    void add(const QByteArrayList &words, int depth)
    {
        const QByteArrayList argv = words.mid(0, kLongest);
        if (m_found.size() >= kMost || argv.isEmpty() || m_found.contains(argv))
            return;
        m_found.append(argv);
        of(argv, depth + 1);
    }

    // `python3 -m pip install` is pip.
    void module(const QByteArrayList &argv, int depth)
    {
        for (qsizetype i = 1; i < argv.size() && argv.at(i).startsWith('-'); ++i) {
            const QByteArray &word = argv.at(i);
            if (word == "-m")
                add(argv.mid(i + 1), depth);
            else if (word.startsWith("-m"))
                add(QByteArrayList{word.mid(2)} + argv.mid(i + 1), depth);
        }
    }

    // `git -c alias.x='push --force' x` pushes.
    void aliases(const QByteArrayList &argv, int depth)
    {
        for (qsizetype i = 1; i + 1 < argv.size(); ++i) {
            const qsizetype equals = argv.at(i + 1).indexOf('=');
            if (argv.at(i) != "-c" || !argv.at(i + 1).toLower().startsWith("alias.") || equals < 0)
                continue;
            const QByteArray value = argv.at(i + 1).mid(equals + 1).trimmed();
            if (value.startsWith('!'))
                text(value.mid(1), depth);
            else
                text("git " + value, depth);
        }
    }

    void inner(const QByteArrayList &argv, int depth)
    {
        const qsizetype first = firstInnerWord(argv);
        for (qsizetype i = first; i < argv.size() && i < first + kWords; ++i) {
            const QByteArray &word = argv.at(i);
            if (word.contains(' ') || word.contains('\t') || word.contains('\n')) {
                text(word, depth);
                if (const qsizetype equals = word.indexOf('='); equals > 0)
                    text(word.mid(equals + 1), depth);
            } else if (!word.startsWith('-') && !word.contains('=')) {
                add(argv.mid(i, kLongest), depth);
            }
        }
    }

    void text(const QByteArray &shellText, int depth)
    {
        for (const ShellCommand &command : parseTolerantly(shellText).commands) {
            QByteArrayList argv;
            for (const ShellWord &word : command.words)
                argv.append(word.text);
            add(argv, depth);
        }
    }

    QByteArrayView m_root;
    QList<QByteArrayList> m_found;
};

} // namespace

QList<QByteArrayList> otherSpellings(const QByteArrayList &argv, QByteArrayView root)
{
    Spellings spellings(root);
    spellings.of(argv, 0);
    return spellings.found();
}

} // namespace vibecoder
