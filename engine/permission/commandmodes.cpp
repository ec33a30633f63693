// SPDX-License-Identifier: MIT
// Modes of files that a command sets or keeps: one that runs with its owner's rights is never made unasked.
#include "permission/commandjudge.h"
#include "permission/protectedpath.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isOctal(QByteArrayView mode)
{
    return !mode.isEmpty() && mode.front() >= '0' && mode.front() <= '7';
}

// Set-uid, set-gid or the sticky bit; also what is not known before it runs.
bool isPrivileged(QByteArrayView mode)
{
    if (isOctal(mode))
        return mode.size() > 3 && !(mode.size() == 4 && mode.front() == '0');
    return mode.contains('s') || mode.contains('t');
}

// The letters of a short option word before the one that takes a value.
QByteArrayView lettersOf(QByteArrayView text, QByteArrayView withValue)
{
    if (!text.startsWith('-') || text.startsWith("--"))
        return {};
    qsizetype end = 1;
    while (end < text.size() && !withValue.contains(text.at(end)))
        ++end;
    return text.first(end).sliced(1);
}

} // namespace

void CommandJudge::mode(const ShellWord &word, QByteArrayView text)
{
    if (isPrivileged(text) || word.glob || word.braces || word.expansion)
        ask(u"privilege"_s, Severity::Critical, word, true);
}

void CommandJudge::changeMode(const Words &words)
{
    bool modeSeen = false, openToAll = false, recursive = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        recursive = recursive || (text.startsWith('-') && text.contains('R'));
        if (text.startsWith("--")) {
            ask(u"option_does_more"_s, Severity::Medium, words[i]);
        } else if (!modeSeen && (!text.startsWith('-') ||
                                    QByteArrayList{"-x", "-w", "-r", "-rw", "-rx", "-wx", "-rwx"}.contains(text))) {
            modeSeen = true;
            mode(words[i], text);
            openToAll = isOctal(text)
                            ? ((text.back() - '0') & 2) != 0
                            : text.contains('w') && (text.contains('o') || text.contains('a')) && !text.contains('-');
        } else if (!text.startsWith('-')) {
            path(words[i], Access::Write);
        }
    }
    if (recursive && openToAll)
        ask(u"privilege"_s, Severity::High, words.front());
    if (m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
}

// What `install` and `mkdir` give to what they make.
void CommandJudge::givenModes(const Words &words)
{
    constexpr QByteArrayView kWithValue = "gmoStZ";
    for (std::size_t i = 1; i < words.size() && words[i].text != "--"; ++i) {
        const QByteArrayView text = words[i].text;
        const QByteArrayView name = text.first(text.indexOf('=') < 0 ? text.size() : text.indexOf('='));
        const qsizetype at = lettersOf(text, kWithValue).size() + 1;
        const bool isLong = name.size() > 3 && QByteArrayView("--mode").startsWith(name);
        const bool isShort = text.startsWith('-') && at < text.size() && text.at(at) == 'm';
        if (!isLong && !isShort)
            continue;
        const QByteArrayView value = isLong ? text.sliced(std::min(name.size() + 1, text.size())) : text.sliced(at + 1);
        if (!value.isEmpty())
            mode(words[i], value);
        else if (i + 1 < words.size())
            mode(words[i + 1], words[i + 1].text);
    }
}

// Modes that come along with a copy. Below the working directory nothing has such a one; a program of the system may.
void CommandJudge::keptModes(const QByteArray &name, const Words &words)
{
    bool keeps = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArrayView text = words[i].text;
        const QByteArrayView letters = lettersOf(text, name == "cp" ? QByteArrayView("tS") : QByteArrayView());
        keeps = keeps || letters.contains('p') || letters.contains('a');
        for (const char *option : {"--preserve", "--archive", "--perms"})
            keeps = keeps || isOption(text, option);
    }
    for (std::size_t i = 1; keeps && i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        const bool outside = !text.startsWith('-') &&
                             std::any_of(m_directories.begin(), m_directories.end(), [&](const auto &directory) {
                                 return below(m_context.root, joined(directory, text)).isNull();
                             });
        if (outside)
            ask(u"privilege"_s, Severity::High, words[i], true);
    }
}

} // namespace vibecoder
