// SPDX-License-Identifier: MIT
// bench_sandbox [FOLDER]: what holding a command costs. `/bin/true` from the request to its status and the end of its
// output: plain fork and exec, and through the runner in each way. Nothing is asserted.
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"
#include "workspace/protection/protectedstate.h"

#include <QCoreApplication>
#include <QCoro/QCoroTask>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 400;

const QStringList &names()
{
    static const QStringList list{u".vscode"_s, u".idea"_s, u".devcontainer"_s, u".husky"_s, u".mcp.json"_s,
        u".cursor"_s, u".claude"_s, u".circleci"_s, u".github/workflows"_s, u".gitlab-ci.yml"_s,
        u".pre-commit-config.yaml"_s, u".envrc"_s, u".vibecoder"_s, u".git"_s, u".gitmodules"_s, u".npmrc"_s,
        u".gitattributes"_s, u".travis.yml"_s, u".bashrc"_s, u".profile"_s, u".gitconfig"_s, u".netrc"_s};
    return list;
}

double plainMs()
{
    QElapsedTimer timer;
    timer.start();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return 0;
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(ends[1], 1);
        ::execl("/bin/true", "/bin/true", nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    char byte = 0;
    while (::read(ends[0], &byte, 1) > 0) {
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return double(timer.nsecsElapsed()) / 1e6;
}

double runnerMs(ProcessRunner &runner, const ProcessRequest &request)
{
    QElapsedTimer timer;
    timer.start();
    CancelSource stop;
    const auto result = QCoro::waitFor(runner.run(request, stop));
    if (!result || result->exitCode != 0)
        qFatal("the command failed");
    return double(timer.nsecsElapsed()) / 1e6;
}

double openMs(ProcessRunner &runner, const ProcessRequest &request)
{
    QElapsedTimer timer;
    timer.start();
    CancelSource stop;
    auto view = QCoro::waitFor(runner.openView(*request.sandbox, request.sandboxOwner, stop));
    if (!view)
        qFatal("the view was not opened");
    view->reset();
    return double(timer.nsecsElapsed()) / 1e6;
}

void show(const char *what, QList<double> values)
{
    std::sort(values.begin(), values.end());
    std::printf("%-44s median %9.2f ms   best %9.2f   99 %% %9.2f\n", what, values.at(values.size() / 2),
        values.first(), values.at(values.size() * 99 / 100));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QTemporaryDir folder;
    ProcessRunner runner;
    ProcessRequest request;
    request.argv = QStringList{u"/bin/true"_s};
    request.directory = folder.path();
    ProcessRequest held = request;
    held.sandbox = SandboxProfile{folder.path(), false, {}};
    ProcessRequest warm = held;
    warm.sandboxOwner = u"bench"_s;
    // As a task has it: names that do not exist are masked, and all of them are compared before and after.
    ProcessRequest asTask = warm;
    asTask.sandboxOwner = u"task"_s;
    asTask.sandbox->protectedNames = names();
    // Written into a view; and a tool of the engine that opens it.
    const QTemporaryDir storage;
    QDir().mkpath(storage.filePath(u"0/upper"_s));
    QDir().mkpath(storage.filePath(u"0/work"_s));
    ProcessRequest viewed = warm;
    viewed.sandboxOwner = u"view"_s;
    viewed.sandbox->view = ViewMounts{storage.path(), {{folder.path(), u"0"_s}}};
    ProtectedState before;
    FolderCache folders;
    const QByteArray root = folder.path().toUtf8();
    const auto encoded = [] {
        QByteArrayList list;
        for (const QString &name : names())
            list.append(name.toUtf8());
        return list;
    };
    QElapsedTimer timer;
    timer.start();
    const SandboxReport &report = sandboxReport();
    std::printf("%-44s %9.2f ms%s\n", "probe", double(timer.nsecsElapsed()) / 1e6, report.warm ? "" : " (not warm)");
    QList<double> plain, unheld, kept, inView, opened, task, own;
    // In turns, so that a busy moment of the machine meets all of them.
    for (int i = 0; i < kRounds; ++i) {
        plain.append(plainMs());
        unheld.append(runnerMs(runner, request));
        if (report.tier == SandboxTier::Bubblewrap)
            kept.append(runnerMs(runner, warm));
        if (report.warm) {
            inView.append(runnerMs(runner, viewed));
            opened.append(openMs(runner, viewed));
        }
        if (report.tier == SandboxTier::Bubblewrap) {
            QElapsedTimer compared;
            compared.start();
            before = protectedState(folder.path(), encoded(), before, folders, repositoriesIn(root, folders));
            const double first = double(compared.nsecsElapsed()) / 1e6;
            const double ran = runnerMs(runner, asTask);
            compared.restart();
            const ProtectedState after =
                protectedState(folder.path(), encoded(), before, folders, repositoriesIn(root, folders));
            if (!protectedChanges(before, after).isEmpty())
                std::fprintf(stderr, "something changed\n");
            task.append(first + ran + double(compared.nsecsElapsed()) / 1e6);
        }
        if (report.tier == SandboxTier::Bubblewrap && i % 10 == 0)
            own.append(runnerMs(runner, held));
    }
    show("/bin/true, plain fork and exec", plain);
    show("/bin/true, launcher without a sandbox", unheld);
    if (!kept.isEmpty()) {
        show("/bin/true, warm sandbox", kept);
        show("/bin/true, warm, with comparison", task);
        show("/bin/true, a sandbox for each command", own);
    }
    if (!inView.isEmpty()) {
        show("/bin/true, warm, in a view", inView);
        show("a view opened and closed for a tool", opened);
    }
    return 0;
}
