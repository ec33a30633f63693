// SPDX-License-Identifier: MIT
// Events of one streamed answer -> the whole message, strictly: nothing of an answer counts before message_stop. Pure.
#pragma once

#include "ai/ssedecoder.h"
#include "base/result.h"
#include "model/message.h"

#include <QMap>

namespace vibecoder {

class MessageAssembler
{
public:
    /// An Error (Protocol, or Unavailable for an `error` event) ends the answer: everything of it is thrown away.
    /// Unknown events and deltas are skipped. `liveText` gets what this event adds to the visible text.
    Result<> accept(const SseEvent &event, QString *liveText);

    [[nodiscard]] bool isComplete() const { return m_complete; }
    /// Only when isComplete. Usage is counted but not priced. Tool calls only when the stop word is tool_use.
    [[nodiscard]] ModelReply take();

private:
    struct Block
    {
        QJsonObject json;
        QByteArray partialJson;
        QString text; ///< of text and thinking blocks
        bool hasDelta = false, stopped = false;
    };
    Result<> start(const QJsonObject &data);
    Result<> startBlock(const QJsonObject &data);
    Result<> delta(const QJsonObject &data, QString *liveText);
    Result<> stopBlock(const QJsonObject &data);
    void readUsage(const QJsonObject &usage);

    QMap<int, Block> m_blocks;
    QMap<int, QString> m_inputErrors;
    ModelReply m_reply;
    QString m_stop;
    bool m_started = false, m_complete = false;
};

} // namespace vibecoder
