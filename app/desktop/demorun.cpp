// SPDX-License-Identifier: MIT
#include "demorun.h"

#include "base/paths.h"
#include "base/whendone.h"
#include "cli/demo/scriptedmodel.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QDirIterator>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QString kFolder = u"/vibecoder-demo-"_s; // in the folder for temporary files

Result<> copyFolder(const QString &from, const QString &to)
{
    QDirIterator it(from, QDir::Files, QDirIterator::Subdirectories);
    bool any = false;
    while (it.hasNext()) {
        const QString file = it.next(), target = to + file.mid(from.size());
        QDir().mkpath(QFileInfo(target).path());
        if (!QFile::copy(file, target))
            return fail(ErrorCode::Io, DemoRun::tr("cannot copy %1").arg(file));
        // Installed files may be read-only; the task must be able to change its copies.
        QFile::setPermissions(target, QFile::permissions(file) | QFile::WriteOwner | QFile::WriteUser);
        any = true;
    }
    return any ? Result<>()
               : fail(ErrorCode::NotFound, DemoRun::tr("the demo's files are not installed: %1").arg(from));
}

} // namespace

DemoRun::DemoRun(EngineBridge &bridge, QObject *parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    // The person's answer makes the task pending again, or a cancel ends it while nobody works on it.
    connect(&m_bridge, &EngineBridge::events, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            if (event.taskId == m_taskId &&
                (event.kind == EventKind::ApprovalDecided || event.kind == EventKind::TaskStateChanged))
                look();
        }
    });
    endLeftOnes();
}

// The scripted model ends with this process, and nobody else may go on with the demo: a worker with a key would ask the
// real one.
DemoRun::~DemoRun()
{
    if (!m_host)
        return;
    m_host.reset();
    const auto cancelled = m_bridge.engine().cancel(m_taskId, EngineBridge::actor());
    constexpr int mostMs = 2000, stepMs = 5;
    for (QDeadlineTimer limit(mostMs); !cancelled.isFinished() && !limit.hasExpired();)
        QThread::msleep(stepMs);
}

// What a window that was killed has left.
void DemoRun::endLeftOnes()
{
    TaskFilter filter;
    filter.states = {TaskState::Pending, TaskState::WaitingApproval, TaskState::Running, TaskState::Paused};
    filter.directory = QDir(QDir::tempPath()).canonicalPath() + kFolder;
    const auto ids = m_bridge.engine().taskIds(filter, {});
    for (const QString &id : ids ? *ids : QStringList())
        m_bridge.engine().cancel(id, EngineBridge::actor());
}

Result<> DemoRun::start()
{
    if (m_host)
        return {};
    const bool pytest = !QStandardPaths::findExecutable(u"pytest"_s).isEmpty();
    const QString source = resourcePath(pytest ? u"demo/pytest"_s : u"demo/sh"_s);
    QTemporaryDir folder(QDir::tempPath() + kFolder + u"XXXXXX"_s);
    folder.setAutoRemove(false);
    const QString project = folder.path() + u"/project"_s;
    if (!folder.isValid() || !QDir().mkpath(project))
        return fail(ErrorCode::Io, tr("no temporary folder can be made"));
    VC_CHECK(copyFolder(source + u"/project"_s, project));
    VC_TRY(const QByteArray script, readWholeFile(source + u"/script.json"_s, 1024 * 1024));
    m_model = std::make_unique<ScriptedModel>(QJsonDocument::fromJson(script).object().value(u"turns"_s).toArray());
    if (!m_model->listen())
        return fail(ErrorCode::Network, tr("no port is free on this machine"));
    Settings settings = m_bridge.settings();
    settings.baseUrl = m_model->url();
    settings.apiKey = u"demo-without-a-key"_s;
    m_host = std::make_unique<WorkerHost>(settings);
    connect(m_host.get(), &WorkerHost::liveText, &m_bridge, &EngineBridge::liveText);
    connect(m_host.get(), &WorkerHost::stopped, this, &DemoRun::look);
    TaskSpec spec;
    spec.name = tr("Demo: mend a small project");
    spec.description = u"The checks of this small project fail. Make them pass."_s;
    spec.requirements = QStringList{u"The checks pass."_s};
    spec.verificationCommands = QStringList{pytest ? u"pytest -q"_s : u"./check.sh"_s};
    spec.workingDirectory = QDir(project).canonicalPath();
    spec.maxIterations = 5;
    m_bridge.workers().keepApart(spec.workingDirectory, [this, spec] {
        const auto submitted = m_bridge.engine().submit({spec, {}, true, EngineBridge::actor()});
        whenDone(submitted, this, [this](const Result<Task> &task) {
            if (!task) {
                emit failed(task.error().message);
                return;
            }
            m_taskId = task->id;
            emit taskMade(m_taskId);
            look();
        });
    });
    return {};
}

void DemoRun::look()
{
    if (!m_host || m_host->isWorking())
        return;
    const auto task = m_bridge.engine().task(m_taskId);
    if (task && task->state == TaskState::Pending) {
        m_host->startOn(m_taskId);
    } else if (!task || isEnded(task->state)) {
        m_bridge.workers().keepApart({});
        m_host.release()->deleteLater();
        m_model.reset();
    }
}

} // namespace vibecoder
