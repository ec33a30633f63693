// SPDX-License-Identifier: MIT
// Checkpoints of a directory with 5,000 files (and of one with 20): the first, later ones, after 10 changes, going
// back.
#include "base/digest.h"
#include "workspace/checkpoint/checkpoints.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
}

// Of this process: a busy machine makes the clock on the wall say little.
double processorMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

void measure(int files)
{
    const QTemporaryDir folder;
    const QString root = folder.filePath(u"w"_s);
    for (int i = 0; i < files; ++i) {
        const QString in = root + u"/pkg%1/src"_s.arg(i / 50);
        QDir().mkpath(in);
        QByteArray text;
        for (int line = 0; line < 100; ++line)
            text += "int value" + QByteArray::number(i * 7919 + line) + " = " + QByteArray::number(line) + ";\n";
        write(in + u"/file%1.cpp"_s.arg(i), text);
    }
    QThread::msleep(100);
    const auto workspace = Workspace::open(root);
    const auto store = CheckpointStore::open(folder.filePath(u"store"_s), root);
    if (!workspace || !store)
        return;
    const auto timed = [&](const char *what, const auto &work) {
        QList<double> times, worked;
        for (int i = 0; i < (files > 1000 ? 10 : 50); ++i) {
            QElapsedTimer timer;
            const bool first = qstrcmp(what, "first") == 0;
            const double before = processorMs();
            timer.start();
            work(i);
            worked.append(processorMs() - before);
            times.append(double(timer.nsecsElapsed()) / 1e6);
            if (first)
                break;
        }
        std::sort(times.begin(), times.end());
        std::sort(worked.begin(), worked.end());
        std::printf("%5d files  %-20s median %8.2f ms (processor %8.2f ms)  max %8.2f ms\n", files, what,
            times.at(times.size() / 2), worked.at(worked.size() / 2), times.constLast());
    };
    QString tree;
    timed("first", [&](int) { tree = (*store)->take(**workspace, u"t-a1-c0"_s, {})->tree; });
    (void)(*store)->take(**workspace, u"t-a1-c0"_s, {});
    timed("unchanged", [&](int) { (void)(*store)->take(**workspace, u"t-a1-c1"_s, {}); });
    timed("10 files changed", [&](int i) {
        for (int k = 0; k < 10; ++k)
            write(root + u"/pkg0/src/file%1.cpp"_s.arg(k), QByteArray::number(i * 100 + k));
        (void)(*store)->take(**workspace, u"t-a1-c2"_s, {});
    });
    timed("back over 10 files", [&](int i) {
        for (int k = 0; k < 10; ++k)
            write(root + u"/pkg0/src/file%1.cpp"_s.arg(k), QByteArray::number(i * 100 + k));
        auto plan = (*store)->plan(**workspace, tree, {});
        (void)(*store)->restore(**workspace, *plan);
    });
    std::printf("%5d files  store %.1f MiB\n", files, double((*store)->use().bytes) / (1024 * 1024));
}

} // namespace

int main()
{
    measure(20);
    measure(5000);
    return 0;
}
