// SPDX-License-Identifier: MIT
#include "core/border/borderguard.h"

#include "core/border/bordernames.h"
#include "verification/addedtests.h"
#include "verification/guardedpart.h"
#include "verification/sametest.h"
#include "verification/steeringchange.h"
#include "workspace/pathtext.h"
#include "workspace/textencoding.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr uint kToRead = 0500;   // of a folder
constexpr uint kOwnerMay = 0700; // the attempt's commands run as the owner
constexpr qsizetype kMostFindings = 1000;

// What lies at one of the two ends of a change.
struct End
{
    bool exists = false; ///< as a file or a link
    bool isLink = false;
    uint mode = 0;
    QByteArray content;
    bool isRead = true; ///< all of it
};

End endOf(const TreeEntry &entry, bool exists, const std::optional<QByteArray> &content)
{
    End end;
    end.exists = exists;
    end.isLink = S_ISLNK(entry.mode);
    end.mode = entry.mode;
    end.content = content.value_or(QByteArray());
    end.isRead = !exists || (content && content->size() < kBorderLook);
    return end;
}

QString detailOf(GuardKind kind)
{
    switch (kind) {
    case GuardKind::Script:
        return u"script"_s;
    case GuardKind::Shim:
        return u"program"_s;
    case GuardKind::Shadow:
        return u"module"_s;
    case GuardKind::Target:
        return u"target"_s;
    case GuardKind::None:
    case GuardKind::Test:
    case GuardKind::Steering:
        break;
    }
    return u"configuration"_s;
}

// Findings of a part count its lines; a person looks for them in the file.
void findLines(QList<GuardFinding> &findings, const QByteArray &whole)
{
    QHash<QString, int> lines;
    int number = 0;
    for (const QByteArray &line : whole.split('\n')) {
        ++number;
        const QString text = QString::fromUtf8(line.left(2000)).simplified().left(160);
        if (!lines.contains(text))
            lines.insert(text, number);
    }
    for (GuardFinding &finding : findings)
        finding.line = finding.line > 0 ? lines.value(finding.excerpt) : 0;
}

// A new test that does such a thing takes nothing from any other.
bool harmsOnlyItself(const GuardFinding &finding)
{
    return finding.code == u"assertion_always_true" || finding.code == u"failure_swallowed";
}

