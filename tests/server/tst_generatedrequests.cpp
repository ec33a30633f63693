// SPDX-License-Identifier: MIT
// Requests made by chance from the description of the API, good and bad ones, to a running server: each is answered with a
// status that the description declares for that operation and with a body that fits, and the server lives on.
// VIBECODER_SEED=n takes another seed.
#include "openapi.h"
#include "schemabook.h"
#include "server/runningserver.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

struct Sent
{
    QByteArray method, target, type, body;
    QList<QByteArray> headers;
    bool good = true;       ///< nothing of it was broken on purpose
    bool withToken = true;
};

class GeneratedRequestsTest : public QObject
{
    Q_OBJECT

    const QJsonObject m_api = describeApi();
    std::unique_ptr<RunningServer> m_server;
    QTcpSocket m_socket;
    QRandomGenerator m_random;
    QStringList m_tasks, m_approvals;
    QHash<QString, QString> m_hashes;
    int m_sessions = 0, m_asked = 0;

    int below(int count) { return int(m_random.bounded(count)); }
    bool oneIn(int count) { return below(count) == 0; }
    template <typename List>
    auto anyOf(const List &list)
    {
        return list.at(below(int(list.size())));
    }

    QString brokenText()
    {
        static const QStringList texts{u""_s, u" "_s, u"x"_s, u"../../etc/passwd"_s, u"%"_s, u"null"_s, u"-1"_s, u"1e9"_s,
            u"99999999999999999999"_s, u"\u0000x"_s, u"\n"_s, u"<script>"_s, u"' OR 1=1 --"_s, u"\u202e"_s, u"\ufeff"_s,
            QString(3000, u'a'), u"created,-created"_s, u"0a1b2c3d4e5f"_s, u"true"_s, QString(QChar(0xd800))};
        return anyOf(texts);
    }

    QJsonValue brokenValue()
    {
        switch (below(9)) {
        case 0: return QJsonValue();
        case 1: return 1e300;
        case 2: return -1;
        case 3: return 0.5;
        case 4: return true;
        case 5: return QJsonArray{1, QJsonArray{}, u"x"_s};
        case 6: return QJsonObject{{u"a"_s, QJsonObject()}};
        case 7: return 9007199254740993.0;
        default: return brokenText();
        }
    }

    QByteArray encoded(const QString &text) { return QUrl::toPercentEncoding(text); }

    QByteArray pathOf(QString path, Sent &sent)
    {
        static const QStringList wrong{u"0a1b2c3d4e5f"_s, u"zzzzzzzzzzzz"_s, u"A"_s, u"0"_s, u"0A1B2C3D4E5F"_s,
            u"99999999999999999999"_s, u"%2e%2e"_s, u"a%2Fb"_s, u"%00"_s, u"%ff"_s, u"%zz"_s, u"x%20y"_s, u".."_s};
        while (path.contains(u'{')) {
            const qsizetype from = path.indexOf(u'{'), to = path.indexOf(u'}');
            const bool isApproval = path.contains(u"approvals"_s);
            const QStringList &ids = isApproval ? m_approvals : m_tasks;
            QString id = ids.isEmpty() ? QString() : anyOf(ids);
            if (ids.isEmpty() || path.mid(from + 1, to - from - 1) != u"id"_s || oneIn(4)) {
                id = anyOf(wrong);
                sent.good = false;
            }
            path.replace(from, to - from + 1, id);
        }
        return path.toLatin1() + (oneIn(4) ? "/" : "");
    }

    QByteArray queryOf(const QJsonArray &parameters, Sent &sent)
    {
        QByteArrayList parts;
        for (const QJsonValue value : parameters) {
            const QJsonObject parameter = value.toObject();
            if (parameter.value(u"in"_s) != u"query"_s || !oneIn(3))
                continue;
            const QString name = parameter.value(u"name"_s).toString();
            const QJsonObject schema = parameter.value(u"schema"_s).toObject();
            QString text;
            if (oneIn(3)) {
                text = brokenText();
                sent.good = false;
            } else if (schema.value(u"type"_s) == u"integer"_s) {
                text = QString::number(1 + below(20));
            } else if (schema.value(u"type"_s) == u"boolean"_s) {
                text = u"true"_s;
            } else {
                static const QHash<QString, QStringList> words{
                    {u"status"_s, {u"pending"_s, u"cancelled,waiting_approval"_s}}, {u"state"_s, {u"all"_s, u"approved"_s}},
                    {u"sort"_s, {u"created"_s, u"-created"_s}}, {u"q"_s, {u"a"_s, u"Ä"_s}}, {u"label"_s, {u"x"_s}}};
                if (!words.contains(name))
                    continue;
                text = anyOf(words.value(name));
            }
            parts.append(name.toLatin1() + '=' + encoded(text));
        }
        // A page lies before or after a number; the description says so.
        const auto names = [&parts](const char *name) {
            return std::any_of(parts.begin(), parts.end(), [name](const QByteArray &part) { return part.startsWith(name); });
        };
        if (names("after_seq=") && names("before_seq="))
            sent.good = false;
        if (oneIn(20)) {
            static const QByteArrayList odd{"unknown=1", "=", "limit=1&limit=2", "%zz=1", "a=%ff", "&&&", "q"};
            parts.append(anyOf(odd));
            sent.good = false;
        }
        return parts.isEmpty() ? QByteArray() : '?' + parts.join('&');
    }

