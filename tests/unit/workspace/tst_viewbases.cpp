// SPDX-License-Identifier: MIT
// What a path was before the attempt wrote there: known when nothing changed in the meantime, never guessed.
#include "viewtesting.h"

#include <QTest>

#include <fcntl.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

class ViewBasesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Scratch> m_scratch;
    std::unique_ptr<ViewFolder> m_view;
    std::unique_ptr<BaseBook> m_book;
    FileDescriptor m_lower;
    Contents m_contents;

    void open(qint64 maxKept = 1000)
    {
        auto book = BaseBook::open(*m_view, maxKept);
        QVERIFY2(book, book ? "" : qPrintable(book.error().message));
        m_book = std::move(*book);
    }
    timespec begin()
    {
        letTimePass();
        const auto time = m_book->begin();
        letTimePass();
        return time ? *time : timespec{};
    }
    void note(const QList<UpperPath> &paths, const timespec &time, bool isWhole = true)
    {
        const auto noted = m_book->noteNew({paths, isWhole}, m_lower.get(), time, m_contents.put());
        QVERIFY2(noted, noted ? "" : qPrintable(noted.error().message));
    }
    [[nodiscard]] Base at(const QByteArray &path) const { return m_book->find(path).value_or(Base()); }
    [[nodiscard]] QByteArray contentAt(const QByteArray &path) const
    {
        return m_contents.kept.value(at(path).entry.content, "(none)");
    }

