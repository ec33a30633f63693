// SPDX-License-Identifier: MIT
// Which way back touches what a task wrote and nothing else.
#include "workspace/checkpoint/writehistory.h"

#include <QTest>

#include <sys/stat.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

// `a=1` is a file with this content, `a*=1` a program, `a@=x` a link, `d/` a folder.
std::pair<QByteArray, TreeEntry> entryFrom(const QByteArray &text)
{
    const qsizetype equals = text.indexOf('=');
    QByteArray path = equals < 0 ? text : text.left(equals);
    uint mode = S_IFREG | 0644;
    if (path.endsWith('/'))
        mode = S_IFDIR | 0755;
    else if (path.endsWith('*'))
        mode = S_IFREG | 0755;
    else if (path.endsWith('@'))
        mode = S_IFLNK;
    if (mode != (S_IFREG | 0644))
        path.chop(1);
    return {path, {mode, equals < 0 ? QByteArray() : text.mid(equals + 1)}};
}

FileTree treeFrom(const QByteArray &text)
{
    FileTree tree;
    for (const QByteArray &word : text.simplified().split(' ')) {
        if (!word.isEmpty()) {
            const auto [path, entry] = entryFrom(word);
            tree.insert(path, entry);
        }
    }
    return tree;
}

// `a=1>a=2`; a missing side: nothing was there. `c:` before it: seen around a command, `v:`: around a verification.
WriteHistory historyFrom(const QByteArray &text)
{
    WriteHistory history;
    for (const QByteArray &word : text.simplified().split(' ')) {
        if (word.isEmpty())
            continue;
        const Evidence evidence = word.startsWith("c:")   ? Evidence::Command
                                  : word.startsWith("v:") ? Evidence::Verification
                                                          : Evidence::Sure;
        const QByteArrayList sides = word.mid(evidence == Evidence::Sure ? 0 : 2).split('>');
        WrittenPath one;
        for (int i = 0; i < 2; ++i) {
            if (sides.at(i).isEmpty())
                continue;
            const auto [path, entry] = entryFrom(sides.at(i));
            one.path = path;
            (i == 0 ? one.before : one.after) = entry;
        }
        history.add({one}, evidence);
    }
    return history;
}

} // namespace

class WriteHistoryTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyTheTasksOwnGoesBack_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("wanted");
        QTest::addColumn<QByteArray>("notOwned");
        QTest::addColumn<QString>("only");
        const auto row = [](const char *name, const QByteArray &target, const QByteArray &written,
                             const QByteArray &now, const QByteArray &wanted, const QByteArray &notOwned,
                             const QString &only = {}) {
            QTest::newRow(name) << target << written << now << wanted << notOwned << only;
        };
        row("an edit goes back", "a=1", "a=1>a=2", "a=2", "a=1", "");
        row("two edits go back", "a=1", "a=1>a=2 a=2>a=3", "a=3", "a=1", "");
        row("a person's edit stays", "a=1", "", "a=2", "a=2", "a");
        row("a person's edit after the task's stays", "a=1", "a=1>a=2", "a=3", "a=3", "a");
        row("a person's edit before the task's stays", "a=1", "a=p>a=2", "a=2", "a=2", "a");
        row("a person's edit between two of the task stays", "a=1", "a=1>a=2 a=p>a=3", "a=3", "a=3", "a");
        row("a person put it back by hand", "a=1", "a=1>a=2", "a=1", "a=1", "");
        row("a new file goes, a person's stays", "", ">a=1", "a=1 b=1", "b=1", "b");
        row("a new file that a person wrote in stays", "", ">a=1", "a=1x", "a=1x", "a");
        row("a removed file comes back", "d/ d/a=1", "d/a=1>", "d/", "d/ d/a=1", "");
        row("a file that a person removed stays away", "a=1 b=1", "b=1>b=2", "b=2", "b=1", "a");
        row("a removed folder comes back", "d/ d/a=1", "d/a=1> d/>", "", "d/ d/a=1", "");
        row("a removed file whose folder a person removed", "d/ d/a=1", "d/a=1>", "", "d/ d/a=1", "d/");
        row("a person's file stands where its folder was", "d/ d/a=1", "d/a=1> d/>", "d=p", "d=p", "d d/a");
        row("a new folder goes", "", ">d/ >d/a=1", "d/ d/a=1", "", "");
        row("a new folder that holds a person's file stays", "", ">d/ >d/a=1", "d/ d/a=1 d/p=1", "d/ d/p=1", "d/p");
        row("a file in a person's folder goes", "", ">o/a=1", "o/ o/a=1 o/p=1", "o/ o/p=1", "o/");
        row("a person's folder is named once", "", "", "o/ o/a=1 o/b/ o/b/c=1", "o/ o/a=1 o/b/ o/b/c=1", "o/");
        row("a folder in the place of a file goes", "p=1", "p=1>p/ >p/t=2", "p/ p/t=2", "p=1", "");
        row("not when it holds a person's file", "p=1", "p=1>p/ >p/t=2", "p/ p/t=2 p/mine=3", "p/ p/mine=3",
            "p p/mine");
        row("permissions go back", "a=1", "a=1>a*=1", "a*=1", "a=1", "");
        row("permissions that a person set stay", "a=1", "a=1>a=2", "a*=2", "a*=2", "a");
        row("a link goes back to a file", "a=1", "a=1>a@=x", "a@=x", "a=1", "");
        row("what the engine put back in between counts", "a=1", "a=1>a=2 a=2>a=1 a=1>a=3", "a=3", "a=1", "");
        row("half done, it is completed", "a=1 b=1", "a=1>a=2 b=1>b=2", "a=1 b=2", "a=1 b=1", "");
        row("back and forth", "a=2", "a=1>a=2 a=2>a=1", "a=1", "a=2", "");
        row("these paths alone", "a=1 b=1", "a=1>a=2 b=1>b=2", "a=2 b=2 p=1", "a=1 b=2 p=1", "", u"a"_s);
        row("a folder alone", "d/ d/a=1 b=1", "d/a=1>d/a=2 b=1>b=2", "d/ d/a=2 d/p=1 b=2", "d/ d/a=1 d/p=1 b=2", "d/p",
            u"d/"_s);
        row("a path alone that is a person's", "a=1", "", "a=2 b=2", "a=2 b=2", "a", u"a"_s);
    }
    void onlyTheTasksOwnGoesBack()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, written);
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, wanted);
        QFETCH(QByteArray, notOwned);
        QFETCH(QString, only);
        ReturnScope scope{historyFrom(written)};
        if (!only.isEmpty())
            scope.only = {only};
        const OwnReturn done = returnOfOwn(treeFrom(now), treeFrom(target), scope);
        QCOMPARE(done.wanted.keys(), treeFrom(wanted).keys());
        QVERIFY(done.wanted == treeFrom(wanted));
        QCOMPARE(done.notOwned.join(' '), notOwned);
    }

    void whatDiffersAroundACommandIsNotSure_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("wanted");
        QTest::addColumn<QByteArray>("notOwned");
        QTest::addColumn<QByteArray>("notSure");
        const auto row = [](const char *name, const QByteArray &written, const QByteArray &now,
                             const QByteArray &wanted, const QByteArray &notOwned, const QByteArray &notSure) {
            QTest::newRow(name) << written << now << wanted << notOwned << notSure;
        };
        row("an edit", "a=1>a=2", "a=2", "a=1", "", "");
        row("a command", "c:a=1>a=2", "a=2", "a=1", "", "a");
        row("an edit after a command", "c:a=1>a=2 a=2>a=3", "a=3", "a=1", "", "a");
        row("a new file of a command", "c:>b=1", "a=1 b=1", "a=1", "", "b");
        row("a verification", "v:a=1>a=2", "a=2", "a=2", "a", "");
        row("a new file of a verification", "v:>b=1", "a=1 b=1", "a=1 b=1", "b", "");
        row("a verification that removes", "v:a=1>", "", "", "a", "");
        row("a formatter after an edit", "a=1>a=2 v:a=2>a=3", "a=3", "a=1", "", "a");
        row("a verification after a command", "c:>b=1 v:b=1>b=2", "a=1 b=2", "a=1", "", "b");
        row("an edit of what a verification left", "v:a=1>a=2 a=2>a=3", "a=3", "a=3", "a", "");
        row("what the engine put back itself is sure", "c:a=1>a=2 a=2>a=1 a=1>a=2", "a=2", "a=1", "", "");
    }
    void whatDiffersAroundACommandIsNotSure()
    {
        QFETCH(QByteArray, written);
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, wanted);
        QFETCH(QByteArray, notOwned);
        QFETCH(QByteArray, notSure);
        const OwnReturn done =
            returnOfOwn(treeFrom(now), treeFrom("a=1"), ReturnScope{historyFrom(written), {}, Evidence::Command});
        QVERIFY(done.wanted == treeFrom(wanted));
        QCOMPARE(done.notOwned.join(' '), notOwned);
        QCOMPARE(done.notSure.join(' '), notSure);
        // What a person asks for by name, and can look at before, is everything that was seen.
        const OwnReturn all = returnOfOwn(treeFrom(now), treeFrom("a=1"), ReturnScope{historyFrom(written)});
        QVERIFY(all.wanted == treeFrom("a=1"));
    }

    void aLineSurvivesAndADamagedOneIsLeftOut()
    {
        const QList<WrittenPath> written{
            {"a\n\xff", {}, {S_IFREG | 0600, QByteArray(32, 'x')}}, {"d", {S_IFDIR | 0755, {}}, {}}};
        const QByteArray line = toLine({written, Evidence::Command});
        QVERIFY(!line.contains('\n'));
        QCOMPARE(fromLine(line).paths, written);
        QCOMPARE(fromLine(line).evidence, Evidence::Command);
        for (const QByteArray &damaged : {line.chopped(1), line.mid(1), QByteArray(), QByteArray("x"), line + 'A'})
            QVERIFY(fromLine(damaged).paths.isEmpty());
    }

    void whatALookDoesNotCoverIsNothingWritten()
    {
        ScannedTree before, after;
        before.tree = treeFrom("a=1 large=1 d/ d/x=1 gone=1");
        after.tree = treeFrom("a=2 new=1");
        after.notCovered = {{u"large"_s, NotCoveredReason::Large, 1}, {u"d/"_s, NotCoveredReason::Repository, 0}};
        QByteArrayList paths;
        for (const WrittenPath &one : writtenBetween(before, after))
            paths.append(one.path);
        QCOMPARE(paths, (QByteArrayList{"a", "gone", "new"}));
        paths.clear();
        for (const WrittenPath &one : writtenBetween(after, before))
            paths.append(one.path);
        QCOMPARE(paths, (QByteArrayList{"a", "gone", "new"}));
    }

    void whatTheTaskClosedIsKnown()
    {
        WriteHistory history;
        history.add({{"f", {S_IFREG | 0644, "1"}, {S_IFREG, "1"}}, {"d", {S_IFDIR | 0755, {}}, {S_IFDIR, {}}},
                        {"open", {S_IFREG | 0644, "1"}, {S_IFREG | 0444, "2"}}, {"gone", {S_IFREG | 0644, "1"}, {}}},
            Evidence::Sure);
        const QList<WrittenPath> closed = history.closedPaths();
        QCOMPARE(closed.size(), 2);
        QCOMPARE(closed.at(0).path, QByteArray("d"));
        QCOMPARE(closed.at(0).after.mode, uint(S_IFDIR | 0500));
        QCOMPARE(closed.at(1).path, QByteArray("f"));
        QCOMPARE(closed.at(1).after, (TreeEntry{S_IFREG | 0400, "1"}));
    }
};

QTEST_GUILESS_MAIN(WriteHistoryTest)
#include "tst_writehistory.moc"