    QJsonObject goodBody(const QString &schema, const QByteArray &target)
    {
        if (schema == u"TaskSpec"_s)
            return {{u"name"_s, u"made by chance %1"_s.arg(below(1000))}, {u"description"_s, u"d"_s},
                {u"verification_commands"_s, QJsonArray{u"true"_s}}, {u"working_directory"_s, m_server->projectFolder()},
                {u"priority"_s, below(10)}, {u"labels"_s, QJsonArray{u"x"_s}}};
        if (schema == u"TaskChange"_s)
            return {{u"priority"_s, below(100)}, {u"name"_s, u"renamed"_s}};
        if (schema == u"ApproveRequest"_s)
            return {{u"content_hash"_s, m_hashes.value(QString::fromLatin1(target.split('/').value(3)))}};
        if (schema == u"DenyRequest"_s)
            return {{u"message"_s, u"no"_s}};
        return SchemaBook::ofApi().schemas().value(schema).toObject().value(u"examples"_s).toArray().at(0).toObject();
    }

    void giveBody(const QJsonObject &operation, Sent &sent)
    {
        const QJsonObject media = operation.value(u"requestBody"_s).toObject().value(u"content"_s).toObject();
        if (media.isEmpty())
            return;
        const QString schema = media.value(u"application/json"_s).toObject().value(u"schema"_s).toObject()
                                   .value(u"$ref"_s).toString().section(u'/', -1);
        QJsonObject json = goodBody(schema, sent.target);
        sent.type = "application/json";
        const int how = below(14);
        const QStringList keys = json.keys();
        if (how < 3 && !keys.isEmpty())
            json.insert(anyOf(keys), brokenValue());
        else if (how == 3 && !keys.isEmpty())
            json.remove(anyOf(keys));
        else if (how == 4)
            json.insert(brokenText(), brokenValue());
        sent.body = QJsonDocument(json).toJson(QJsonDocument::Compact);
        if (how == 5) {
            static const QByteArrayList odd{"", "[]", "null", "{", "{\"a\":1", "\xff\xfe", "{\"name\":\"\xc3\x28\"}",
                "{\"name\":\"\\ud800\"}", "{\"a\":1e999}", "[[[[[[[[[[", "a: &a [*a, *a]", "{\"a\":1}{\"b\":2}", "\xef\xbb\xbf{}",
                "{\"content_hash\":\"x\",\"content_hash\":\"y\"}", "name: \"\\x00\""};
            sent.body = anyOf(odd);
        } else if (how == 6) {
            sent.body = QByteArray(60, '[') + QByteArray(60, ']');
        } else if (how == 7) {
            static const QByteArrayList types{"", "text/plain", "application/xml", "application/yaml",
                "application/json; charset=utf-8", "APPLICATION/JSON", "application/json-patch+json"};
            sent.type = anyOf(types);
        }
        sent.good = sent.good && how > 7;
    }

    Sent anyRequest()
    {
        const QJsonObject paths = m_api.value(u"paths"_s).toObject();
        Sent sent;
        // Half of them to what changes something or has many ways to fail.
        static const QStringList favoured{u"/api/tasks"_s, u"/api/tasks/{id}"_s, u"/api/approvals/{id}/approve"_s,
            u"/api/approvals/{id}/deny"_s, u"/api/tasks/{id}/cancel"_s};
        const QString path = oneIn(2) ? anyOf(favoured) : anyOf(paths.keys());
        const QJsonObject verbs = paths.value(path).toObject();
        const QString verb = anyOf(verbs.keys());
        const QJsonObject operation = verbs.value(verb).toObject();
        sent.method = verb.toUpper().toLatin1();
        sent.target = pathOf(path, sent);
        giveBody(operation, sent);
        sent.target += queryOf(operation.value(u"parameters"_s).toArray(), sent);
        if (oneIn(12)) {
            sent.withToken = false;
            sent.good = false;
        }
        if (sent.method == "POST" && path == u"/api/tasks"_s && oneIn(3)) {
            static const QByteArrayList keys{"one", "two", "", QByteArray(300, 'k'), "\xff", "a b"};
            sent.headers.append("Idempotency-Key: " + anyOf(keys));
            sent.good = false;
        }
        if (sent.method == "GET" && oneIn(10))
            sent.headers.append("Range: bytes=" + anyOf(QByteArrayList{"0-", "-1", "9-1", "x", "0-0,2-3"}));
        return sent;
    }

