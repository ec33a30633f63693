// SPDX-License-Identifier: MIT
// The Messages API over QNetworkAccessManager. Lives and is used in the engine thread. One instance serves all tasks of
// the process; the connection to the server is kept between calls.
#pragma once

#include "ai/apifailure.h"
#include "ai/modelnetwork.h"
#include "ai/modelprovider.h"
#include "ai/requestbuilder.h"
#include "ai/retrypolicy.h"
#include "model/settings.h"

#include <QDeadlineTimer>

#include <memory>

namespace vibecoder {

class ClaudeProvider final : public ModelProvider
{
public:
    explicit ClaudeProvider(const Settings &settings);
    ~ClaudeProvider() override;

    QCoro::Task<ModelOutcome> send(
        ModelRequest request, qint64 limitMs, CancelSource &stop, ModelCallObserver observer) override;
    QCoro::Task<ModelOutcome> probe(QString model, CancelSource &stop) override;
    bool setApiKey(const QString &key) override;
    [[nodiscard]] bool hasKey() const override
    {
        return !m_settings.apiKey.isEmpty() || !m_settings.authToken.isEmpty();
    }
    [[nodiscard]] QString requestDigest(const ModelRequest &request) const override;
    [[nodiscard]] qint64 promptTokensAtMost(const ModelRequest &request) const override;

    /// Scales every back-off wait; tests set it near 0. Waits that the server asks for are not touched.
    void setBackOffFactor(double factor) { m_backOffFactor = factor; }

private:
    /// One POST: a whole answer, or how it failed.
    struct Try
    {
        std::optional<ModelReply> reply;
        Error error;
        FailedTry failed;
        ModelFailure kind = ModelFailure::None;
        Usage usage;         ///< not priced
        qint64 silentMs = 0; ///< of a dead stream: how long nothing had come
    };
    QCoro::Task<Try> post(QByteArray body, qint64 promptTokens, qint64 limitMs, CancelSource &stop,
        std::function<void(const QString &)> text, std::function<void(const Usage &)> used = {});
    QCoro::Task<QStringList> offeredModels(CancelSource &stop);
    [[nodiscard]] Result<> openNetwork();

    Settings m_settings;
    RequestForm m_form;
    double m_backOffFactor = 1;
    QDeadlineTimer m_closed{0}; ///< the server asked all of this key to wait so long
    ModelNetwork m_network;
};

} // namespace vibecoder
