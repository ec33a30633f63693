// SPDX-License-Identifier: MIT
#include "core/guardlearning.h"

#include "sandbox/launcher/protocol.h"
#include "verification/guardedpart.h"
#include "verification/judges.h"
#include "verification/openedfiles.h"
#include "workspace/pathtext.h"

#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxEntries = 400000; ///< of the tree, without the folders of packages and products
constexpr int kMaxNames = 2000000;  ///< the same, where no file is looked at
constexpr int kMaxFound = 5000;     ///< below a folder whose files a command names by a pattern
constexpr int kMaxDepth = 8;
// To watch a folder takes the kernel 16 microseconds: in a larger tree it is done for who wants it.
constexpr int kFewEntries = 50000, kFewFolders = 1500;

// The folder where a pattern begins, and the files below it that it means.
QStringList filesLike(const Workspace &workspace, const QString &pattern)
{
    const QStringList parts = pattern.split(u'/');
    QStringList fixed;
    for (const QString &part : parts) {
        if (part.contains(QRegularExpression(u"[*?[]"_s)))
            break;
        fixed.append(part);
    }
    fixed.removeAll(u"."_s);
    const QString folder = fixed.join(u'/');
    const bool deep = pattern.contains(u"**/"_s);
    const int depth = deep ? kMaxDepth : int(parts.size() - fixed.size());
    int skipped = 0;
    const Result<QList<FolderEntry>> entries =
        workspace.list(folder.isEmpty() ? u"."_s : folder, depth, kMaxFound, &skipped);
    if (!entries)
        return {};
    QString text = QRegularExpression::wildcardToRegularExpression(QString(pattern).replace(u"**/"_s, u"\x01"_s));
    text.replace(u"\x01"_s, u"(?:.*/)?"_s);
    const QRegularExpression expression(text);
    QStringList files;
    for (const FolderEntry &entry : *entries) {
        const QString path = folder.isEmpty() ? entry.path : folder + u'/' + entry.path;
        if (!entry.isFolder && expression.match(path).hasMatch())
            files.append(path);
    }
    return files;
}

// Names that stand for others, and programs of which only the content tells what they are.
void lookAround(const Workspace &workspace, GuardRules &rules, QSet<QString> &read)
{
    const QSet<QString> wildcards = rules.wildcards(), candidates = rules.candidates();
    for (const QString &pattern : wildcards) {
        if (read.contains(pattern))
            continue;
        read.insert(pattern);
        for (const QString &path : filesLike(workspace, pattern))
            rules.addScript(path);
    }
    for (const QString &program : candidates) {
        const QString key = u"candidate:"_s + program;
        if (read.contains(key))
            continue;
        read.insert(key);
        const Result<FileContent> file = workspace.read(program, kGuardMaxRead);
        if (file && readsLikeACheck(file->bytes))
            rules.addScript(program);
    }
    const QSet<QString> ends = rules.ends();
    for (const QString &program : ends) {
        const QString key = u"end:"_s + program;
        if (read.contains(key))
            continue;
        read.insert(key);
        const Result<FileContent> file = workspace.read(program, kGuardMaxRead);
        if (file && judgesByItsEnd(program, file->bytes))
            rules.addScript(program);
    }
}

class WatchedFolders
{
public:
    WatchedFolders(int mostEntries, int mostFolders)
        : m_mostEntries(mostEntries)
        , m_mostFolders(mostFolders)
    {
    }

    void see(const QString &path, PathKind kind)
    {
        if (++m_entries > m_mostEntries || m_found.size() > m_mostFolders || kind == PathKind::Folder)
            return;
        const qsizetype slash = path.lastIndexOf(u'/');
        const QStringView folder = QStringView(path).first(std::max<qsizetype>(0, slash));
        // Names of one folder follow each other.
        if (folder != m_folder) {
            m_folder = folder.toString();
            m_isInterpretedToo = mattersWhenInterpreted(m_folder);
            m_isFound = false;
        }
        if (m_isFound || !isWorthWatching(path, m_isInterpretedToo))
            return;
        m_isFound = true;
        m_found.insert(pathBytes(m_folder));
    }

    [[nodiscard]] std::optional<QByteArrayList> take() const
    {
        if (m_entries > m_mostEntries || m_found.size() > m_mostFolders)
            return {};
        // Without any there is nothing to see, which is known as well.
        return m_found.isEmpty() ? QByteArrayList{QByteArray()} : QByteArrayList(m_found.cbegin(), m_found.cend());
    }

private:
    int m_mostEntries, m_mostFolders, m_entries = 0;
    QString m_folder;
    bool m_isInterpretedToo = mattersWhenInterpreted({}), m_isFound = false;
    QSet<QByteArray> m_found;
};

// A test that runs the examples of a document names it, and is called so.
bool mayRunDocuments(const QString &path)
{
    return path.endsWith(u".py") && path.contains(u"doc", Qt::CaseInsensitive) && isTestFile(path);
}

// What these files and those the rules name say is taken in, and what that names. True: one of them is a script.
bool readNamed(const Workspace &workspace, const QStringList &steering, GuardRules &rules)
{
    QSet<QString> read;
    bool isScript = false;
    for (bool more = true; more;) {
        more = false;
        lookAround(workspace, rules, read);
        for (const QString &path : steering + rules.namedFiles()) {
            if (read.contains(path))
                continue;
            read.insert(path);
            more = true;
            if (const Result<FileContent> file = workspace.read(path, kGuardMaxRead)) {
                rules.learn(path, file->bytes);
                isScript = isScript || rules.kindOf(path, false) == GuardKind::Script;
            }
        }
    }
    return isScript;
}