// What a test reads and no runner runs, so that its beginning tells enough.
bool isData(const QString &path, const QByteArray &beginning)
{
    static const QRegularExpression name(
        u"\\.(?:json|jsonl|csv|tsv|txt|xml|svg|sql|ya?ml|html|log|snap|md|parquet|geojson|ndjson|po)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return !beginning.isEmpty() && (isBinary(beginning) || name.match(path).hasMatch());
}

GuardedChange result(BorderClass what, const QString &detail, QList<GuardFinding> findings, bool isNewTest = false)
{
    if (const qsizetype more = findings.size() - kMostFindings; more > 0) {
        const QString path = findings.constFirst().path;
        findings.resize(kMostFindings);
        findings.append({u"more"_s, path, 0, QString::number(more)});
    }
    const int rank = findings.isEmpty() ? 0 : rankOf(findings.constFirst(), isNewTest);
    return {what, detail, findings, rank};
}

// Below a folder that the verification configures by itself: cmake writes it again in the next one.
bool isMadeByCmake(const QString &path, const QByteArray &content, const ClassifyContext &context)
{
    if (!isWrittenByCmake(path, content))
        return false;
    QByteArray folder = folderOfPath(pathBytes(path));
    const auto isConfigured = [&context](const QByteArray &one) {
        return context.products.contains(one + "/CMakeCache.txt") ||
               context.products.contains(one + "/CTestTestfile.cmake");
    };
    while (!folder.isEmpty() && !isConfigured(folder))
        folder = folderOfPath(folder);
    return !folder.isEmpty();
}

// What the first tests of a project bring with them. Nothing that runs in every start of a program, and no trick.
bool isFirstOfItsTests(const QString &path, const QByteArray &part)
{
    const QList<GuardFinding> asTest = inspectGuardChange({path, {}, part, false, true, GuardKind::Test});
    const QList<GuardFinding> asSteering = inspectGuardChange({path, {}, part, false, true, GuardKind::Steering});
    return path.section(u'/', -1) == u"conftest.py"_s && asTest.isEmpty() &&
           std::all_of(asSteering.cbegin(), asSteering.cend(),
               [](const GuardFinding &finding) { return finding.code == u"file_added"_s; });
}

GuardedChange newFile(const QString &path, GuardKind kind, const End &after, const ClassifyContext &context)
{
    // A script that a command names and that nobody had written yet is the work itself.
    if (kind == GuardKind::Script)
        return result(BorderClass::NewTest, u"script"_s, {});
    const QByteArray part = context.rules.partOf(path, after.content);
    const bool unneeded =
        isGenerated(path) || isMadeByCmake(path, after.content, context) ||
        (kind == GuardKind::Shim && !context.rules.runsProgram(path.section(u'/', -1))) ||
        (kind == GuardKind::Shim && after.isLink && leadsToSameProgram(pathBytes(path), after.content)) ||
        (kind == GuardKind::Test && isCompiled(after.content)) ||
        (kind == GuardKind::Steering && after.isRead && part.trimmed().isEmpty()) ||
        (kind == GuardKind::Target && context.products.contains(pathBytes(path)));
    if (unneeded)
        return {};
    // The first files of a project say what it is.
    const bool first = context.nothingGuarded && kind == GuardKind::Steering && after.isRead &&
                       (isProjectFile(path) || isFirstOfItsTests(path, part));
    const GuardKind seenAs = first ? GuardKind::Test : kind;
    QList<GuardFinding> findings = inspectGuardChange({path, {}, part, false, true, seenAs});
    if (part != after.content)
        findLines(findings, after.content);
    const bool harmless = findings.isEmpty() || (kind == GuardKind::Test && !context.nothingGuarded &&
                                                    std::all_of(findings.cbegin(), findings.cend(), harmsOnlyItself));
    if (!after.isRead && seenAs == GuardKind::Test && !isData(path, after.content))
        return result(BorderClass::Steering, u"new_test"_s, {{u"limit_reached"_s, path, 0, {}}});
    if (harmless)
        return result(first && isProjectFile(path) ? BorderClass::Source : BorderClass::NewTest, {}, findings, true);
    return result(BorderClass::Steering, kind == GuardKind::Test ? u"new_test"_s : detailOf(kind), findings,
        seenAs == GuardKind::Test);
}

bool isShell(const QString &path, const QByteArray &content)
{
    static const QRegularExpression beginning(u"^#!\\s*\\S*/(?:env\\s+)?(?:ba|da|k|z)?sh\\b"_s);
    return path.endsWith(u".sh"_s) || path.endsWith(u".bash"_s) ||
           beginning.match(QString::fromUtf8(content.left(80))).hasMatch();
}

struct Seen
{
    bool hasBase = true;
    QString as; ///< the name of the link through which it is found; empty: its own
};

// Written in another way, or with more beside it: what was tested is tested as it was.
bool testsAsBefore(
    const QString &path, GuardKind kind, const End &before, const End &after, const ClassifyContext &context)
{
    if (before.isLink || after.isLink)
        return false;
    if (kind == GuardKind::Script && isShell(path, before.content) && isSameShell(before.content, after.content))
        return true;
    if (kind == GuardKind::Steering && steersAsBefore(path, before.content, after.content, context.rules))
        return true;
    return (kind == GuardKind::Test || kind == GuardKind::Steering || kind == GuardKind::Script) &&
           isSameTest(path, before.content, after.content);
}

GuardedChange changedFile(const QString &path, GuardKind kind, const End &before, const End &after, const Seen &seen,
    const ClassifyContext &context)
{
    const QByteArray was = context.rules.partOf(path, before.content), is = context.rules.partOf(path, after.content);
    const bool bothRead = before.isRead && after.isRead && seen.hasBase;
    const bool sameRights = ((before.mode ^ after.mode) & kOwnerMay) == 0 || before.isLink || after.isLink;
    const bool compiled = seen.hasBase && isCompiled(before.content) && isCompiled(after.content);
    if ((compiled || (bothRead && was == is)) && sameRights && before.isLink == after.isLink)
        return {};
    if (bothRead && sameRights && seen.as.isEmpty() && testsAsBefore(path, kind, before, after, context))
        return {};
    if (bothRead && sameRights && seen.as.isEmpty() && kind == GuardKind::Test && !before.isLink && !after.isLink &&
        onlyAddsTests(path, before.content, after.content))
        return result(BorderClass::NewTest, {}, {});
    QList<GuardFinding> findings = inspectGuardChange({path, was, is, true, true, kind});
    if (is != after.content)
        findLines(findings, after.content);
    if (!bothRead)
        findings.prepend({u"limit_reached"_s, path, 0, {}});
    const bool isTest = kind == GuardKind::Test;
    return result(
        isTest ? BorderClass::ChangedTest : BorderClass::Steering, isTest ? seen.as : detailOf(kind), findings);
}

// Examples that stand in a source are its tests.
bool losesExamples(const QByteArray &before, const QByteArray &after)
{
    QByteArrayList left = exampleLines(after);
    const QByteArrayList were = exampleLines(before);
    return std::any_of(were.cbegin(), were.cend(), [&left](const QByteArray &line) { return !left.removeOne(line); });
}

GuardedChange application(const QString &path, const End &before, const End &after, const ClassifyContext &context)
{
    if (before.exists && context.rules.runsExamplesOf(path) && losesExamples(before.content, after.content))
        return result(BorderClass::ChangedTest, {}, {{u"assertion_removed"_s, path, 0, {}}});
    if (!after.exists || after.isLink || inspectReach(path, {}, after.content).isEmpty())
        return {};
    const QList<GuardFinding> findings =
        inspectReach(path, before.isLink ? QByteArray() : before.content, after.content);
    return findings.isEmpty() ? GuardedChange() : result(BorderClass::Steering, u"reach"_s, findings);
}

// A link, or what takes the place of a folder, changes all that is found through it.
GuardedChange standsForOthers(const Change &change, const ClassifyContext &context)
{
    const bool wasLink = S_ISLNK(change.base.mode) || (!change.hasBase && S_ISLNK(change.now.mode));
    const bool wasFolder = S_ISDIR(change.base.mode) && change.now.mode != 0 && !S_ISDIR(change.now.mode);
    if (!wasLink && !wasFolder)
        return {};
    const QString path = pathText(change.path), inside = path + u'/';
    const QList<GuardFinding> findings{{change.isDeleted() ? u"file_deleted"_s : u"changed"_s, path, 0, {}}};
    if (context.rules.kindOf(inside + u"x"_s, false) == GuardKind::Test)
        return result(BorderClass::ChangedTest, {}, findings);
    const QStringList scripts = context.rules.namedFiles();
    const bool holdsScript = std::any_of(
        scripts.cbegin(), scripts.cend(), [&inside](const QString &script) { return script.startsWith(inside); });
    return holdsScript ? result(BorderClass::Steering, u"script"_s, findings) : GuardedChange();
}

// The name under which a runner finds the path as well.
QString otherName(const QByteArray &path, const ClassifyContext &context)
{
    for (auto it = context.behindLinks.cbegin(); it != context.behindLinks.cend(); ++it) {
        if (path == it.key())
            return pathText(it.value());
        if (path.startsWith(it.key() + '/'))
            return pathText(it.value() + path.sliced(it.key().size()));
    }
    return {};
}

} // namespace

