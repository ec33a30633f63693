// SPDX-License-Identifier: MIT
// `task apply` and `task undo`: the result of an attempt in a view, into the folder and back.
#include "commands.h"
#include "consent.h"

#include "bordertext.h"
#include "changestext.h"
#include "exitcodes.h"
#include "output.h"
#include "rowanswers.h"
#include "text.h"
#include "wire/resultcodec.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = 3600 * 1000;

struct ApplyOptions
{
    std::string id, checkpoint;
    int attempt = 0;
    std::vector<std::string> with;
    RowAnswers rows;
    bool mine = false, theirs = false, both = false, dryRun = false;

    [[nodiscard]] std::optional<AnswerKind> others() const
    {
        if (mine)
            return AnswerKind::KeepMine;
        if (theirs)
            return AnswerKind::UseTheirs;
        return both ? std::optional(AnswerKind::Both) : std::nullopt;
    }
};

QStringList savedLines(const QList<SavedBeside> &saved)
{
    QStringList lines;
    for (const SavedBeside &one : saved)
        lines.append(
            Cli::tr("saved meanwhile: %1 is now %2").arg(harmless(one.path, false), harmless(one.name, false)));
    return lines;
}

QStringList namedLines(const QString &text, const QStringList &paths)
{
    QStringList lines;
    for (const QString &path : paths)
        lines.append(text.arg(harmless(path, false)));
    return lines;
}

QStringList detailLines(const ApplyOutcome &outcome)
{
    return namedLines(Cli::tr("merged with your changes: %1"), outcome.merged) +
           namedLines(Cli::tr("decided by your answer for all: %1"), outcome.settled) +
           namedLines(Cli::tr("stays in the attempt: %1"), outcome.leftOut) +
           namedLines(Cli::tr("kept, something of yours lies there: %1"), outcome.keptFolders) +
           leftAloneLines(outcome.leftAlone) + savedLines(outcome.saved);
}

int ended(Context &context, const QString &id, const QString &folder, const ApplyOutcome &outcome)
{
    if (context.options.json) {
        context.outJson(toJson(outcome));
    } else if (outcome.dryRun) {
        QStringList lines = changeLines(outcome.changes);
        if (lines.isEmpty())
            lines.append(Cli::tr("Nothing would change."));
        if (outcome.border.asked > 0)
            lines += borderLines(outcome.border, true, context.colour());
        if (!outcome.conflicts.files.isEmpty())
            lines += conflictLines(outcome.conflicts, true, context.colour());
        context.out((lines + detailLines(outcome)).join(u'\n') + u'\n');
    } else if (outcome.applied) {
        for (const QString &line : detailLines(outcome))
            context.note(line);
        context.note(Cli::tr("applied: %1 files to %2").arg(QString::number(outcome.files), harmless(folder, false)) +
                     u"    "_s + Cli::tr("undo: vibecoder task undo %1").arg(id));
        if (!outcome.verified)
            context.note(Cli::tr("It is not exactly what passed: run your own check."));
    }
    if (outcome.applied || outcome.dryRun)
        return exitcode::Ok;
    const bool asks = outcome.border.asked > 0, conflicts = !outcome.conflicts.files.isEmpty();
    if (context.options.json)
        return asks || conflicts ? exitcode::Pending : outcome.keepsChanging ? exitcode::Conflict : exitcode::Failure;
    if (asks)
        context.note(borderLines(outcome.border, true, context.colour()).join(u'\n'));
    if (conflicts)
        context.note(conflictLines(outcome.conflicts, true, context.colour()).join(u'\n'));
    if (asks || conflicts) {
        context.note(Cli::tr("Nothing was applied: it needs your answer."));
        if (asks)
            context.note(Cli::tr("    --use DIGEST or --leave DIGEST for each change, or for all"));
        if (conflicts)
            context.note(Cli::tr("    --mine, --theirs or --both for every conflict"));
        return exitcode::Pending;
    }
    if (outcome.keepsChanging)
        return context.fail({ErrorCode::Conflict,
            Cli::tr("Nothing was applied: the folder keeps changing (%1).")
                .arg(harmless(outcome.changedMeanwhile.join(u", "_s), false)),
            Cli::tr("Run it again when nobody saves there."), {}});
    return context.fail({ErrorCode::Denied,
        Cli::tr("Nothing was applied: %1").arg(harmless((outcome.problems + outcome.refused).join(u"; "_s), false)), {},
        {}});
}

