// SPDX-License-Identifier: MIT
// Judges the commands of one text in order: working directories after `cd`, wrappers, options, operands, redirects.
// Used by commandpolicy alone. Pure.
#pragma once

#include "permission/commandparser.h"
#include "permission/commandpolicy.h"
#include "permission/programs.h"
#include "permission/rules.h"

namespace vibecoder {

class CommandJudge
{
public:
    /// whole: the texts are read by parseWhole(), so the words of expansions and nested texts are judged as well.
    explicit CommandJudge(const CommandContext &context, bool whole = false);

    std::vector<CommandFinding> judge(const ParsedCommand &parsed);

    /// The commands behind the wrappers, for the user's rules; after judge().
    [[nodiscard]] const std::vector<CommandLeaf> &leaves() const { return m_leaves; }
    /// The same for a text that was only read tolerantly: rules may forbid there, and allow nothing.
    [[nodiscard]] std::vector<CommandLeaf> restrictedLeaves() const;

private:
    using Words = std::vector<ShellWord>;
    enum class Access { Read, Write, Any };

    void command(const ShellCommand &command);
    void assignment(const ShellWord &word);
    void redirect(const ShellRedirect &redirect, bool interpreter);
    /// One simple command after its assignments; depth counts the wrappers around it.
    void simple(const Words &words, int depth);
    void judgeProgram(const Words &words, int depth);
    void otherNames(const CommandLeaf &leaf, const Words &words);
    void foreignHosts(const Words &words, std::size_t firstFinding);
    [[nodiscard]] CommandLeaf leafOf(const Words &words) const;
    void table(const Program &program, const QByteArray &name, const Words &words);
    /// Whether the next word is the value of this option.
    bool tableOption(const Program &program, const QByteArray &name, const ShellWord &word);
    void tableOperand(const Program &program, const QByteArray &name, const ShellWord &word, int number, bool last);
    [[nodiscard]] static bool installsInside(const QByteArray &name, const QByteArray &text, const Words &words);
    void goWords(const Words &words);
    void filterText(const QByteArray &name, const ShellWord &word);
    bool special(const QByteArray &name, const Words &words, int depth);

    // Judges of their own (commandspecial.cpp, commandgit.cpp).
    void git(const Words &words);
    void gitSubcommand(const QByteArray &sub, const Words &rest);
    void find(const Words &words, int depth);
    void sed(const Words &words);
    void awk(const Words &words);
    void sortCommand(const Words &words);
    void tar(const Words &words);
    void sqlite(const Words &words);
    void remove(const Words &words);
    void link(const Words &words);
    void diskCopy(const Words &words);
    void interpreter(const QByteArray &name, const Words &words);
    void shell(const Words &words, int depth);
    /// A text of commands inside of `word`.
    void nested(const ShellWord &word, QByteArrayView text, int depth);
    void handedOver(const ShellWord &word);
    void packageManager(const QByteArray &name, const Words &words, int depth);
    void wrapper(const QByteArray &name, const Words &words, int depth);
    void changeDirectory(const Words &words);

    // Modes of files (commandmodes.cpp).
    void mode(const ShellWord &word, QByteArrayView text);
    void changeMode(const Words &words);
    void givenModes(const Words &words);
    void keptModes(const QByteArray &name, const Words &words);

    // Everyday tools that can also do far more (commandlocal.cpp).
    bool localTool(const QByteArray &name, const Words &words, int depth);
    void localCopy(const Words &words);
    void wholeTree(const ShellWord &word);
    [[nodiscard]] bool isRootItself(const QByteArray &directory, const QByteArray &text) const;
    void patchFile(const Words &words);
    void digests(const Words &words);
    void debugger(const Words &words, int depth);
    void tracer(const QByteArray &name, const Words &words, int depth);
    void truncateFile(const Words &words);
    void projectRunner(const QByteArray &name, const Words &words, int depth);
    void endlessInput(const ParsedCommand &parsed);
    void variables(const QByteArray &name, const Words &words);

    void path(const ShellWord &word, Access access);
    void path(const ShellWord &word, QByteArrayView text, Access access);
    /// Words of a program whose meaning is not known one by one: nothing may point outside.
    void anyWord(const ShellWord &word);
    void optionValue(const ShellWord &word, bool mayBeSeparator);
    Words withoutBraces(const Words &words);
    void carried(const ShellWord &word); ///< needs the sandbox: asks in the lower tiers
    void ask(const QString &reason, Severity severity, const ShellWord &word, bool rail = false);
    void grants(const QByteArray &path, bool write); ///< what goes with the last question
    void deny(const QString &reason, const ShellWord &word);
    [[nodiscard]] static Words after(const Words &words, std::size_t count);

    const CommandContext &m_context;
    bool m_whole;
    std::vector<QByteArray> m_directories; ///< where the shell may be now
    std::vector<CommandFinding> m_findings;
    std::vector<CommandLeaf> m_leaves;
    bool m_wordsFollow = false;          ///< another program adds words to the command that is judged
    QByteArray m_before;                 ///< operator before the command that is judged
    std::vector<QByteArray> m_elsewhere; ///< where it is instead when a `cd` of this && chain failed
    bool m_pipedInto = false;            ///< its input is the output of another command
    int m_texts = 0;                     ///< nested shell texts
};

/// A script by this name is what another command or a descriptor hands over.
[[nodiscard]] bool isStandardInput(QByteArrayView text);

/// A program of the system by its bare name, any other path absolute below `directory`.
[[nodiscard]] QByteArray resolvedProgram(const QByteArray &name, const QByteArray &directory);

/// True when `word` is the option, its long form with a value, or an abbreviation the program would accept.
[[nodiscard]] bool isOption(QByteArrayView word, QByteArrayView option);

} // namespace vibecoder
