// SPDX-License-Identifier: MIT
// Decoder and assembler over the recorded streams, whole and split at every byte; the retry policy; prices.
#include "ai/messageassembler.h"
#include "ai/pricing.h"
#include "ai/retrypolicy.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>
#include <QTimeZone>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kStart = "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n";
const QByteArray kStop = "data: {\"type\":\"message_stop\"}\n\n";

struct Reading
{
    bool complete = false;
    QString broken;
    ModelReply reply;
    QByteArray digest; ///< everything that must not depend on the chunking
};

Reading readIn(const QList<QByteArray> &chunks)
{
    Reading reading;
    SseDecoder decoder;
    MessageAssembler assembler;
    QString live;
    for (const QByteArray &chunk : chunks) {
        for (const SseEvent &event : decoder.feed(chunk)) {
            if (!reading.broken.isEmpty())
                break;
            if (const auto accepted = assembler.accept(event, &live); !accepted)
                reading.broken = accepted.error().message;
        }
    }
    reading.complete = reading.broken.isEmpty() && assembler.isComplete();
    if (reading.complete) {
        reading.reply = assembler.take();
        reading.digest =
            QJsonDocument(reading.reply.content).toJson() + toWire(reading.reply.stop).toUtf8() + live.toUtf8();
    }
    return reading;
}

