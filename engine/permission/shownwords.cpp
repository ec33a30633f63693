// SPDX-License-Identifier: MIT
#include "permission/shownwords.h"

#include "permission/protectedpath.h"

#include <algorithm>

namespace vibecoder {

namespace {

QByteArrayList list(const char *words)
{
    return QByteArray(words).split(' ');
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isWordLetter(char c)
{
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_' || uchar(c) >= 0x80;
}

bool isThisMachine(QByteArrayView host)
{
    static const QByteArrayList own = list("localhost 127.0.0.1 0.0.0.0 [::1] [::]");
    return std::any_of(own.begin(), own.end(), [&](const QByteArray &name) {
        return host.startsWith(name) && (host.size() == name.size() || QByteArrayView(":/").contains(host.at(name.size())));
    });
}

// The pieces that may be paths or names: of letters, digits and the signs that paths are made of.
QByteArrayList piecesOf(QByteArrayView text)
{
    QByteArrayList pieces;
    QByteArray piece;
    for (const char c : text) {
        if (isWordLetter(c) || QByteArrayView("./~-").contains(c)) {
            piece += c;
        } else if (!piece.isEmpty()) {
            pieces.append(piece);
            piece.clear();
        }
    }
    if (!piece.isEmpty())
        pieces.append(piece);
    return pieces;
}

bool isOtherPlace(const QByteArray &piece, QByteArrayView root)
{
    static const QByteArrayList harmless = list("/dev/null /dev/stdin /dev/stdout /dev/stderr /dev/fd /dev/tty");
    static const QByteArrayList folders = list("/etc /home /root /proc /sys /dev /var /run /boot /mnt /media /srv /opt");
    if (piece.startsWith("~/") || piece == "~")
        return true;
    if (!piece.startsWith('/') || harmless.contains(piece) || !below(root, piece).isNull())
        return false;
    return std::any_of(folders.begin(), folders.end(),
        [&piece](const QByteArray &folder) { return piece == folder || piece.startsWith(folder + '/'); });
}

} // namespace

bool namesRemote(QByteArrayView text)
{
    for (qsizetype at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
        const QByteArrayView host = text.sliced(at + 3);
        const bool file = at >= 4 && text.sliced(at - 4, 4) == QByteArrayView("file");
        // `://` of a pattern, or behind a word that is put in later, names nothing.
        const bool named = !host.isEmpty() && (isWordLetter(host.front()) || host.front() == '[');
        if (at > 0 && isLetter(text.at(at - 1)) && named && !file && !isThisMachine(host))
            return true;
    }
    for (const QByteArrayView mark : {"git+", "github:", "gitlab:", "bitbucket:", "jsr:"}) {
        if (text.startsWith(mark))
            return true;
    }
    const qsizetype user = text.indexOf('@'), colon = text.indexOf(':', std::max<qsizetype>(user, 0));
    return user > 0 && colon > user + 1 &&
           std::all_of(text.begin(), text.begin() + colon,
               [](char c) { return isWordLetter(c) || QByteArrayView("@.-").contains(c); });
}

bool fetches(const QByteArrayList &argv)
{
    static const QByteArrayList subs = list("get install i add fetch update upgrade publish download login logout push "
                                            "pull clone search owner yank restore deploy release self-update upload "
                                            "checkout ls-remote sync export import connect tunnel package");
    static const QByteArrayList offline = list("--offline --no-index --local -o");
    if (std::any_of(argv.begin() + 1, argv.end(), [](const QByteArray &word) { return offline.contains(word); }))
        return false;
    int operands = 0;
    for (qsizetype i = 1; i < argv.size() && operands < 2; ++i) {
        if (argv.at(i).startsWith('-') || argv.at(i).startsWith('+'))
            continue;
        ++operands;
        if (subs.contains(argv.at(i)))
            return true;
    }
    return false;
}

bool installsOffline(const QByteArrayList &argv)
{
    static const QByteArrayList node = list("npm pnpm yarn bun"), python = list("pip pip3"),
                                nodeInstalls = list("install i ci add up update remove rm uninstall un dedupe prune"),
                                nodeLocal = list("version pkg pack rebuild");
    const QByteArray program = argv.constFirst();
    QByteArrayList operands;
    bool remote = false;
    for (const QByteArray &word : argv.mid(1)) {
        if (!word.startsWith('-'))
            operands.append(word);
        for (const char *option : {"--registry", "--userconfig", "--globalconfig", "--script-shell", "--node-options",
                 "--index-url", "--extra-index-url", "--find-links", "--proxy", "--global", "--location", "--prefix"})
            remote = remote || word.startsWith(option);
        remote = remote || word == "-g" || word == "-C" || namesRemote(word);
    }
    if (remote || operands.isEmpty())
        return false;
    const QByteArray &sub = operands.constFirst();
    const auto has = [&argv](const char *option) { return argv.contains(option); };
    if (node.contains(program))
        return nodeLocal.contains(sub) || (sub == "init" && operands.size() == 1) ||
               (nodeInstalls.contains(sub) && has("--offline"));
    if (python.contains(program))
        return (sub == "install" && has("--no-index")) || sub == "uninstall";
    if (program == "bundle")
        return sub == "install" && has("--local");
    if (program == "composer")
        return sub == "dump-autoload" || sub == "dumpautoload";
    if (program == "uv")
        return sub == "venv" || (has("--offline") && list("sync lock add remove pip").contains(sub));
    return false;
}

bool showsWayOut(QByteArrayView code, QByteArrayView root)
{
    if (namesRemote(code))
        return true;
    static const QByteArrayList tools =
        list("curl wget ssh scp sftp ncat netcat socat telnet rsync sudo doas pkexec unshare nsenter setcap setuid "
             "setgid setreuid setresuid ptrace io_uring_setup syscall ctypes keyctl bpf S_ISUID S_ISGID docker podman "
             "vibecoder getpass printenv PPID getppid");
    static const QByteArrayList fetching = list("push fetch pull clone ls-remote install add get download publish");
    static const QByteArrayList fetchers =
        list("git npm pnpm yarn npx pip pip3 cargo go gem apt apt-get brew poetry uv composer bundle");
    const QByteArrayList pieces = piecesOf(code);
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const QByteArray &piece = pieces.at(i);
        // `process.env` and `a.key()` are parts of a language; a name of a file stands behind nothing.
        const bool dotted = piece.contains('.') && isLetter(piece.front()) && !piece.contains('/');
        if (isOtherPlace(piece, root) || (!dotted && guardOf(piece).read))
            return true;
        if (dotted && (piece.endsWith(".pem") || piece.endsWith(".env")) && guardOf(piece).read && piece != "process.env")
            return true;
        for (const QByteArray &part : piece.split('.')) {
            const QByteArray word = part.mid(part.lastIndexOf('/') + 1);
            if (tools.contains(word))
                return true;
            if (fetchers.contains(word) && i + 1 < pieces.size() && fetching.contains(pieces.at(i + 1)))
                return true;
        }
    }
    return false;
}

} // namespace vibecoder
