// SPDX-License-Identifier: MIT
// The differences between Qt's HTTP server before and since 6.8, in one place.
#pragma once

#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>
#include <QTcpSocket>
#include <QWebSocket>

#include <QAbstractHttpServer>

#include <memory>

namespace vibecoder {

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
using ReplyTarget = QHttpServerResponder &;
/// Must live until the request is answered, or the connection goes on to its next one.
using KeptTarget = std::shared_ptr<QHttpServerResponder>;
inline KeptTarget keepTarget(ReplyTarget target)
{
    return std::make_shared<QHttpServerResponder>(std::move(target));
}
#else
using ReplyTarget = QTcpSocket *;
using KeptTarget = std::shared_ptr<QHttpServerResponder>;
inline KeptTarget keepTarget(ReplyTarget)
{
    return {};
}
#endif

/// Before 6.8 every routed upgrade is accepted (the guard has judged it); since then a verifier must say so.
inline void acceptJudgedUpgrades(QAbstractHttpServer &server)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    server.addWebSocketUpgradeVerifier(
        &server, [](const QHttpServerRequest &) { return QHttpServerWebSocketUpgradeResponse::accept(); });
#else
    Q_UNUSED(server)
#endif
}

inline bool bindServer(QAbstractHttpServer &server, QTcpServer *listener)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    return server.bind(listener);
#else
    server.bind(listener);
    return true;
#endif
}

} // namespace vibecoder
