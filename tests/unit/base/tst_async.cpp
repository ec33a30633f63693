// SPDX-License-Identifier: MIT
// Waiting, stopping and owning coroutines: every wait ends by itself or by a stop, and nothing is left behind.
#include "base/async.h"

#include "support/sanitized.h"

#include <QTest>
#include <QThread>

#include <stdexcept>

#ifdef VC_SANITIZED
#include <sanitizer/lsan_interface.h>
#endif

using namespace vibecoder;

namespace {

QCoro::Task<> await(OneShot<int> shot, int *out)
{
    const int value = co_await shot;
    *out = value;
}

QCoro::Task<> sleepInto(qint64 ms, CancelSource *stop, int *out)
{
    CO_AWAIT(const bool slept, sleepFor(ms, *stop));
    *out = slept ? 1 : 0;
}

QCoro::Task<Result<int>> give(Result<int> result)
{
    co_return result;
}

QCoro::Task<Result<int>> addOne(Result<int> first)
{
    CO_TRY(const int value, give(first));
    co_return value + 1;
}

QCoro::Task<> throwOut()
{
    throw std::runtime_error("out");
    co_return;
}

QCoro::Task<> keep(Result<int> first, Result<int> *out)
{
    CO_AWAIT(*out, addOne(first));
}

constexpr qint64 kLong = 3'600'000;

} // namespace

class TestAsync : public QObject
{
    Q_OBJECT

private slots:
    void theFirstValueWins();
    void aValueFromAnotherThreadWakesInTheMakersThread();
    void aShotOutlivesItsSender();
    void earlyReturnPassesTheError();
    void stopReachesChildrenOnce();
    void aChildOfAStoppedSourceIsStopped();
    void aDeadlineStopsTheChildAlone();
    void namesTheCause_data();
    void namesTheCause();
    void callbacksMayGoWhileOthersRun();
    void sleepEndsByItself();
    void sleepEndsByStop();
    void aStoppedSourceDoesNotSleep();
    void aScopeStopsWhatItOwns();
    void aScopeSurvivesExceptions();
    void aScopeTellsWhenItIsIdle();
    void drainGivesUpAtItsLimit();
    void whatOutlivesItsScopeIsNeverResumed();
};

void TestAsync::theFirstValueWins()
{
    const OneShot<int> shot;
    int out = 0;
    TaskScope scope;
    scope.start([shot, &out](CancelSource &) { return await(shot, &out); });
    shot.set(1);
    shot.set(2);
    QCOMPARE(out, 0); // woken by the event loop, never inside set()
    QVERIFY(scope.drain(5000));
    QCOMPARE(out, 1);
}

void TestAsync::aValueFromAnotherThreadWakesInTheMakersThread()
{
    const OneShot<int> shot;
    int out = 0;
    TaskScope scope;
    scope.start([shot, &out](CancelSource &) { return await(shot, &out); });
    const std::unique_ptr<QThread> thread(QThread::create([shot] { shot.set(5); }));
    thread->start();
    QVERIFY(scope.drain(5000));
    QVERIFY(thread->wait(5000));
    QCOMPARE(out, 5);
}

void TestAsync::aShotOutlivesItsSender()
{
    int out = 0;
    TaskScope scope;
    auto sender = std::make_unique<OneShot<int>>();
    scope.start([shot = *sender, &out](CancelSource &) { return await(shot, &out); });
    sender->set(3);
    sender.reset();
    QVERIFY(scope.drain(5000));
    QCOMPARE(out, 3);
}

void TestAsync::earlyReturnPassesTheError()
{
    Result<int> good = 0;
    Result<int> bad = 0;
    TaskScope scope;
    scope.start([&good](CancelSource &) { return keep(1, &good); });
    scope.start([&bad](CancelSource &) { return keep(fail(ErrorCode::Conflict, QStringLiteral("no")), &bad); });
    QVERIFY(scope.drain(5000));
    QCOMPARE(good.value_or(0), 2);
    QVERIFY(!bad.has_value());
    QCOMPARE(bad.error().code, ErrorCode::Conflict);
}

void TestAsync::stopReachesChildrenOnce()
{
    CancelSource parent;
    CancelSource child(&parent);
    CancelSource grandchild(&child);
    int calls = 0;
    const OnStop onStop(grandchild, [&calls] { ++calls; });
    parent.request(StopCause::Cancelled);
    parent.request(StopCause::Shutdown);
    child.request(StopCause::Lost);
    QCOMPARE(calls, 1);
    QCOMPARE(grandchild.cause(), StopCause::Cancelled);
}

void TestAsync::aChildOfAStoppedSourceIsStopped()
{
    CancelSource parent;
    parent.request(StopCause::Lost);
    CancelSource child(&parent);
    QCOMPARE(child.cause(), StopCause::Lost);
    int calls = 0;
    const OnStop onStop(child, [&calls] { ++calls; });
    QCOMPARE(calls, 1);
}

void TestAsync::aDeadlineStopsTheChildAlone()
{
    CancelSource parent;
    CancelSource child(&parent);
    child.stopAfter(kLong);
    child.stopAfter(1);
    QTRY_VERIFY(child.stopped());
    QCOMPARE(child.cause(), StopCause::Deadline);
    QVERIFY(!parent.stopped());
    CancelSource atOnce;
    atOnce.stopAfter(0);
    QCOMPARE(atOnce.cause(), StopCause::Deadline);
}

