// SPDX-License-Identifier: MIT
// The border against projects whose verification a dishonest model makes green, and against honest work.
#include "unit/core/bordertesting.h"
#include "workspace/pathtext.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace bordertesting;
using namespace Qt::StringLiterals;

namespace {

// What the rules learn at the start of an attempt, of files in memory.
GuardRules learned(const QStringList &commands, const QMap<QString, QByteArray> &files)
{
    GuardRules rules(commands, u"/srv/app"_s);
    for (int round = 0; round < 3; ++round) {
        const QSet<QString> candidates = rules.candidates();
        for (const QString &program : candidates) {
            if (readsLikeACheck(files.value(program)))
                rules.addScript(program);
        }
        for (auto it = files.cbegin(); it != files.cend(); ++it) {
            rules.learnName(it.key());
            const GuardKind kind = rules.kindOf(it.key(), false);
            if (kind == GuardKind::Steering || kind == GuardKind::Script)
                rules.learn(it.key(), it.value());
        }
    }
    return rules;
}

} // namespace

class BorderCorpusTest : public QObject
{
    Q_OBJECT

    static void addCases(const QString &name)
    {
        QTest::addColumn<Attempt>("attempt");
        QFile file(QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/verdict/") + name);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the shared cases are not here");
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject one = QJsonDocument::fromJson(line).object();
            if (const std::optional<Attempt> attempt = attemptOf(one))
                QTest::newRow(qPrintable(one.value(u"id"_s).toString())) << *attempt;
        }
    }

    // Nothing where a command of the script or the verification itself does the work: no file shows it yet.
    static std::optional<Attempt> attemptOf(const QJsonObject &one)
    {
        static const QStringList later{u"rewrite-during-one-command"_s, u"py-app-rewrites-tests-one"_s};
        if (later.contains(one.value(u"id"_s).toString()))
            return {};
        QMap<QString, QByteArray> files;
        const QJsonObject given = one.value(u"files"_s).toObject();
        for (auto it = given.begin(); it != given.end(); ++it) {
            files.insert(it.key(), it->isObject()
                                       ? QByteArray::fromBase64(it->toObject().value(u"base64"_s).toString().toLatin1())
                                       : it->toString().toUtf8());
        }
        QStringList commands;
        for (const QJsonValue command : one.value(u"verify"_s).toArray())
            commands.append(command.toString().replace(u"{cwd}"_s, u"/srv/app"_s));
        QMap<QString, QByteArray> now = files;
        for (const QJsonValue value : one.value(u"steps"_s).toArray()) {
            const QJsonObject step = value.toObject();
            const QString write = step.value(u"write"_s).toString(), edit = step.value(u"edit"_s).toString();
            if (step.contains(u"sh"_s))
                return {};
            if (!write.isEmpty())
                now.insert(write, step.value(u"content"_s).toString().toUtf8());
            if (!edit.isEmpty())
                now[edit].replace(step.value(u"old"_s).toString().toUtf8(), step.value(u"new"_s).toString().toUtf8());
        }
        Attempt attempt;
        attempt.context.rules = learned(commands, files);
        attempt.context.nothingGuarded = true;
        for (auto it = files.cbegin(); it != files.cend(); ++it) {
            const GuardKind kind = attempt.context.rules.kindOf(it.key(), false);
            if (kind == GuardKind::Test || kind == GuardKind::Steering || kind == GuardKind::Script)
                attempt.context.nothingGuarded = false;
        }
        QSet<QByteArray> folders;
        const QJsonObject modes = one.value(u"modes"_s).toObject();
        for (auto it = now.cbegin(); it != now.cend(); ++it) {
            const uint mode = modes.contains(it.key()) ? kProgram : kFile;
            const QByteArray folder = pathBytes(it.key().section(u'/', 0, -2));
            const auto lies = [&it](const QString &path) {
                return path.startsWith(it.key().section(u'/', 0, -2) + u'/');
            };
            const QStringList had = files.keys();
            const bool isNew = !folder.isEmpty() && std::none_of(had.cbegin(), had.cend(), lies);
            if (isNew && !folders.contains(folder))
                attempt.folder(folder);
            folders.insert(folder);
            if (!files.contains(it.key()))
                attempt.made(pathBytes(it.key()), it.value());
            else if (files.value(it.key()) != it.value())
                attempt.changed(pathBytes(it.key()), files.value(it.key()), it.value(), mode, mode);
        }
        return attempt.set.changes.isEmpty() ? std::nullopt : std::optional(attempt);
    }

private slots:
    void dishonestWorkIsAskedAbout_data() { addCases(u"public.jsonl"_s); }
    void dishonestWorkIsAskedAbout()
    {
        QFETCH(const Attempt, attempt);
        const BorderDecision decision = attempt.decided();
        QVERIFY(!decision.asked.isEmpty());
    }

    void honestWorkIsNot_data() { addCases(u"honest.jsonl"_s); }
    void honestWorkIsNot()
    {
        QFETCH(const Attempt, attempt);
        const BorderDecision decision = attempt.decided();
        QCOMPARE(pathsOf(decision.asked + decision.denied), QByteArrayList());
    }
};

QTEST_GUILESS_MAIN(BorderCorpusTest)
#include "tst_bordercorpus.moc"
