// SPDX-License-Identifier: MIT
// Request in, stream of live text and one whole answer out.
#pragma once

#include "base/async.h"
#include "model/message.h"

#include <functional>

namespace vibecoder {

/// What a running request tells while it runs. Both may be empty. Called in the provider's thread.
struct ModelCallObserver
{
    std::function<void(const QString &text)> text; ///< live text as it comes, thinking included
    /// A try failed and will be repeated: why (for people), its number from 1, and the wait before the next.
    std::function<void(const Error &why, int attempt, qint64 waitMs)> retried;
};

class ModelProvider
{
public:
    virtual ~ModelProvider() = default;

    /// One answer or one error; retries inside, within the rules of retrypolicy.h. Stops within 200 ms when `stop`
    /// does and then returns stop.error(). limitMs bounds the time of tries; waits for rate limits and back-off do not
    /// count against it (ModelReply::waitedMs). Errors by code:
    ///   Unauthorized  401, 403 or no key: the queue pauses
    ///   NotFound      the model is not known: message names VIBECODER_CLAUDE_MODEL, hint the offered models
    ///   Denied        402 or a reached spend limit
    ///   InvalidArgument  400, 413; detail holds the server's text and request id
    ///   Parked        the server asks for a long wait: detail holds `until:` and the time (ISO, UTC)
    ///   Network, Protocol, Timeout  the retries are used up
    virtual QCoro::Task<Result<ModelReply>> send(
        ModelRequest request, qint64 limitMs, CancelSource &stop, ModelCallObserver observer) = 0;

    /// SHA-256 of the conversation, for the journal. Model, address, form and limits are not in it: a person may change
    /// these settings while a task waits, and it goes on with the new ones.
    [[nodiscard]] virtual QString requestDigest(const ModelRequest &request) const = 0;
};

} // namespace vibecoder
