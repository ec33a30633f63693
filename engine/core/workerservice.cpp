// SPDX-License-Identifier: MIT
// The worker and the model service: the key that is used, and whether a service that was down works again.
#include "core/worker.h"

#include "base/logging.h"
#include "base/processid.h"
#include "core/taskflow.h"
#include "storage/workerrows.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// The keychain may ask a person to unlock it. Who has a key already does not wait for that.
constexpr int kKeyWaitMs = 60000, kNewerKeyWaitMs = 3000;

// What still does not work, so that the queue stays paused; None: it works. A question that is refused was answered.
StopReason stillWrong(const ModelOutcome &answer)
{
    switch (answer.failure) {
    case ModelFailure::None:
    case ModelFailure::Refused:
    case ModelFailure::ModelUnknown:
        return StopReason::None;
    case ModelFailure::KeyRefused:
        return StopReason::ApiAuth;
    case ModelFailure::SpendLimit:
        return StopReason::ApiSpendCap;
    default:
        return StopReason::ServiceUnavailable;
    }
}

} // namespace

// True when there is another key than before.
QCoro::Task<bool> Worker::refreshKey(CancelSource &stop)
{
    if (!m_services.readKey)
        co_return false;
    OneShot<std::optional<QString>> answer;
    m_keyWork.start([read = m_services.readKey, answer] {
        const Result<QString> key = read();
        if (key)
            answer.set(*key);
        else // taken out of the keychain: it is not used any more; what cannot be read now may still be right
            answer.set(key.error().code == ErrorCode::NotFound ? std::optional(QString()) : std::nullopt);
    });
    QTimer limit;
    limit.setSingleShot(true);
    connect(&limit, &QTimer::timeout, &limit, [answer] { answer.set(std::nullopt); });
    limit.start(m_services.provider.hasKey() ? kNewerKeyWaitMs : kKeyWaitMs);
    OnStop onStop(stop, [answer] { answer.set(std::nullopt); });
    const std::optional<QString> key = co_await answer;
    co_return key &&m_services.provider.setApiKey(*key);
}

// So that a face can say whether anybody works the queue. Who does one task alone takes nothing from it. Nobody waits
// for this, and a row that stays behind is that of a dead process.
void Worker::tellOthers(bool working)
{
    if (working == m_told || (working && !m_options.only.isEmpty()))
        return;
    m_told = working;
    const WorkerRow own{ProcessId::self(), m_options.workers};
    Database::WriteJob job = [own, working](Connection &c) -> Result<> {
        VC_TRY(const QList<WorkerRow> rows, workerrows::all(c));
        for (const WorkerRow &row : rows) {
            if (row.process == own.process || !isAlive(row.process))
                VC_CHECK(workerrows::remove(c, row.process));
        }
        return working ? workerrows::save(c, own) : Result<>();
    };
    m_services.db.submit(
        std::move(job),
        [](const Result<> &stored) {
            if (!stored)
                logWarning(
                    "worker", u"others cannot be told who works the queue"_s, {{u"why"_s, stored.error().message}});
        },
        Database::Durability::Process);
}

// One process asks, and the queue goes on or waits longer.
QCoro::Task<> Worker::probe()
{
    const QDateTime asked = m_services.clock.now();
    auto mine = std::make_shared<bool>(false);
    Database::WriteJob take = [mine, asked](Connection &c) -> Result<> {
        VC_TRY(*mine, taskflow::claimProbe(c, asked));
        return {};
    };
    CO_AWAIT(const Result<> taken, m_services.db.write(std::move(take)));
    if (taken && *mine) {
        auto asking = refreshKey(m_scope.stop());
        co_await asking;
        auto question = m_services.provider.probe(m_services.settings.claudeModel, m_scope.stop());
        const ModelOutcome answer = co_await question;
        if (answer.failure != ModelFailure::Stopped) {
            const StopReason wrong = stillWrong(answer);
            const QString detail = redact(
                answer.error.hint.isEmpty() ? answer.error.message : answer.error.message + u' ' + answer.error.hint);
            const QDateTime now = m_services.clock.now();
            Database::WriteJob job = [wrong, detail, now](
                                         Connection &c) { return taskflow::answerProbe(c, wrong, detail, now); };
            CO_AWAIT(const Result<> stored, m_services.db.write(std::move(job)));
            if (!stored)
                logWarning(
                    "worker", u"the answer to a probe could not be stored"_s, {{u"why"_s, stored.error().message}});
        }
    }
    m_probing = false;
    wake();
}

} // namespace vibecoder