// Programs and modules count as replaced only where there are none now.
void forgetWhatIsThere(const Workspace &workspace, GuardRules &rules)
{
    const auto isProgram = [](const QString &name) {
        return !QStandardPaths::findExecutable(name, {u"/usr/local/bin"_s, u"/usr/bin"_s, u"/bin"_s}).isEmpty();
    };
    const auto isThere = [&workspace](const QString &path) { return !surveyOne(workspace, path).stamp.isEmpty(); };
    for (const QString &path : rules.possibleShims(isProgram)) {
        if (!isThere(path))
            rules.addShim(path);
    }
    for (const QString &module : rules.possibleShadows()) {
        if (isThere(module + u".py"_s) || isThere(module + u"/__init__.py"_s))
            rules.removeShadow(module);
    }
}

} // namespace

LearnedGuards learnGuards(const Workspace &workspace, const QStringList &commands)
{
    LearnedGuards learned;
    GuardRules &rules = learned.rules;
    rules = GuardRules(commands, workspace.root());
    // A script that is a link: what it leads to is the script.
    for (const QString &path : rules.namedFiles()) {
        const Result<QByteArray> target = workspace.resolve(pathBytes(path), FileOperation::Read);
        if (target && pathText(*target) != path)
            rules.addScript(pathText(*target));
    }
    // One walk over the names: a tree may have hundreds of thousands of them.
    QStringList steering, links;
    WatchedFolders folders(kFewEntries, kFewFolders);
    walkPaths(workspace, kMaxNames, [&](const QString &path, PathKind kind) {
        folders.see(path, kind);
        if (kind == PathKind::Folder)
            return GuardRules::enters(path);
        if (kind == PathKind::Link)
            links.append(path);
        rules.learnName(path);
        const bool mayBe = !path.isValidUtf16() || isRunnerConfiguration(path);
        const GuardKind what = mayBe || !learned.anything ? rules.kindOf(path, false) : GuardKind::None;
        if (what == GuardKind::Steering || mayRunDocuments(path))
            steering.append(path);
        learned.anything = learned.anything || what == GuardKind::Steering || what == GuardKind::Test;
        return true;
    });
    learned.folders = folders.take();
    learned.anything = readNamed(workspace, steering, rules) || learned.anything;
    forgetWhatIsThere(workspace, rules);
    for (const QString &path : std::as_const(links)) {
        const Result<QByteArray> target = rules.kindOf(path, false) == GuardKind::None
                                              ? Result<QByteArray>(QByteArray())
                                              : workspace.resolve(pathBytes(path), FileOperation::Read);
        if (target && !target->isEmpty())
            learned.behindLinks.insert(*target, pathBytes(path));
    }
    return learned;
}

std::optional<QByteArrayList> foldersToWatch(const Workspace &workspace, bool howeverLarge)
{
    WatchedFolders folders(howeverLarge ? kMaxNames : kFewEntries, howeverLarge ? vc_traced_max : kFewFolders);
    walkPaths(workspace, howeverLarge ? kMaxNames : kFewEntries + 1, [&folders](const QString &path, PathKind kind) {
        folders.see(path, kind);
        return kind != PathKind::Folder || GuardRules::enters(path);
    });
    return folders.take();
}

std::optional<GuardRules> learnOpened(const Workspace &workspace, const QStringList &commands,
    const QStringList &opened, const GuardRules &rules, QStringList *paths)
{
    OpenedLook look;
    look.commands = commands;
    look.opened = opened;
    look.content = [&workspace](const QString &path) {
        const Result<FileContent> file = workspace.read(path, kOpenedLook);
        return file ? file->bytes : QByteArray();
    };
    look.filesIn = [&workspace](const QString &folder) {
        QStringList names;
        int skipped = 0;
        for (const FolderEntry &entry : workspace.list(folder, 1, kMaxFound, &skipped).value_or(QList<FolderEntry>())) {
            if (!entry.isFolder)
                names.append(entry.path);
        }
        return names;
    };
    const OpenedParts parts = partsOfVerification(look, rules);
    if (parts.isEmpty())
        return {};
    GuardRules more = rules;
    for (const QString &path : parts.scripts)
        more.addScript(path);
    for (const QString &path : parts.rules)
        more.addSteering(path);
    for (const QString &path : parts.data)
        more.addData(path);
    // What a new script names is found as well, though it did not get so far.
    readNamed(workspace, {}, more);
    forgetWhatIsThere(workspace, more);
    *paths = parts.scripts + parts.rules + parts.data;
    paths->sort();
    return more;
}

Survey surveyGuarded(const Workspace &workspace, const GuardRules &rules)
{
    Survey survey = surveyTree(
        workspace, [](const QString &folder) { return GuardRules::enters(folder); },
        [&rules](const QString &path, bool isFolder) { return rules.kindOf(path, isFolder) != GuardKind::None; },
        kMaxEntries);
    // What the commands name counts wherever it lies.
    for (const QString &path : rules.namedFiles()) {
        const SurveyEntry entry = surveyOne(workspace, path);
        if (!entry.stamp.isEmpty() && !entry.isFolder)
            survey.entries.insert(path, entry);
    }
    return survey;
}

} // namespace vibecoder
