// SPDX-License-Identifier: MIT
// Files outside the working directory that a person approved: exactly the shown place and content, or nothing, also
// while folders are swapped for links.
#include "unit/workspace/swapper.h"
#include "unit/workspace/workspacetesting.h"
#include "workspace/outsidefile.h"

#include <QTest>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSwaps = 10000, kMaxRounds = 200000;

Result<OutsideFile> look(const Scratch &scratch, const QString &path, FileOperation how = FileOperation::Write)
{
    return lookAtOutside(scratch.at(path).toUtf8(), how);
}

} // namespace

class OutsideFileTest : public QObject
{
    Q_OBJECT

private slots:
    void aNewFileIsWrittenOnceToTheShownPlace()
    {
        Scratch scratch;
        const auto shown = look(scratch, u"outside/new.txt"_s);
        QVERIFY(shown && !shown->exists);
        QVERIFY(writeOutside(*shown, "exactly these bytes"));
        QCOMPARE(scratch.get(u"outside/new.txt"_s), QByteArray("exactly these bytes"));
        QCOMPARE(scratch.names(u"outside"_s), QStringList{u"new.txt"_s});
        QCOMPARE(writeOutside(*shown, "a second time").error().code, ErrorCode::Conflict);
        QCOMPARE(scratch.get(u"outside/new.txt"_s), QByteArray("exactly these bytes"));
    }

    void anExistingFileKeepsItsMode()
    {
        Scratch scratch;
        scratch.put(u"outside/run.sh"_s, "old");
        ::chmod(scratch.at(u"outside/run.sh"_s).toUtf8().constData(), 0750);
        const auto shown = look(scratch, u"outside/run.sh"_s);
        QVERIFY(shown && shown->exists && shown->size == 3);
        QVERIFY(writeOutside(*shown, "new"));
        QCOMPARE(int(scratch.info(u"outside/run.sh"_s).st_mode & 07777), 0750);
        QCOMPARE(scratch.get(u"outside/run.sh"_s), QByteArray("new"));
    }

    void linksAreFollowedWhenItIsShownAndNeverAgain()
    {
        Scratch scratch;
        scratch.put(u"outside/real/file"_s, "old");
        scratch.link("real", u"outside/link"_s);
        const auto shown = look(scratch, u"outside/link/file"_s);
        QVERIFY(shown);
        QCOMPARE(shown->path, scratch.at(u"outside/real/file"_s).toUtf8());
        // The shown folder becomes a link to a place with the same content.
        scratch.put(u"elsewhere/file"_s, "old");
        QVERIFY(QDir(scratch.at(u"outside"_s)).rename(u"real"_s, u"moved"_s));
        scratch.link("../elsewhere", u"outside/real"_s);
        QCOMPARE(writeOutside(*shown, "new").error().code, ErrorCode::Conflict);
        QCOMPARE(readOutside(*shown).error().code, ErrorCode::Conflict);
        QCOMPARE(scratch.get(u"elsewhere/file"_s), QByteArray("old"));
        QCOMPARE(scratch.get(u"outside/moved/file"_s), QByteArray("old"));
    }

    void aSwappedFolderOrAChangedFileIsNotTouched()
    {
        Scratch scratch;
        scratch.put(u"outside/d/file"_s, "old");
        scratch.put(u"outside/e/file"_s, "old");
        const auto shown = look(scratch, u"outside/d/file"_s);
        QVERIFY(shown);
        scratch.put(u"outside/d/file"_s, "OLD");
        QCOMPARE(writeOutside(*shown, "new").error().code, ErrorCode::Conflict);
        QCOMPARE(readOutside(*shown).error().code, ErrorCode::Conflict);
        scratch.put(u"outside/d/file"_s, "old");
        QVERIFY(QDir(scratch.at(u"outside"_s)).rename(u"d"_s, u"x"_s));
        QVERIFY(QDir(scratch.at(u"outside"_s)).rename(u"e"_s, u"d"_s));
        QCOMPARE(writeOutside(*shown, "new").error().code, ErrorCode::Conflict);
        QCOMPARE(scratch.get(u"outside/d/file"_s), QByteArray("old"));
        QCOMPARE(scratch.names(u"outside/d"_s), QStringList{u"file"_s});
    }

    void whatIsNoPlainFileIsRefused_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path : {"outside", "outside/", "outside/pipe", "outside/dangling", "outside/none/x",
                 "outside/hard", "outside/new/.", "outside/self"})
            QTest::newRow(path) << QString::fromLatin1(path);
    }
    void whatIsNoPlainFileIsRefused()
    {
        QFETCH(QString, path);
        Scratch scratch;
        ::mkfifo(scratch.at(u"outside/pipe"_s).toUtf8().constData(), 0600);
        scratch.link("nowhere", u"outside/dangling"_s);
        scratch.link("self", u"outside/self"_s);
        scratch.put(u"outside/one"_s, "x");
        ::link(scratch.at(u"outside/one"_s).toUtf8().constData(), scratch.at(u"outside/hard"_s).toUtf8().constData());
        QVERIFY(!look(scratch, path));
    }

    void nothingElseIsWrittenOrReadWhileTheFolderIsSwapped_data()
    {
        QTest::addColumn<bool>("link");
        QTest::newRow("for a link") << true;
        QTest::newRow("for another folder") << false;
    }
    void nothingElseIsWrittenOrReadWhileTheFolderIsSwapped()
    {
        QFETCH(bool, link);
        Scratch scratch;
        scratch.put(u"outside/d/file"_s, "old");
        scratch.put(u"secret/file"_s, "old"); // the same bytes: content does not tell the places apart
        if (link)
            scratch.link("../secret", u"outside/other"_s);
        else
            scratch.put(u"outside/other/file"_s, "old");
        auto shown = look(scratch, u"outside/d/file"_s);
        QVERIFY(shown);
        Swapper swapper(scratch.at(u"outside/d"_s), scratch.at(u"outside/other"_s));
        int written = 0, refused = 0;
        QByteArray content = "old";
        for (int i = 0; i < kMaxRounds && (swapper.swaps < kSwaps || written < 5 || refused == 0); ++i) {
            const QByteArray next = QByteArray::number(i);
            if (writeOutside(*shown, next)) {
                ++written;
                content = next;
                shown->sha256 = sha256Hex(content);
            } else {
                ++refused;
            }
            if (const auto got = readOutside(*shown))
                QCOMPARE(got->bytes, content);
        }
        swapper.finish();
        QVERIFY(swapper.swaps >= kSwaps);
        QVERIFY(written > 0 && refused > 0);
        QCOMPARE(scratch.get(u"outside/d/file"_s), content);
        QCOMPARE(scratch.get(u"secret/file"_s), QByteArray("old"));
        QCOMPARE(scratch.names(u"secret"_s), QStringList{u"file"_s});
        if (!link)
            QCOMPARE(scratch.get(u"outside/other/file"_s), QByteArray("old"));
    }

    void aPathIsCanonicalAsFarAsItExists()
    {
        Scratch scratch;
        scratch.link("../w", u"outside/in"_s);
        QCOMPARE(canonicalAsFarAsItExists(scratch.at(u"outside/in/a/b"_s).toUtf8()), scratch.at(u"w/a/b"_s).toUtf8());
        QCOMPARE(canonicalAsFarAsItExists("/"), QByteArray("/"));
        QCOMPARE(canonicalAsFarAsItExists("/no-such-folder/x"), QByteArray("/no-such-folder/x"));
    }
};

QTEST_GUILESS_MAIN(OutsideFileTest)
#include "tst_outsidefile.moc"
