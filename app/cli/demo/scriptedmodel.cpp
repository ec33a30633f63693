// SPDX-License-Identifier: MIT
#include "scriptedmodel.h"

#include <QJsonDocument>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QByteArray sseEvent(const QByteArray &name, QJsonObject data)
{
    data.insert(u"type"_s, QString::fromLatin1(name));
    return "event: " + name + "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
}

QByteArray block(int index, const QJsonObject &start, const QList<QJsonObject> &deltas)
{
    QByteArray bytes = sseEvent("content_block_start", {{u"index"_s, index}, {u"content_block"_s, start}});
    for (const QJsonObject &delta : deltas)
        bytes += sseEvent("content_block_delta", {{u"index"_s, index}, {u"delta"_s, delta}});
    return bytes + sseEvent("content_block_stop", {{u"index"_s, index}});
}

QByteArray httpHead(int status, const QByteArray &type, qsizetype length, const QByteArray &more = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\nContent-Type: " + type +
           "\r\nContent-Length: " + QByteArray::number(length) + "\r\nrequest-id: req_scripted\r\n" + more + "\r\n";
}

} // namespace

ScriptedModel::ScriptedModel(const QJsonArray &turns, QObject *parent)
    : QObject(parent)
    , m_turns(turns)
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            ++m_connections;
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { readRequest(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

bool ScriptedModel::listen(quint16 port)
{
    return m_server.listen(QHostAddress::LocalHost, port);
}

QString ScriptedModel::url() const
{
    return u"http://127.0.0.1:%1"_s.arg(port());
}

void ScriptedModel::readRequest(QTcpSocket *socket)
{
    // Only our own client speaks here: one request at a time, with a length.
    const QByteArray seen = socket->peek(64 * 1024 * 1024);
    const qsizetype headEnd = seen.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    qsizetype length = 0;
    for (const QByteArray &line : seen.left(headEnd).split('\n')) {
        if (line.toLower().startsWith("content-length:"))
            length = line.mid(15).trimmed().toLongLong();
    }
    if (seen.size() < headEnd + 4 + length)
        return;
    m_lastHead = seen.left(headEnd);
    socket->skip(headEnd + 4);
    const QByteArray body = socket->read(length);
    if (seen.startsWith("GET ")) {
        const QByteArray models = R"({"data":[{"type":"model","id":"claude-sonnet-5-5"}],"has_more":false})";
        socket->write(httpHead(200, "application/json", models.size()) + models);
        return;
    }
    ++m_requests;
    if (observer)
        observer(m_requests, body);
    if (m_latencyMs == 0) {
        answer(socket, body);
        return;
    }
    const QPointer<QTcpSocket> guard(socket);
    QTimer::singleShot(m_latencyMs, this, [this, guard, body] {
        if (guard)
            answer(guard, body);
    });
}

void ScriptedModel::answer(QTcpSocket *socket, const QByteArray &body)
{
    const ScriptedFault fault = m_faults.value(m_requests);
    if (fault.status != 0) {
        const QByteArray error = R"({"type":"error","error":{"type":")" +
                                 QByteArray(fault.status == 401 ? "authentication_error" : "api_error") +
                                 R"(","message":")" +
                                 (fault.message.isEmpty() ? QByteArray("scripted") : fault.message.toUtf8()) +
                                 R"("},"request_id":"req_scripted"})";
        socket->write(httpHead(fault.status, "application/json", error.size(), fault.headers) + error);
        return;
    }
    int number = 0;
    for (const QJsonValue message : QJsonDocument::fromJson(body).object().value(u"messages"_s).toArray())
        number += message.toObject().value(u"role"_s).toString() == u"assistant"_s ? 1 : 0;
    const qsizetype index = std::min<qsizetype>(number, m_turns.size() - 1);
    const QJsonObject turn = m_turns.at(index).toObject();
    if (turn.contains(u"error"_s)) {
        const QJsonObject given = turn.value(u"error"_s).toObject();
        const QByteArray error = QJsonDocument(
            QJsonObject{{u"type"_s, u"error"_s}, {u"error"_s, QJsonObject{{u"type"_s, u"invalid_request_error"_s},
                                                                  {u"message"_s, given.value(u"message"_s)}}}})
                                     .toJson(QJsonDocument::Compact);
        socket->write(httpHead(given.value(u"status"_s).toInt(400), "application/json", error.size(), {}) + error);
        return;
    }
    const QByteArray bytes = stream(turn, number);
    const QByteArray whole = httpHead(200, "text/event-stream; charset=utf-8", bytes.size()) + bytes;
    if (fault.cutAfter >= 0) {
        socket->write(whole.left(whole.size() - bytes.size() + fault.cutAfter));
        socket->flush();
        if (!fault.hold)
            socket->disconnectFromHost();
        return;
    }
    socket->write(whole);
}

QByteArray ScriptedModel::stream(const QJsonObject &turn, int number)
{
    const QJsonArray tools = turn.value(u"tools"_s).toArray();
    const QString stop = turn.value(u"stop"_s).toString(tools.isEmpty() ? u"end_turn"_s : u"tool_use"_s);
    QJsonObject usage{{u"input_tokens"_s, 1000}, {u"output_tokens"_s, 1}, {u"cache_read_input_tokens"_s, 0}};
    const QJsonObject given = turn.value(u"usage"_s).toObject();
    for (auto it = given.begin(); it != given.end(); ++it)
        usage.insert(it.key(), it.value());
    QByteArray bytes = sseEvent("message_start",
        {{u"message"_s,
            QJsonObject{{u"id"_s, u"msg_%1"_s.arg(number)}, {u"type"_s, u"message"_s}, {u"role"_s, u"assistant"_s},
                {u"model"_s, u"claude-sonnet-5-5"_s}, {u"content"_s, QJsonArray()}, {u"usage"_s, usage}}}});
    int index = 0;
    const QString text = turn.value(u"text"_s).toString();
    if (!text.isEmpty()) {
        // At least two pieces, so that the client's joining is always at work.
        const qsizetype piece = turn.value(u"piece"_s).toInt(int(std::max<qsizetype>(1, (text.size() + 1) / 2)));
        QList<QJsonObject> deltas;
        for (qsizetype at = 0; at < text.size(); at += piece)
            deltas.append({{u"type"_s, u"text_delta"_s}, {u"text"_s, text.mid(at, piece)}});
        bytes += block(index++, {{u"type"_s, u"text"_s}, {u"text"_s, u""_s}}, deltas);
    }
    for (qsizetype i = 0; i < tools.size(); ++i) {
        const QJsonObject tool = tools.at(i).toObject();
        const QString input =
            QString::fromUtf8(QJsonDocument(tool.value(u"input"_s).toObject()).toJson(QJsonDocument::Compact));
        const qsizetype half = input.size() / 2;
        bytes += block(index++,
            {{u"type"_s, u"tool_use"_s}, {u"id"_s, u"toolu_%1_%2"_s.arg(number).arg(i)},
                {u"name"_s, tool.value(u"name"_s)}, {u"input"_s, QJsonObject()}},
            {{{u"type"_s, u"input_json_delta"_s}, {u"partial_json"_s, input.left(half)}},
                {{u"type"_s, u"input_json_delta"_s}, {u"partial_json"_s, input.mid(half)}}});
    }
    bytes += sseEvent("message_delta",
        {{u"delta"_s, QJsonObject{{u"stop_reason"_s, stop}}}, {u"usage"_s, QJsonObject{{u"output_tokens"_s, 100}}}});
    return bytes + sseEvent("message_stop", {});
}

} // namespace vibecoder
