// SPDX-License-Identifier: MIT
#include "ai/apifailure.h"

#include "ai/retrypolicy.h"

#include <QHash>
#include <QJsonDocument>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

ApiErrorBody readApiError(const QByteArray &body, const QString &requestIdOfHeader)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QJsonObject json = document.object();
    const QJsonObject inner = json.value(u"error"_s).toObject();
    return {inner.value(u"type"_s).toString(), inner.value(u"details"_s).toObject().value(u"error_code"_s).toString(),
        inner.value(u"message"_s).toString().left(500), json.value(u"request_id"_s).toString(requestIdOfHeader),
        document.isNull()};
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

int statusOfError(const QString &type)
{
    static const QHash<QString, int> statuses{{u"invalid_request_error"_s, 400}, {u"authentication_error"_s, 401},
        {u"billing_error"_s, 402}, {u"permission_error"_s, 403}, {u"not_found_error"_s, 404},
        {u"request_too_large"_s, 413}, {u"rate_limit_error"_s, 429}, {u"timeout_error"_s, 504},
        {u"overloaded_error"_s, 529}};
    return statuses.value(type, 500);
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
    // A request may be too large for whoever passes it on.
    if (status < 400 || (body.isPage && status != 413 && status != 414 && status != 431))
        return ModelFailure::WrongSetup;
    return ModelFailure::Refused;
}

} // namespace vibecoder
