// SPDX-License-Identifier: MIT
// Tests that lie in other files now, and tests that only seem to.
#include "verification/movedtests.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kImport("from shop import total\n\n\n"), kA("def test_a():\n    assert total(2, 3) == 5\n"),
    kB("def test_b():\n    assert total(1, 1) == 2\n"), kHelper("def five():\n    return 5\n"),
    kC("def test_c():\n    assert total(2, 3) == five()\n");

} // namespace

class MovedTestsTest : public QObject
{
    Q_OBJECT

private slots:
    void moved_data()
    {
        QTest::addColumn<QList<TestFile>>("files");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *name, const QList<TestFile> &files, bool same) {
            QTest::newRow(name) << files << same;
        };
        const auto gone = [](const char *path, const QByteArray &text) {
            return TestFile{QString::fromUtf8(path), text, {}, true, false};
        };
        const auto made = [](const char *path, const QByteArray &text) {
            return TestFile{QString::fromUtf8(path), {}, text, false, true};
        };
        const auto changed = [](const char *path, const QByteArray &was, const QByteArray &is) {
            return TestFile{QString::fromUtf8(path), was, is, true, true};
        };
        row("renamed", {gone("tests/test_a.py", kImport + kA), made("tests/test_x.py", kImport + kA)}, true);
        row("renamed and formatted",
            {gone("tests/test_a.py", kImport + kA),
                made("tests/test_x.py", kImport + QByteArray(kA).replace("2, 3", "2,3"))},
            true);
        row("moved and renamed", {gone("tests/test_a.py", kImport + kA), made("tests/unit/test_x.py", kImport + kA)},
            true);
        row("merged",
            {gone("tests/test_b.py", kImport + kB), changed("tests/test_a.py", kImport + kA, kImport + kA + kB)}, true);
        row("merged into a new file",
            {gone("tests/test_a.py", kImport + kA), gone("tests/test_b.py", kImport + kB),
                made("tests/test_s.py", kImport + kA + kB)},
            true);
        row("split",
            {gone("tests/test_s.py", kImport + kA + kB), made("tests/test_a.py", kImport + kA),
                made("tests/test_b.py", kImport + kB)},
            true);
        row("one moved out",
            {changed("tests/test_s.py", kImport + kA + kB, kImport + kA), made("tests/test_b.py", kImport + kB)}, true);
        row("with a helper",
            {gone("tests/test_c.py", kImport + kHelper + kC), made("tests/test_d.py", kImport + kHelper + kC)}, true);
        row("one is gone", {gone("tests/test_s.py", kImport + kA + kB), made("tests/test_a.py", kImport + kA)}, false);
        row("one is weaker",
            {gone("tests/test_a.py", kImport + kA),
                made("tests/test_x.py", kImport + QByteArray(kA).replace("== 5", "!= 6"))},
            false);
        row("one counted twice",
            {gone("tests/test_s.py", kImport + kA + kB), made("tests/test_a.py", kImport + kA),
                made("tests/test_b.py", kImport + kA)},
            false);
        row("another instead",
            {gone("tests/test_s.py", kImport + kA + kB),
                made("tests/test_a.py", kImport + kA + "def test_z():\n    pass\n")},
            false);
        row("and one more", {gone("tests/test_a.py", kImport + kA), made("tests/test_x.py", kImport + kA + kB)}, false);
        row("another helper",
            {gone("tests/test_c.py", kImport + kHelper + kC),
                made("tests/test_d.py", kImport + "def five():\n    return total(2, 3)\n" + kC)},
            false);
        row("without its import", {gone("tests/test_a.py", kImport + kA), made("tests/test_x.py", kA)}, false);
        row("another import",
            {gone("tests/test_a.py", kImport + kA), made("tests/test_x.py", "from fake import total\n" + kA)}, false);
        row("one name for two",
            {gone("tests/test_a.py", kImport + kA),
                gone("tests/test_b.py", kImport + QByteArray(kB).replace("test_b", "test_a")),
                made("tests/test_s.py", kImport + kA + QByteArray(kB).replace("test_b", "test_a"))},
            false);
        row("where nobody looks", {gone("tests/test_a.py", kImport + kA), made("tests/_old/test_a.py", kImport + kA)},
            false);
        row("to another place", {gone("tests/test_a.py", kImport + kA), made("attic/test_a.py", kImport + kA)}, false);
        row("a name nobody looks for", {gone("tests/test_a.py", kImport + kA), made("tests/a.py", kImport + kA)},
            false);
        row("to the data", {gone("tests/test_a.py", kImport + kA), made("tests/data/test_a.py", kImport + kA)}, false);
        row("left out by a mark",
            {gone("tests/test_a.py", kImport + kA), made("tests/test_x.py", kImport + "pytestmark = 1\n" + kA)}, false);
        row("within a class of no test",
            {gone("tests/test_a.py", kImport + kA),
                made("tests/test_x.py", kImport + "class A:\n    def test_a():\n        assert total(2, 3) == 5\n")},
            false);
        row("within a condition",
            {gone("tests/test_a.py", kImport + kA),
                made("tests/test_x.py", kImport + "if 0:\n    def test_a():\n        assert total(2, 3) == 5\n")},
            false);
        row("asks for its own name",
            {gone("tests/test_a.py", kImport + "def test_a():\n    assert __file__\n"),
                made("tests/test_x.py", kImport + "def test_a():\n    assert __file__\n")},
            false);
        row("a statement is lost",
            {gone("tests/test_a.py", kImport + "assert total(1, 1) == 2\n" + kA),
                made("tests/test_x.py", kImport + kA)},
            false);
    }
    void moved()
    {
        QFETCH(QList<TestFile>, files);
        QTEST(movedTests(files, true).has_value(), "same");
    }

    void onlyWhatARunnerFindsIsDeeper()
    {
        const QList<TestFile> files{{u"tests/test_a.py"_s, kImport + kA, {}, true, false},
            {u"tests/unit/test_a.py"_s, {}, kImport + kA, false, true}};
        QVERIFY(movedTests(files, true));
        QVERIFY(!movedTests(files, false));
    }

    void goneTestsAreNamed()
    {
        QCOMPARE(
            goneTests({{u"tests/test_s.py"_s, kImport + kA + kB, kImport + kB, true, true}}), QStringList{u"test_a"_s});
    }
};

QTEST_APPLESS_MAIN(MovedTestsTest)
#include "tst_movedtests.moc"