    // On one connection as long as it stays.
    RawReply exchange(const Sent &sent)
    {
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            m_socket.abort();
            m_socket.connectToHost(u"127.0.0.1"_s, m_server->port());
            m_socket.waitForConnected(3000);
        }
        QByteArray bytes = sent.method + ' ' + sent.target + " HTTP/1.1\r\nHost: 127.0.0.1:" +
                           QByteArray::number(m_server->port()) + "\r\n";
        if (sent.withToken)
            bytes += "Authorization: Bearer " + m_server->token() + "\r\n";
        if (!sent.type.isEmpty())
            bytes += "Content-Type: " + sent.type + "\r\n";
        for (const QByteArray &line : sent.headers)
            bytes += line + "\r\n";
        if (!sent.body.isEmpty() || sent.method != "GET")
            bytes += "Content-Length: " + QByteArray::number(sent.body.size()) + "\r\n";
        m_socket.write(bytes + "\r\n" + sent.body);
        RawReply reply;
        QByteArray got;
        qsizetype want = -1;
        for (int i = 0; i < 100 && (want < 0 || got.size() < want); ++i) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(100) &&
                m_socket.state() != QAbstractSocket::ConnectedState)
                break;
            got += m_socket.readAll();
            const qsizetype end = got.indexOf("\r\n\r\n");
            if (end < 0 || want >= 0)
                continue;
            reply.head = got.left(end);
            want = end + 4 + reply.header("Content-Length").toLongLong();
        }
        reply.status = got.mid(9, 3).toInt();
        reply.body = got.mid(reply.head.size() + 4);
        if (reply.header("Connection") == "close")
            m_socket.waitForDisconnected(1000);
        return reply;
    }

    QJsonObject operationFor(const Sent &sent) const
    {
        const QList<QByteArray> segments = sent.target.split('?').at(0).split('/');
        const QJsonObject paths = m_api.value(u"paths"_s).toObject();
        for (auto it = paths.begin(); it != paths.end(); ++it) {
            QStringList pattern = it.key().split(u'/');
            QList<QByteArray> own = segments;
            if (own.size() > 2 && own.constLast().isEmpty())
                own.removeLast();
            bool fits = own.size() == pattern.size();
            for (qsizetype i = 0; fits && i < own.size(); ++i)
                fits = pattern.at(i).startsWith(u'{') || pattern.at(i) == QString::fromLatin1(own.at(i));
            const QString verb = QString::fromLatin1(sent.method).toLower();
            if (fits && it->toObject().contains(verb))
                return it->toObject().value(verb).toObject();
        }
        return {};
    }

    QString complaint(const Sent &sent, const RawReply &reply) const
    {
        QJsonObject response =
            operationFor(sent).value(u"responses"_s).toObject().value(QString::number(reply.status)).toObject();
        if (response.isEmpty())
            return u"this status is not declared"_s;
        if (const QString reference = response.value(u"$ref"_s).toString(); !reference.isEmpty())
            response = m_api.value(u"components"_s).toObject().value(u"responses"_s).toObject()
                           .value(reference.section(u'/', -1)).toObject();
        const QJsonObject media = response.value(u"content"_s).toObject();
        if (media.isEmpty())
            return reply.body.isEmpty() ? QString() : u"a body where none is declared"_s;
        if (!media.contains(u"application/json"_s))
            return reply.header("Content-Type").startsWith("text/plain") ? QString() : u"another type than declared"_s;
        const QJsonDocument document = QJsonDocument::fromJson(reply.body);
        if (!document.isObject())
            return u"the body is not JSON"_s;
        const auto wrong = SchemaBook::ofApi().misfit(
            document.object(), media.value(u"application/json"_s).toObject().value(u"schema"_s).toObject(), {});
        if (wrong)
            return u"the body does not fit: %1 %2"_s.arg(wrong->field, wrong->keyword);
        const QJsonObject error = document.object().value(u"error"_s).toObject();
        if (reply.status >= 400 && !error.isEmpty() && error.value(u"request_id"_s).toString().isEmpty())
            return u"no request_id"_s;
        return {};
    }

    // New questions, and what is there now.
    void learn()
    {
        m_tasks.clear();
        m_approvals.clear();
        for (int i = 0; i < 6; ++i) {
            const QJsonObject spec{{u"name"_s, u"asked"_s}, {u"description"_s, u"d"_s},
                {u"verification_commands"_s, QJsonArray{u"echo %1"_s.arg(++m_asked)}},
                {u"working_directory"_s, m_server->projectFolder()}};
            QCOMPARE(m_server->call("POST", "/api/tasks", QJsonDocument(spec).toJson()).status, 201);
        }
        const auto list = [&](const char *target, const QString &name) {
            const QByteArray body = m_server->call("GET", target).body;
            return QJsonDocument::fromJson(body).object().value(name).toArray();
        };
        for (const QJsonValue task : list("/api/tasks?limit=40", u"tasks"_s))
            m_tasks.append(task.toObject().value(u"id"_s).toString());
        for (const QJsonValue approval : list("/api/approvals?state=all&sort=-created&limit=15", u"approvals"_s)) {
            m_approvals.append(approval.toObject().value(u"id"_s).toString());
            m_hashes.insert(m_approvals.constLast(), approval.toObject().value(u"content_hash"_s).toString());
        }
    }

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
        learn();
        QCOMPARE(m_tasks.size(), 6);
        QCOMPARE(m_approvals.size(), 6);
    }

    void eachIsAnsweredAsDescribed()
    {
        const quint32 seed = quint32(qEnvironmentVariableIntValue("VIBECODER_SEED")) + 20261125u;
        m_random.seed(seed);
        constexpr int count = 2400;
        QMap<QString, QMap<int, int>> seen;
        for (int i = 0; i < count; ++i) {
            const Sent sent = anyRequest();
            // Each wrong ticket makes the next answer slower; some are enough.
            if (sent.target.startsWith("/api/session") && sent.method == "POST" && ++m_sessions > 30) {
                --i;
                continue;
            }
            QElapsedTimer timer;
            timer.start();
            const RawReply reply = exchange(sent);
            if (timer.elapsed() > 1000)
                qWarning() << "slow" << timer.elapsed() << sent.method << sent.target.left(200) << reply.status << reply.head.left(100);
            const QString where = u"seed %1, request %2: %3 %4 %5 -> %6 %7"_s.arg(seed).arg(i)
                                      .arg(QString::fromLatin1(sent.method), QString::fromLatin1(sent.target.left(300)),
                                          QString::fromLatin1(sent.body.left(300)))
                                      .arg(reply.status).arg(QString::fromUtf8(reply.body.left(500)));
            QVERIFY2(m_server->isAlive(), qPrintable(where));
            QVERIFY2(reply.status != 500, qPrintable(where));
            // An address that cannot be read belongs to no operation.
            if (const QJsonObject operation = operationFor(sent); !operation.isEmpty()) {
                const QString wrong = complaint(sent, reply);
                QVERIFY2(wrong.isEmpty(), qPrintable(wrong + u" | "_s + where));
                ++seen[operation.value(u"operationId"_s).toString()][reply.status];
            }
            static const QSet<int> refusals{400, 401, 403, 413, 415, 422, 428, 503};
            const bool tickets = sent.target.startsWith("/api/session");
            const bool needsCheckpoint = sent.target.contains("/rollback") || sent.target.contains("/diff") ||
                                        sent.target.contains("/result") || sent.target.contains("/apply") ||
                                        sent.target.contains("/undo");
            if (sent.good && !tickets && !needsCheckpoint)
                QVERIFY2(!refusals.contains(reply.status), qPrintable(where));
            if (i % 60 == 59)
                learn();
        }
        // Every operation was reached, and the changing ones in more than one way.
        QStringList told;
        for (auto it = seen.begin(); it != seen.end(); ++it) {
            QStringList counts;
            for (auto one = it->begin(); one != it->end(); ++one)
                counts.append(u"%1×%2"_s.arg(one.key()).arg(one.value()));
            told.append(it.key() + u": "_s + counts.join(u' '));
        }
        qInfo().noquote() << told.join(u"\n");
        for (const QJsonValue path : m_api.value(u"paths"_s).toObject()) {
            for (const QJsonValue operation : path.toObject()) {
                const QString id = operation.toObject().value(u"operationId"_s).toString();
                QVERIFY2(seen.contains(id), qPrintable(id));
            }
        }
        for (const QString &id : {u"createTask"_s, u"updateTask"_s, u"cancelTask"_s, u"approve"_s, u"deny"_s})
            QVERIFY2(seen.value(id).size() >= 4, qPrintable(id));
        QCOMPARE(m_server->call("GET", "/api/status").status, 200);
    }
};

} // namespace

QTEST_GUILESS_MAIN(GeneratedRequestsTest)
#include "tst_generatedrequests.moc"
