// SPDX-License-Identifier: MIT
#include "permission/networkwords.h"

#include "permission/programs.h"

#include <algorithm>

namespace vibecoder {

namespace {

// What an option takes: nothing, a word that is only data, or a word that must not name a file.
struct NetworkTool
{
    QByteArrayView alone;         ///< letters of options without a value, that may be bundled
    QByteArrayView withValue;     ///< letters of options with one
    QByteArrayList longAlone;     ///< whole options
    QByteArrayList longWithValue; ///< options before `=` or the next word
};

const NetworkTool &curlTool()
{
    static const NetworkTool tool{"sSfLIivkgG#0146N", "mHXdAeuwr",
        {"--silent", "--show-error", "--fail", "--location", "--head", "--include", "--verbose", "--insecure",
            "--globoff", "--get", "--compressed", "--http1.1", "--http2", "--ipv4", "--ipv6", "--no-buffer",
            "--fail-with-body", "--no-progress-meter"},
        {"--max-time", "--connect-timeout", "--header", "--request", "--data", "--data-raw", "--user-agent",
            "--referer", "--user", "--write-out", "--range", "--retry", "--retry-delay", "--retry-max-time",
            "--max-redirs", "--json"}};
    return tool;
}

// Without one of --spider and `-O -` it would write files that the host names.
const NetworkTool &wgetTool()
{
    static const NetworkTool tool{"qvSd46", "tTU",
        {"--quiet", "--verbose", "--no-verbose", "-nv", "--server-response", "--spider", "--no-check-certificate"},
        {"--tries", "--timeout", "--user-agent", "--header", "--output-document"}};
    return tool;
}

const NetworkTool &lookupTool()
{
    static const NetworkTool tool{"46vaCdlrsTn", "ctWw", {}, {}};
    return tool;
}

// Without a scheme: a name with a dot, a port or a path behind it, and nothing that only data has.
bool mayBeHost(QByteArrayView word)
{
    const bool data = word.startsWith('-') || std::any_of(word.begin(), word.end(),
                                                  [](char c) { return QByteArrayView(" \t\n={}\"'<>,;").contains(c); });
    return !data && (word.contains('.') || word.contains(':') || word.contains('/'));
}

// `@file` and `@-` stand for what a file or the input holds; a bare `-` for the input.
bool isOnlyData(QByteArrayView value)
{
    return !value.startsWith('@') && value != "-";
}

bool isWebAddress(QByteArrayView word)
{
    if (const qsizetype at = word.indexOf("://"); at >= 0) {
        const QByteArray scheme = word.first(at).toByteArray().toLower();
        return scheme == "http" || scheme == "https";
    }
    // `file:/x` is a scheme too; only a port may follow the colon.
    const QByteArrayView host = word.first(word.indexOf('/') < 0 ? word.size() : word.indexOf('/'));
    const qsizetype colon = host.indexOf(':');
    const QByteArrayView port = colon < 0 ? QByteArrayView("0") : host.sliced(colon + 1);
    const bool digits =
        !port.isEmpty() && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && !host.isEmpty() && !host.startsWith('.') && !host.startsWith('~') && isOnlyData(word);
}

// One option, with its value where it has one; false when it is not known. Moves `i` past it.
bool takeOption(const NetworkTool &tool, const QByteArrayList &argv, qsizetype &i)
{
    const QByteArray &word = argv.at(i);
    const auto nextIsData = [&] { return ++i < argv.size() && isOnlyData(argv.at(i)); };
    if (word.startsWith("--") || tool.longAlone.contains(word)) {
        const qsizetype equals = word.indexOf('=');
        if (equals < 0 && tool.longAlone.contains(word))
            return true;
        if (!tool.longWithValue.contains(equals < 0 ? word : word.left(equals)))
            return false;
        return equals < 0 ? nextIsData() : isOnlyData(QByteArrayView(word).sliced(equals + 1));
    }
    for (qsizetype n = 1; n < word.size(); ++n) {
        if (tool.withValue.contains(word.at(n)))
            return n + 1 < word.size() ? isOnlyData(QByteArrayView(word).sliced(n + 1)) : nextIsData();
        if (!tool.alone.contains(word.at(n)))
            return false;
    }
    return true;
}

bool webTool(const NetworkTool &tool, const QByteArrayList &argv)
{
    bool addressSeen = false;
    for (qsizetype i = 1; i < argv.size(); ++i) {
        if (argv.at(i).startsWith('-') && argv.at(i).size() > 1) {
            if (!takeOption(tool, argv, i))
                return false;
        } else if (!isWebAddress(argv.at(i))) {
            return false;
        } else {
            addressSeen = true;
        }
    }
    return addressSeen;
}

// What wget got goes to the output, or nowhere. Its `-O -` names no file.
bool wget(const QByteArrayList &argv)
{
    QByteArrayList rest;
    bool keepsNothing = false;
    for (qsizetype i = 0; i < argv.size(); ++i) {
        const QByteArray &word = argv.at(i);
        const bool whole = word == "-O-" || word == "-qO-" || word == "--output-document=-" || word == "--spider";
        const bool apart = (word == "-O" || word == "-qO") && i + 1 < argv.size() && argv.at(i + 1) == "-";
        keepsNothing = keepsNothing || whole || apart;
        i += apart ? 1 : 0;
        if (!whole && !apart)
            rest.append(word);
    }
    return keepsNothing && webTool(wgetTool(), rest);
}

} // namespace

bool isDeceivingHost(QByteArrayView word)
{
    const qsizetype scheme = word.indexOf("://");
    if (scheme < 0 && !mayBeHost(word))
        return false;
    QByteArrayView host = scheme >= 0 ? word.sliced(scheme + 3) : word;
    const auto upTo = [&host](const char *ends) {
        for (qsizetype i = 0; i < host.size(); ++i) {
            if (QByteArrayView(ends).contains(host.at(i)))
                host = host.first(i);
        }
    };
    upTo("/?#\\");
    const qsizetype user = host.lastIndexOf('@');
    // A name with a dot before the @ is read as the host by people, and so is one whose @ is written in code.
    if (scheme >= 0 && (host.contains('%') || (user > 0 && host.first(user).contains('.'))))
        return true;
    host = host.sliced(user + 1);
    upTo(":");
    const QByteArray lower = host.toByteArray().toLower();
    return lower.startsWith("xn--") || lower.contains(".xn--") ||
           std::any_of(host.begin(), host.end(), [](char c) { return uchar(c) >= 0x80; });
}

bool sendsOnlyItsWords(const QByteArrayList &argv)
{
    static const QByteArrayList lookups{"ping", "ping6", "dig", "nslookup", "host", "whois", "getent"};
    const QByteArray program = argv.value(0);
    if (program == "curl")
        return webTool(curlTool(), argv);
    if (program == "wget")
        return wget(argv);
    return lookups.contains(program) && webTool(lookupTool(), argv);
}

bool runsNothingOfTheFolder(const QByteArrayList &argv)
{
    static const QByteArrayList special{"git", "rm", "chmod", "ln", "dd", "sed", "gsed", "awk", "gawk", "mawk", "nawk",
        "sort", "tar", "sqlite3", "truncate", "rsync", "patch", "cd", "kill", "find", "fd", "fdfind"};
    const QByteArray program = argv.value(0);
    switch (programOf(program).kind) {
    case ProgramKind::Data:
    case ProgramKind::Read:
    case ProgramKind::Pattern:
    case ProgramKind::Write:
        return true;
    case ProgramKind::Special:
        return special.contains(program);
    case ProgramKind::Unknown:
    case ProgramKind::Build:
    case ProgramKind::Danger:
        return sendsOnlyItsWords(argv);
    }
    Q_UNREACHABLE();
}

} // namespace vibecoder
