// SPDX-License-Identifier: MIT
// The parts of an Engine; for its own .cpp files only.
#pragma once

#include "ai/claudeprovider.h"
#include "core/commandsandbox.h"
#include "core/engine.h"
#include "core/rulebook.h"
#include "core/taskflow.h"
#include "core/verificationcheck.h"
#include "core/waiting.h"
#include "core/worker.h"
#include "integrations/keychain.h"
#include "integrations/webhooks/deliverythread.h"
#include "storage/artifactstore.h"
#include "storage/webhookstore.h"

#include <QElapsedTimer>
#include <QPromise>
#include <QThreadPool>

#include <atomic>

namespace vibecoder {

class Engine::Private
{
public:
    explicit Private(const Settings &given, std::unique_ptr<Database> database)
        : settings(given)
        , artifacts(database->location().artifactFolder())
        , audit(database->location().auditFile())
        , rules(settings.rulesFile)
        , db(std::move(database))
    {
        slowWork.setMaxThreadCount(1); // two rollbacks of one process must not meet
    }

    /// Everything that was begun ends here, while everything that it uses is still there. First those who begin new
    /// work, last the writer: what is queued in it uses the audit log and the rules, and its answers may start slow
    /// work.
    void end(Engine *engine)
    {
        ending = true;
        // Nobody outside is called any more: a face that ends its engine is about to end itself.
        engine->blockSignals(true);
        QObject::disconnect(db.get(), nullptr, engine, nullptr);
        delivery.reset();
        posts.waitForDone();
        worker.reset();
        slowWork.waitForDone();
        db->stopWriting();
        slowWork.waitForDone();
    }

    /// One write transaction whose value comes back by a future, fulfilled on the writer thread after COMMIT.
    template <typename T>
    QFuture<Result<T>> change(std::function<Result<T>(Connection &)> job)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        auto slot = std::make_shared<Result<T>>(fail(ErrorCode::Internal, QStringLiteral("the job did not run")));
        db->submit(
            [job = std::move(job), slot](Connection &c) -> Result<> {
                *slot = job(c);
                if (!*slot)
                    return passError(*slot);
                return {};
            },
            [promise, slot](const Result<> &stored) {
                promise->addResult(stored ? *slot : Result<T>(passError(stored)));
                promise->finish();
            },
            Database::Durability::Full, patienceMs);
        return promise->future();
    }

    /// Blocking work at its end, one after the other: two rollbacks of one process must not meet.
    template <typename T>
    QFuture<Result<T>> aside(std::function<Result<T>(Private &)> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        slowWork.start([this, promise, work = std::move(work)] {
            promise->addResult(work(*this));
            db->closeReader();
            promise->finish();
        });
        return promise->future();
    }

    /// What taskflow wants to know beside a task. The tier is looked for only where somebody may be asked.
    [[nodiscard]] taskflow::Acceptance acceptanceOf(const TaskSpec &spec, bool accepted, taskflow::AcceptedFor what)
    {
        taskflow::Acceptance acceptance;
        acceptance.judged =
            judgeVerification(commandsToAccept(spec), spec.workingDirectory, db->location().dataFolder());
        acceptance.acceptedFor = what;
        if (!accepted || asksForFolder(acceptance.judged))
            acceptance.tier = tierOfCommands(settings, spec.workingDirectory);
        return acceptance;
    }

    /// The worker and what it needs are made at first use: most CLI calls never work the queue.
    Worker &ensureWorker(Engine *engine)
    {
        if (!worker) {
            // What the environment does not have the keychain may. It is read before each task, so that a key that is
            // stored meanwhile is used.
            std::function<Result<QString>()> readKey;
            if (settings.apiKey.isEmpty() && settings.authToken.isEmpty())
                readKey = [] { return keychain::readKey(); };
            provider = std::make_unique<ClaudeProvider>(settings);
            RunServices services{*db, artifacts, audit, rules, *provider, runner, clock, settings,
                [engine](const QString &taskId, const QString &text) { emit engine->liveText(taskId, text); }, readKey};
            worker = std::make_unique<Worker>(services);
        }
        return *worker;
    }

    // In this order, so that each goes before what it uses; end() has stopped them all by then.
    bool ending = false;
    std::atomic<qint64> patienceMs = Database::kPatienceMs; ///< of a change that a person asked for
    Settings settings;
    SystemClock clock;
    ArtifactStore artifacts;
    AuditLog audit;
    RuleBook rules;
    std::unique_ptr<Database> db;
    ProcessRunner runner;
    std::unique_ptr<ModelProvider> provider;
    std::unique_ptr<Worker> worker;
    /// The thread that delivers starts with the first webhook; before, nothing of it is there.
    void wakeDelivery()
    {
        if (ending)
            return;
        if (delivery) {
            delivery->wake();
            return;
        }
        const auto any = webhookstore::any(db->reader());
        if (any && *any)
            delivery = std::make_unique<webhooks::DeliveryThread>(*db, clock);
    }

    /// How the queue stands.
    Result<QueueFacts> knownFacts();
    QueueFacts facts;
    QByteArray factsVersion;
    QElapsedTimer factsAge;

    QThreadPool slowWork;
    QThreadPool posts; ///< tests of webhooks: each waits for an answer
    bool delivers = false;
    std::unique_ptr<webhooks::DeliveryThread> delivery;
};

} // namespace vibecoder
