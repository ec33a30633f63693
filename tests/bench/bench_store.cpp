// SPDX-License-Identifier: MIT
// Claims and lists on a store with 100,000 queued tasks, and the price of opening and of one commit.
#include "base/digest.h"
#include "storage/database.h"
#include "storage/taskstore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

void print(const char *what, QList<qint64> ns)
{
    std::sort(ns.begin(), ns.end());
    const auto at = [&](double q) { return double(ns.at(qsizetype(q * double(ns.size() - 1)))) / 1e6; };
    std::printf("%-44s median %8.3f ms   p99 %8.3f ms   (%lld runs)\n", what, at(0.5), at(0.99),
        static_cast<long long>(ns.size()));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTemporaryDir folder;
    const auto location = parseDatabaseUrl(u"sqlite:///"_s + folder.filePath(u"bench.db"_s));
    auto opened = Database::open(*location);
    if (!opened) {
        std::fprintf(stderr, "%s\n", qPrintable(opened.error().message));
        return 1;
    }
    std::unique_ptr<Database> db = std::move(*opened);
    const int tasks = argc > 1 ? QByteArray(argv[1]).toInt() : 100000;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (int first = 0; first < tasks; first += 5000) {
        const auto done = db->writeNow([&](Connection &c) -> Result<> {
            for (int i = first; i < std::min(tasks, first + 5000); ++i) {
                Task task;
                task.id = newId();
                task.spec.name = u"task %1"_s.arg(i);
                task.spec.description = QString(600, QLatin1Char('d'));
                task.spec.workingDirectory = u"/srv/projects/%1"_s.arg(i % 1000);
                task.spec.verificationCommands = QStringList{u"make test"_s};
                task.priority = i % 10;
                task.accepted = true;
                task.createdAt = task.updatedAt = now;
                VC_CHECK(taskstore::insert(c, task));
            }
            return {};
        });
        if (!done) {
            std::fprintf(stderr, "%s\n", qPrintable(done.error().message));
            return 1;
        }
    }
    QElapsedTimer timer;
    QList<qint64> claims, pages, commits, opens;
    for (int i = 0; i < 500; ++i) {
        timer.start();
        (void)db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::claimNext(c, ProcessId::self(), 1000000, now));
            return {};
        });
        claims.append(timer.nsecsElapsed());
    }
    for (int i = 0; i < 100; ++i) {
        timer.start();
        (void)taskstore::list(db->reader(), {}, {0, 50});
        pages.append(timer.nsecsElapsed());
    }
    for (int i = 0; i < 300; ++i) {
        timer.start();
        (void)db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(c.execute(u"UPDATE tasks SET priority = priority + 1 WHERE seq = ?"_s, {i + 1}));
            return {};
        });
        commits.append(timer.nsecsElapsed());
    }
    db.reset();
    for (int i = 0; i < 20; ++i) {
        timer.start();
        auto again = Database::open(*location);
        opens.append(timer.nsecsElapsed());
    }
    std::printf("store with %d queued tasks\n", tasks);
    print("claim, with its commit", claims);
    print("first page of 50", pages);
    print("one small commit (FULL)", commits);
    print("open an existing store", opens);
    return 0;
}
