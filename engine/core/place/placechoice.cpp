// SPDX-License-Identifier: MIT
#include "core/place/placechoice.h"

#include "core/commandsandbox.h"
#include "core/view/gitlayers.h"
#include "sandbox/probe.h"
#include "workspace/view/viewobstacles.h"

#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> noView(const QString &why)
{
    return fail(ErrorCode::Unavailable,
        u"the task asks for a view of its folder, and there is none here: %1"_s.arg(why),
        u"Write `isolation: auto` or `isolation: in_place`, or put right what is named."_s);
}

} // namespace

// Owners that a name space cannot map, kernels without it: only mounting one tells.
QCoro::Task<QString> tryView(ProcessRunner &runner, const AttemptView &view, QString root, CancelSource &stop)
{
    SandboxProfile profile;
    profile.workingDirectory = root;
    profile.view = view.mounts();
    const QString owner = view.mounts().storage + u"/try"_s;
    CO_AWAIT(const auto opened, runner.openView(profile, owner, stop));
    runner.endSandbox(owner);
    if (opened)
        co_return QString();
    const Error &error = opened.error();
    co_return error.detail.isEmpty() ? error.message : error.message + u": "_s + error.detail;
}

QString whyNoView(const Settings &settings, const StoreLocation &location, const QString &root)
{
    const SandboxTier tier = tierOfCommands(settings, root);
    if (tier != SandboxTier::Bubblewrap) {
        const QString why = settings.sandbox == SandboxChoice::Auto ? sandboxReport().why : QString();
        return u"commands run without bubblewrap"_s + (why.isEmpty() ? QString() : u": "_s + why);
    }
    if (!sandboxReport().warm)
        return u"the sandbox cannot stay between two commands: "_s + sandboxReport().whyNotWarm;
    return whyNoView(root, location.viewsFolder());
}

QCoro::Task<Result<ChosenPlace>> choosePlace(RunServices &services, Task task, QString root, CancelSource &stop)
{
    ChosenPlace chosen;
    const StoreLocation &location = services.db.location();
    if (task.spec.isolation == Isolation::Worktree) {
        CO_TRY(chosen.worktree, AttemptWorktree::open(location, task, stop));
        chosen.isolation = Isolation::Worktree;
        chosen.note = chosen.worktree->where();
        co_return chosen;
    }
    const QStringList refused{location.dataFolder()};
    const QString folder = AttemptView::folderOf(location, task.id, task.attempt);
    const bool exists = QFileInfo::exists(folder);
    if (!exists && task.isolation == Isolation::View)
        co_return fail(ErrorCode::NotFound, u"the view of this attempt is gone: %1"_s.arg(folder),
            u"Retry the task: a new attempt gets a new view."_s);
    if (!exists) {
        // An attempt of an earlier version, or one that began where no view was to be had, stays in the folder.
        const bool wants = task.spec.isolation == Isolation::View ||
                           (task.spec.isolation == Isolation::Auto && task.iteration == 0);
        if (!wants) {
            chosen.note = task.isolationNote;
            co_return chosen;
        }
        if (const QString why = whyNoView(services.settings, location, root); !why.isEmpty()) {
            if (task.spec.isolation == Isolation::View)
                co_return noView(why);
            chosen.note = why;
            co_return chosen;
        }
    }
    const QStringList further = exists ? QStringList() : gitLayersOf(root);
    auto opened = AttemptView::open(folder, root, refused, further);
    if (!opened)
        co_return passError(opened);
    // Also when an earlier run was killed before it had tried.
    if (task.isolation != Isolation::View) {
        CO_AWAIT(QString why, tryView(services.runner, **opened, root, stop));
        if (!why.isEmpty() && !further.isEmpty() && !stop.stopped()) {
            // git's own files can be read all the same.
            opened->reset();
            (void)ViewFolder::removeUnused(location.viewsFolder(), QFileInfo(folder).fileName());
            opened = AttemptView::open(folder, root, refused);
            if (!opened)
                co_return passError(opened);
            CO_AWAIT(why, tryView(services.runner, **opened, root, stop));
        }
        if (stop.stopped())
            co_return tl::make_unexpected(stop.error());
        if (!why.isEmpty()) {
            opened->reset();
            (void)ViewFolder::removeUnused(location.viewsFolder(), QFileInfo(folder).fileName());
            if (task.spec.isolation == Isolation::View)
                co_return noView(why);
            chosen.note = why;
            co_return chosen;
        }
    }
    chosen.isolation = Isolation::View;
    chosen.view = std::move(*opened);
    co_return chosen;
}

} // namespace vibecoder
