// SPDX-License-Identifier: MIT
#include "core/checkpointquestions.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Checkpoints
{
    Q_DECLARE_TR_FUNCTIONS(Checkpoints)
};

bool isMeant(const Checkpoint &checkpoint, const QString &word)
{
    if (word == u"start")
        return checkpoint.kind == CheckpointKind::Start;
    if (word == u"last")
        return checkpoint.kind != CheckpointKind::Restore;
    if (word.startsWith(u'c'))
        return word.mid(1) == QString::number(checkpoint.number);
    return checkpoint.kind == CheckpointKind::Iteration && word == QString::number(checkpoint.iteration);
}

} // namespace

Result<Checkpoint> pickCheckpoint(const QList<Checkpoint> &checkpoints, const QString &word)
{
    static const QRegularExpression form(u"\\A(?:start|last|c?[0-9]{1,9})\\z"_s);
    if (!form.match(word).hasMatch())
        return fail(ErrorCode::InvalidArgument, Checkpoints::tr("%1 does not name a checkpoint.").arg(word),
            Checkpoints::tr("An iteration (2), a checkpoint (c3), start or last."));
    // The newest: a fresh start may have gone through an iteration twice.
    for (auto it = checkpoints.crbegin(); it != checkpoints.crend(); ++it) {
        if (isMeant(*it, word))
            return *it;
    }
    if (checkpoints.isEmpty())
        return fail(ErrorCode::NotFound, Checkpoints::tr("This attempt of the task has no checkpoints."),
            Checkpoints::tr(
                "They were switched off, could not be taken (`vibecoder task status` says why), or are older "
                "than the setting checkpoint_days."));
    QStringList words;
    for (const Checkpoint &one : checkpoints)
        words.append(wordFor(one));
    return fail(ErrorCode::NotFound, Checkpoints::tr("There is no checkpoint %1.").arg(word),
        Checkpoints::tr("There is: %1").arg(words.join(u", "_s)));
}

QString wordFor(const Checkpoint &checkpoint)
{
    if (checkpoint.kind == CheckpointKind::Start)
        return u"start"_s;
    if (checkpoint.kind == CheckpointKind::Iteration)
        return QString::number(checkpoint.iteration);
    return u"c%1"_s.arg(checkpoint.number);
}

Result<CheckpointDiff> diffCheckpoints(
    Database &db, const QString &taskId, int attempt, const QString &from, const QString &to, int context)
{
    VC_TRY(const QList<Checkpoint> list, checkpointrows::list(db.reader(), taskId, attempt));
    CheckpointDiff diff;
    VC_TRY(diff.from, pickCheckpoint(list, from));
    VC_TRY(diff.to, pickCheckpoint(list, to));
    VC_TRY(const QString root, checkpointrows::directoryOf(db.reader(), diff.to));
    VC_TRY(const auto store, CheckpointStore::open(db.location().checkpointFolder(), root));
    VC_TRY(const FileTree before, store->load(diff.from.tree));
    VC_TRY(const FileTree after, store->load(diff.to.tree));
    VC_TRY(diff.patch, store->diff(before, after, diff.changes, context));
    diff.notCovered = diff.to.notCovered;
    for (const NotCovered &one : std::as_const(diff.from.notCovered)) {
        const bool known = std::any_of(diff.notCovered.cbegin(), diff.notCovered.cend(),
            [&one](const NotCovered &other) { return other.path == one.path; });
        if (!known)
            diff.notCovered.append(one);
    }
    return diff;
}

} // namespace vibecoder
