// SPDX-License-Identifier: MIT
#include "core/border/classifychanges.h"

#include "base/logging.h"
#include "base/secrets/secretscanner.h"
#include "core/border/borderguard.h"
#include "core/border/borderlinks.h"
#include "core/border/bordernames.h"
#include "core/border/borderrepositories.h"
#include "core/border/sourcenames.h"
#include "core/pathdecision.h"
#include "permission/credentialfiles.h"
#include "permission/protectedpath.h"
#include "verification/guardedpart.h"
#include "verification/movedtests.h"
#include "verification/sametest.h"
#include "verification/testtokens.h"
#include "workspace/pathtext.h"
#include "workspace/textencoding.h"

#include <QHash>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr uint kMayExecute = 0111, kSetIds = S_ISUID | S_ISGID;

bool isKnownType(uint mode)
{
    return mode == 0 || S_ISREG(mode) || S_ISLNK(mode) || S_ISDIR(mode);
}

QString kindOfSpecial(uint mode)
{
    return S_ISFIFO(mode)                   ? u"fifo"_s
           : S_ISSOCK(mode)                 ? u"socket"_s
           : S_ISCHR(mode) || S_ISBLK(mode) ? u"device"_s
                                            : u"unknown"_s;
}

class Classifier
{
public:
    Classifier(const ChangeSet &set, const ClassifyContext &context);
    [[nodiscard]] QList<ClassifiedChange> all() const;

private:
    [[nodiscard]] ClassifiedChange one(const Change &change) const;
    void addName(const Change &change, QList<BorderReason> &reasons) const;
    void addMode(const Change &change, const BothContents &both, QList<BorderReason> &reasons) const;
    void addSecret(const Change &change, const BothContents &both, QList<BorderReason> &reasons) const;
    void addLink(ClassifiedChange &classified, const QByteArray &text) const;
    [[nodiscard]] bool standsForWhatJudgesIt(const ClassifiedChange &classified) const;
    [[nodiscard]] QByteArray placeOf(const QString &path, QSet<QByteArray> &links) const;
    [[nodiscard]] bool isObeyedPlace(const QByteArray &path) const;
    [[nodiscard]] QString collision(const Change &change) const;
    [[nodiscard]] std::optional<QByteArray> linkAt(const QByteArray &path) const;
    [[nodiscard]] std::optional<QByteArray> read(const TreeEntry &entry) const;
    [[nodiscard]] BothContents contentsOf(const Change &change) const;
    [[nodiscard]] QByteArrayList namesIn(const QByteArray &folder) const;
    [[nodiscard]] bool isPackageAmongTests(const Change &change) const;
    [[nodiscard]] bool followsRenaming(const Change &change, const BothContents &both) const;
    void findMovedTests();
    [[nodiscard]] bool hasOtherTests() const;
    void nameGoneTests(const Change &change, QList<GuardFinding> &findings) const;
    void findSameTests();
    [[nodiscard]] std::optional<TestFile> testFileOf(const Change &change) const;
    void addMoved(const QByteArray &from, const QByteArray &to);
    [[nodiscard]] bool isSteeredAnew(const QString &from, const QString &to) const;

    const ClassifyContext &m_context;
    QList<Change> m_changes; ///< by path
    QHash<QByteArray, qsizetype> m_at;
    QHash<QByteArray, QByteArrayList> m_made;         ///< by folder: names that are there now
    QList<TestFile> m_testFiles;                      ///< changed ones whose tests can be listed one by one
    QHash<QByteArray, QByteArrayList> m_moved;        ///< both ways
    mutable std::optional<SourceNames> m_sourceNames; ///< read when the first test asks for it
    mutable QHash<QByteArray, QByteArrayList> m_names;
    mutable QHash<QByteArray, QHash<QString, QByteArrayList>> m_keys; ///< by folder: names by collisionKey()
    BorderRepositories m_repositories;
};

QList<Change> withGit(QList<Change> changes, const QByteArrayList &gitWritten)
{
    QSet<QByteArray> known;
    for (const Change &change : std::as_const(changes))
        known.insert(change.path);
    for (const QByteArray &path : gitWritten) {
        if (known.contains(path))
            continue;
        known.insert(path);
        Change change;
        change.path = path;
        change.hasBase = false;
        changes.append(change);
    }
    return changes;
}

