// SPDX-License-Identifier: MIT
#include "workspace/git/hooktext.h"

#include <QByteArrayList>

#include <algorithm>

namespace vibecoder {

namespace {

constexpr qsizetype kMost = 500; // programs of one hook

// An empty word stands where a command ends.
QByteArrayList wordsOf(const QByteArray &script)
{
    QByteArrayList words;
    QByteArray word;
    const auto end = [&] {
        if (!word.isEmpty())
            words.append(std::exchange(word, {}));
    };
    bool comment = false;
    for (const char c : script) {
        if (c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')' || c == '`') {
            comment = comment && c != '\n';
            end();
            words.append(QByteArray());
        } else if (comment || c == ' ' || c == '\t' || c == '\r' || c == '"' || c == '\'' || c == '<' || c == '>' ||
                   c == '{' || c == '}' || c == '[' || c == ']' || c == '=') {
            end();
        } else if (c == '#' && word.isEmpty() && !words.isEmpty()) {
            comment = true;
        } else if (c != '\\') {
            word += c;
        }
    }
    end();
    return words;
}

bool isInterpreter(const QByteArray &word)
{
    static const QByteArrayList names{"sh", "bash", "dash", "zsh", "ksh", "source", ".", "python", "python2", "python3",
        "node", "perl", "ruby", "php", "deno", "bun", "tsx", "ts-node", "lua", "Rscript", "pwsh"};
    return names.contains(word.sliced(word.lastIndexOf('/') + 1));
}

// `$top/x` and what is left of `${top}/x`: without the variable.
QByteArray withoutVariable(const QByteArray &word)
{
    return word.startsWith('$') && word.contains('/') ? word.sliced(word.indexOf('/')) : word;
}

} // namespace

QList<StartedProgram> programsStartedBy(const QByteArray &script)
{
    QList<StartedProgram> started;
    bool interpreted = false;
    const QByteArrayList words = wordsOf(script);
    for (const QByteArray &word : words) {
        if (word.isEmpty() || isInterpreter(word)) {
            interpreted = !word.isEmpty();
            continue;
        }
        if (word.startsWith('-'))
            continue;
        const StartedProgram program{withoutVariable(word), interpreted};
        if ((interpreted || word.contains('/')) && started.size() < kMost && !started.contains(program))
            started.append(program);
        interpreted = false;
    }
    return started;
}

} // namespace vibecoder
