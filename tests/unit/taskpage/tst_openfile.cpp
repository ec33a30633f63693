// SPDX-License-Identifier: MIT
// What the desktop is given for a file of a working directory: the file, or only its folder.
#include "taskpage/openfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class OpenFileTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_root;

    void make(const QString &name, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(m_root + u'/' + name).path());
        QFile file(m_root + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

private slots:
    void init()
    {
        m_root = QFileInfo(m_dir.path()).canonicalFilePath() + u"/w"_s;
        QDir(m_root).removeRecursively();
        QVERIFY(QDir().mkpath(m_root + u"/sub"_s));
    }

    void files_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("itself");
        const auto row = [](const char *name, const char *content, bool itself) {
            QTest::addRow("%s: %s", name, content) << QString::fromLatin1(name) << QByteArray(content) << itself;
        };
        row("sub/a.txt", "text", true);
        row("sub/main.cpp", "int main() {}", true);
        row("sub/app.service.ts", "export class A {}", true);
        row("sub/README", "words", true);
        row("sub/x.desktop", "text", false);
        row("sub/x.DESKTOP", "text", false);
        row("sub/x.desktop ", "text", false);
        row("sub/x.html", "text", false);
        row("sub/x.svg", "text", false);
        row("sub/x.jar", "text", false);
        row("sub/x.exe", "text", false);
        row("sub/x.flatpakref", "text", false);
        row("sub/notes", "[Desktop Entry]\nExec=x\n", false);
        row("sub/notes", "# words\n[Desktop Entry]\nExec=x\n", false);
        row("sub/notes", "#!/bin/sh\n", false);
        row("sub/notes", "<html>", false);
    }

    void files()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(bool, itself);
        make(name, content);
        QCOMPARE(openedFor(m_root, name), itself ? m_root + u'/' + name : m_root + u"/sub"_s);
    }

    void linksAreTestedWithTheirTarget()
    {
        make(u"sub/evil.desktop"_s, "text");
        make(u"sub/plain.txt"_s, "text");
        make(u"sub/page.html"_s, "text");
        QVERIFY(QFile::link(u"sub/evil.desktop"_s, m_root + u"/notes.txt"_s));
        QVERIFY(QFile::link(u"notes.txt"_s, m_root + u"/again.txt"_s));
        QVERIFY(QFile::link(u"sub/page.html"_s, m_root + u"/page.md"_s));
        QVERIFY(QFile::link(u"sub/plain.txt"_s, m_root + u"/run.desktop"_s));
        QVERIFY(QFile::link(u"sub/plain.txt"_s, m_root + u"/plain.md"_s));
        for (const QString &name : {u"notes.txt"_s, u"again.txt"_s, u"page.md"_s, u"run.desktop"_s})
            QCOMPARE(openedFor(m_root, name), m_root + u"/sub"_s);
        QCOMPARE(openedFor(m_root, u"plain.md"_s), m_root + u"/sub/plain.txt"_s);
    }

    void whatLeadsOutOpensTheFolder()
    {
        QVERIFY(QFile::link(u"/etc/hostname"_s, m_root + u"/out.txt"_s));
        QCOMPARE(openedFor(m_root, u"out.txt"_s), m_root);
        QCOMPARE(openedFor(m_root, u"../x"_s), m_root);
        QCOMPARE(openedFor(m_root, u"missing.txt"_s), m_root);
        QCOMPARE(openedFor(m_root, {}), m_root);
        QCOMPARE(openedFor(m_root + u"/gone"_s, u"a.txt"_s), QString());
        make(u"sub/program.txt"_s, "text");
        QFile::setPermissions(m_root + u"/sub/program.txt"_s, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(openedFor(m_root, u"sub/program.txt"_s), m_root + u"/sub"_s);
    }
};

QTEST_MAIN(OpenFileTest)
#include "tst_openfile.moc"