QList<Change> byPath(QList<Change> changes)
{
    std::stable_sort(changes.begin(), changes.end(), [](const Change &a, const Change &b) { return a.path < b.path; });
    return changes;
}

Classifier::Classifier(const ChangeSet &set, const ClassifyContext &context)
    : m_context(context)
    , m_changes(byPath(withGit(set.changes, context.gitWritten)))
    , m_repositories({}, {}, {})
{
    QSet<QByteArray> there;
    for (qsizetype i = 0; i < m_changes.size(); ++i) {
        const Change &change = m_changes.at(i);
        m_at.insert(change.path, i);
        // The folders above it are there as well, named by the set or not.
        for (QByteArray path = change.isDeleted() ? QByteArray() : change.path;
             !path.isEmpty() && !there.contains(path); path = folderOfPath(path)) {
            there.insert(path);
            m_made[folderOfPath(path)].append(lastPartOf(path));
        }
    }
    m_repositories = BorderRepositories(
        m_changes, context.repositories, [this](const QByteArray &folder) { return namesIn(folder); });
    findMovedTests();
    findSameTests();
}

// A test that lies in another folder now, as it was, is no deleted and no new one.
void Classifier::findMovedTests()
{
    QHash<ObjectId, QList<qsizetype>> made;
    for (qsizetype i = 0; i < m_changes.size(); ++i) {
        if (const Change &change = m_changes.at(i); change.isNew() && S_ISREG(change.now.mode))
            made[change.now.content].append(i);
    }
    for (const Change &gone : std::as_const(m_changes)) {
        if (!gone.isDeleted() || !made.contains(gone.base.content))
            continue;
        QList<qsizetype> &fitting = made[gone.base.content];
        const auto found = std::find_if(fitting.cbegin(), fitting.cend(),
            [&](qsizetype i) { return isMovedTest(gone, m_changes.at(i), m_context.rules); });
        if (found == fitting.cend())
            continue;
        const QByteArray to = m_changes.at(*found).path;
        addMoved(gone.path, to);
        fitting.erase(found);
    }
    // Moved to where nobody looks, its number would be made up by the others.
    if (!m_moved.isEmpty() && hasOtherTests())
        m_moved.clear();
}

// New tests, and tests that may have been added to a file.
bool Classifier::hasOtherTests() const
{
    return std::any_of(m_changes.cbegin(), m_changes.cend(), [this](const Change &change) {
        const QString path = pathText(change.path);
        const bool isTest =
            !m_moved.contains(change.path) && S_ISREG(change.now.mode) && !m_context.products.contains(change.path) &&
            m_context.rules.kindOf(path, false) == GuardKind::Test && isRunAsTest(path) && isTestFile(path);
        const std::optional<TestFile> file = isTest ? testFileOf(change) : std::nullopt;
        return isTest && !(file && file->existed && isSameTest(path, file->before, file->after));
    });
}

void Classifier::addMoved(const QByteArray &from, const QByteArray &to)
{
    m_moved[from].append(to);
    m_moved[to].append(from);
}

// A test that its runner finds by its name, with both of its texts. Nothing: it is none, or was not read whole.
std::optional<TestFile> Classifier::testFileOf(const Change &change) const
{
    const QString path = pathText(change.path);
    const bool plain = change.hasBase && (change.base.mode == 0 || S_ISREG(change.base.mode)) &&
                       (change.now.mode == 0 || S_ISREG(change.now.mode)) &&
                       (change.base.mode == 0 || change.now.mode == 0 || change.base.mode == change.now.mode);
    if (!plain || m_context.rules.kindOf(path, false) != GuardKind::Test || !isTestFile(path))
        return {};
    const BothContents both = contentsOf(change);
    TestFile file{path, both.before.value_or(QByteArray()), both.after.value_or(QByteArray()), change.base.mode != 0,
        change.now.mode != 0};
    const bool whole = (!file.existed || both.before) && (!file.exists || both.after) &&
                       file.before.size() < kBorderLook && file.after.size() < kBorderLook;
    return whole ? std::optional(file) : std::nullopt;
}

