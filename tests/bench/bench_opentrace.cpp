// SPDX-License-Identifier: MIT
// bench_opentrace FOLDER PAIRS COMMAND: what it costs a command in a view of FOLDER that the files it opens are noted.
// Runs follow each other in pairs, without and with, so that what else the machine does meets both.
#include "core/guardlearning.h"
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"

#include <QCoreApplication>
#include <QCoro/QCoroTask>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.value(values.size() / 2);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc != 4 || !sandboxReport().warm)
        return 2;
    const QString root = QDir(QString::fromLocal8Bit(argv[1])).canonicalPath();
    const int pairs = QByteArray(argv[2]).toInt();
    Result<std::unique_ptr<Workspace>> workspace = Workspace::open(root);
    QTemporaryDir storage(QDir::currentPath() + u"/bench-view-XXXXXX"_s);
    if (!workspace || !QDir(storage.path()).mkpath(u"0/upper"_s) || !QDir(storage.path()).mkpath(u"0/work"_s))
        return 1;
    ProcessRunner runner;
    qsizetype folders = 0, files = 0;
    double walk = 0;
    const auto once = [&](bool traced) {
        ProcessRequest request;
        request.argv = shellArgv(QString::fromLocal8Bit(argv[3]));
        request.directory = root;
        request.timeoutMs = 600000;
        SandboxProfile profile{root, false, {}};
        profile.view = ViewMounts{storage.path(), {{root, u"0"_s}}};
        request.sandbox = profile;
        request.sandboxOwner = u"bench"_s;
        QElapsedTimer timer;
        timer.start();
        if (traced) {
            request.traced = foldersToWatch(**workspace, true);
            folders = request.traced->size();
            walk = double(timer.nsecsElapsed()) / 1e6;
        }
        CancelSource stop;
        const auto result = QCoro::waitFor(runner.run(request, stop));
        const double ms = double(timer.nsecsElapsed()) / 1e6;
        if (!result || (traced && (!result->opened || !result->opened->why.isEmpty())))
            std::fprintf(stderr, "not traced\n");
        else if (traced)
            files = result->opened->paths.size();
        return ms;
    };
    once(false);
    once(true);
    QList<double> plain, traced, more;
    for (int i = 0; i < pairs; ++i) {
        const bool first = i % 2 == 0;
        const double a = once(first), b = once(!first);
        plain.append(first ? b : a);
        traced.append(first ? a : b);
        more.append(traced.constLast() - plain.constLast());
    }
    std::printf("%d folders (walk %.1f ms), %d opened files: without %.1f ms (best %.1f), with %.1f ms (best %.1f), "
                "difference of a pair %.1f "
                "ms\n",
        int(folders), walk, int(files), median(plain), *std::min_element(plain.cbegin(), plain.cend()), median(traced),
        *std::min_element(traced.cbegin(), traced.cend()), median(more));
    return 0;
}