void TestAsync::namesTheCause_data()
{
    QTest::addColumn<int>("cause");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, StopCause cause, ErrorCode code) {
        QTest::newRow(name) << int(cause) << int(code);
    };
    row("cancelled by a person", StopCause::Cancelled, ErrorCode::Cancelled);
    row("end of the program", StopCause::Shutdown, ErrorCode::Shutdown);
    row("time limit", StopCause::Deadline, ErrorCode::Timeout);
    row("lease lost", StopCause::Lost, ErrorCode::Lost);
}

void TestAsync::namesTheCause()
{
    QFETCH(int, cause);
    QFETCH(int, code);
    CancelSource source;
    source.request(StopCause(cause));
    QCOMPARE(int(source.error().code), code);
    QVERIFY(!source.error().message.isEmpty());
}

void TestAsync::callbacksMayGoWhileOthersRun()
{
    CancelSource source;
    auto child = std::make_unique<CancelSource>(&source);
    int second = 0;
    std::unique_ptr<OnStop> later;
    const OnStop first(source, [&] {
        later.reset();
        child.reset();
    });
    later = std::make_unique<OnStop>(source, [&second] { ++second; });
    source.request(StopCause::Cancelled);
    QCOMPARE(second, 0);
    QVERIFY(!child);
}

void TestAsync::sleepEndsByItself()
{
    CancelSource stop;
    int out = -1;
    TaskScope scope;
    scope.start([&](CancelSource &) { return sleepInto(1, &stop, &out); });
    QVERIFY(scope.drain(5000));
    QCOMPARE(out, 1);
}

void TestAsync::sleepEndsByStop()
{
    CancelSource stop;
    int out = -1;
    TaskScope scope;
    scope.start([&](CancelSource &) { return sleepInto(kLong, &stop, &out); });
    QCOMPARE(scope.running(), 1);
    stop.request(StopCause::Cancelled);
    QVERIFY(scope.drain(5000));
    QCOMPARE(out, 0);
}

void TestAsync::aStoppedSourceDoesNotSleep()
{
    CancelSource stop;
    stop.request(StopCause::Cancelled);
    int out = -1;
    TaskScope scope;
    scope.start([&](CancelSource &) { return sleepInto(0, &stop, &out); });
    QVERIFY(scope.drain(5000));
    QCOMPARE(out, 0);
}

void TestAsync::aScopeStopsWhatItOwns()
{
    int out = -1;
    {
        TaskScope scope;
        scope.start([&out](CancelSource &stop) { return sleepInto(kLong, &stop, &out); });
    }
    QCOMPARE(out, 0);
}

void TestAsync::aScopeSurvivesExceptions()
{
    TaskScope scope;
    scope.start([](CancelSource &) { return throwOut(); });
    scope.start([](CancelSource &) -> QCoro::Task<> { throw std::runtime_error("before the first wait"); });
    QVERIFY(scope.drain(5000));
    QCOMPARE(scope.running(), 0);
}

void TestAsync::aScopeTellsWhenItIsIdle()
{
    int idle = 0;
    CancelSource stop;
    int one = -1;
    int two = -1;
    TaskScope scope;
    scope.onIdle([&idle] { ++idle; });
    scope.start([&](CancelSource &) { return sleepInto(kLong, &stop, &one); });
    scope.start([&](CancelSource &) { return sleepInto(kLong, &stop, &two); });
    QCOMPARE(scope.running(), 2);
    stop.request(StopCause::Cancelled);
    QVERIFY(scope.drain(5000));
    QCOMPARE(idle, 1);
}

void TestAsync::drainGivesUpAtItsLimit()
{
    int out = -1;
    TaskScope scope;
    scope.start([&out](CancelSource &stop) { return sleepInto(kLong, &stop, &out); });
    QVERIFY(!scope.drain(1));
    QCOMPARE(scope.running(), 1);
}

namespace {

QCoro::Task<> waitDeaf(OneShot<bool> promise, int *resumed)
{
    const bool value = co_await promise;
    *resumed += value ? 1 : 0;
}

} // namespace

// It would work with what its owner had, and the owner is gone.
void TestAsync::whatOutlivesItsScopeIsNeverResumed()
{
    OneShot<bool> late, other;
    int resumed = 0, resumedOther = 0;
    TaskScope living;
    {
        TaskScope scope;
#ifdef VC_SANITIZED
        // Nobody resumes this frame any more, and QCoro frees none that has not ended.
        const __lsan::ScopedDisabler onPurpose;
#endif
        scope.start([&](CancelSource &) { return waitDeaf(late, &resumed); });
        living.start([&](CancelSource &) { return waitDeaf(other, &resumedOther); });
    }
    late.set(true);
    other.set(true);
    QVERIFY(living.drain(5000));
    QTest::qWait(20);
    QCOMPARE(resumed, 0);
    QCOMPARE(resumedOther, 1);
}

QTEST_GUILESS_MAIN(TestAsync)
#include "tst_async.moc"