// Fixtures of the folder would be others.
bool Classifier::isSteeredAnew(const QString &from, const QString &to) const
{
    const QByteArray old = folderOfPath(pathBytes(from));
    for (QByteArray folder = folderOfPath(pathBytes(to)); folder != old && !folder.isEmpty();
         folder = folderOfPath(folder)) {
        if (namesIn(folder).contains("conftest.py"))
            return true;
    }
    return false;
}

// The same tests in other files: all of them, and nothing besides.
void Classifier::findSameTests()
{
    QList<TestFile> files;
    bool isGone = false;
    for (const Change &change : std::as_const(m_changes)) {
        const QString path = pathText(change.path);
        if (m_moved.contains(change.path) || change.isFolder() || m_context.products.contains(change.path) ||
            m_context.rules.kindOf(path, false) != GuardKind::Test || path.endsWith(u"__init__.py"_s) ||
            testLanguage(path) == TestLanguage::Unknown)
            continue;
        const std::optional<TestFile> file = testFileOf(change);
        if (!file)
            return;
        isGone = isGone || !goneTests({*file}).isEmpty();
        if (!file->existed || !file->exists || !isSameTest(path, file->before, file->after))
            files.append(*file);
    }
    m_testFiles = files;
    // Only pytest looks into folders that are no packages.
    const auto moved = isGone ? movedTests(files, m_context.rules.runsProgram(u"pytest"_s)) : std::nullopt;
    if (!moved)
        return;
    for (auto it = moved->cbegin(); it != moved->cend(); ++it) {
        for (const QString &to : *it) {
            if (isSteeredAnew(it.key(), to))
                return;
        }
    }
    for (auto it = moved->cbegin(); it != moved->cend(); ++it) {
        for (const QString &to : *it)
            addMoved(pathBytes(it.key()), pathBytes(to));
    }
}

// Those of the file that are in no other file either.
void Classifier::nameGoneTests(const Change &change, QList<GuardFinding> &findings) const
{
    constexpr qsizetype kMostNames = 20;
    const QString path = pathText(change.path);
    const auto file = std::find_if(
        m_testFiles.cbegin(), m_testFiles.cend(), [&path](const TestFile &one) { return one.path == path; });
    if (file == m_testFiles.cend())
        return;
    const QStringList everywhere = goneTests(m_testFiles);
    QStringList gone = goneTests({*file});
    gone.removeIf([&everywhere](const QString &name) { return !everywhere.contains(name); });
    if (gone.isEmpty())
        return;
    if (gone.size() > kMostNames)
        gone = gone.first(kMostNames) + QStringList{u"…"_s};
    findings.removeIf([](const GuardFinding &finding) { return finding.code == u"test_removed"_s; });
    findings.append({u"test_removed"_s, path, 0, gone.join(u", "_s)});
}

QByteArrayList Classifier::namesIn(const QByteArray &folder) const
{
    if (const auto known = m_names.constFind(folder); known != m_names.cend())
        return *known;
    QByteArrayList names = m_context.namesNow ? m_context.namesNow(folder) : QByteArrayList();
    names.removeIf([this, &folder](const QByteArray &name) {
        const qsizetype at = m_at.value(folder.isEmpty() ? name : folder + '/' + name, -1);
        return at >= 0 && m_changes.at(at).isDeleted();
    });
    names += m_made.value(folder);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    m_names.insert(folder, names);
    return names;
}

std::optional<QByteArray> Classifier::read(const TreeEntry &entry) const
{
    if (!S_ISREG(entry.mode) && !S_ISLNK(entry.mode))
        return {};
    return m_context.content ? m_context.content(entry.content, kBorderLook) : std::nullopt;
}

std::optional<QByteArray> Classifier::linkAt(const QByteArray &path) const
{
    const qsizetype at = m_at.value(path, -1);
    if (at < 0)
        return m_context.linkNow ? m_context.linkNow(path) : std::nullopt;
    const Change &change = m_changes.at(at);
    return S_ISLNK(change.now.mode) ? read(change.now) : std::nullopt;
}