GuardedChange guardedChange(
    const Change &change, const ClassifyContext &context, const std::function<BothContents()> &contents)
{
    if (const GuardedChange others = standsForOthers(change, context); others.what != BorderClass::Source)
        return others;
    // No honest work makes a folder that cannot be read: what is in it is passed by.
    if (S_ISDIR(change.base.mode) && S_ISDIR(change.now.mode) && (change.base.mode & ~change.now.mode & kToRead) != 0)
        return result(BorderClass::Steering, u"folder"_s, {});
    QString path = pathText(change.path);
    const bool wasThere = (change.base.mode != 0 || !change.hasBase) && !S_ISDIR(change.base.mode);
    const bool isThere = S_ISREG(change.now.mode) || S_ISLNK(change.now.mode);
    const bool isProduct = context.products.contains(change.path);
    if (!wasThere && S_ISDIR(change.now.mode)) {
        const bool target = change.base.mode == 0 && context.rules.kindOf(path, true) == GuardKind::Target;
        return target && !isProduct
                   ? result(BorderClass::Steering, detailOf(GuardKind::Target), {{u"target_added"_s, path, 0, {}}})
                   : GuardedChange();
    }
    if (!wasThere && !isThere)
        return {};
    GuardKind kind = context.rules.kindOf(path, false);
    QString seenAs;
    if (kind == GuardKind::None && !context.behindLinks.isEmpty()) {
        seenAs = otherName(change.path, context);
        kind = seenAs.isEmpty() ? kind : context.rules.kindOf(seenAs, false);
        path = kind == GuardKind::None ? path : seenAs;
    }
    if (isProduct && kind == GuardKind::Test)
        return {};
    const BothContents both = contents();
    const End before = endOf(change.base, wasThere && change.base.mode != 0, both.before);
    const End after = endOf(change.now, isThere, both.after);
    if (kind == GuardKind::None)
        return application(path, before, after, context);
    if (!wasThere)
        return newFile(path, kind, after, context);
    if (isThere)
        return changedFile(path, kind, before, after, {change.hasBase, seenAs}, context);
    if (isProduct || isBuildProduct(path) || isCompiled(before.content))
        return {};
    return result(kind == GuardKind::Test ? BorderClass::ChangedTest : BorderClass::Steering,
        kind == GuardKind::Test ? seenAs : detailOf(kind), inspectGuardChange({path, {}, {}, true, false, kind}));
}

bool isMovedTest(const Change &gone, const Change &made, const GuardRules &rules)
{
    const auto isTest = [&rules](const Change &change) {
        const QString path = pathText(change.path);
        return rules.kindOf(path, false) == GuardKind::Test && isTestFile(path);
    };
    // Runners pass by folders of such names.
    const auto isPassedBy = [](const QByteArray &path) {
        const QByteArrayList parts = folderOfPath(path).split('/');
        return std::any_of(parts.cbegin(), parts.cend(),
            [](const QByteArray &part) { return part.startsWith('.') || part.startsWith('_') || part == "testdata"; });
    };
    return gone.hasBase && gone.isDeleted() && made.isNew() && S_ISREG(gone.base.mode) && gone.base == made.now &&
           lastPartOf(gone.path) == lastPartOf(made.path) && isTest(gone) && isTest(made) &&
           (isPassedBy(gone.path) || !isPassedBy(made.path));
}

} // namespace vibecoder