private slots:
    void init()
    {
        m_contents = {};
        m_scratch = std::make_unique<Scratch>();
        m_scratch->put(u"w/a.txt"_s, "one");
        m_scratch->put(u"w/src/b.txt"_s, "b");
        m_scratch->put(u"w/src/c.txt"_s, "c");
        m_scratch->link("a.txt", u"w/link"_s);
        m_view = std::move(*ViewFolder::open(m_scratch->at(u"views/t.1"_s), m_scratch->at(u"w"_s)));
        m_lower =
            FileDescriptor(::open(m_scratch->at(u"w"_s).toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        open();
    }
    void cleanup() { m_book.reset(); }

    void whatWasThere()
    {
        const timespec time = begin();
        note({{"a.txt"}, {"link"}, {"new.txt"}, {"src"}, {"src/new/deep.txt"}}, time);
        QVERIFY(at("a.txt").isKnown && at("a.txt").isKept);
        QCOMPARE(at("a.txt").entry.mode, uint(S_IFREG | (m_scratch->info(u"w/a.txt"_s).st_mode & 07777)));
        QCOMPARE(contentAt("a.txt"), "one");
        QCOMPARE(at("link").entry.mode, uint(S_IFLNK));
        QCOMPARE(contentAt("link"), "a.txt");
        QVERIFY(at("src").isKnown && S_ISDIR(at("src").entry.mode));
        for (const char *path : {"new.txt", "src/new/deep.txt"})
            QVERIFY2(at(path).isKnown && at(path).entry.mode == 0, path);
        QVERIFY(!m_book->find("src/b.txt"));
        QCOMPARE(m_book->contents().size(), 2);
    }

    // A state of the attempt comes back: what she did there since was nothing that it began with.
    void aStateComesBackWithItsBases()
    {
        note({{"n"}, {"a.txt"}}, begin());
        const Base then = at("n"), was = at("a.txt");
        note({}, begin());
        QVERIFY(!m_book->find("n"));
        m_scratch->put(u"w/n"_s, "hers");
        m_scratch->put(u"w/a.txt"_s, "hers");
        const timespec time = begin();
        const QList<Change> kept{
            {"n", then.entry, true, {S_IFREG | 0644, "x"}, 0}, {"a.txt", was.entry, true, {}, 0}};
        QVERIFY(m_book->takeBack(kept));
        open(); // a kill loses nothing of it
        QVERIFY(m_book->isOpen());
        QVERIFY(m_book->takeBack(kept));
        note({{"n"}, {"a.txt"}}, time);
        QVERIFY(at("n").isKnown && at("n").entry.mode == 0);
        QCOMPARE(at("a.txt").entry, was.entry);
        QVERIFY(m_book->takeBack({{"n", {}, false, {}, 0}}));
        QVERIFY(!at("n").isKnown);
    }

    // Each is done by the person after the command began.
    void whatThePersonChangedMeanwhile_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("hadLower");
        QTest::addColumn<bool>("known");
        QTest::newRow("written") << u"write"_s << QByteArray("a.txt") << false << false;
        QTest::newRow("written again with the same bytes") << u"rewrite"_s << QByteArray("a.txt") << false << false;
        QTest::newRow("permissions") << u"chmod"_s << QByteArray("a.txt") << false << false;
        QTest::newRow("replaced by an old file") << u"rename"_s << QByteArray("a.txt") << false << false;
        QTest::newRow("removed") << u"remove"_s << QByteArray("a.txt") << true << false;
        QTest::newRow("removed, and made by the attempt") << u"remove"_s << QByteArray("a.txt") << false << true;
        QTest::newRow("the folder was removed") << u"removefolder"_s << QByteArray("src/n") << false << false;
        QTest::newRow("another file of the folder") << u"beside"_s << QByteArray("src/b.txt") << false << true;
        QTest::newRow("the folder is still the same") << u"beside"_s << QByteArray("src") << false << true;
        QTest::newRow("a new name in a changed folder") << u"beside"_s << QByteArray("src/n") << false << true;
        QTest::newRow("a name the attempt deleted in a changed folder")
            << u"beside"_s << QByteArray("src/n") << true << false;
        QTest::newRow("two folders changed") << u"both"_s << QByteArray("src/b.txt") << false << true;
        QTest::newRow("the folder was replaced, and changed")
            << u"folderandfile"_s << QByteArray("src/b.txt") << false << false;
        QTest::newRow("a name that was not there, elsewhere") << u"beside"_s << QByteArray("n") << false << true;
        QTest::newRow("the folder was replaced by an old one")
            << u"folder"_s << QByteArray("src/b.txt") << false << false;
        QTest::newRow("permissions of the folder") << u"chmodfolder"_s << QByteArray("src") << false << false;
        QTest::newRow("and what is in it") << u"chmodfolder"_s << QByteArray("src/b.txt") << false << true;
        QTest::newRow("a folder became a file") << u"kind"_s << QByteArray("src/b.txt") << false << false;
        QTest::newRow("nothing") << u""_s << QByteArray("a.txt") << false << true;
    }
    void whatThePersonChangedMeanwhile()
    {
        QFETCH(QString, how);
        QFETCH(QByteArray, path);
        QFETCH(bool, hadLower);
        QFETCH(bool, known);
        m_scratch->put(u"w/other/b.txt"_s, "other");
        m_scratch->put(u"w/old.txt"_s, "old");
        const QByteArray root = m_scratch->at(u"w/"_s).toUtf8();
        note({{"src/c.txt"}}, begin());
        const timespec time = begin();
        if (how == u"write")
            m_scratch->put(u"w/a.txt"_s, "two");
        else if (how == u"rewrite")
            m_scratch->put(u"w/a.txt"_s, "one");
        else if (how == u"chmod")
            QCOMPARE(::chmod((root + "a.txt").constData(), 0600), 0);
        else if (how == u"rename")
            QCOMPARE(::rename((root + "old.txt").constData(), (root + "a.txt").constData()), 0);
        else if (how == u"remove")
            QCOMPARE(::unlink((root + "a.txt").constData()), 0);
        else if (how == u"beside")
            QVERIFY(replaceByRename(root + "src/c.txt", "saved"));
        else if (how == u"folder")
            QVERIFY(::rename((root + "src").constData(), (root + "src2").constData()) == 0 &&
                    ::rename((root + "other").constData(), (root + "src").constData()) == 0);
        else if (how == u"folderandfile")
            QVERIFY(::rename((root + "src").constData(), (root + "src2").constData()) == 0 &&
                    ::rename((root + "other").constData(), (root + "src").constData()) == 0 &&
                    replaceByRename(root + "src/saved", "saved"));
        else if (how == u"both")
            QVERIFY(replaceByRename(root + "src/c.txt", "saved") && replaceByRename(root + "saved", "saved"));
        else if (how == u"removefolder")
            QVERIFY(removeAll(root + "src"));
        else if (how == u"chmodfolder")
            QCOMPARE(::chmod((root + "src").constData(), 0700), 0);
        else if (how == u"kind")
            QVERIFY(removeAll(root + "src") && testing::write(root + "src", "file"));
        note({{path, false, true, false, hadLower}}, time);
        QVERIFY(m_book->find(path).has_value());
        QCOMPARE(at(path).isKnown, known);
    }

    void theFirstStaysAndWhatWasTakenBackIsForgotten()
    {
        note({{"a.txt"}}, begin());
        m_scratch->put(u"w/a.txt"_s, "saved later");
        note({{"a.txt"}, {"n"}}, begin());
        QCOMPARE(contentAt("a.txt"), "one");
        note({{"a.txt"}}, begin(), false); // not the whole list
        QVERIFY(m_book->find("n").has_value());
        note({{"n"}}, begin());
        QVERIFY(!m_book->find("a.txt"));
        note({{"a.txt"}, {"n"}}, begin());
        QCOMPARE(contentAt("a.txt"), "saved later");
    }

    void whatCameIntoAHiddenFolderLater()
    {
        note({{"src", true}, {"src/b.txt", true, false}, {"src/c.txt", true, false}}, begin());
        QVERIFY(at("src").hides && at("src/b.txt").isKnown);
        m_scratch->put(u"w/src/hers.txt"_s, "hers");
        note({{"src", true}, {"src/b.txt", true, false}, {"src/c.txt", true, false}, {"src/hers.txt", true, false}},
            begin());
        QVERIFY(!m_book->find("src/hers.txt"));
        QCOMPARE(contentAt("src/b.txt"), "b");
    }

    void aFolderThatWasWrittenBeforeItWasRemoved()
    {
        note({{"src"}, {"src/b.txt"}}, begin());
        note({{"src", true}, {"src/b.txt", true, false}, {"src/c.txt", true, false}}, begin());
        QVERIFY(at("src").hides && at("src/c.txt").isKnown);
    }

    // More was written than was listed: what comes later counts from that time.
    void aListThatWasNotWhole()
    {
        m_scratch->put(u"w/src/d.txt"_s, "d");
        note({{"a.txt"}}, begin(), false);
        QVERIFY(m_book->isOpen());
        m_scratch->put(u"w/src/b.txt"_s, "saved");
        open();
        note({{"a.txt"}, {"src/b.txt"}, {"src/c.txt"}}, begin());
        QVERIFY(at("a.txt").isKnown && !at("src/b.txt").isKnown && at("src/c.txt").isKnown);
        QVERIFY(!m_book->isOpen());
        note({{"a.txt"}, {"src", true}}, begin(), false);
        note({{"a.txt"}, {"src", true}, {"src/d.txt", true, false}}, begin());
        QVERIFY(at("src/d.txt").isKnown);
    }

    void largeFilesKeepTheirIdAlone()
    {
        m_scratch->put(u"w/large"_s, QByteArray(5000, 'l'));
        note({{"large"}}, begin());
        QVERIFY(at("large").isKnown && !at("large").isKept);
        QCOMPARE(at("large").size, 5000);
        QCOMPARE(at("large").entry.content, ObjectStore::idOf(ObjectType::Blob, QByteArray(5000, 'l')));
        QCOMPARE(m_contents.puts, 0);
        QVERIFY(m_book->contents().isEmpty());
    }

    void whatCannotBeReadHasNone()
    {
        if (::geteuid() == 0)
            QSKIP("root reads everything");
        QCOMPARE(::chmod(m_scratch->at(u"w/a.txt"_s).toUtf8().constData(), 0), 0);
        note({{"a.txt"}}, begin());
        QVERIFY(!at("a.txt").isKnown);
    }

    void namesAreBytes()
    {
        const QByteArray name("\xff \n\\x", 5);
        QVERIFY(testing::write(m_scratch->at(u"w/"_s).toUtf8() + name, "odd"));
        note({{name}}, begin());
        open();
        QCOMPARE(contentAt(name), "odd");
        QVERIFY(removeAll(m_scratch->at(u"w/"_s).toUtf8() + name));
    }

    void aKillAtAnyPlaceLosesNothing()
    {
        note({{"a.txt"}}, begin());
        const timespec time = begin();
        note({{"a.txt"}, {"src", true}, {"src/b.txt", true, false}, {"src/c.txt", true, false}}, time);
        const QString file = u"views/t.1/bases/book"_s;
        const QByteArray whole = m_scratch->get(file);
        const Base first = at("a.txt"), later = at("src/c.txt");
        m_book.reset();
        for (qsizetype length = 0; length <= whole.size(); length += 3) {
            m_scratch->put(file, whole.left(length));
            open();
            // As the run does it that takes up the work.
            const auto again = m_book->begin();
            QVERIFY(again);
            note({{"a.txt"}, {"src", true}, {"src/b.txt", true, false}, {"src/c.txt", true, false}}, *again);
            QVERIFY2(at("a.txt") == first && at("src/c.txt") == later, qPrintable(QString::number(length)));
            m_book.reset();
        }
    }

    // The person saved before the work was taken up again, and after the killed command had begun.
    void aKilledCommandCountsFromItsBeginning()
    {
        (void)begin();
        m_book.reset();
        m_scratch->put(u"w/a.txt"_s, "saved");
        letTimePass();
        open();
        note({{"a.txt"}, {"link"}}, begin());
        QVERIFY(!at("a.txt").isKnown);
        QVERIFY(at("link").isKnown);
    }

    void afterALossOfPowerNothingIsTakenForKnown()
    {
        note({{"a.txt"}}, begin());
        m_book.reset();
        const QString file = u"views/t.1/bases/book"_s;
        QByteArray text = m_scratch->get(file);
        const QByteArray cut = text.left(text.size() - 5) + QByteArray("\0\0\0\0\0\n", 6);
        m_scratch->put(file, cut);
        open();
        QVERIFY(!m_book->find("a.txt"));
        note({{"a.txt"}}, begin());
        QVERIFY(!at("a.txt").isKnown);
        // And only until it was noted.
        note({{"a.txt"}, {"link"}}, begin());
        QVERIFY(at("link").isKnown);
    }

    void aContentThatCannotBeKeptIsAnError()
    {
        const auto noted = m_book->noteNew({{{"a.txt"}}, true}, m_lower.get(), begin(),
            [](const QByteArray &) -> Result<ObjectId> { return fail(ErrorCode::Io, u"the disk is full"_s); });
        QVERIFY(!noted);
        QVERIFY(!m_book->find("a.txt"));
        note({{"a.txt"}}, begin());
        QVERIFY(at("a.txt").isKnown);
    }
};

QTEST_GUILESS_MAIN(ViewBasesTest)
#include "tst_viewbases.moc"
