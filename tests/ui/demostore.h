// SPDX-License-Identifier: MIT
// A store with tasks in every state, for pictures and for tests of the window.
#pragma once

#include "bridge/enginebridge.h"
#include "storage/database.h"
#include "storage/taskstore.h"

#include <QDir>

namespace vibecoder {

struct DemoTask
{
    QString name;
    TaskState state = TaskState::Pending;
    StopReason reason = StopReason::None;
    int priority = 5, iteration = 0, maxIterations = 6, passed = -1, failed = -1;
    qint64 microUsd = 0;
    int minutesAgo = 5;
    double cap = 3;
    Isolation isolation = Isolation::InPlace;
    int kept = 0;       ///< files that its last attempt left in its view, or that were applied when it passed
    qint64 cleanMs = 0; ///< of one that passed on a clean copy
    QString activity{};
};

inline QList<DemoTask> demoTasks(bool chinese)
{
    const auto name = [chinese](const char *english, const char *other) {
        return QString::fromUtf8(chinese ? other : english);
    };
    return {
        {name("Share fixtures between packages", "在各包之间共享测试夹具"), TaskState::WaitingApproval, StopReason::None, 7, 2, 5, 118, 1, 190000, 2, 2},
        {name("Fix rounding in invoice totals", "修复发票合计的舍入错误"), TaskState::Running, StopReason::None, 5, 3, 6, 42, 2, 420000, 4, 3},
        {name("Add JWT login and register endpoints", "新增 JWT 登录与注册接口"), TaskState::Running, StopReason::None, 5, 4, 10, 61, 0, 1070000, 11, 5, Isolation::View, 0, 0, QStringLiteral("clean")},
        {name("Migrate date handling to zoneinfo", "将日期处理迁移到 zoneinfo"), TaskState::Pending, StopReason::None, 5, 0, 6, -1, -1, 0, 6, 3},
        {name("Type-check the storage package", "为 storage 包补全类型检查"), TaskState::Pending, StopReason::None, 3, 0, 6, -1, -1, 0, 21, 2},
        {name("Replace deprecated pandas append", "替换已弃用的 pandas append"), TaskState::Pending, StopReason::None, 1, 0, 6, -1, -1, 0, 60, 2},
        {name("Parse ISO week dates in the importer", "导入器支持 ISO 周日期"), TaskState::Completed, StopReason::Passed, 5, 2, 6, 203, 0, 310000, 62, 3, Isolation::View, 3, 4120},
        {name("Speed up nightly export below 60 s", "夜间导出提速到 60 秒以内"), TaskState::Failed, StopReason::StuckRepeat, 3, 5, 8, 88, 2, 2120000, 180, 4, Isolation::View, 5},
        {name("Make CLI exit codes match the manual", "CLI 退出码与手册一致"), TaskState::Failed, StopReason::IterationLimit, 3, 6, 6, 57, 3, 940000, 300, 3},
        {name("Rewrite templates in Jinja 3", "用 Jinja 3 重写模板"), TaskState::Cancelled, StopReason::Cancelled, 1, 1, 6, 31, 9, 80000, 1500, 3},
        {name("Split the settings module", "拆分设置模块"), TaskState::Failed, StopReason::CostLimit, 2, 4, 6, 12, 1, 3010000, 3000, 3, Isolation::Worktree},
        {name("Upgrade the linter", "升级代码检查工具"), TaskState::Failed, StopReason::EnvironmentError, 2, 0, 6, -1, -1, 0, 4000, 3},
    };
}

/// Writes the tasks as they are: no worker runs them.
inline Result<QStringList> fillStore(const Settings &settings, const QString &folder, const QList<DemoTask> &tasks)
{
    VC_TRY(const StoreLocation location, parseDatabaseUrl(settings.databaseUrl));
    VC_TRY(const auto db, Database::open(location));
    QStringList ids;
    int number = 0;
    for (const DemoTask &demo : tasks) {
        const QString where = folder + QStringLiteral("/project-%1").arg(++number);
        QDir().mkpath(where);
        Task task;
        task.id = QStringLiteral("demo%1").arg(number, 8, 10, QLatin1Char('0'));
        task.spec.name = demo.name;
        task.spec.workingDirectory = where;
        task.spec.verificationCommands = QStringList{QStringLiteral("pytest -q")};
        task.spec.maxIterations = demo.maxIterations;
        task.spec.maxCostUsd = demo.cap;
        task.priority = task.spec.priority = demo.priority;
        task.accepted = true;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        task.createdAt = now.addSecs(-60 * demo.minutesAgo - 60);
        task.updatedAt = task.endedAt = now.addSecs(-60 * demo.minutesAgo);
        ids.append(task.id);
        VC_CHECK(db->writeNow([&task](Connection &c) { return taskstore::insert(c, task); }));
        task.state = demo.state;
        task.stopReason = demo.reason;
        task.iteration = demo.iteration;
        task.testsPassed = demo.passed;
        task.testsFailed = demo.failed;
        task.usage.costMicroUsd = demo.microUsd;
        task.usage.calls = demo.microUsd > 0 ? 5 : 0;
        task.startedAt = demo.iteration > 0 ? task.updatedAt : QDateTime();
        task.isolation = demo.isolation;
        if (demo.kept > 0) {
            task.result = demo.state == TaskState::Completed ? ResultState::Applied : ResultState::NotApplied;
            task.resultFiles = demo.kept;
        }
        if (demo.cleanMs > 0) {
            task.verdict = VerdictPlace::CleanRoom;
            task.verdictMs = demo.cleanMs;
        }
        task.activity = demo.activity;
        if (!isEnded(demo.state))
            task.endedAt = {};
        VC_CHECK(db->writeNow([&task](Connection &c) { return taskstore::save(c, task, 0); }));
    }
    return ids;
}

} // namespace vibecoder
