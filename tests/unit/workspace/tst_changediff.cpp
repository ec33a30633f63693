// SPDX-License-Identifier: MIT
// A change set as a patch: git itself takes it, with `git apply` and `git am`, and the folder is as the attempt left
// it.
#include "applytesting.h"

#include "workspace/border/changediff.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTimeZone>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

struct GitRun
{
    bool ok = false;
    QByteArray output;
};

GitRun git(const QString &folder, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"HOME"_s, u"/nonexistent"_s);
    environment.insert(u"GIT_CONFIG_NOSYSTEM"_s, u"1"_s);
    environment.insert(u"LC_ALL"_s, u"C"_s);
    for (const QString &who : {u"AUTHOR"_s, u"COMMITTER"_s}) {
        environment.insert(u"GIT_%1_NAME"_s.arg(who), u"t"_s);
        environment.insert(u"GIT_%1_EMAIL"_s.arg(who), u"t@example.org"_s);
    }
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(folder);
    process.start(u"git"_s, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(60000);
    return {ended && process.exitCode() == 0, process.readAll()};
}

bool hasGit()
{
    return git(QDir::tempPath(), {u"--version"_s}).ok;
}

/// Files and links with the kinds that git knows; it keeps no folders.
QMap<QByteArray, QByteArray> asGitSeesIt(const Picture &picture)
{
    QMap<QByteArray, QByteArray> seen;
    for (auto it = picture.tree.cbegin(); it != picture.tree.cend(); ++it) {
        if (!S_ISDIR(it->mode))
            seen.insert(it.key(), (S_ISLNK(it->mode)           ? QByteArray("l ")
                                      : (it->mode & 0100) != 0 ? QByteArray("x ")
                                                               : QByteArray("f ")) +
                                      picture.contents.value(it->content));
    }
    return seen;
}

void look(const QString &root, const QString &at, QMap<QByteArray, QByteArray> &seen)
{
    const QFileInfoList entries =
        QDir(root + u'/' + at)
            .entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo &entry : entries) {
        const QString path = at.isEmpty() ? entry.fileName() : at + u'/' + entry.fileName();
        struct stat st
        {
        };
        ::lstat(QFile::encodeName(entry.filePath()).constData(), &st);
        if (path == u".git")
            continue;
        if (S_ISDIR(st.st_mode)) {
            look(root, path, seen);
        } else if (S_ISLNK(st.st_mode)) {
            char target[4096];
            const ssize_t size = ::readlink(QFile::encodeName(entry.filePath()).constData(), target, sizeof target);
            seen.insert(QFile::encodeName(path), "l " + QByteArray(target, size));
        } else {
            QFile file(entry.filePath());
            if (file.open(QIODevice::ReadOnly))
                seen.insert(QFile::encodeName(path),
                    ((st.st_mode & 0100) != 0 ? QByteArray("x ") : QByteArray("f ")) + file.readAll());
        }
    }
}

} // namespace

class ChangeDiffTest : public QObject
{
    Q_OBJECT