int apply(Context &context, const ApplyOptions &options)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(options.id));
    const auto task = full ? (*engine)->task(*full) : Result<Task>(passError(full));
    if (!task)
        return context.fail(task.error());
    ApplyRequest request;
    request.attempt = options.attempt;
    request.checkpoint = QString::fromStdString(options.checkpoint);
    for (const std::string &path : options.with)
        request.with.append(QString::fromStdString(path));
    request.others = options.others();
    request.actor = context.actor();
    const auto run = [&](bool dryRun) {
        request.dryRun = dryRun;
        return waitFor((*engine)->applyResult(task->id, request), kLimitMs);
    };
    if (!options.rows.isEmpty()) {
        const auto seen = run(true);
        const auto rows = seen ? jsonOf(options.rows, seen->border, {}) : Result<QJsonObject>(passError(seen));
        if (!rows)
            return context.fail(rows.error());
        request.answers = *rows;
    }
    auto outcome = run(options.dryRun);
    if (outcome && !outcome->applied && !options.dryRun && outcome->border.asked > 0 && context.canAsk() &&
        !context.options.json) {
        const QString card = borderLines(outcome->border, true, context.colour()).join(u'\n');
        const Consent consent = askConsent(context,
            {u"\n"_s + card, Cli::tr("Use these changes too? (no: they are left out)"), Severity::Medium, true});
        if (consent == Consent::Later) {
            context.note(Cli::tr("left open"));
            return exitcode::Pending;
        }
        for (const BorderRow &row : std::as_const(outcome->border.rows)) {
            if (row.kind == BorderKind::Asked)
                request.answers.insert(row.digest, consent == Consent::Yes ? u"use"_s : u"leave"_s);
        }
        outcome = run(false);
    }
    if (!outcome)
        return context.fail(outcome.error());
    return ended(context, task->id, task->spec.workingDirectory, *outcome);
}

struct UndoOptions
{
    std::string id;
    int attempt = 0;
    bool dryRun = false;
};

int undo(Context &context, const UndoOptions &options)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(options.id));
    if (!full)
        return context.fail(full.error());
    const auto outcome =
        waitFor((*engine)->undoResult(*full, options.attempt, options.dryRun, context.actor()), kLimitMs);
    if (!outcome)
        return context.fail(outcome.error());
    const bool done = outcome->undone || options.dryRun;
    if (context.options.json) {
        context.outJson(toJson(*outcome));
        return done ? exitcode::Ok : exitcode::Conflict;
    }
    if (options.dryRun) {
        QStringList lines = changeLines(outcome->changes);
        if (lines.isEmpty())
            lines.append(Cli::tr("Nothing would change."));
        context.out((lines + leftAloneLines(outcome->leftAlone)).join(u'\n') + u'\n');
        return exitcode::Ok;
    }
    for (const QString &line : leftAloneLines(outcome->leftAlone) + savedLines(outcome->saved))
        context.note(line);
    if (outcome->keepsChanging)
        return context.fail({ErrorCode::Conflict,
            Cli::tr("Nothing was taken back: the folder keeps changing (%1).")
                .arg(harmless(outcome->changedMeanwhile.join(u", "_s), false)),
            Cli::tr("Run it again when nobody saves there."), {}});
    if (!outcome->undone)
        return context.fail(
            {ErrorCode::Conflict, Cli::tr("Nothing was taken back: what was applied has been changed since."), {}, {}});
    context.note(Cli::tr("taken back: %1 changes; again: vibecoder task apply %2")
                     .arg(QString::number(outcome->changes.size()), *full));
    return exitcode::Ok;
}

} // namespace

void addResultCommands(CLI::App &task, Context &context)
{
    const std::string idText = Cli::tr("task id, unique prefix, or @last").toStdString();
    const std::string attemptText = Cli::tr("an earlier attempt").toStdString();

    auto taken = std::make_shared<ApplyOptions>();
    CLI::App *applyVerb =
        task.add_subcommand("apply", Cli::tr("Take the result of an attempt into your folder").toStdString());
    applyVerb->add_option("id", taken->id, idText)->required();
    applyVerb->add_option("--attempt", taken->attempt, attemptText)->check(CLI::PositiveNumber);
    applyVerb->add_option(
        "--checkpoint", taken->checkpoint, Cli::tr("an earlier state: iteration (2) or checkpoint (c3)").toStdString());
    applyVerb->add_option(
        "--with", taken->with, Cli::tr("also this path, which git ignores or tools make anew").toStdString());
    addBorderOptions(*applyVerb, taken->rows);
    CLI::Option *mine =
        applyVerb->add_flag("--mine", taken->mine, Cli::tr("in every conflict your content stays").toStdString());
    CLI::Option *theirs = applyVerb->add_flag(
        "--theirs", taken->theirs, Cli::tr("in every conflict the attempt's content").toStdString());
    CLI::Option *both = applyVerb->add_flag(
        "--both", taken->both, Cli::tr("in every conflict both, the attempt's as NAME.theirs").toStdString());
    mine->excludes(theirs)->excludes(both);
    theirs->excludes(both);
    applyVerb->add_flag("--dry-run", taken->dryRun, Cli::tr("only say what would change").toStdString());
    applyVerb->callback([&context, taken] { context.action = [&context, taken] { return apply(context, *taken); }; });

    auto back = std::make_shared<UndoOptions>();
    CLI::App *undoVerb = task.add_subcommand("undo", Cli::tr("Take back what was applied of an attempt").toStdString());
    undoVerb->add_option("id", back->id, idText)->required();
    undoVerb->add_option("--attempt", back->attempt, attemptText)->check(CLI::PositiveNumber);
    undoVerb->add_flag("--dry-run", back->dryRun, Cli::tr("only say what would change").toStdString());
    undoVerb->callback([&context, back] { context.action = [&context, back] { return undo(context, *back); }; });
}

} // namespace vibecoder
