// SPDX-License-Identifier: MIT
#include "ai/apifailure.h"

#include "ai/retrypolicy.h"

#include <QJsonDocument>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

ApiErrorBody readApiError(const QByteArray &body, const QString &requestIdOfHeader)
{
    const QJsonObject json = QJsonDocument::fromJson(body).object();
    const QJsonObject inner = json.value(u"error"_s).toObject();
    return {inner.value(u"type"_s).toString(), inner.value(u"details"_s).toObject().value(u"error_code"_s).toString(),
        inner.value(u"message"_s).toString().left(500), json.value(u"request_id"_s).toString(requestIdOfHeader)};
}

bool saysNoMoreMoney(int status, const ApiErrorBody &body)
{
    if (status == 402 || body.type == u"billing_error"_s || isSpendLimit(body.errorCode))
        return true;
    if (status != 400 && status != 403 && status != 429)
        return false;
    static const QStringList sentences{u"credit balance"_s, u"insufficient credit"_s, u"out of credit"_s,
        u"plans & billing"_s, u"billing issue"_s, u"payment method"_s, u"specified api usage limits"_s,
        u"specified workspace api usage limits"_s, u"spend limit"_s, u"spending limit"_s, u"monthly budget"_s,
        u"insufficient_quota"_s};
    const QString said = body.message.toLower();
    return std::any_of(
        sentences.begin(), sentences.end(), [&said](const QString &sentence) { return said.contains(sentence); });
}

ModelFailure failureOf(int status, const ApiErrorBody &body)
{
    if (saysNoMoreMoney(status, body))
        return ModelFailure::SpendLimit;
    if (status == 401 || status == 403 || status == 407)
        return status == 407 ? ModelFailure::WrongSetup : ModelFailure::KeyRefused;
    if (status == 404 && body.type == u"not_found_error"_s)
        return ModelFailure::ModelUnknown;
    if (status == 408 || status == 409 || status == 429 || status >= 500)
        return ModelFailure::Unavailable;
    if (status >= 200 && status < 400)
        return ModelFailure::Broken;
    return ModelFailure::Refused;
}

} // namespace vibecoder
