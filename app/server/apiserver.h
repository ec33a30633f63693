// SPDX-License-Identifier: MIT
// The dispatcher: from a request that passed the guard to the handler of its route and back to bytes. Checks in this
// order: origin, credential, route and method, CSRF, body, handler. One thread; handlers do not block.
#pragma once

#include "httpguard.h"
#include "message.h"
#include "qthttp.h"
#include "replycache.h"

#include <QAbstractHttpServer>
#include <QPointer>

namespace vibecoder {

class ApiContext;
struct Route;

class ApiServer : public QAbstractHttpServer
{
    Q_OBJECT

public:
    ApiServer(ApiContext &context, HttpGuard &guard, bool tls);

protected:
    bool handleRequest(const QHttpServerRequest &request, ReplyTarget target) override;
    void missingHandler(const QHttpServerRequest &request, ReplyTarget target) override;

private:
    /// Answers of one connection in the order of its requests.
    struct Line
    {
        QList<std::pair<quint64, std::optional<QByteArray>>> waiting;
    };

    void dispatch(HttpRequest request, const Answer &answer);
    void answerFromStore(const Route &route, const HttpRequest &request, const Answer &answer);
    [[nodiscard]] Answer answerFor(const RequestHead &head, quint64 number);
    void deliver(const QPointer<QTcpSocket> &socket, quint64 number, QByteArray bytes, bool last);
    [[nodiscard]] QByteArray toBytes(const RequestHead &head, const HttpReply &reply) const;

    ApiContext &m_context;
    HttpGuard &m_guard;
    bool m_tls;
    ReplyCache m_kept;
    quint64 m_nextNumber = 1;
    QHash<QTcpSocket *, Line> m_lines;
};

} // namespace vibecoder
