// SPDX-License-Identifier: MIT
// Where a word of a command points: inside, outside, at something protected, at a device; and what a word of a program
// that is not known option by option may be.
#include "permission/commandjudge.h"
#include "permission/protectedpath.h"
#include "permission/substitutions.h"

#include <algorithm>
#include <array>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// What may be read outside: says nothing about the user.
const QByteArrayList kReadableOutside{"/usr/include", "/usr/share", "/usr/lib", "/usr/local/include", "/etc/os-release",
    "/etc/debian_version", "/proc/cpuinfo", "/proc/meminfo", "/proc/version", "/dev/null", "/dev/zero", "/dev/urandom",
    "/dev/stdin"};
const QByteArrayList kWritableOutside{"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"};

bool isBelowAny(const QByteArrayList &folders, const QByteArray &path)
{
    return std::any_of(
        folders.begin(), folders.end(), [&](const QByteArray &folder) { return !below(folder, path).isNull(); });
}

bool isRawDevice(const QByteArray &path)
{
    static constexpr std::array<QByteArrayView, 11> prefixes{"/dev/sd", "/dev/hd", "/dev/nvme", "/dev/vd", "/dev/xvd",
        "/dev/mmcblk", "/dev/mapper", "/dev/dm-", "/dev/loop", "/dev/disk", "/dev/mem"};
    return std::any_of(prefixes.begin(), prefixes.end(), [&](QByteArrayView p) { return path.startsWith(p); });
}

bool looksLikePath(QByteArrayView text)
{
    return text.startsWith('/') || text.startsWith("..") || text.contains("/..") || text.startsWith('~') ||
           text.startsWith('.');
}

} // namespace

void CommandJudge::path(const ShellWord &word, Access access)
{
    path(word, word.text, access);
}

void CommandJudge::path(const ShellWord &word, QByteArrayView text, Access access)
{
    if (text == "-" || text.isEmpty())
        return;
    if (word.tilde || text.startsWith('~')) {
        ask(access == Access::Read ? u"reads_outside"_s : u"writes_outside"_s, Severity::High, word);
        if (text == "~" || text.startsWith("~/"))
            grants(joined(m_context.home, "." + text.sliced(1).toByteArray()), access != Access::Read);
        return;
    }
    if (word.expansion && m_whole) {
        // What it says besides its expansions; a computed part may lead anywhere, which the sandbox holds.
        ShellWord said = word;
        said.expansion = false;
        said.text = withoutExpansions(text);
        path(said, said.text, access);
        return;
    }
    if (word.expansion)
        return; // asks already, for the expansion
    if (word.braces && (access == Access::Write || text.contains("..") || text.contains("/.") || text.contains("{.") ||
                           text.contains(",.") || text.contains("{/") || text.contains(",/"))) {
        ask(u"computed_target"_s, Severity::Medium, word);
        return;
    }
    for (const QByteArray &directory : m_directories) {
        const QByteArray absolute = joined(directory, text);
        if (isRawDevice(absolute)) {
            if (access == Access::Read)
                ask(u"raw_device"_s, Severity::Critical, word, true);
            else
                deny(u"raw_device"_s, word);
            return;
        }
        const QByteArray inside = below(m_context.root, absolute);
        // A working directory that lies among the data of the program (a worktree) belongs to its task.
        const bool isTasks = !inside.isNull() && !below(m_context.dataDirectory, m_context.root).isNull();
        if (!m_context.dataDirectory.isEmpty() && !below(m_context.dataDirectory, absolute).isNull() && !isTasks) {
            deny(u"own_data"_s, word);
            return;
        }
        if (access == Access::Write && m_context.tier != SandboxTier::Bubblewrap &&
            !isBelowAny(kWritableOutside, absolute)) {
            // Without the sandbox nothing holds a write where its text says it goes.
            ask(u"needs_sandbox"_s, Severity::Medium, word);
        }
        if (inside.isNull()) {
            if (isBelowAny(access == Access::Read ? kReadableOutside : kWritableOutside, absolute))
                continue;
            ask(access == Access::Read ? u"reads_outside"_s : u"writes_outside"_s,
                access == Access::Write ? Severity::Critical : Severity::High, word);
            grants(absolute, access != Access::Read);
            return;
        }
        // `x/*/../..` climbs further than its text says, and `.*` matches what is protected.
        if (word.glob &&
            (QByteArrayView(text).contains("..") || text.startsWith(".[") || text.startsWith(".*") ||
                text.startsWith(".?") || text.contains("/.[") || text.contains("/.*") || text.contains("/.?"))) {
            ask(u"computed_target"_s, Severity::High, word);
            return;
        }
        const PathGuard guard = guardOf(inside);
        if (access != Access::Read && guard.write && !m_context.inView) {
            ask(u"protected_path"_s, Severity::High, word);
            grants(absolute, true);
            return;
        }
        if (access != Access::Write && guard.read) {
            ask(u"reads_secret"_s, Severity::High, word);
            return;
        }
    }
}

void CommandJudge::anyWord(const ShellWord &word)
{
    QByteArrayView text = word.text;
    // A label of a build target, a number of lines, a pattern of Go packages: no path that is opened.
    if (text == "./..." || text == "..." || text == "-")
        return;
    if (text.startsWith('-') && !text.startsWith("--") && text.size() > 3 &&
        (text.at(2) == '/' || text.at(2) == '~' || text.sliced(2).startsWith(".."))) {
        // The value of a short option, written without a space.
        const bool reads = text.at(1) == 'I' || text.at(1) == 'L';
        path(word, text.sliced(2), reads ? Access::Read : Access::Any);
        return;
    }
    if (const qsizetype at = text.indexOf('='); at >= 0 && (text.startsWith('-') || text.first(at).indexOf('/') < 0))
        text = text.sliced(at + 1);
    if (word.tilde || looksLikePath(text))
        path(word, text, Access::Any);
    else if (!text.startsWith('-') && guardOf(text).read)
        ask(u"reads_secret"_s, Severity::High, word);
}

void CommandJudge::optionValue(const ShellWord &word, bool mayBeSeparator)
{
    // One character is a separator, whatever it looks like.
    if ((word.text.size() > 1 || !mayBeSeparator) &&
        (looksLikePath(word.text) || word.tilde || guardOf(word.text).read))
        path(word, word.text, Access::Any);
}

} // namespace vibecoder
