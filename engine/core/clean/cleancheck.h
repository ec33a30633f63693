// SPDX-License-Identifier: MIT
// Whether what passed in the view of an attempt passes in a clean room too: that is the verdict. All of it as steps, so
// that a resumed run comes to the same.
#pragma once

#include "core/clean/canaries.h"
#include "core/clean/cleanresult.h"
#include "core/clean/cleanroom.h"
#include "core/clean/roomwatch.h"
#include "core/view/borderdesk.h"

namespace vibecoder {

class CleanCheck
{
    Q_DISABLE_COPY_MOVE(CleanCheck)

public:
    /// All of them must outlive this. attempt: runs the commands in the view.
    CleanCheck(RunServices &services, const QString &root, AttemptView &view, const BorderDesk &border,
        CommandTools &attempt, Journal &journal, CancelSource &stop);

    /// Before the verification in the view: whether anything but changes lies there. Not a step.
    void glance();

    struct Question
    {
        QString tree, chosen; ///< ids of all changes and of those that may leave the view
        VerificationReport inView, baseline;
    };
    QCoro::Task<Result<CleanResult>> check(Question question, RunState &state);
    /// Whether another set passes in a room of its own too, with nothing else. Nothing: no room is possible, or it does
    /// not pass there. A canary is no part of it.
    QCoro::Task<Result<std::optional<VerificationReport>>> passesWith(QString set, Question question, RunState &state);
    /// The person's folder as it is, once the result is in it. Nothing: no room is possible, or nobody can trust
    /// what passes there. Empty: its setup fails.
    QCoro::Task<Result<std::optional<VerificationReport>>> verifyFolder(Question question, RunState &state);
    /// Instead of a verification in the view: all changes in a room of their own. Nothing: no room is possible.
    QCoro::Task<Result<std::optional<VerificationReport>>> verify(QString tree, RunState &state);

private:
    QCoro::Task<Result<StepOutcome>> enter(Question question, QStringList kept, bool always);
    struct Tried
    {
        bool same = false, mayCome = false;
        VerdictNote why; ///< without a code: there was a room
        QStringList behind;
        QList<qint64> files, bytes; ///< of each of `behind`
        QString setup;
        VerificationReport report;
        QList<GuardFinding> findings;
    };
    QCoro::Task<Result<Tried>> tryWith(Question question, QStringList kept, RunState &state);
    QCoro::Task<Result<QStringList>> narrow(Question question, QStringList behind, RunState &state, qint64 &durationMs);
    struct SetUp
    {
        VerificationReport report;    ///< of its commands; empty: there are none
        VerdictNote why;              ///< the result could not come in
        QList<GuardFinding> findings; ///< what its commands wrote of what is verified
        [[nodiscard]] bool isDone() const
        {
            return why.code.isEmpty() && (report.commands.isEmpty() || report.passed());
        }
    };
    QCoro::Task<Result<SetUp>> setUp(Question question, QStringList kept, QJsonObject entered, RunState &state);
    QCoro::Task<Result<bool>> failsWithout(Question question, VerificationReport report, RunState &state);
    QCoro::Task<Result<std::optional<VerificationReport>>> runWithout(
        RunPurpose purpose, Question question, VerificationReport wanted, RunState &state);
    QCoro::Task<Result<StepOutcome>> bringAll(Question question, QStringList kept, QString key);
    [[nodiscard]] std::optional<QString> keyFor(const ChangeSet &chosen) const;
    /// isNew: what is there already does not count.
    QCoro::Task<Result<>> takeUp(Question question, QStringList kept, bool isNew);
    QCoro::Task<Result<VerificationReport>> run(
        RunPurpose purpose, Question question, QStringList kept, VerificationReport wanted, RunState &state);
    QCoro::Task<Result<QList<GuardFinding>>> look(Question question);
    [[nodiscard]] Result<bool> isMerged(const ChangeSet &chosen) const;
    [[nodiscard]] QStringList whatIsHers() const;
    QCoro::Task<> leave();

    QCoro::Task<Result<QList<GuardFinding>>> findForged(
        Question question, QStringList kept, VerificationReport passed, bool isNewRoom, RunState &state);
    [[nodiscard]] Result<QList<Canaries::TouchedPath>> touchedBy(const QString &set) const;
    class Room;

    RunServices &m_services;
    QString m_root;
    AttemptView &m_view;
    const BorderDesk &m_border;
    CommandTools &m_attempt;
    Journal &m_journal;
    CancelSource &m_stop;
    std::unique_ptr<CleanRoom> m_room;
    RoomWatch m_watch;
    bool m_nothingElse = false;
    QString m_verified;           ///< id of the changes that verify() has found to pass
    QList<GuardFinding> m_forged; ///< what findForged() has found in them
    qint64 m_canaryMs = 0;
    bool m_network = false;
    QStringList m_setup; ///< commands
};

} // namespace vibecoder
