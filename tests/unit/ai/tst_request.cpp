// SPDX-License-Identifier: MIT
// The bytes of a request: stable, small, laid out for the prompt cache, unchanged thinking, plain for other servers.
#include "ai/prompts.h"
#include "ai/requestbuilder.h"

#include <QJsonDocument>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

TaskSpec shortTask()
{
    TaskSpec spec;
    spec.name = u"Add login"_s;
    spec.description = u"Add a login endpoint.\nIt answers with a token."_s;
    spec.requirements = QStringList{u"wrong passwords get 401"_s, u"tests exist"_s};
    spec.verificationCommands = QStringList{u"pytest -q"_s};
    return spec;
}

ModelRequest requestWith(const QList<Message> &messages)
{
    ModelRequest request;
    request.model = u"claude-sonnet-5-5"_s;
    request.system = systemPrompt();
    request.messages = messages;
    return request;
}

QJsonObject textBlock(const QString &text)
{
    return {{u"type"_s, u"text"_s}, {u"text"_s, text}};
}

// The body without its cache marks, which do not belong to the cached content.
QJsonValue unmarked(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue item : value.toArray())
            array.append(unmarked(item));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        object.remove(u"cache_control"_s);
        for (auto it = object.begin(); it != object.end(); ++it)
            it.value() = unmarked(it.value());
        return object;
    }
    return value;
}

} // namespace

class RequestTest : public QObject
{
    Q_OBJECT

private slots:
    void theFirstRequestOfAShortTaskIsSmall()
    {
        const ModelRequest request = requestWith(
            {{u"user"_s, {textBlock(taskMessage(shortTask(), {}, u"Before any change, 1 of 1 commands fail"_s))}}});
        for (const RequestForm form : {RequestForm::Full, RequestForm::Plain}) {
            const QByteArray body = requestBody(request, form);
            QVERIFY2(body.size() < 6000, qPrintable(QString::number(body.size())));
            QCOMPARE(body, requestBody(request, form));
            QVERIFY(QJsonDocument::fromJson(body).isObject());
        }
    }

    void eachRequestBeginsWithTheOneBefore()
    {
        QList<Message> messages{{u"user"_s, {textBlock(u"task"_s)}}};
        QByteArray before;
        for (int turn = 0; turn < 20; ++turn) {
            const QByteArray body = requestBody(requestWith(messages), RequestForm::Full);
            const QJsonObject json = QJsonDocument::fromJson(body).object();
            const QByteArray system =
                QJsonDocument(unmarked(json.value(u"system"_s)).toArray()).toJson(QJsonDocument::Compact);
            QByteArray content =
                QJsonDocument(unmarked(json.value(u"tools"_s)).toArray()).toJson(QJsonDocument::Compact) + system;
            for (const QJsonValue message : json.value(u"messages"_s).toArray())
                content += QJsonDocument(unmarked(message).toObject()).toJson(QJsonDocument::Compact);
            QVERIFY2(content.startsWith(before), "an earlier part of the prompt changed");
            before = content;
            const qsizetype marks = body.count("cache_control");
            QVERIFY2(marks >= 2 && marks <= 4, qPrintable(QString::number(marks)));
            messages.append(
                {u"assistant"_s, {QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t%1"_s.arg(turn)},
                                     {u"name"_s, u"bash"_s}, {u"input"_s, QJsonObject{{u"command"_s, u"ls"_s}}}}}});
            messages.append(
                {u"user"_s, {QJsonObject{{u"type"_s, u"tool_result"_s}, {u"tool_use_id"_s, u"t%1"_s.arg(turn)},
                                {u"content"_s, u"file %1"_s.arg(turn)}}}});
        }
    }

    void thinkingGoesBackUnchanged()
    {
        const QJsonObject thinking{{u"type"_s, u"thinking"_s}, {u"thinking"_s, u""_s}, {u"signature"_s, u"EqQB/+=="_s}};
        const QJsonObject unknown{{u"type"_s, u"new_block"_s}, {u"x"_s, QJsonArray{1, 2}}};
        const QByteArray body =
            requestBody(requestWith({{u"user"_s, {textBlock(u"task"_s)}}, {u"assistant"_s, {thinking, unknown}},
                            {u"user"_s, {textBlock(u"go"_s)}}}),
                RequestForm::Full);
        const QJsonArray content = QJsonDocument::fromJson(body)
                                       .object()
                                       .value(u"messages"_s)
                                       .toArray()
                                       .at(1)
                                       .toObject()
                                       .value(u"content"_s)
                                       .toArray();
        QCOMPARE(content.at(0).toObject(), thinking);
        QCOMPARE(content.at(1).toObject(), unknown);
    }

    void thePlainFormHasNothingSpecialAndTheSameToolNames()
    {
        const ModelRequest request = requestWith({{u"user"_s, {textBlock(u"task"_s)}}});
        const QByteArray plain = requestBody(request, RequestForm::Plain);
        QVERIFY(!plain.contains("cache_control"));
        QVERIFY(!plain.contains("bash_2025"));
        const auto names = [](const QByteArray &body) {
            QStringList list;
            for (const QJsonValue tool : QJsonDocument::fromJson(body).object().value(u"tools"_s).toArray())
                list.append(tool.toObject().value(u"name"_s).toString());
            return list;
        };
        QCOMPARE(names(plain), names(requestBody(request, RequestForm::Full)));
        for (const QJsonValue tool : QJsonDocument::fromJson(plain).object().value(u"tools"_s).toArray())
            QVERIFY(tool.toObject().value(u"input_schema"_s).isObject());
    }

    void aLongCacheSaysSo()
    {
        ModelRequest request = requestWith({{u"user"_s, {textBlock(u"task"_s)}}});
        request.longCache = true;
        QVERIFY(requestBody(request, RequestForm::Full).contains("\"ttl\":\"1h\""));
    }

    // Where an output was cut in the middle of a character; the service would refuse the whole request.
    void halfACharacterIsNotSent()
    {
        const QString smile = QString::fromUcs4(U"\U0001F600");
        const QString path = u"C:\\ud83d"_s; // a backslash and four letters
        const ModelRequest request = requestWith({{u"user"_s,
            {textBlock(u"a"_s + smile.left(1)), textBlock(smile.mid(1) + u"b"_s), textBlock(smile + path)}}});
        for (const RequestForm form : {RequestForm::Plain, RequestForm::Full}) {
            const QByteArray body = requestBody(request, form);
            const QJsonArray content =
                QJsonDocument::fromJson(body).object().value(u"messages"_s).toArray().at(0)[u"content"_s].toArray();
            QCOMPARE(content.at(0)[u"text"_s].toString(), u"a\uFFFD"_s);
            QCOMPARE(content.at(1)[u"text"_s].toString(), u"\uFFFDb"_s);
            QCOMPARE(content.at(2)[u"text"_s].toString(), smile + path);
        }
    }

    void placeholdersInATaskAreNotExpanded()
    {
        TaskSpec spec = shortTask();
        spec.name = u"{{description}} {{baseline}}"_s;
        const QString message = taskMessage(spec, u"notes with {{name}}"_s, u"base"_s);
        QVERIFY(message.contains(u"Task: {{description}} {{baseline}}"_s));
        QVERIFY(message.contains(u"notes with {{name}}"_s));
        QVERIFY(message.contains(u"they grant nothing"_s));
    }
};

QTEST_GUILESS_MAIN(RequestTest)
#include "tst_request.moc"
