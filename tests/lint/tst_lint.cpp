// SPDX-License-Identifier: MIT
// The rules of the house, applied to the files of the project.
#include "lintrules.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QString kRoot = QStringLiteral(VIBECODER_SOURCE_DIR);

QByteArray bytesOf(const QString &path)
{
    QFile file(kRoot + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// What git tracks; from an unpacked archive without git: everything but build folders.
QStringList projectFiles()
{
    QProcess git;
    git.setWorkingDirectory(kRoot);
    git.start(u"git"_s, {u"-c"_s, u"safe.directory=*"_s, u"ls-files"_s, u"-z"_s});
    QStringList files;
    if (git.waitForStarted(5000) && git.waitForFinished(20000) && git.exitCode() == 0) {
        for (const QByteArray &name : git.readAllStandardOutput().split('\0'))
            files.append(QFile::decodeName(name));
    } else {
        QDirIterator it(kRoot, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next().mid(kRoot.size() + 1);
            if (!path.startsWith(u"build"_s) && !path.startsWith(u".git/"_s) && !path.contains(u"node_modules/"_s))
                files.append(path);
        }
    }
    // A file that was removed but not yet committed is no finding.
    files.removeIf([](const QString &path) { return path.isEmpty() || !QFile::exists(kRoot + u'/' + path); });
    return files;
}

QString report(const QString &path, const lint::Findings &findings)
{
    QString text;
    for (const lint::Finding &finding : findings)
        text += u"\n%1:%2: %3"_s.arg(path).arg(finding.line).arg(finding.what);
    return text;
}

} // namespace

class LintTest : public QObject
{
    Q_OBJECT

    QStringList m_files;

private slots:
    void initTestCase()
    {
        m_files = projectFiles();
        QVERIFY2(m_files.contains(u"CMakeLists.txt"_s) && m_files.size() > 100, "the project's files were not found");
    }

    void everyFileKeepsTheRules()
    {
        QString wrong;
        for (const QString &path : std::as_const(m_files)) {
            const QByteArray bytes = bytesOf(path);
            if (bytes.contains('\0'))
                continue;
            const QString text = QString::fromUtf8(bytes);
            wrong += report(path, lint::all(path, text));
            if (lint::isLong(path, text))
                qWarning("%s has more than 400 lines: is there a second idea in it?", qPrintable(path));
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void eachTypeHasANameOfItsOwn()
    {
        QHash<QString, QString> known;
        QString wrong;
        for (const QString &path : std::as_const(m_files)) {
            for (const QString &type : lint::typesOf(path, QString::fromUtf8(bytesOf(path)))) {
                if (known.contains(type))
                    wrong += u"\n%1 is defined in %2 and in %3"_s.arg(type, known.value(type), path);
                known.insert(type, path);
            }
        }
        QVERIFY(known.size() > 300);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void linksOfThePagesLeadSomewhere()
    {
        QString wrong;
        for (const QString &path : std::as_const(m_files)) {
            wrong += report(path, lint::deadLinks(path, QString::fromUtf8(bytesOf(path)),
                                      [](const QString &target) { return QFile::exists(kRoot + u'/' + target); }));
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void bothReadmesShowTheSameCommands()
    {
        const QStringList english = lint::codeBlocks(QString::fromUtf8(bytesOf(u"README.md"_s)));
        const QStringList chinese = lint::codeBlocks(QString::fromUtf8(bytesOf(u"README.zh_CN.md"_s)));
        QVERIFY(!english.isEmpty());
        QCOMPARE(chinese, english);
    }

    void shellScriptsParse_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("the entry of the build service") << u".ci/run"_s;
        for (const QString &path : std::as_const(m_files)) {
            if (path.endsWith(u".sh"_s) && !path.startsWith(u"tests/fixtures/"_s))
                QTest::newRow(qPrintable(path)) << path;
        }
    }

    void shellScriptsParse()
    {
        QFETCH(const QString, path);
        QProcess bash;
        bash.start(u"bash"_s, {u"-n"_s, kRoot + u'/' + path});
        QVERIFY(bash.waitForStarted(5000) && bash.waitForFinished(10000));
        QVERIFY2(bash.exitCode() == 0, bash.readAllStandardError().constData());
    }

    void everyTextIsTranslated()
    {
        const QString lupdate = QStringLiteral(VIBECODER_LUPDATE);
        if (!QFile::exists(lupdate))
            QSKIP("lupdate is not installed (package qt6-l10n-tools)");
        QTemporaryDir folder;
        const QString copy = folder.filePath(u"vibecoder_zh_CN.ts"_s);
        QVERIFY(QFile::copy(kRoot + u"/translations/vibecoder_zh_CN.ts"_s, copy));
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        // With the headers of the window, as update_translations has them: a context is the whole name of a class.
        QStringList arguments{u"-silent"_s, u"-no-obsolete"_s, u"-locations"_s, u"none"_s, u"-I"_s, kRoot + u"/ui"_s};
        for (const QString &path : std::as_const(m_files)) {
            const bool product =
                path.startsWith(u"engine/"_s) || path.startsWith(u"app/"_s) || path.startsWith(u"ui/"_s);
            if (product && (path.endsWith(u".cpp"_s) || path.endsWith(u".h"_s)))
                arguments.append(kRoot + u'/' + path);
        }
        QProcess process;
        process.start(lupdate, arguments + QStringList{u"-ts"_s, copy});
        QVERIFY(process.waitForStarted(5000) && process.waitForFinished(60000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        QFile file(copy);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString ts = QString::fromUtf8(file.readAll());
        QVERIFY2(ts.count(u"<source>"_s) > 50, "lupdate found hardly any text");
        const lint::Findings found = lint::translations(ts);
        QVERIFY2(found.isEmpty(), qPrintable(u"%1 texts, first of them:"_s.arg(found.size()) +
                                             report(u"translations/vibecoder_zh_CN.ts"_s,
                                                 found.first(std::min<qsizetype>(found.size(), 12)))));
    }
};

QTEST_GUILESS_MAIN(LintTest)
#include "tst_lint.moc"