    ReadContent readerOf(Desk &desk)
    {
        return [&desk](const ObjectId &id) { return desk.objects.read(ObjectType::Blob, id); };
    }

private slots:
    void gitTakesThePatch_data()
    {
        using Step = std::function<void(Picture &)>;
        QTest::addColumn<Step>("before");
        QTest::addColumn<Step>("after");
        const auto row = [](const char *name, Step before, Step after) { QTest::newRow(name) << before << after; };
        const QByteArray noise = [] {
            QByteArray bytes(70000, '\0');
            for (qsizetype i = 0; i < bytes.size(); ++i)
                bytes[i] = char((i * i) % 251);
            return bytes;
        }();
        row(
            "changed", [](Picture &p) { p.file("a", "1\n2\n3\n"); }, [](Picture &p) { p.file("a", "1\ntwo\n3\n"); });
        row(
            "new in a new folder", [](Picture &) {}, [](Picture &p) { p.file("d/e/new.txt", "x\n"); });
        row(
            "new and empty", [](Picture &) {}, [](Picture &p) { p.file("empty", ""); });
        row(
            "emptied", [](Picture &p) { p.file("a", "1\n"); }, [](Picture &p) { p.file("a", ""); });
        row(
            "deleted", [](Picture &p) { p.file("d/a", "1\n"); }, [](Picture &p) { p.remove("d"); });
        row(
            "deleted and empty", [](Picture &p) { p.file("a", ""); }, [](Picture &p) { p.remove("a"); });
        row(
            "moved", [](Picture &p) { p.file("a", "1\n2\n"); },
            [](Picture &p) { p.remove("a").file("b/a", "1\n2\n"); });
        row(
            "no newline at the end", [](Picture &p) { p.file("a", "1\n2").file("b", "1\n"); },
            [](Picture &p) { p.file("a", "1\n3").file("b", "1"); });
        row(
            "newline came", [](Picture &p) { p.file("a", "1"); }, [](Picture &p) { p.file("a", "1\n"); });
        row(
            "may be executed now", [](Picture &p) { p.file("a", "1\n"); },
            [](Picture &p) { p.file("a", "1\n", 0755); });
        row(
            "may not any more, and changed", [](Picture &p) { p.file("a", "1\n", 0755); },
            [](Picture &p) { p.file("a", "2\n", 0644); });
        row(
            "new program", [](Picture &) {}, [](Picture &p) { p.file("run", "#!/bin/sh\n", 0755); });
        row(
            "links", [](Picture &p) { p.link("a", "old").link("gone", "x"); },
            [](Picture &p) { p.remove("gone").link("a", "new/place").link("b", "dangling"); });
        row(
            "file becomes a link", [](Picture &p) { p.file("a", "1\n"); },
            [](Picture &p) { p.remove("a").link("a", "b"); });
        row(
            "link becomes a file", [](Picture &p) { p.link("a", "b"); },
            [](Picture &p) { p.remove("a").file("a", "1\n"); });
        row(
            "file becomes a folder", [](Picture &p) { p.file("a", "1\n"); },
            [](Picture &p) { p.remove("a").file("a/b", "2\n"); });
        row(
            "folder becomes a file", [](Picture &p) { p.file("a/b", "1\n").file("a/c", "2\n"); },
            [](Picture &p) { p.remove("a").file("a", "3\n"); });
        row(
            "binary", [noise](Picture &p) { p.file("old.bin", noise).file("gone.bin", QByteArray("\0x", 2) + noise); },
            [noise](Picture &p) {
                p.remove("gone.bin").file("old.bin", noise.mid(5) + '\0').file("new.bin", QByteArray(1, '\0'), 0755);
            });
        row(
            "zero byte far behind", [](Picture &p) { p.file("a", QByteArray(20000, 'x') + "\n"); },
            [](Picture &p) { p.file("a", QByteArray(20000, 'x') + '\0' + "\n"); });
        row(
            "not UTF-8", [](Picture &p) { p.file("a", "caf\xe9\n"); }, [](Picture &p) { p.file("a", "th\xe9\n"); });
        row(
            "carriage returns", [](Picture &p) { p.file("a", "1\r\n2\r\n"); },
            [](Picture &p) { p.file("a", "1\r\n3\r\n"); });
        row(
            "odd names",
            [](Picture &p) { p.file("a b.txt", "1\n").file("q\"uote", "1\n").file("t\tab", "1\n").file("-n", "1\n"); },
            [](Picture &p) {
                p.file("a b.txt", "2\n")
                    .file("q\"uote", "2\n")
                    .file("t\tab", "2\n")
                    .file("-n", "2\n")
                    .file("\xc3\xbc \xe4\xb8\xad", "n\n");
            });
        row(
            "lines that look like a patch", [](Picture &p) { p.file("a", "1\n"); },
            [](Picture &p) {
                p.file("a",
                    "1\n--- a/x\n+++ b/x\n@@ -1 +1 @@\ndiff --git a/x b/x\nFrom 0 Mon Sep 17 00:00:00 2001\n-- \n");
            });
    }

