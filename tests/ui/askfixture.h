// SPDX-License-Identifier: MIT
// A store of its own with a task that waits for a person, made by a real run against a scripted model.
#pragma once

#include "bridge/enginebridge.h"
#include "cli/demo/scriptedmodel.h"
#include "theme/theme.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace vibecoder {

struct AskFixture
{
    QTemporaryDir folder;
    std::unique_ptr<ScriptedModel> model;
    Settings settings;
    std::unique_ptr<EngineBridge> bridge;

    /// A run of one command for each text, in tasks of their own. Call within a test slot.
    void open(const QStringList &commands)
    {
        using namespace Qt::StringLiterals;
        QJsonArray turns;
        for (const QString &command : commands)
            turns.append(QJsonObject{{u"text"_s, u"I remove the stale fixtures."_s},
                {u"tools"_s, QJsonArray{QJsonObject{
                                 {u"name"_s, u"bash"_s}, {u"input"_s, QJsonObject{{u"command"_s, command}}}}}}});
        turns.append(QJsonObject{{u"text"_s, u"Done."_s}});
        model = std::make_unique<ScriptedModel>(turns);
        QVERIFY(model->listen());
        settings.databaseUrl = u"sqlite:///"_s + folder.filePath(u"store/vibecoder.db"_s);
        settings.apiKey = u"test-key-test-key-0001"_s;
        settings.baseUrl = model->url();
        auto opened = EngineBridge::open(settings);
        QVERIFY2(opened.has_value(), qPrintable(opened ? QString() : opened.error().message));
        bridge = std::move(*opened);
    }

    /// The task's id; its model asks for the first command.
    QString addTask(const QString &name, bool accepted = true)
    {
        using namespace Qt::StringLiterals;
        TaskSpec spec;
        spec.name = name;
        spec.verificationCommands = QStringList{u"grep -q hello greeting.txt"_s};
        const QString project = folder.path() + u"/project-"_s + QString::number(++m_projects);
        QDir().mkpath(project);
        spec.workingDirectory = QDir(project).canonicalPath();
        spec.maxIterations = 3;
        const auto made = waitFor(bridge->engine().submit({spec, {}, accepted, u"test"_s}));
        return made ? made->id : QString();
    }

    QList<Approval> pending() { return bridge->engine().approvals(ApprovalState::Pending).value_or(QList<Approval>()); }

private:
    int m_projects = 0;
};

} // namespace vibecoder