QByteArray stream(const QString &name)
{
    QFile file(QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/messages-server/streams/") + name + u".sse"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class StreamTest : public QObject
{
    Q_OBJECT

private slots:
    void eventsComeOutOfAnyLineEnding_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("line feed") << QByteArray("data: a\n\n") << QByteArray("a");
        QTest::newRow("carriage return and line feed") << QByteArray("data: a\r\n\r\n") << QByteArray("a");
        QTest::newRow("carriage return") << QByteArray("data: a\r\r") << QByteArray("a");
        QTest::newRow("no space after the colon") << QByteArray("data:a\n\n") << QByteArray("a");
        QTest::newRow("one space only is taken away") << QByteArray("data:  a\n\n") << QByteArray(" a");
        QTest::newRow("several data lines are joined") << QByteArray("data: a\ndata: b\n\n") << QByteArray("a\nb");
        QTest::newRow("a byte order mark is dropped") << QByteArray("\xEF\xBB\xBF"
                                                                    "data: a\n\n")
                                                      << QByteArray("a");
        QTest::newRow("comments are skipped") << QByteArray(": hello\ndata: a\n\n") << QByteArray("a");
        QTest::newRow("a field without a colon is empty") << QByteArray("data\n\n") << QByteArray("");
    }

    void eventsComeOutOfAnyLineEnding()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, data);
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            SseDecoder decoder;
            QList<SseEvent> events = decoder.feed(bytes.left(cut));
            events += decoder.feed(bytes.mid(cut));
            QCOMPARE(events.size(), 1);
            QCOMPARE(events.first().data, data);
        }
    }

    void anEventWithoutItsBlankLineIsDropped()
    {
        SseDecoder decoder;
        QVERIFY(decoder.feed("data: a\n").isEmpty());
    }

    void anEndlessEventOverflows()
    {
        SseDecoder decoder;
        const QByteArray megabyte(1024 * 1024, 'x');
        for (int i = 0; i < 20; ++i)
            (void)decoder.feed(megabyte);
        QVERIFY(decoder.overflowed());
    }

    void recordedStreamsEndAsTheyShould_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("complete");
        QTest::addColumn<QString>("stop");
        QTest::addColumn<int>("calls");
        const auto row = [](const char *name, bool complete, const QString &stop, int calls) {
            QTest::newRow(name) << QString::fromLatin1(name) << complete << stop << calls;
        };
        row("text", true, u"end_turn"_s, 0);
        row("thinking", true, {}, -1);
        row("thinking-omitted", true, {}, -1);
        row("citations", true, {}, 0);
        row("parallel-tools", true, u"tool_use"_s, 2);
        row("tool-no-input", true, u"tool_use"_s, -1);
        row("interleaved", true, {}, -1);
        row("index-gap", true, {}, -1);
        row("odd-sse", true, {}, -1);
        row("no-event-names", true, {}, -1);
        row("bad-tool-json", true, u"tool_use"_s, 1);
        row("maxtok-in-tool", true, u"max_tokens"_s, 0);
        row("refusal", true, u"refusal"_s, 0);
        row("pause-turn", true, u"pause_turn"_s, 0);
        row("ctx-exceeded", true, u"model_context_window_exceeded"_s, 0);
        row("error-midstream", false, {}, 0);
        row("no-message-stop", false, {}, 0);
        row("truncated", false, {}, 0);
    }

    void recordedStreamsEndAsTheyShould()
    {
        QFETCH(QString, name);
        QFETCH(bool, complete);
        QFETCH(QString, stop);
        QFETCH(int, calls);
        const QByteArray bytes = stream(name);
        if (bytes.isEmpty())
            QSKIP("the recorded streams are not here");
        const Reading whole = readIn({bytes});
        QVERIFY2(whole.complete == complete, qPrintable(whole.broken));
        if (complete && !stop.isEmpty())
            QCOMPARE(toWire(whole.reply.stop), stop);
        if (complete && calls >= 0)
            QCOMPARE(whole.reply.toolCalls.size(), calls);
        QList<QByteArray> single;
        for (qsizetype i = 0; i < bytes.size(); ++i)
            single.append(bytes.mid(i, 1));
        const Reading bytewise = readIn(single);
        QCOMPARE(bytewise.complete, whole.complete);
        QCOMPARE(bytewise.digest, whole.digest);
        for (qsizetype cut = 0; cut < bytes.size(); ++cut) {
            const Reading split = readIn({bytes.left(cut), bytes.mid(cut)});
            if (split.complete != whole.complete || split.digest != whole.digest)
                QFAIL(qPrintable(u"split at %1 differs"_s.arg(cut)));
        }
    }

    void nothingCountsBeforeTheEndOfTheMessage()
    {
        const QByteArray bytes = stream(u"parallel-tools"_s);
        if (bytes.isEmpty())
            QSKIP("the recorded streams are not here");
        const qsizetype end = bytes.indexOf("event: message_stop");
        QVERIFY(end > 0);
        for (qsizetype cut = 0; cut <= end; ++cut)
            QVERIFY(!readIn({bytes.left(cut)}).complete);
    }

    void aBrokenToolInputIsAnErrorOfThatCallAndGoesBackValid()
    {
        const QByteArray bytes = stream(u"bad-tool-json"_s);
        if (bytes.isEmpty())
            QSKIP("the recorded streams are not here");
        const Reading whole = readIn({bytes});
        QVERIFY(!whole.reply.toolCalls.first().inputError.isEmpty());
        for (const QJsonValue block : whole.reply.content) {
            if (block.toObject().value(u"type"_s).toString() == u"tool_use"_s)
                QVERIFY(block.toObject().value(u"input"_s).isObject());
        }
    }

    void whatIsNoneOfOursIsSkipped_data()
    {
        QTest::addColumn<QByteArray>("between");
        QTest::addColumn<bool>("complete");
        QTest::newRow("a new event that is no JSON") << QByteArray("event: keepalive\ndata: ok\n\n") << true;
        QTest::newRow("a ping that says nothing") << QByteArray("event: ping\ndata:\n\n") << true;
        QTest::newRow("data without a word") << QByteArray("data:\n\n") << true;
        QTest::newRow("the end mark of another interface") << QByteArray("data: [DONE]\n\n") << true;
        QTest::newRow("a damaged event of ours") << QByteArray("event: message_delta\ndata: {\"type\n\n") << false;
        QTest::newRow("a damaged event without a name") << QByteArray("data: {\"type\n\n") << false;
    }

    void whatIsNoneOfOursIsSkipped()
    {
        QFETCH(QByteArray, between);
        QFETCH(bool, complete);
        QCOMPARE(readIn({between, kStart, between, kStop}).complete, complete);
    }

    // Both pieces are whole JSON; only together they are one character of the file that is written.
    void aPieceOfAnInputMayEndInTheMiddleOfACharacter()
    {
        const auto piece = [](const QByteArray &text) {
            return QByteArray("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_"
                              "delta\",\"partial_json\":\"") +
                   text + "\"}}\n\n";
        };
        const Reading reading = readIn({kStart,
            "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":"
            "\"t\",\"name\":\"bash\",\"input\":{}}}\n\n",
            piece("{\\\"command\\\":\\\"echo \\ud83d"), piece("\\ude00\\\"}"),
            "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
            "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}\n\n", kStop});
        QVERIFY2(reading.complete, qPrintable(reading.broken));
        QCOMPARE(reading.reply.toolCalls.constFirst().input.value(u"command"_s).toString(),
            u"echo "_s + QString::fromUcs4(U"\U0001F600"));
    }

    void anInputThatIsNoObjectGoesBackAsAnEmptyOne()
    {
        for (const QByteArray input : {",\"input\":null", ",\"input\":[1]", ""}) {
            const Reading reading = readIn({kStart,
                "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":"
                "\"t\",\"name\":\"bash\"" +
                    input + "}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                kStop});
            QVERIFY(reading.complete);
            QVERIFY2(reading.reply.content.at(0)[u"input"_s].isObject(), input.constData());
        }
    }

    void tokensAreNeitherLostNorNonsense_data()
    {
        QTest::addColumn<QByteArray>("atStart");
        QTest::addColumn<QByteArray>("atEnd");
        QTest::addColumn<QList<qint64>>("used"); // input, read, written for 5 minutes, for an hour, output
        QTest::addColumn<int>("estimated");
        const auto row = [](const char *name, const QByteArray &start, const QByteArray &end, const QList<qint64> &used,
                             int estimated) { QTest::newRow(name) << start << end << used << estimated; };
        const QByteArray prompt = "\"input_tokens\":1000,\"output_tokens\":1", out = "\"output_tokens\":40";
        row("as it should be", prompt, out, {1000, 0, 0, 0, 40}, 0);
        row("zeros at the end", prompt + ",\"cache_read_input_tokens\":700,\"cache_creation_input_tokens\":5000",
            out + ",\"input_tokens\":0,\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0",
            {1000, 700, 5000, 0, 40}, 0);
        row("parts that are zero beside a sum",
            prompt + ",\"cache_creation_input_tokens\":5000,\"cache_creation\":"
                     "{\"ephemeral_5m_input_tokens\":0}",
            out, {1000, 0, 5000, 0, 40}, 0);
        row("the parts come later", prompt + ",\"cache_creation_input_tokens\":5000",
            out + ",\"cache_creation\":{\"ephemeral_1h_input_tokens\":5000}", {1000, 0, 0, 5000, 40}, 0);
        row("negative", "\"input_tokens\":-1000", "\"output_tokens\":-5", {77, 0, 0, 0, 4}, 1);
        row("too large to be true", "\"input_tokens\":1e300", "\"output_tokens\":9e18", {77, 0, 0, 0, 4}, 1);
        row("not a number", "\"input_tokens\":\"1000\"", "\"output_tokens\":null", {77, 0, 0, 0, 4}, 1);
        row("nothing but zeros", "\"input_tokens\":0", "\"output_tokens\":0", {77, 0, 0, 0, 4}, 1);
    }

    void tokensAreNeitherLostNorNonsense()
    {
        QFETCH(QByteArray, atStart);
        QFETCH(QByteArray, atEnd);
        QFETCH(QList<qint64>, used);
        QFETCH(int, estimated);
        SseDecoder decoder;
        MessageAssembler assembler;
        const QByteArray bytes =
            "data: {\"type\":\"message_start\",\"message\":{\"usage\":{" + atStart +
            "}}}\n\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\"}}\n\n"
            "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"twelve "
            "bytes\"}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
            "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{" +
            atEnd + "}}\n\n" + kStop;
        for (const SseEvent &event : decoder.feed(bytes))
            QVERIFY(assembler.accept(event, nullptr));
        QVERIFY(assembler.isComplete());
        const Usage told = assembler.usageSoFar(77);
        QCOMPARE((QList<qint64>{told.inputTokens, told.cacheReadTokens, told.cacheWrite5mTokens,
                     told.cacheWrite1hTokens, told.outputTokens}),
            used);
        QCOMPARE(told.estimatedCalls, estimated);
    }

    void retriesFollowTheRules_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("number");
        QTest::addColumn<QByteArray>("retryAfter");
        QTest::addColumn<QByteArray>("shouldRetry");
        QTest::addColumn<QString>("errorCode");
        QTest::addColumn<bool>("streaming");
        QTest::addColumn<int>("low"); // -1: no further try
        QTest::addColumn<int>("high");
        const auto row = [](const char *name, int status, int number, const QByteArray &after, const QByteArray &should,
                             const QString &code, bool streaming, int low, int high) {
            QTest::newRow(name) << status << number << after << should << code << streaming << low << high;
        };
        for (const int status : {400, 401, 402, 403, 404, 413})
            row(qPrintable(u"%1 is never repeated, even when asked"_s.arg(status)), status, 1, {}, "true", {}, false,
                -1, -1);
        for (const int status : {0, 408, 409, 429, 500, 502, 503, 504, 529})
            row(qPrintable(u"%1 is repeated"_s.arg(status)), status, 1, {}, {}, {}, false, 0, 1000);
        row("the eighth try is the last", 529, 8, {}, {}, {}, false, -1, -1);
        row("the seventh is not", 529, 7, {}, {}, {}, false, 0, 60000);
        row("retry-after is honoured", 429, 1, "3", {}, {}, false, 3000, 3300);
        row("retry-after 0 counts as absent", 429, 1, "0", {}, {}, false, 0, 1000);
        row("an endless wait counts as absent", 429, 1, "inf", {}, {}, false, 0, 1000);
        row("so does one that is no number", 429, 1, "nan", {}, {}, false, 0, 1000);
        row("and one of the past", 429, 1, "-5", {}, {}, false, 0, 1000);
        row("x-should-retry: false ends", 529, 1, {}, "false", {}, false, -1, -1);
        row("a spend limit ends", 429, 1, {}, {}, u"enforced_spend_limit_reached"_s, false, -1, -1);
        row("another error code does not", 429, 1, {}, {}, u"ramp_limit_exceeded"_s, false, 0, 1000);
        row("a broken answer is asked again", 200, 1, {}, {}, {}, true, 0, 1000);
        row("and once more", 200, 2, {}, {}, {}, true, 0, 2000);
        row("but not a third time", 200, 3, {}, {}, {}, true, -1, -1);
    }

    void retriesFollowTheRules()
    {
        QFETCH(int, status);
        QFETCH(int, number);
        QFETCH(QByteArray, retryAfter);
        QFETCH(QByteArray, shouldRetry);
        QFETCH(QString, errorCode);
        QFETCH(bool, streaming);
        QFETCH(int, low);
        QFETCH(int, high);
        const QDateTime now(QDate(2026, 1, 2), QTime(3, 4, 5), QTimeZone::utc());
        FailedTry failed;
        failed.number = number;
        failed.streaming = streaming;
        failed.status = status;
        failed.retryAfter = retryAfter;
        failed.shouldRetry = shouldRetry;
        failed.errorCode = errorCode;
        for (const double random : {0.0, 0.5, 0.999}) {
            const auto wait = retryWait(failed, random, now);
            QCOMPARE(wait.has_value(), low >= 0);
            if (wait)
                QVERIFY2(*wait >= low && *wait <= high, qPrintable(QString::number(*wait)));
        }
    }

    void aDateToWaitForIsUnderstood()
    {
        const QDateTime now(QDate(2026, 1, 2), QTime(3, 4, 5), QTimeZone::utc());
        FailedTry failed;
        failed.status = 429;
        failed.retryAfter = "Fri, 02 Jan 2026 03:04:15 GMT";
        QCOMPARE(retryWait(failed, 0, now).value_or(-1), 10000);
    }

    void whoIsAskedToWaitLongGivesThePlaceUp()
    {
        const QDateTime now(QDate(2026, 1, 2), QTime(3, 4, 5), QTimeZone::utc());
        FailedTry failed;
        failed.status = 429;
        failed.retryAfter = "3600";
        QCOMPARE(parkingWait(failed, 0, now).value_or(-1), 3600 * 1000);
        QVERIFY(parkingWait(failed, 0.99, now).value_or(-1) <= 3960 * 1000);
        failed.status = 529;
        QVERIFY(parkingWait(failed, 0, now));
        failed.retryAfter = "9999999";
        QCOMPARE(parkingWait(failed, 0, now).value_or(-1), 24LL * 3600 * 1000);
        failed.retryAfter = "1e300";
        QCOMPARE(parkingWait(failed, 0, now).value_or(-1), 24LL * 3600 * 1000);
        failed.retryAfterMs = "1e300";
        QCOMPARE(parkingWait(failed, 0, now).value_or(-1), 24LL * 3600 * 1000);
        failed.retryAfterMs.clear();
        failed.retryAfter = "30"; // short enough to wait in place
        QVERIFY(!parkingWait(failed, 0, now));
        failed.retryAfter.clear();
        QVERIFY(!parkingWait(failed, 0, now));
        failed.retryAfter = "3600";
        failed.errorCode = u"enforced_spend_limit_reached"_s;
        QVERIFY(!parkingWait(failed, 0, now));
        failed.errorCode.clear();
        failed.status = 400;
        QVERIFY(!parkingWait(failed, 0, now));
    }

    void tenMinutesEndTheTries()
    {
        FailedTry failed;
        failed.status = 529;
        failed.number = 3;
        failed.spentMs = 10 * 60 * 1000;
        QVERIFY(!retryWait(failed, 0, QDateTime::currentDateTimeUtc()));
    }

    void pricesAreThoseOfTheTable_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("output");
        QTest::addColumn<qint64>("read");
        QTest::addColumn<qint64>("write5m");
        QTest::addColumn<qint64>("write1h");
        QTest::addColumn<qint64>("micro");
        QTest::newRow("input and output")
            << u"claude-sonnet-5-5"_s << 1000000LL << 1000000LL << 0LL << 0LL << 0LL << 12000000LL;
        QTest::newRow("cache reads and writes")
            << u"claude-sonnet-5-5"_s << 0LL << 0LL << 1000000LL << 1000000LL << 1000000LL << 6600000LL;
        QTest::newRow("a short prompt pays the low price")
            << u"claude-haiku-5-5"_s << 100000LL << 0LL << 0LL << 0LL << 0LL << 10000LL;
        QTest::newRow("a long prompt pays the high one")
            << u"claude-haiku-5-5"_s << 100001LL << 0LL << 0LL << 0LL << 0LL << 50001LL;
    }

    void pricesAreThoseOfTheTable()
    {
        QFETCH(QString, model);
        QFETCH(qint64, input);
        QFETCH(qint64, output);
        QFETCH(qint64, read);
        QFETCH(qint64, write5m);
        QFETCH(qint64, write1h);
        QFETCH(qint64, micro);
        Usage usage;
        usage.inputTokens = input;
        usage.outputTokens = output;
        usage.cacheReadTokens = read;
        usage.cacheWrite5mTokens = write5m;
        usage.cacheWrite1hTokens = write1h;
        priceUsage(usage, model);
        QVERIFY(usage.priceKnown);
        QVERIFY(qAbs(usage.costMicroUsd - micro) <= 1);
    }

    void anUnknownModelHasNoPrice()
    {
        Usage usage;
        usage.inputTokens = 5;
        priceUsage(usage, u"somebody-elses-model"_s);
        QVERIFY(!usage.priceKnown);
        QCOMPARE(usage.costMicroUsd, 0);
    }
};

QTEST_GUILESS_MAIN(StreamTest)
#include "tst_stream.moc"
