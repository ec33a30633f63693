// SPDX-License-Identifier: MIT
// An HTTP server on loopback that speaks the streamed Messages API and plays a script, so that the real client runs. It
// has no memory: the turn is the number of assistant messages in the request, so a repeated request gets the same
// answer.
//
// Script: {"turns":[{"text":"…","tools":[{"name":"bash","input":{…}}],"stop":"tool_use","usage":{"input_tokens":1}}]}
// `stop` is tool_use when there are tools, else end_turn. `piece`: characters of text per event. A turn may be
// {"error":{"status":400,"message":"…"}} instead. Past the last turn the last one is played again.
#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QObject>
#include <QTcpServer>

#include <functional>

namespace vibecoder {

/// What the server does instead of answering by the script, for one request number (from 1).
struct ScriptedFault
{
    int status = 0;          ///< an HTTP error with the service's JSON body
    QByteArray headers;      ///< more header lines, each ended by CRLF
    qsizetype cutAfter = -1; ///< close after so many bytes of the stream
    bool hold = false;       ///< instead of closing, say nothing more
    QString message{};       ///< of the error
};

class ScriptedModel : public QObject
{
    Q_OBJECT

public:
    explicit ScriptedModel(const QJsonArray &turns, QObject *parent = nullptr);

    /// False when no port is free.
    bool listen(quint16 port = 0);
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] QString url() const;

    void setLatency(int ms) { m_latencyMs = ms; }
    void setFault(int requestNumber, const ScriptedFault &fault) { m_faults.insert(requestNumber, fault); }
    [[nodiscard]] int requests() const { return m_requests; }
    [[nodiscard]] QByteArray lastHead() const { return m_lastHead; }
    [[nodiscard]] int connections() const { return m_connections; }

    /// Called with the whole body of each POST when it has come.
    std::function<void(int number, const QByteArray &body)> observer;

    /// The event stream of one turn. Pure.
    [[nodiscard]] static QByteArray stream(const QJsonObject &turn, int number);

private:
    void readRequest(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const QByteArray &body);

    QTcpServer m_server;
    QJsonArray m_turns;
    QHash<int, ScriptedFault> m_faults;
    int m_latencyMs = 0;
    int m_requests = 0;
    QByteArray m_lastHead;
    int m_connections = 0;
};

} // namespace vibecoder