    void gitTakesThePatch()
    {
        if (!hasGit())
            QSKIP("there is no git");
        using Step = std::function<void(Picture &)>;
        QFETCH(Step, before);
        QFETCH(Step, after);
        Picture first;
        first.file("stays", "as it is\n");
        before(first);
        Picture second = first;
        after(second);
        for (const bool letter : {false, true}) {
            Desk desk;
            desk.keep(first);
            desk.keep(second);
            first.draw(desk.root());
            const auto patch = patchFor(changesBetween(first, second), readerOf(desk),
                {u"Ünïcode — a subject that is quite long, so that it goes over more than one line of the head"_s,
                    u"diff --git a/stays b/stays\n--- a/stays\n+++ b/stays\n@@ -1 +0,0 @@\n-as it is"_s,
                    QDateTime(QDate(2026, 11, 30), QTime(12, 0), QTimeZone::utc())});
            QVERIFY(patch);
            QVERIFY2(patch->leftOut.isEmpty(), patch->leftOut.join('|').constData());
            const QString root = desk.root();
            QVERIFY(git(root, {u"init"_s, u"-q"_s}).ok);
            QVERIFY(git(root, {u"add"_s, u"-A"_s}).ok && git(root, {u"commit"_s, u"-qm"_s, u"x"_s}).ok);
            const GitRun run = letter ? git(root, {u"am"_s, u"-q"_s, u"--keep-cr"_s}, patch->bytes)
                                      : git(root, {u"apply"_s, u"-"_s}, patch->bytes);
            QVERIFY2(run.ok, (run.output + patch->bytes).constData());
            QMap<QByteArray, QByteArray> there;
            look(root, {}, there);
            QCOMPARE(there, asGitSeesIt(second));
            if (letter) {
                const QByteArray subject = git(root, {u"log"_s, u"-1"_s, u"--format=%s|%an"_s}).output;
                QCOMPARE(QString::fromUtf8(subject).trimmed(),
                    u"Ünïcode — a subject that is quite long, so that it goes over more than one line of the "
                    "head|VibeCoder"_s);
            }
        }
    }

    void namesWhatAPatchHasNoRoomFor()
    {
        Desk desk;
        Picture first, second;
        first.file("mode", "x\n", 0644).file("large", "gone\n");
        desk.keep(first);
        second = first;
        second.file("mode", "x\n", 0600).folder("empty").file("full/x", "y\n");
        desk.keep(second);
        ChangeSet set = changesBetween(first, second);
        set.changes.append({"nobody", {S_IFREG | 0644, {}}, false, {}, 0});
        set.changes.append({"pipe", {}, true, {S_IFIFO | 0644, {}}, 0});
        set.changes.append({"large", {S_IFREG | 0644, QByteArray(32, 'x')}, true, {}, 0});
        const auto patch = patchFor(set, readerOf(desk), {u"s"_s, {}, QDateTime::currentDateTimeUtc()});
        QVERIFY(patch);
        QByteArrayList left;
        for (const QByteArray &line : patch->leftOut)
            left.append(line.left(line.indexOf(':')));
        QCOMPARE(left.join(' '), QByteArray("empty mode nobody pipe large"));
        QVERIFY(patch->bytes.contains("b/full/x"));
        // Nothing that a patch could hold: no letter.
        QVERIFY(patchFor({}, readerOf(desk), {u"s"_s, {}, QDateTime::currentDateTimeUtc()})->bytes.isEmpty());
    }

    void whatLiesBetweenTwoStates()
    {
        Desk desk;
        Picture folder, one, two;
        folder.file("a", "1\n").file("b", "1\n").file("c", "1\n");
        one = folder;
        one.file("a", "2\n").remove("b").file("new", "n\n");
        two = folder;
        two.file("a", "3\n").remove("c");
        for (const Picture *picture : {&folder, &one, &two})
            desk.keep(*picture);
        QList<TreeChange> changes;
        const auto patch =
            diffBetween(changesBetween(folder, one), changesBetween(folder, two), readerOf(desk), changes);
        QVERIFY(patch);
        QStringList told;
        for (const TreeChange &change : std::as_const(changes))
            told.append(change.path + u' ' + toWire(change.kind));
        QCOMPARE(told.join(u", "_s), u"a modified, b added, c deleted, new deleted"_s);
        QVERIFY(patch->contains("-2\n+3\n"));
        QVERIFY(
            diffBetween(changesBetween(folder, one), changesBetween(folder, one), readerOf(desk), changes)->isEmpty());
        QVERIFY(changes.isEmpty());
    }

    void aContentThatIsNotKeptIsNamed()
    {
        Desk desk;
        ChangeSet set;
        set.changes = {{"big", {S_IFREG | 0644, QByteArray(32, 'a')}, true, {S_IFREG | 0644, QByteArray(32, 'b')}, 9}};
        QList<TreeChange> changes;
        const auto patch = diffOfChanges(set, readerOf(desk), changes);
        QVERIFY(patch);
        QVERIFY(patch->contains("Binary files differ"));
        QCOMPARE(changes.size(), 1);
        QVERIFY(changes.constFirst().binary);
    }
};

QTEST_GUILESS_MAIN(ChangeDiffTest)
#include "tst_changediff.moc"
