// SPDX-License-Identifier: MIT
// The chain of decisions and effects: what may have happened to the file is found, whoever wrote it.
#include "storetesting.h"

#include "storage/auditlog.h"

#include <QFile>

using namespace storetesting;

namespace {

QByteArray contentOf(const QString &file)
{
    QFile handle(file);
    return handle.open(QIODevice::ReadOnly) ? handle.readAll() : QByteArray();
}

void rewrite(const QString &file, const QByteArray &bytes)
{
    QFile handle(file);
    QVERIFY(handle.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(handle.write(bytes), bytes.size());
}

int appendRole(const QString &file, int count)
{
    AuditLog log(file);
    for (int i = 0; i < count; ++i) {
        if (!log.append({{u"pid"_s, ::getpid()}, {u"i"_s, i}}, noon()))
            return 1;
    }
    return 0;
}

} // namespace

class AuditLogTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_file;
    AuditAnchor m_anchor;

private slots:
    void init()
    {
        m_file = m_folder.filePath(u"%1.jsonl"_s.arg(QString::fromLatin1(QTest::currentTestFunction())));
        QFile::remove(m_file);
        AuditLog log(m_file);
        for (int i = 0; i < 5; ++i) {
            const auto anchor = log.append({{u"command"_s, u"echo %1"_s.arg(i)}, {u"decision"_s, u"allow"_s}}, noon());
            QVERIFY(anchor);
            m_anchor = *anchor;
        }
        QCOMPARE(m_anchor.seq, 5);
    }

    void anUntouchedFileIsSoundAndPrivate()
    {
        const auto check = AuditLog::verify(m_file, m_anchor);
        QVERIFY(check && check->sound());
        QCOMPARE(check->records, 5);
        QCOMPARE(QFile::permissions(m_file) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
            QFile::Permissions());
    }

    void everyFlippedBitIsFound()
    {
        const QByteArray bytes = contentOf(m_file);
        for (qsizetype at = 0; at < bytes.size(); ++at) {
            QByteArray changed = bytes;
            changed[at] = char(changed[at] ^ 1);
            rewrite(m_file, changed);
            const auto check = AuditLog::verify(m_file, m_anchor);
            QVERIFY2(check && !check->sound(), qPrintable(u"byte %1"_s.arg(at)));
        }
    }

    void everyRemovedLineIsFoundAndTheLastOnesToo()
    {
        const QList<QByteArray> lines = contentOf(m_file).chopped(1).split('\n');
        for (qsizetype gone = 0; gone < lines.size(); ++gone) {
            QList<QByteArray> left = lines;
            left.removeAt(gone);
            rewrite(m_file, left.join('\n') + '\n');
            const auto check = AuditLog::verify(m_file, m_anchor);
            QVERIFY(check && !check->sound());
            QCOMPARE(check->badLine, gone + 1);
        }
        QFile::remove(m_file);
        QCOMPARE(AuditLog::verify(m_file, m_anchor)->problem, u"cut_off"_s);
        QVERIFY(AuditLog::verify(m_file, {})->sound());
    }

    void twoLinesInAnotherOrderAreFound()
    {
        QList<QByteArray> lines = contentOf(m_file).chopped(1).split('\n');
        lines.swapItemsAt(1, 3);
        rewrite(m_file, lines.join('\n') + '\n');
        QCOMPARE(AuditLog::verify(m_file, m_anchor)->badLine, 2);
    }

    void aRewrittenHistoryDoesNotFitTheAnchor()
    {
        QFile::remove(m_file);
        AuditLog log(m_file);
        for (int i = 0; i < 6; ++i)
            QVERIFY(log.append({{u"command"_s, u"true"_s}}, noon()));
        QVERIFY(AuditLog::verify(m_file, {})->sound());
        QCOMPARE(AuditLog::verify(m_file, m_anchor)->problem, u"hash_differs"_s);
    }

    void severalProcessesMakeOneChain()
    {
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < 4; ++i)
            children.push_back(std::make_unique<Child>(QStringList{u"append"_s, m_file, u"200"_s}));
        for (const auto &child : children)
            QCOMPARE(child->wait(), 0);
        const auto check = AuditLog::verify(m_file, m_anchor);
        QVERIFY2(check && check->sound(), qPrintable(check ? check->problem : QString()));
        QCOMPARE(check->records, 805);
    }

    void secretsAndLineBreaksOfOthersStayOut()
    {
        AuditLog log(m_file);
        const QString key = u"sk-"_s + u"ant-api03-"_s + u"AbCd0123"_s.repeated(5);
        QVERIFY(log.append({{u"command"_s, u"echo %1\n{\"seq\":7}"_s.arg(key)}}, noon()));
        QVERIFY(!contentOf(m_file).contains(key.toUtf8()));
        QCOMPARE(contentOf(m_file).count('\n'), qsizetype(6));
        QVERIFY(AuditLog::verify(m_file, m_anchor)->sound());
    }
};

int main(int argc, char **argv)
{
    return mainWithRoles(
        argc, argv, [](const QStringList &arguments) { return appendRole(arguments.at(1), arguments.at(2).toInt()); },
        AuditLogTest());
}

#include "tst_auditlog.moc"