BothContents Classifier::contentsOf(const Change &change) const
{
    BothContents both;
    if (change.hasBase)
        both.before = read(change.base);
    both.after = read(change.now);
    if (!S_ISLNK(change.now.mode) || !both.after)
        return both;
    // What a link shows is what it leads to, where the attempt wrote that as well.
    const LinkPlace place =
        placeOfLink(m_context.root, change.path, *both.after, [this](const QByteArray &path) { return linkAt(path); });
    const qsizetype at = place.kind == LinkPlace::Kind::Inside ? m_at.value(place.path, -1) : -1;
    if (at >= 0 && S_ISREG(m_changes.at(at).now.mode))
        both.after = *both.after + '\n' + read(m_changes.at(at).now).value_or(QByteArray());
    return both;
}

bool Classifier::isObeyedPlace(const QByteArray &path) const
{
    return std::any_of(m_context.obeyedPlaces.cbegin(), m_context.obeyedPlaces.cend(),
        [&path](const QByteArray &place) { return !place.isEmpty() && !below(place, path).isNull(); });
}

// The names beside it that some file system takes for the same one.
QString Classifier::collision(const Change &change) const
{
    const QByteArray folder = folderOfPath(change.path), name = lastPartOf(change.path);
    if (!m_keys.contains(folder)) {
        QHash<QString, QByteArrayList> keys;
        for (const QByteArray &other : namesIn(folder))
            keys[collisionKey(other)].append(other);
        m_keys.insert(folder, keys);
    }
    const QByteArrayList same = m_keys.value(folder).value(collisionKey(name));
    for (const QByteArray &other : same) {
        if (other != name)
            return pathText(other);
    }
    return {};
}

void Classifier::addName(const Change &change, QList<BorderReason> &reasons) const
{
    if (!staysBelow(change.path))
        reasons.append({BorderClass::NameOutside, {}});
    if (isOddPath(change.path))
        reasons.append({BorderClass::OddName, {}});
    reasons += m_repositories.reasonsOf(change);
    // For a `.git` the reasons above are enough.
    if (gitEntryOf(change.path).isEmpty() && guardOf(change.path).write)
        reasons.append({BorderClass::ProtectedName, whoObeys(change.path)});
    else if (isObeyedPlace(change.path))
        reasons.append({BorderClass::ProtectedName, u"git, by its configuration"_s});
    if (!change.isDeleted() && change.base.mode == 0) {
        if (const QString other = collision(change); !other.isEmpty())
            reasons.append({BorderClass::CaseCollision, other});
    }
    if (isLockFile(change.path))
        reasons.append({BorderClass::LockFile, {}});
}

void Classifier::addMode(const Change &change, const BothContents &both, QList<BorderReason> &reasons) const
{
    const uint mode = change.now.mode;
    if (!isKnownType(mode))
        reasons.append({BorderClass::SpecialFile, kindOfSpecial(mode)});
    // A folder that hands its group on is honest.
    if ((S_ISREG(mode) && (mode & kSetIds) != 0) || (S_ISDIR(mode) && (mode & S_ISUID) != 0))
        reasons.append({BorderClass::SetId, {}});
    if (!S_ISREG(mode))
        return;
    const bool was = S_ISREG(change.base.mode) && (change.base.mode & kMayExecute) != 0;
    if ((mode & kMayExecute) != 0 && !was && !mayBeExecuted(change.path, both.after.value_or(QByteArray())))
        reasons.append({BorderClass::ExecutableBit, {}});
    if (change.size > kBorderLook)
        reasons.append({BorderClass::LargeFile, {}});
    if (!both.after)
        reasons.append({BorderClass::Unread, {}});
}

// Only what was not there before: a file that held a secret may be edited like any other.
void Classifier::addSecret(const Change &change, const BothContents &both, QList<BorderReason> &reasons) const
{
    if (change.isFolder())
        return;
    const Secrecy byName = secrecyInWork(change.path);
    if (byName == Secrecy::Always) {
        reasons.append({BorderClass::Secret, u"name"_s});
        return;
    }
    if (!S_ISREG(change.now.mode) || !both.after || isBinary(*both.after))
        return;
    if (byName == Secrecy::ByContent && holdsCredentials(*both.after)) {
        reasons.append({BorderClass::Secret, u"content"_s});
        return;
    }
    const QString text = QString::fromUtf8(*both.after);
    const QList<SecretHit> hits = findSecrets(text);
    if (hits.isEmpty())
        return;
    const QString before = QString::fromUtf8(both.before.value_or(QByteArray()));
    for (const SecretHit &hit : hits) {
        if (!before.contains(QStringView(text).sliced(hit.begin, hit.end - hit.begin))) {
            reasons.append({BorderClass::Secret, QString(hit.kind)});
            return;
        }
    }
}

