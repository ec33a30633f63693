// SPDX-License-Identifier: MIT
// Frames of WebSocket clients in pieces of every size: the first one without a mask is found, and no other is blamed.
#include "framemask.h"

#include <QTest>

#include <initializer_list>

using namespace vibecoder;

namespace {

// RFC 6455, section 5.2.
QByteArray frame(char opcode, quint64 size, bool masked, int lengthBytes)
{
    QByteArray bytes(1, opcode);
    const char mask = masked ? char(0x80) : char(0);
    if (lengthBytes == 0)
        bytes += char(mask | char(size));
    else
        bytes += char(mask | char(lengthBytes == 2 ? 126 : 127));
    for (int i = lengthBytes - 1; i >= 0; --i)
        bytes += char((size >> (8 * i)) & 0xff);
    return bytes + QByteArray(masked ? 4 : 0, '\x01') + QByteArray(qsizetype(size), '\x02');
}

bool taken(FrameMask mask, const QByteArray &bytes, qsizetype piece)
{
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        const QByteArray part = bytes.mid(at, piece);
        // As the guard does it: what belongs to a payload under way is only counted.
        if (!mask.take(QByteArrayView(part).sliced(mask.skip(part.size()))))
            return false;
    }
    return true;
}

} // namespace

class FrameMaskTest : public QObject
{
    Q_OBJECT

private slots:
    void maskedFramesPass()
    {
        const QByteArray all = frame('\x81', 5, true, 0) + frame('\x89', 0, true, 0) + frame('\x01', 125, true, 0) +
                               frame('\x00', 126, true, 2) + frame('\x80', 70000, true, 8) + frame('\x81', 3, true, 8) +
                               frame('\x88', 2, true, 0);
        for (const qsizetype piece : {1, 2, 3, 7, 126, 4096, 1 << 20})
            QVERIFY2(taken(FrameMask(), all, piece), QByteArray::number(piece).constData());
    }

    void theFirstOneWithoutAMaskIsFound()
    {
        const QByteArray good = frame('\x81', 5, true, 0) + frame('\x80', 300, true, 2) + frame('\x81', 70000, true, 8);
        for (const QByteArray &bad : {frame('\x81', 5, false, 0), frame('\x89', 0, false, 0),
                 frame('\x88', 2, false, 0), frame('\x81', 300, false, 2), frame('\x81', 70000, false, 8)}) {
            for (const qsizetype piece : {1, 2, 3, 7, 4096, 1 << 20}) {
                QVERIFY(!taken(FrameMask(), bad, piece));
                QVERIFY(!taken(FrameMask(), good + bad, piece));
                QVERIFY(!taken(FrameMask(), good + bad + good, piece));
            }
        }
    }

    void theHeadOfTheUpgradeIsNoFrame()
    {
        const QByteArray head = "GET /ws HTTP/1.1\r\n\r\n";
        for (const qsizetype piece : {1, 5, 1000}) {
            QVERIFY(taken(FrameMask(head.size()), head + frame('\x81', 5, true, 0), piece));
            QVERIFY(!taken(FrameMask(head.size()), head + frame('\x81', 5, false, 0), piece));
        }
    }

    void aLengthWithoutEnd()
    {
        FrameMask mask;
        QVERIFY(mask.take(QByteArray("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10)));
        QCOMPARE(mask.skip(1 << 20), 1 << 20);
        QVERIFY(mask.take(QByteArray(1000, '\0')));
    }
};

QTEST_GUILESS_MAIN(FrameMaskTest)
#include "tst_framemask.moc"
