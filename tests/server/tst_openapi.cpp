// SPDX-License-Identifier: MIT
// The description of the API: it has every route, its references lead somewhere, its examples fit its schemas, and what
// the program makes of its own values fits them too.
#include "model/stats.h"
#include "openapi.h"
#include "routetable.h"
#include "schemabook.h"
#include "wire/modelcodec.h"
#include "wire/resultcodec.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class OpenapiTest : public QObject
{
    Q_OBJECT

    const QJsonObject m_all = describeApi();

    // Calls visit with every object of the tree.
    template <typename Visit>
    static void walk(const QJsonValue &value, const Visit &visit)
    {
        for (const QJsonValue one : value.toArray())
            walk(one, visit);
        const QJsonObject object = value.toObject();
        if (!object.isEmpty())
            visit(object);
        for (const QJsonValue one : object)
            walk(one, visit);
    }

    static QString misfit(const QJsonValue &value, const QJsonObject &schema)
    {
        const auto wrong = SchemaBook::ofApi().misfit(value, schema, {});
        return wrong ? wrong->field + u' ' + wrong->keyword + u' ' + wrong->hint : QString();
    }
    static QString misfit(const QJsonValue &value, const char *name)
    {
        return misfit(value, SchemaBook::ofApi().schemas().value(QLatin1StringView(name)).toObject());
    }

private slots:
    void everyRouteIsDescribed()
    {
        qsizetype described = 0;
        for (const QJsonValue path : m_all.value(u"paths"_s).toObject())
            described += path.toObject().size();
        qsizetype wanted = 0;
        for (const Route &route : routes()) {
            if (route.success == 101)
                continue;
            ++wanted;
            const QJsonObject operation = m_all.value(u"paths"_s).toObject().value(QLatin1StringView(route.path)).toObject()
                                              .value(QString::fromLatin1(route.method).toLower()).toObject();
            QCOMPARE(operation.value(u"operationId"_s).toString(), QLatin1StringView(route.operation));
            const QJsonObject responses = operation.value(u"responses"_s).toObject();
            QVERIFY2(responses.contains(QString::number(route.success)), route.operation);
            QVERIFY2(responses.contains(u"400"_s) && responses.contains(u"default"_s), route.operation);
            QCOMPARE(responses.contains(u"401"_s),
                route.access != RouteAccess::Open || QByteArrayView(route.also).contains("401"));
            // What a body may be is told wherever one is wanted.
            const bool wantsBody = route.body == RouteBody::Json || route.body == RouteBody::JsonByHandler ||
                                   route.body == RouteBody::JsonOrYaml;
            QVERIFY2(!wantsBody || operation.contains(u"requestBody"_s), route.operation);
        }
        QCOMPARE(described, wanted);
    }

    void everyReferenceLeadsSomewhere()
    {
        int seen = 0;
        walk(m_all, [&](const QJsonObject &object) {
            const QString reference = object.value(u"$ref"_s).toString();
            if (reference.isEmpty())
                return;
            ++seen;
            QJsonValue at = m_all;
            for (const QString &part : reference.mid(2).split(u'/'))
                at = at.toObject().value(part);
            QVERIFY2(at.isObject(), qPrintable(reference));
        });
        QVERIFY(seen > 100);
    }

    void everyExampleFits()
    {
        int seen = 0;
        for (const QJsonValue value : SchemaBook::ofApi().schemas()) {
            const QJsonObject schema = value.toObject();
            for (const QJsonValue example : schema.value(u"examples"_s).toArray()) {
                ++seen;
                QCOMPARE(misfit(example, schema), QString());
            }
        }
        walk(m_all, [&](const QJsonObject &object) {
            if (!object.contains(u"example"_s))
                return;
            ++seen;
            QCOMPARE(misfit(object.value(u"example"_s), object.value(u"schema"_s).toObject()), QString());
        });
        QVERIFY(seen > 40);
    }

    // A word that the book does not know would be a promise that nobody checks.
    void theSchemasUseKnownWordsOnly()
    {
        static const QSet<QString> known{u"type"_s, u"properties"_s, u"required"_s, u"additionalProperties"_s, u"items"_s,
            u"enum"_s, u"pattern"_s, u"minLength"_s, u"maxLength"_s, u"minimum"_s, u"maximum"_s, u"exclusiveMinimum"_s,
            u"minProperties"_s, u"anyOf"_s, u"$ref"_s, u"format"_s, u"description"_s, u"examples"_s};
        const auto look = [&](const auto &self, const QJsonObject &schema) -> void {
            for (auto it = schema.begin(); it != schema.end(); ++it)
                QVERIFY2(known.contains(it.key()), qPrintable(it.key()));
            for (const QJsonValue property : schema.value(u"properties"_s).toObject())
                self(self, property.toObject());
            for (const QString &word : {u"items"_s, u"additionalProperties"_s}) {
                if (schema.value(word).isObject())
                    self(self, schema.value(word).toObject());
            }
            for (const QJsonValue choice : schema.value(u"anyOf"_s).toArray())
                self(self, choice.toObject());
        };
        for (const QJsonValue schema : SchemaBook::ofApi().schemas())
            look(look, schema.toObject());
    }

    void whatTheProgramSaysFits()
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        Task task;
        task.id = u"0a1b2c3d4e5f"_s;
        QCOMPARE(misfit(toJson(task), "Task"), QString());
        task.spec.maxCostUsd = 1.5;
        task.spec.labels = {u"a"_s};
        task.stopReason = StopReason::Passed;
        task.testsPassed = 3;
        task.createdAt = task.endedAt = task.pausedUntil = now;
        QCOMPARE(misfit(toJson(task), "Task"), QString());
        QCOMPARE(misfit(toJson(task.spec), "StoredSpec"), QString());

        Iteration iteration;
        QCOMPARE(misfit(toJson(iteration), "Iteration"), QString());
        CommandReport report;
        report.exitCode = 1;
        report.counts.passed = 2;
        Failure failure;
        failure.line = 3;
        failure.timesSeen = 2;
        failure.standing = u"still"_s;
        failure.frames.append({u"a.py"_s, 4, u"f"_s});
        report.failures.append(failure);
        iteration.verification.commands.append(report);
        iteration.changedFiles.append({u"a"_s, u"added"_s, {}, 1});
        iteration.endedAt = now;
        QCOMPARE(misfit(toJson(iteration), "Iteration"), QString());

        Approval approval;
        approval.id = task.id;
        approval.contentHash = QString(64, u'0');
        approval.expiresAt = now;
        for (const auto &row : EnumTable<ApprovalKind>::rows) {
            approval.kind = row.value;
            QCOMPARE(misfit(toJson(approval), "Approval"), QString());
        }
        Artifact artifact;
        artifact.id = task.id;
        QCOMPARE(misfit(toJson(artifact), "Artifact"), QString());
        Event event;
        event.at = now;
        event.body = {{u"a"_s, 1}};
        QCOMPARE(misfit(toJson(event), "Event"), QString());
        Checkpoint checkpoint;
        checkpoint.notCovered.append({u"big"_s, NotCoveredReason::Large, 5});
        QCOMPARE(misfit(toJson(checkpoint), "Checkpoint"), QString());
        CheckpointDiff diff{checkpoint, checkpoint, {}, "patch", {}};
        diff.changes.append({u"a"_s, TreeChangeKind::Mode, 0, 33188, true});
        QCOMPARE(misfit(toJson(diff), "Difference"), QString());
        RollbackReport rollback;
        QCOMPARE(misfit(toJson(rollback), "Rollback"), QString());
        rollback.before = checkpoint;
        QCOMPARE(misfit(toJson(rollback), "Rollback"), QString());
        TaskResult result;
        result.checkpoint = checkpoint;
        result.stayingBehind = {{u"build"_s, 5, 1}};
        result.changes = diff.changes;
        QCOMPARE(misfit(toJson(result), "Result"), QString());
        ApplyOutcome outcome;
        QCOMPARE(misfit(toJson(outcome), "ApplyOutcome"), QString());
        BorderRow borderRow;
        borderRow.findings = {{u"code"_s, 1, u"x"_s}};
        borderRow.reasons = {{u"key"_s, u"x"_s}};
        outcome.border.rows = {borderRow};
        outcome.border.asked = 1;
        ConflictFile file;
        file.regions = {{{1, 2}, {3, 4}, {5, 6}, {7, 8}}};
        file.mine.isText = true;
        for (const auto &row : EnumTable<ConflictReason>::rows) {
            file.reason = row.value;
            outcome.conflicts.files = {file};
            outcome.saved = {{u"a"_s, u"b"_s}};
            QCOMPARE(misfit(toJson(outcome), "ApplyOutcome"), QString());
        }
        UndoOutcome undone;
        undone.saved = outcome.saved;
        QCOMPARE(misfit(toJson(undone), "UndoOutcome"), QString());
        Rule rule;
        rule.words = {{u"git"_s}};
        QCOMPARE(misfit(toJson(rule), "Rule"), QString());
        Stats stats;
        QCOMPARE(misfit(toJson(stats), "Stats"), QString());
        stats.iterationsPerPassed = 1.5;
        stats.modelMs.p50 = 3;
        stats.stopReasons.insert(u"passed"_s, 1);
        stats.days.append(DayStats());
        QCOMPARE(misfit(toJson(stats), "Stats"), QString());
    }

    void misfits_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("what");
        QTest::newRow("fits") << QByteArray(R"({"to":"start","dry_run":true})") << QString();
        QTest::newRow("missing") << QByteArray("{}") << u"to required"_s;
        QTest::newRow("type") << QByteArray(R"({"to":1})") << u"to type"_s;
        QTest::newRow("null") << QByteArray(R"({"to":null})") << u"to type"_s;
        QTest::newRow("short") << QByteArray(R"({"to":""})") << u"to minLength"_s;
        QTest::newRow("long") << QByteArray(R"({"to":")" + QByteArray(41, 'x') + R"("})") << u"to maxLength"_s;
        QTest::newRow("unknown") << QByteArray(R"({"to":"1","more":1})") << u"more additionalProperties"_s;
        // 40 characters that are 80 code units
        QTest::newRow("wide") << QByteArray(R"({"to":")" + QByteArray("\xf0\x9f\x98\x80").repeated(40) + R"("})") << QString();
    }

    void misfits()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, what);
        const auto wrong = SchemaBook::ofApi().misfit(QJsonDocument::fromJson(json).object(), u"RollbackRequest"_s);
        QCOMPARE(wrong ? wrong->field + u' ' + wrong->keyword : QString(), what);
    }

    void numbersHaveBounds()
    {
        const auto keyword = [](const QByteArray &json) {
            const auto wrong = SchemaBook::ofApi().misfit(QJsonDocument::fromJson(json).object(), u"TaskChange"_s);
            return wrong ? wrong->keyword : QString();
        };
        QCOMPARE(keyword(R"({"priority":5})"), QString());
        QCOMPARE(keyword(R"({"priority":5.5})"), u"type"_s);
        QCOMPARE(keyword(R"({"max_iterations":0})"), u"minimum"_s);
        QCOMPARE(keyword(R"({"max_iterations":1e300})"), u"maximum"_s);
        QCOMPARE(keyword(R"({"max_cost_usd":0})"), u"exclusiveMinimum"_s);
        QCOMPARE(keyword("{}"), u"minProperties"_s);
    }
};

QTEST_GUILESS_MAIN(OpenapiTest)
#include "tst_openapi.moc"
