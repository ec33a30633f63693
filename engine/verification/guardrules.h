// SPDX-License-Identifier: MIT
// What kind of thing a path of the working directory is for the guard: a test, something that steers how tests are run,
// or a name that takes the place of something the verification commands use. Learns from the files as they are at the
// start of an attempt; after that only asked. Pure.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QPair>
#include <QSet>
#include <QStringList>

#include <functional>

namespace vibecoder {

enum class GuardKind {
    None,
    Test,     ///< by its name or folder
    Steering, ///< configuration of a test runner or a build tool, and what it loads by itself
    Script,   ///< run by a verification command, or named by a file that is
    Shim,     ///< a program of the project's own folder of programs (`node_modules/.bin`, `.venv/bin`)
    Shadow,   ///< a module that an interpreter would load instead of the one that is meant
    Target    ///< named like a target of a makefile, which then counts as made
};

class GuardRules
{
public:
    GuardRules() = default;
    /// root: the working directory, absolute, for commands that name their scripts so.
    GuardRules(const QStringList &commands, const QString &root);

    /// Files that are worth reading whatever their folder: those the commands and the learned files name.
    [[nodiscard]] QStringList namedFiles() const;
    /// Takes in what a guarded file names. True when there are new names.
    bool learn(const QString &path, const QByteArray &content);
    void addScript(const QString &path) { m_scripts.insert(path); }
    /// What decides what is run, and what a result is compared with, whatever their names.
    void addSteering(const QString &path) { m_loaded.insert(path); }
    void addData(const QString &path) { m_data.insert(path); }
    /// Programs that are scripts only when their content checks something.
    [[nodiscard]] const QSet<QString> &candidates() const { return m_candidates; }
    /// The same, where they end by what they found.
    [[nodiscard]] const QSet<QString> &ends() const { return m_ends; }
    /// What the commands run by patterns; what these find is a script.
    [[nodiscard]] const QSet<QString> &wildcards() const { return m_wildcards; }
    /// A name of the project: a module, so that a new one of the same name beside the tests is seen, a makefile.
    void learnName(const QString &path);
    /// Files that make touches to remember that a recipe has run; whoever makes one by hand skips the recipe.
    [[nodiscard]] QStringList stamps() const { return {m_stamps.cbegin(), m_stamps.cend()}; }
    /// Paths at which a new program would be run instead of the system's own: the caller knows which exist.
    [[nodiscard]] QStringList possibleShims(const std::function<bool(const QString &program)> &isProgram) const;
    void addShim(const QString &path) { m_shims.insert(path); }
    /// Modules beside the checks, without their suffix, that would be loaded instead of Python's own; those that are
    /// there already are meant.
    [[nodiscard]] QStringList possibleShadows() const { return {m_shadows.cbegin(), m_shadows.cend()}; }
    void removeShadow(const QString &module) { m_shadows.remove(module); }

    [[nodiscard]] GuardKind kindOf(const QString &path, bool isFolder) const;
    /// guardedPart() with what the commands say.
    [[nodiscard]] QByteArray partOf(const QString &path, const QByteArray &content) const;
    /// A source whose examples are run as tests; all else in it is the work.
    [[nodiscard]] bool runsExamplesOf(const QString &path) const;
    /// Whether a look at the tree has to go into this folder.
    [[nodiscard]] static bool enters(const QString &folder);
    /// Two files or folders each, of which the commands want that they are equal.
    [[nodiscard]] const QSet<QPair<QString, QString>> &compared() const { return m_compared; }
    /// A new shim counts only where it is one of the programs that are run.
    [[nodiscard]] bool runsProgram(const QString &name) const { return m_programs.contains(name); }

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static GuardRules fromJson(const QJsonObject &json);

private:
    void learnCommands(const QStringList &commands, bool checksOnly, const QString &folder, const QString &script);
    void learnProgram(const QString &path, const QByteArray &content);
    void learnTestCalls(const QString &folder, const QByteArray &content);
    void learnMakefile(const QString &folder, const QString &text);
    [[nodiscard]] bool takesPlaceOfMakefile(const QString &path) const;
    [[nodiscard]] bool isNamedDocument(const QString &path) const;
    [[nodiscard]] bool isSettingsOfRunTool(const QString &path) const;

    QString m_root;
    QSet<QString> m_scripts, m_programs, m_targets, m_modules;
    QSet<QString> m_loadedPatterns;                  ///< with one %
    QSet<QString> m_targetPatterns;                  ///< with one %
    QSet<QString> m_stamps, m_asked;                 ///< of make; targets that commands name
    QSet<QString> m_loaded;                          ///< when they are there
    QSet<QString> m_data;                            ///< tests by what reads them
    QSet<QString> m_documents;                       ///< whose examples are tests; names and patterns
    QSet<QString> m_shims, m_shadows;                ///< nothing is there now
    QSet<QString> m_packages, m_makefiles;           ///< folders of tests that are packages; all makefiles
    QSet<QString> m_programFolders, m_moduleFolders; ///< looked at before the system's own
    QSet<QPair<QString, QString>> m_compared;
    QSet<QString> m_wildcards, m_candidates, m_ends; ///< still to be looked at on the disk
};

/// The guarded ones of some paths, sorted; nothing was learned from any file.
[[nodiscard]] QStringList guardedPaths(const QStringList &paths, const QStringList &commands);

/// A file in a folder of build products (there is nothing to put back): it is made anew by the check itself.
[[nodiscard]] bool isBuildProduct(const QString &path);
/// Machine code, archives, byte code: what a check compiles, whatever it is called.
[[nodiscard]] bool isCompiled(const QByteArray &content);
/// Files of a new project that only say what it is. What runs by its mere presence is not among them.
[[nodiscard]] bool isProjectFile(const QString &path);
/// Files that a build writes beside its products, wherever they lie.
[[nodiscard]] bool isGenerated(const QString &path);
/// A script whose statements at the left margin assert something: it checks, whatever it is called.
[[nodiscard]] bool readsLikeACheck(const QByteArray &content);

} // namespace vibecoder
