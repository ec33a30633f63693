// SPDX-License-Identifier: MIT
// The differences between Qt's HTTP server before and since 6.8, in one place.
#pragma once

#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>
#include <QTcpSocket>
#include <QWebSocket>

#include <QAbstractHttpServer>

namespace vibecoder {

/// What a request handler is given to answer with. Answers here are written to the socket, so it is left alone. That
/// matters since 6.8: a responder that is moved out of the handler stops Qt's parser until it ends, and one that ends
/// inside the handler connects the parser to the socket a second time. Then one arrival of bytes would make it read two
/// requests, of which the guard has judged only the first.
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
using ReplyTarget = QHttpServerResponder &;
#else
using ReplyTarget = QTcpSocket *;
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
