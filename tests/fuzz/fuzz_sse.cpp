// SPDX-License-Identifier: MIT
// Any bytes, in two chunkings: the same events, the same verdict, no crash. A whole message only after message_stop.
#include "ai/messageassembler.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace vibecoder;

namespace {

struct Reading
{
    QList<SseEvent> events;
    bool complete = false, broken = false;
    QByteArray content;
};

Reading readIn(const QByteArray &bytes, qsizetype chunk)
{
    Reading reading;
    SseDecoder decoder;
    MessageAssembler assembler;
    for (qsizetype at = 0; at < bytes.size(); at += chunk) {
        for (const SseEvent &event :
            decoder.feed(QByteArrayView(bytes).sliced(at, std::min(chunk, bytes.size() - at)))) {
            reading.events.append(event);
            QString live;
            if (!reading.broken && !assembler.accept(event, &live))
                reading.broken = true;
        }
    }
    reading.complete = !reading.broken && assembler.isComplete();
    if (reading.complete) {
        const ModelReply reply = assembler.take();
        if (reply.stop != ModelStop::ToolUse && !reply.toolCalls.isEmpty())
            std::abort();
        reading.content = QJsonDocument(reply.content).toJson();
    }
    return reading;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size) - 1);
    const Reading whole = readIn(bytes, std::max<qsizetype>(1, bytes.size()));
    const Reading pieces = readIn(bytes, 1 + data[0] % 64);
    if (whole.events != pieces.events || whole.complete != pieces.complete || whole.content != pieces.content)
        std::abort();
    return 0;
}
