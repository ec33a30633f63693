// SPDX-License-Identifier: MIT
// Request in, stream of live text and one whole answer out.
#pragma once

#include "base/async.h"
#include "model/message.h"

#include <functional>

namespace vibecoder {

/// What a running request tells and asks while it runs. All may be empty. Called in the provider's thread.
struct ModelCallObserver
{
    std::function<void(const QString &text)> text; ///< live text as it comes, thinking included
    /// A try failed and will be repeated: why (for people), its number from 1, and the wait before the next.
    std::function<void(const Error &why, int attempt, qint64 waitMs)> retried;
    /// While answers come and after each try: what all tries of this call used so far, priced.
    std::function<void(const Usage &used)> used;
    /// Before each try, with what the earlier ones of this call used: the most tokens its answer may have, or nothing
    /// when the money does not reach for it.
    std::function<std::optional<int>(const Usage &used)> mayTry;
};

/// Why a call has no answer.
enum class ModelFailure {
    None,
    Stopped,      ///< error is that of the CancelSource
    TimeLimit,    ///< limitMs is used up
    CapReached,   ///< mayTry said no
    KeyRefused,   ///< 401, 403 or no key: the queue pauses
    SpendLimit,   ///< the account may spend no more: the queue pauses
    Unavailable,  ///< not reached, overloaded, out of order, and further tries did not help: the queue pauses
    Silent,       ///< the connection stayed open twice, but no content came
    WrongSetup,   ///< its certificate, a proxy or a variable is wrong: a person has to correct something
    WaitAsked,    ///< the server asks for a long wait: until `until`
    ModelUnknown, ///< message names VIBECODER_CLAUDE_MODEL, hint the offered models
    Refused,      ///< 400, 413 …: this request is wrong
    Broken,       ///< answers broke off, or were no answers
};

/// One answer or one failure, and what all tries used together.
struct ModelOutcome
{
    std::optional<ModelReply> reply;
    ModelFailure failure = ModelFailure::None;
    Error error;     ///< for people; of a failure
    int status = 0;  ///< of a failure: what HTTP said; 0: nothing
    QDateTime until; ///< of WaitAsked, in UTC
    Usage usage;     ///< of every try that the service worked on, priced; calls counts the answer
    qint64 durationMs = 0;
};

class ModelProvider
{
public:
    virtual ~ModelProvider() = default;

    /// One answer or one failure; retries inside, within the rules of retrypolicy.h. Stops within 200 ms when `stop`
    /// does. limitMs bounds the time of tries; waits for rate limits, back-off and dead streams do not count against it
    /// (ModelReply::waitedMs).
    virtual QCoro::Task<ModelOutcome> send(
        ModelRequest request, qint64 limitMs, CancelSource &stop, ModelCallObserver observer) = 0;

    /// Whether the service works again: the smallest question there is, one token of answer, once. Only the failure of
    /// the outcome counts; None: it works.
    virtual QCoro::Task<ModelOutcome> probe(QString model, CancelSource &stop) = 0;

    /// Another key from now on; empty: none. False when it is the one that was there.
    virtual bool setApiKey(const QString &key) = 0;
    [[nodiscard]] virtual bool hasKey() const = 0;

    /// SHA-256 of the conversation, for the journal. Model, address, form and limits are not in it: a person may change
    /// these settings while a task waits, and it goes on with the new ones.
    [[nodiscard]] virtual QString requestDigest(const ModelRequest &request) const = 0;
    /// Most tokens that the service can count for this request as it is sent, tools included.
    [[nodiscard]] virtual qint64 promptTokensAtMost(const ModelRequest &request) const = 0;
};

} // namespace vibecoder
