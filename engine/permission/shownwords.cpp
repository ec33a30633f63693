// SPDX-License-Identifier: MIT
#include "permission/shownwords.h"

#include "base/secrets/secretname.h"
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
        return host.startsWith(name) &&
               (host.size() == name.size() || QByteArrayView(":/").contains(host.at(name.size())));
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

// Four numbers, and none of this machine.
bool isAddress(const QByteArray &piece)
{
    const QByteArrayList parts = piece.split('.');
    return parts.size() == 4 && !piece.startsWith("127.") && piece != "0.0.0.0" &&
           std::all_of(parts.begin(), parts.end(), [](const QByteArray &part) {
               return !part.isEmpty() && part.size() < 4 &&
                      std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
           });
}

bool isOtherPlace(const QByteArray &written, QByteArrayView root)
{
    // The value of a short option is written without a space.
    const QByteArray piece =
        written.startsWith('-') && written.contains('/') ? written.mid(written.indexOf('/')) : written;
    static const QByteArrayList harmless = list("/dev/null /dev/stdin /dev/stdout /dev/stderr /dev/fd /dev/tty");
    static const QByteArrayList folders =
        list("/etc /home /root /proc /sys /dev /var /run /tmp /boot /mnt /media /srv /opt /inet");
    if (piece.startsWith("~/") || piece == "~")
        return true;
    if (piece.startsWith("../") || piece.contains("/../"))
        return below(root, joined(root, piece)).isNull();
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
    return user > 0 && colon > user + 1 && std::all_of(text.begin(), text.begin() + colon, [](char c) {
        return isWordLetter(c) || QByteArrayView("@.-").contains(c);
    });
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
        const QByteArray lower = argv.at(i).toLower();
        if (subs.contains(lower) || lower.contains("publish") || lower.startsWith("upload") ||
            lower.startsWith("release:"))
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
                 "--index-url", "--extra-index-url", "--proxy", "--global", "--location", "--prefix"})
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

bool isNetworkProgram(const QByteArray &name)
{
    static const QByteArrayList known = list(
        "autossh mosh ngrok cloudflared psql mysql mariadb mongo mongosh redis-cli minikube kind k3s k9s lsof fuser "
        "tftp lftp rsh rlogin iperf iperf3 svn hg cvs bzr fossil p4 bunx uvx pnpx dlx corepack rustup nvm asdf mise "
        "volta pyenv rbenv ssh-copy-id sshpass vault terraform tofu vagrant virsh helm kustomize pulumi serverless "
        "wrangler git-lfs tailscale wg openvpn mosquitto_pub mosquitto_sub");
    return known.contains(name);
}

bool asksForSecret(QByteArrayView text)
{
    QByteArray word;
    bool variable = false;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text.at(i) : ' ';
        if (isWordLetter(c)) {
            word += c;
            continue;
        }
        if (variable && namesSecret(word))
            return true;
        // `$NAME`, `${NAME}`, `ENVIRON["NAME"]`, `environ['NAME']`, `env.NAME`, `getenv("NAME")`
        const QByteArray lower = word.toLower();
        const bool begins = c == '$' || lower.endsWith("environ") || lower.endsWith("env");
        variable = begins || (variable && word.isEmpty() && QByteArrayView("{[(\"'.!#").contains(c));
        word.clear();
    }
    return false;
}

bool showsWayOut(QByteArrayView code, QByteArrayView root)
{
    if (namesRemote(code))
        return true;
    static const QByteArrayList tools =
        list("curl wget ssh scp sftp ncat netcat socat telnet rsync sudo doas pkexec unshare nsenter setcap setuid "
             "setgid setreuid setresuid ptrace io_uring_setup syscall ctypes keyctl bpf S_ISUID S_ISGID docker podman "
             "vibecoder getpass printenv PPID getppid fork inet ftplib smtplib smtpd telnetlib webbrowser");
    static const QByteArrayList fetching = list("push fetch pull clone ls-remote install add get download publish");
    static const QByteArrayList fetchers =
        list("git npm pnpm yarn npx pip pip3 cargo go gem apt apt-get brew poetry uv composer bundle");
    const QByteArrayList pieces = piecesOf(code);
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const QByteArray &piece = pieces.at(i);
        // `process.env` and `a.key()` are parts of a language; a name of a file stands behind nothing.
        const bool dotted = piece.contains('.') && isLetter(piece.front()) && !piece.contains('/');
        // `rm -rf /`, read out of any text.
        const bool all = piece == "/" && i > 0 && pieces.at(i - 1).size() > 1 && pieces.at(i - 1).front() == '-' &&
                         isLetter(pieces.at(i - 1).at(1));
        if (all || isAddress(piece) || isOtherPlace(piece, root) || (!dotted && guardOf(piece).read))
            return true;
        if (dotted && (piece.endsWith(".pem") || piece.endsWith(".env")) && guardOf(piece).read &&
            piece != "process.env")
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