void Classifier::addLink(ClassifiedChange &classified, const QByteArray &text) const
{
    QList<BorderReason> &reasons = classified.reasons;
    const LinkPlace place = placeOfLink(
        m_context.root, classified.change.path, text, [this](const QByteArray &path) { return linkAt(path); });
    classified.leadsTo = place.path;
    const QString shown = pathText(place.path);
    if (place.kind == LinkPlace::Kind::Outside && leadsToSameProgram(classified.change.path, text))
        return;
    if (place.kind == LinkPlace::Kind::Outside) {
        const PathQuestion question{
            place.path, FileOperation::Read, {}, m_context.home, m_context.dataDirectory, m_context.databaseFile};
        const bool never = isBeyondApproval(question, place.path) || !gitEntryOf(place.path).isEmpty();
        reasons.append({never ? BorderClass::LinkForbidden : BorderClass::LinkOutside, shown});
        return;
    }
    if (place.kind == LinkPlace::Kind::Nowhere)
        return;
    if (!gitEntryOf(place.path).isEmpty()) {
        reasons.append({BorderClass::LinkForbidden, shown});
        return;
    }
    const auto add = [&](BorderClass what) {
        if (!classified.has(what))
            reasons.append({what, shown});
    };
    if (guardOf(place.path).write || isObeyedPlace(place.path))
        add(BorderClass::ProtectedName);
    if (!place.path.isEmpty() && secrecyInWork(place.path) == Secrecy::Always)
        add(BorderClass::Secret);
}

// Where a path of the folder leads; links: adds those that are on the way.
QByteArray Classifier::placeOf(const QString &path, QSet<QByteArray> &links) const
{
    const LinkPlace place = placeOfLink(m_context.root, "-", pathBytes(path), [&](const QByteArray &one) {
        const std::optional<QByteArray> text = linkAt(one);
        if (text)
            links.insert(one);
        return text;
    });
    return place.kind == LinkPlace::Kind::Inside ? place.path : QByteArray();
}

// A file of the work that is a link now to a test or to a script of the commands, or because of which both sides of a
// comparison are one file: whatever is asked of it holds by itself.
bool Classifier::standsForWhatJudgesIt(const ClassifiedChange &classified) const
{
    const Change &change = classified.change;
    if (m_context.products.contains(change.path))
        return false;
    const GuardKind kind = m_context.rules.kindOf(pathText(classified.leadsTo), false);
    if (S_ISREG(change.base.mode) && (kind == GuardKind::Test || kind == GuardKind::Script))
        return true;
    for (const auto &[one, other] : m_context.rules.compared()) {
        QSet<QByteArray> links;
        const QByteArray place = placeOf(one, links);
        if (!place.isEmpty() && one != other && place == placeOf(other, links) && links.contains(change.path))
            return true;
    }
    return false;
}

// Even an empty one makes its folder a package: the tests that are there look for modules in the folder around it
// first, and no longer beside themselves.
bool Classifier::isPackageAmongTests(const Change &change) const
{
    const QByteArray folder = folderOfPath(change.path);
    if (lastPartOf(change.path) != "__init__.py" || folder.isEmpty())
        return false;
    const auto isOldTest = [this, &folder](const QByteArray &name) {
        const QByteArray path = folder + '/' + name;
        const qsizetype at = m_at.value(path, -1);
        return name.endsWith(".py") && (at < 0 || !m_changes.at(at).isNew()) &&
               m_context.rules.kindOf(pathText(path), false) == GuardKind::Test;
    };
    const QByteArrayList beside = namesIn(folder), around = namesIn(folderOfPath(folder));
    const auto isFoundElsewhere = [&](const QByteArray &name) {
        if (!name.endsWith(".py") || name == "__init__.py" || name == "conftest.py" || name.startsWith("test_") ||
            name.endsWith("_test.py"))
            return false;
        return around.contains(name) || around.contains(name.chopped(3));
    };
    return std::any_of(beside.cbegin(), beside.cend(), isOldTest) &&
           std::any_of(beside.cbegin(), beside.cend(), isFoundElsewhere);
}

