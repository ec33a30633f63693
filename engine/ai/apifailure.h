// SPDX-License-Identifier: MIT
// What an HTTP error of the Messages API means (claude-api.md section 7 of the design). Pure.
#pragma once

#include "ai/modelprovider.h"

namespace vibecoder {

/// The body of an error as far as it can be read; all may be empty.
struct ApiErrorBody
{
    QString type;      ///< error.type
    QString errorCode; ///< error.details.error_code
    QString message;   ///< error.message
    QString requestId;
    bool isPage = false; ///< no JSON: an empty body, or a page for people
};

[[nodiscard]] ApiErrorBody readApiError(const QByteArray &body, const QString &requestIdOfHeader);

/// The account may not spend: 402, an error type or code that says so, or, where the service knows no better word than
/// 400, 403 or 429, its own sentence about credit, billing or a spend limit.
[[nodiscard]] bool saysNoMoreMoney(int status, const ApiErrorBody &body);

/// The status that belongs to an error which came with success, in the stream or as the whole body.
[[nodiscard]] int statusOfError(const QString &type);

/// status: of an answer that is no success. Whoever redirects or answers with a page for people is not the service: a
/// login page of the network, a proxy, a wrong address.
[[nodiscard]] ModelFailure failureOf(int status, const ApiErrorBody &body);

} // namespace vibecoder
