// SPDX-License-Identifier: MIT
// Tool calls are checked strictly; the conversation keeps the protocol's rules; the end of a run is judged by its kind.
#include "core/conversation.h"
#include "core/numberedtext.h"
#include "core/settling.h"
#include "core/toolcall.h"

#include <QJsonDocument>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class ToolCallTest : public QObject
{
    Q_OBJECT

private slots:
    void callsAreParsedOrRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("problem"); // empty: accepted
        const QString edit = u"str_replace_based_edit_tool"_s;
        QTest::newRow("a view is accepted") << edit << u"{\"command\":\"view\",\"path\":\"a\"}"_s << QString();
        QTest::newRow("a view to the end is accepted")
            << edit << u"{\"command\":\"view\",\"path\":\"a\",\"view_range\":[2,-1]}"_s << QString();
        QTest::newRow("a range that ends before it begins is refused")
            << edit << u"{\"command\":\"view\",\"path\":\"a\",\"view_range\":[5,2]}"_s << u"view_range"_s;
        QTest::newRow("a range that starts at 0 is refused")
            << edit << u"{\"command\":\"view\",\"path\":\"a\",\"view_range\":[0,2]}"_s << u"view_range"_s;
        QTest::newRow("a create without its text is refused")
            << edit << u"{\"command\":\"create\",\"path\":\"a\"}"_s << u"file_text"_s;
        QTest::newRow("a create with empty text is accepted")
            << edit << u"{\"command\":\"create\",\"path\":\"a\",\"file_text\":\"\"}"_s << QString();
        QTest::newRow("a replacement without new text deletes")
            << edit << u"{\"command\":\"str_replace\",\"path\":\"a\",\"old_str\":\"x\"}"_s << QString();
        QTest::newRow("an insert takes the older field name")
            << edit << u"{\"command\":\"insert\",\"path\":\"a\",\"insert_line\":0,\"new_str\":\"x\"}"_s << QString();
        QTest::newRow("an unknown editor command is refused")
            << edit << u"{\"command\":\"undo_edit\",\"path\":\"a\"}"_s << u"command"_s;
        QTest::newRow("an unknown field is named")
            << edit << u"{\"command\":\"view\",\"path\":\"a\",\"force\":true}"_s << u"force"_s;
        QTest::newRow("a number where text belongs is refused")
            << edit << u"{\"command\":\"view\",\"path\":3}"_s << u"path"_s;
        QTest::newRow("a command is accepted") << u"bash"_s << u"{\"command\":\"ls\"}"_s << QString();
        QTest::newRow("a restart needs no command") << u"bash"_s << u"{\"restart\":true}"_s << QString();
        QTest::newRow("a blank command is refused") << u"bash"_s << u"{\"command\":\"  \"}"_s << u"empty"_s;
        QTest::newRow("a NUL byte in a command is refused")
            << u"bash"_s << u"{\"command\":\"ls \\u0000\"}"_s << u"NUL"_s;
        QTest::newRow("a search is accepted") << u"search"_s << u"{\"pattern\":\"x\",\"regex\":true}"_s << QString();
        QTest::newRow("a depth out of range is refused") << u"list_files"_s << u"{\"depth\":9}"_s << u"depth"_s;
        QTest::newRow("a fraction is no depth") << u"list_files"_s << u"{\"depth\":1.5}"_s << u"depth"_s;
        QTest::newRow("finish wants done or blocked") << u"finish"_s << u"{\"status\":\"ok\"}"_s << u"status"_s;
        QTest::newRow("finish is accepted") << u"finish"_s << u"{\"status\":\"done\",\"summary\":\"s\"}"_s << QString();
        QTest::newRow("an unknown tool is named") << u"rm"_s << u"{}"_s << u"rm"_s;
    }

    void callsAreParsedOrRefused()
    {
        QFETCH(QString, name);
        QFETCH(QString, input);
        QFETCH(QString, problem);
        const auto json = QJsonDocument::fromJson(input.toUtf8()).object();
        const auto request = parseToolCall({u"toolu_1"_s, name, json, {}});
        QCOMPARE(request.has_value(), problem.isEmpty());
        if (!request) {
            QVERIFY2(request.error().message.contains(problem), qPrintable(request.error().message));
            QVERIFY(request.error().message.contains(u"A right call"_s));
        }
    }

    void brokenJsonIsRefused()
    {
        const auto request = parseToolCall({u"toolu_1"_s, u"bash"_s, {}, u"unterminated string"_s});
        QVERIFY(!request);
        QVERIFY(request.error().message.contains(u"unterminated string"_s));
    }

    void userTurnsJoinAndResultsComeFirst()
    {
        Conversation conversation;
        conversation.addUserText(u"task"_s);
        conversation.addAssistant({QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t1"_s}}});
        conversation.addToolResult(u"t1"_s, u"ok"_s, false);
        conversation.addUserText(u"feedback"_s);
        QCOMPARE(conversation.messages().size(), 3);
        const QJsonArray last = conversation.messages().constLast().content;
        QCOMPARE(last.size(), 2);
        QCOMPARE(last.at(0).toObject().value(u"type"_s).toString(), u"tool_result"_s);
        QVERIFY(!last.at(0).toObject().contains(u"is_error"_s));
    }

    void aCutOffAnswerLosesItsCalls()
    {
        Conversation conversation;
        conversation.addUserText(u"task"_s);
        conversation.addWithoutCalls({QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"I will"_s}},
            QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t1"_s}}});
        QCOMPARE(conversation.messages().constLast().content.size(), 1);
    }

    void anEmptyAnswerIsNeverSentBackEmpty()
    {
        Conversation conversation;
        conversation.addUserText(u"task"_s);
        conversation.addAssistant({});
        QCOMPARE(conversation.messages().constLast().content.size(), 1);
    }

    void viewsAreNumberedAndCut()
    {
        QVERIFY(numberedView("a\nb\n", 0, 0).text.startsWith(u"     1\ta\n     2\tb"_s));
        QVERIFY(numberedView("a\nb\n", 3, -1).isError);
        QByteArray big;
        for (int i = 0; i < 5000; ++i)
            big += "a line of text that is long enough\n";
        const ToolAnswer answer = numberedView(big, 0, 0);
        QVERIFY(answer.text.size() <= kViewMax + 200);
        QVERIFY(answer.text.contains(u"view_range"_s));
    }

    void theEndOfARunIsJudgedByItsKind_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("pause"); // why the run says that it waits
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, ErrorCode code, const QString &detail, StopReason pause,
                             Settlement::Kind kind, StopReason reason) {
            QTest::newRow(name) << int(code) << detail << toWire(pause) << int(kind) << toWire(reason);
        };
        const StopReason none = StopReason::None;
        row("a cancel ends", ErrorCode::Cancelled, {}, none, Settlement::Kind::End, StopReason::Cancelled);
        row("a question parks", ErrorCode::Parked, {}, none, Settlement::Kind::Park, none);
        row("a shutdown gives back", ErrorCode::Shutdown, {}, none, Settlement::Kind::Return, none);
        for (const StopReason pause : {StopReason::ApiAuth, StopReason::ApiSpendCap, StopReason::ServiceUnavailable})
            row(qPrintable(u"%1 pauses the queue"_s.arg(toWire(pause))), ErrorCode::Parked, {}, pause,
                Settlement::Kind::Pause, pause);
        row("a rate limit waits", ErrorCode::Parked, {}, StopReason::RateLimited, Settlement::Kind::Wait,
            StopReason::RateLimited);
        row("a file of another owner ends the task, not the queue", ErrorCode::Denied, {}, none, Settlement::Kind::End,
            StopReason::AccessDenied);
        row("another part's word about a key does not pause", ErrorCode::Unauthorized, {}, none, Settlement::Kind::End,
            StopReason::InternalError);
        row("a foreign change ends", ErrorCode::Conflict, u"external_change"_s, none, Settlement::Kind::End,
            StopReason::ExternalChange);
        row("another story ends", ErrorCode::Internal, u"journal_mismatch"_s, none, Settlement::Kind::End,
            StopReason::JournalMismatch);
    }

    void theEndOfARunIsJudgedByItsKind()
    {
        QFETCH(int, code);
        QFETCH(QString, detail);
        QFETCH(QString, pause);
        QFETCH(int, kind);
        QFETCH(QString, reason);
        RunPause waits;
        waits.reason = fromWire<StopReason>(pause).value_or(StopReason::None);
        const Settlement end = settlementFor(fail(ErrorCode(code), u"why"_s, u"do this"_s, detail), waits);
        QCOMPARE(int(end.kind), kind);
        QCOMPARE(toWire(end.reason), reason);
        if (end.kind == Settlement::Kind::End && end.reason != StopReason::Cancelled)
            QCOMPARE(end.detail, u"why do this"_s);
    }

    void blankTextIsNotSentBack_data()
    {
        QTest::addColumn<QString>("content"); // t: text, b: blank text, k: thinking, u: tool use
        QTest::addColumn<QString>("kept");
        QTest::newRow("an empty text before a call") << u"bu"_s << u"u"_s;
        QTest::newRow("blank texts between others") << u"btbub"_s << u"tu"_s;
        QTest::newRow("nothing but blank text") << u"bb"_s << u"t"_s;
        QTest::newRow("nothing") << u""_s << u"t"_s;
        QTest::newRow("thinking without visible text stays, and a text follows it") << u"kb"_s << u"kt"_s;
        QTest::newRow("thinking before a call") << u"kbu"_s << u"ku"_s;
        QTest::newRow("thinking alone") << u"k"_s << u"kt"_s;
    }

    void blankTextIsNotSentBack()
    {
        QFETCH(QString, content);
        QFETCH(QString, kept);
        QJsonArray blocks;
        for (const QChar c : content) {
            if (c == u't')
                blocks.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"x"_s}});
            else if (c == u'b')
                blocks.append(QJsonObject{
                    {u"type"_s, u"text"_s}, {u"text"_s, blocks.size() % 2 == 0 ? QString() : u" \n\t\u00a0"_s}});
            else if (c == u'k')
                blocks.append(
                    QJsonObject{{u"type"_s, u"thinking"_s}, {u"thinking"_s, QString()}, {u"signature"_s, u"s"_s}});
            else
                blocks.append(QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t1"_s}});
        }
        Conversation conversation;
        conversation.addUserText(u"task"_s);
        conversation.addAssistant(blocks);
        QString found;
        for (const QJsonValue value : conversation.messages().constLast().content) {
            const QJsonObject block = value.toObject();
            const QString type = block.value(u"type"_s).toString();
            QVERIFY(type != u"text"_s || !block.value(u"text"_s).toString().trimmed().isEmpty());
            found += type == u"text"_s ? u't' : type == u"thinking"_s ? u'k' : u'u';
        }
        QCOMPARE(found, kept);
    }

    // Other servers count their calls anew in each answer, or do not count at all; the service refuses such a history.
    void eachCallHasAnIdOfItsOwn()
    {
        const auto answer = [](const QList<QStringList> &calls) {
            ModelReply reply;
            reply.content.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"x"_s}});
            for (const QStringList &call : calls) {
                reply.content.append(
                    QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, call.at(0)}, {u"name"_s, call.at(1)}});
                reply.toolCalls.append({call.at(0), call.at(1), {}, {}});
            }
            return reply;
        };
        const auto ids = [](const ModelReply &reply) {
            QStringList list;
            for (const QJsonValue block : reply.content) {
                if (block[u"type"_s].toString() == u"tool_use"_s)
                    list.append(block[u"id"_s].toString());
            }
            return list;
        };
        Conversation conversation;
        conversation.addUserText(u"task"_s);
        ModelReply first = answer({{u"call_0"_s, u"bash"_s}, {u"toolu_01"_s, u"bash"_s}});
        conversation.settleCalls(first);
        QCOMPARE(ids(first), (QStringList{u"call_0"_s, u"toolu_01"_s})); // as the service gave them
        conversation.addAssistant(first.content);

        ModelReply next = answer({{u"call_0"_s, u"bash"_s}, {u"call_0"_s, u"view"_s}, {{}, u"functions.bash <x>"_s},
            {u"a b"_s, {}}, {u"toolu_02"_s, u"finish"_s}});
        conversation.settleCalls(next);
        const QStringList given = ids(next);
        QCOMPARE(QSet<QString>(given.begin(), given.end()).size(), 5);
        QCOMPARE(given.at(4), u"toolu_02"_s);
        static const QRegularExpression form(u"\\A[a-zA-Z0-9_-]+\\z"_s);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(given.at(i) != u"call_0"_s);
            QVERIFY(form.match(given.at(i)).hasMatch());
            QVERIFY(form.match(next.content.at(i + 1)[u"name"_s].toString()).hasMatch());
            QCOMPARE(next.toolCalls.at(i).id, given.at(i));
        }
        QCOMPARE(next.toolCalls.at(2).name, u"functions.bash <x>"_s); // the answer to it says what is wrong
    }

    void emptyWordsOfTheUserAreNotSentEither()
    {
        Conversation conversation;
        conversation.addUserText(u"task"_s);
        conversation.addUserText(u" \n"_s);
        QCOMPARE(conversation.messages().constLast().content.size(), 1);
        conversation.addAssistant({QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t1"_s}}});
        conversation.addToolResult(u"t1"_s, u"\n"_s, true);
        const QJsonObject result = conversation.messages().constLast().content.first().toObject();
        QVERIFY(!result.value(u"content"_s).toString().trimmed().isEmpty());
    }

    void theSampleBelongsToTheToolThatWasCalled_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("command"); // of the editor, as far as it could be read
        QTest::addColumn<QString>("sample");
        const QString edit = u"str_replace_based_edit_tool"_s;
        QTest::newRow("editor") << edit << QString() << u"\"command\":\"view\""_s;
        for (const char *command : {"create", "str_replace", "insert", "view"})
            QTest::newRow(command) << edit << QString::fromLatin1(command)
                                   << u"\"command\":\"%1\""_s.arg(QString::fromLatin1(command));
        QTest::newRow("bash") << u"bash"_s << QString() << u"{\"command\":\"ls src\"}"_s;
        QTest::newRow("search") << u"search"_s << QString() << u"\"pattern\""_s;
        QTest::newRow("list_files") << u"list_files"_s << QString() << u"\"depth\""_s;
        QTest::newRow("run_verification") << u"run_verification"_s << QString() << u"\"only\""_s;
        QTest::newRow("finish") << u"finish"_s << QString() << u"\"status\":\"done\""_s;
        QTest::newRow("no tool of ours") << u"write_file"_s << QString() << u"the tools are"_s;
    }

    void theSampleBelongsToTheToolThatWasCalled()
    {
        QFETCH(QString, tool);
        QFETCH(QString, command);
        QFETCH(QString, sample);
        const QJsonObject input =
            command.isEmpty() ? QJsonObject() : QJsonObject{{u"command"_s, command}, {u"wrong"_s, true}};
        for (const QString &broken : {u"unterminated string"_s, QString()}) {
            const QJsonObject given = broken.isEmpty() ? QJsonObject{{u"command"_s, command}, {u"wrong"_s, 1}} : input;
            const auto request = parseToolCall({u"toolu_1"_s, tool, given, broken});
            QVERIFY(!request);
            const QString right = request.error().message.section(u"A right call: "_s, 1);
            QVERIFY2(right.contains(sample), qPrintable(request.error().message));
        }
    }
};

QTEST_GUILESS_MAIN(ToolCallTest)
#include "tst_toolcall.moc"