// A test, or a script of the commands, in which nothing but names of the project's sources changed, as they did there.
bool Classifier::followsRenaming(const Change &change, const BothContents &both) const
{
    const QString path = pathText(change.path);
    const GuardKind kind = m_context.rules.kindOf(path, false);
    const bool isRead =
        both.before && both.after && both.before->size() < kBorderLook && both.after->size() < kBorderLook;
    if (!isRead || !change.hasBase || !S_ISREG(change.base.mode) || change.base.mode != change.now.mode ||
        !((kind == GuardKind::Test && isRunAsTest(path)) || kind == GuardKind::Script))
        return false;
    const auto names = namesThatDiffer(path, *both.before, *both.after);
    if (!names || names->isEmpty())
        return false;
    if (!m_sourceNames)
        m_sourceNames.emplace(m_changes, m_context);
    return std::all_of(names->cbegin(), names->cend(),
        [this](const auto &pair) { return m_sourceNames->isRenaming(pair.first, pair.second); });
}

ClassifiedChange Classifier::one(const Change &change) const
{
    ClassifiedChange classified;
    classified.change = change;
    QList<BorderReason> &reasons = classified.reasons;
    addName(change, reasons);
    // What can never be applied is not read: it may be large, many, and none of the rest matters.
    const bool denied = classified.has(BorderClass::NameOutside) || classified.has(BorderClass::InsideGit);
    const BothContents both = denied ? BothContents() : contentsOf(change);
    if (!denied || !S_ISREG(change.now.mode))
        addMode(change, both, reasons);
    if (!denied) {
        addSecret(change, both, reasons);
        if (S_ISLNK(change.now.mode)) {
            const std::optional<QByteArray> text = read(change.now);
            if (text)
                addLink(classified, *text);
            else
                reasons.append({BorderClass::Unread, {}});
        }
        GuardedChange guarded = guardedChange(change, m_context, [&both] { return both; });
        if ((guarded.what == BorderClass::ChangedTest || guarded.what == BorderClass::Steering) &&
            followsRenaming(change, both))
            guarded = {};
        if (guarded.what == BorderClass::NewTest && isPackageAmongTests(change))
            guarded = {BorderClass::Steering, u"new_test"_s, {{u"file_added"_s, pathText(change.path), 0, {}}}, 0};
        if (guarded.what == BorderClass::Source && S_ISLNK(change.now.mode) && standsForWhatJudgesIt(classified))
            guarded = {BorderClass::Steering, u"link"_s, {}, 0};
        const auto moved = m_moved.constFind(change.path);
        if (moved != m_moved.cend()) {
            for (const QByteArray &other : *moved)
                reasons.append({BorderClass::MovedTest, pathText(other)});
        } else if (guarded.what != BorderClass::Source) {
            reasons.append({guarded.what, guarded.detail});
            classified.findingRank = guarded.rank;
            if (guarded.what == BorderClass::ChangedTest)
                nameGoneTests(change, guarded.findings);
            for (const GuardFinding &finding : guarded.findings)
                classified.findings.append({finding.code, finding.line, finding.excerpt});
        }
    }
    if (reasons.isEmpty())
        reasons.append({BorderClass::Source, {}});
    std::stable_sort(
        reasons.begin(), reasons.end(), [](const BorderReason &a, const BorderReason &b) { return a.what > b.what; });
    return classified;
}

QList<ClassifiedChange> Classifier::all() const
{
    QList<ClassifiedChange> list;
    list.reserve(m_changes.size());
    for (const Change &change : m_changes)
        list.append(one(change));
    return list;
}

} // namespace

QList<ClassifiedChange> classifyChanges(const ChangeSet &set, const ClassifyContext &context)
{
    return Classifier(set, context).all();
}

} // namespace vibecoder
