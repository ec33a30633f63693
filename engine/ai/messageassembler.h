// SPDX-License-Identifier: MIT
// Events of one streamed answer -> the whole message, strictly: nothing of an answer counts before message_stop. Pure.
#pragma once

#include "ai/apifailure.h"
#include "ai/ssedecoder.h"
#include "base/result.h"
#include "model/message.h"

#include <QMap>

namespace vibecoder {

class MessageAssembler
{
public:
    /// An Error (Protocol, or Unavailable for an `error` event) ends the answer: everything of it is thrown away.
    /// Unknown events and deltas are skipped, whatever they hold. `liveText` gets what this event adds to the visible
    /// text.
    Result<> accept(const SseEvent &event, QString *liveText);

    /// Of the `error` event that ended the answer; empty: there was none.
    [[nodiscard]] const ApiErrorBody &refused() const { return m_refused; }
    [[nodiscard]] bool isComplete() const { return m_complete; }
    /// Grows with everything that brings the answer forward. Pings, unknown events, empty deltas and rows of empty
    /// blocks do not.
    [[nodiscard]] qint64 progress() const { return m_progress; }
    /// A block of thinking is open that shows nothing: the service may work for long without a word.
    [[nodiscard]] bool thinksUnseen() const;
    /// What this try used so far, also when it broke off; not priced, calls is 0. What the service did not tell is
    /// estimated: the prompt as given, the answer by what was streamed.
    [[nodiscard]] Usage usageSoFar(qint64 promptTokens) const;
    /// Only when isComplete. Usage is as told, not priced. Tool calls only when the stop word is tool_use.
    [[nodiscard]] ModelReply take();

private:
    struct Block
    {
        QJsonObject json;
        QString partialJson;
        QString text; ///< of text and thinking blocks
        bool stopped = false;
    };
    Result<> start(const QJsonObject &data);
    Result<> startBlock(const QJsonObject &data);
    Result<> delta(const QJsonObject &data, QString *liveText);
    Result<> stopBlock(const QJsonObject &data);
    void readUsage(const QJsonObject &usage);
    void grow(qint64 bytes);

    QMap<int, Block> m_blocks;
    QMap<int, QString> m_inputErrors;
    QMap<int, QJsonObject> m_commands; ///< what could be read of inputs that did not parse
    ModelReply m_reply;
    QString m_stop;
    ApiErrorBody m_refused;
    bool m_started = false, m_complete = false;
    qint64 m_progress = 0, m_streamedBytes = 0;
    bool m_sinceBlock = true;  ///< content came since the last start of an empty block
    bool m_answerTold = false; ///< by another event than the start
};

} // namespace vibecoder
