// SPDX-License-Identifier: MIT
// `task checkpoints`, `task diff` and `task rollback`.
#include "commands.h"
#include "consent.h"

#include "changestext.h"
#include "exitcodes.h"
#include "output.h"
#include "text.h"
#include "wire/modelcodec.h"
#include "wire/resultcodec.h"

#include <QJsonArray>
#include <QLocale>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNamed = 20; // of what is not covered
constexpr int kRollbackLimitMs = 3600 * 1000;

QString kindText(const Checkpoint &checkpoint)
{
    switch (checkpoint.kind) {
    case CheckpointKind::Start:
        return Cli::tr("before the baseline");
    case CheckpointKind::Iteration:
        return checkpoint.iteration == 0 ? Cli::tr("after the baseline")
                                         : Cli::tr("after iteration %1").arg(checkpoint.iteration);
    case CheckpointKind::Verification:
        return Cli::tr("after a verification in iteration %1").arg(checkpoint.iteration);
    case CheckpointKind::Restore:
        return Cli::tr("before going back");
    }
    Q_UNREACHABLE();
}

QString reasonText(const NotCovered &one)
{
    switch (one.reason) {
    case NotCoveredReason::Large:
        return Cli::tr("larger than the limit, %1 MiB").arg(double(one.size) / (1024 * 1024), 0, 'f', 1);
    case NotCoveredReason::Generated:
        return Cli::tr("dependencies, build output or cache");
    case NotCoveredReason::Repository:
        return Cli::tr("a repository of its own");
    case NotCoveredReason::Special:
        return Cli::tr("not a regular file");
    case NotCoveredReason::Unreadable:
        return Cli::tr("cannot be read");
    case NotCoveredReason::TooDeep:
        return Cli::tr("nested too deeply");
    }
    Q_UNREACHABLE();
}

QStringList notCoveredLines(const QList<NotCovered> &list)
{
    QStringList lines;
    for (const NotCovered &one : list.mid(0, kMostNamed))
        lines.append(Cli::tr("not covered: %1 (%2)").arg(harmless(one.path, false), reasonText(one)));
    if (list.size() > kMostNamed)
        lines.append(Cli::tr("not covered: %1 more").arg(list.size() - kMostNamed));
    return lines;
}

int checkpoints(Context &context, const std::string &id, int attempt)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(id));
    if (!full)
        return context.fail(full.error());
    const auto list = (*engine)->checkpoints(*full, attempt);
    if (!list)
        return context.fail(list.error());
    if (list->isEmpty())
        context.note(
            Cli::tr("This attempt has no checkpoints; `vibecoder task status %1` says why, if it knows.").arg(*full));
    QJsonArray array;
    QList<QStringList> rows;
    for (const Checkpoint &one : *list) {
        QJsonObject json = toJson(one);
        json.insert(u"to"_s, Engine::checkpointWord(one));
        array.append(json);
        rows.append({Engine::checkpointWord(one), u"c%1"_s.arg(one.number), kindText(one), QString::number(one.files),
            QString::number(one.notCovered.size()), context.outIsTerminal() ? one.tree.left(12) : one.tree,
            context.outIsTerminal() ? one.createdAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s)
                                    : timeToWire(one.createdAt)});
    }
    if (context.options.json)
        context.outJson(array);
    else
        context.out(context.outIsTerminal()
                        ? table({Cli::tr("to"), Cli::tr("checkpoint"), Cli::tr("state"), Cli::tr("files"),
                                    Cli::tr("not covered"), Cli::tr("tree"), Cli::tr("taken")},
                              rows, terminalWidth(1), context.colour())
                        : tabbed(rows));
    return exitcode::Ok;
}

struct DiffOptions
{
    std::string id, from, to;
    int attempt = 0;
    std::optional<int> iteration;
    bool stat = false;

    [[nodiscard]] bool namesStates() const { return !from.empty() || !to.empty() || iteration; }
};

void showPatch(Context &context, const DiffOptions &options, const QList<TreeChange> &changes, const QByteArray &patch)
{
    if (options.stat) {
        context.out(diffStat(changes, patch, !context.outIsTerminal()));
        return;
    }
    // To a pipe the bytes as they are: it is a patch.
    if (!context.outIsTerminal() && !context.colour()) {
        std::fwrite(patch.constData(), 1, size_t(patch.size()), stdout);
    } else {
        const QString shown = harmless(QString::fromUtf8(patch));
        context.out(context.colour() ? colouredDiff(shown) : shown);
    }
    // Lines that a program which applies the patch passes over.
    for (const TreeChange &change : changes) {
        if (change.binary)
            context.out(u"# "_s + Cli::tr("not shown: %1 (binary or large)").arg(harmless(change.path, false)) + u'\n');
        else if (change.path.endsWith(u'/'))
            context.out(
                u"# "_s + Cli::tr("folder: %1 (%2)").arg(harmless(change.path, false), toWire(change.kind)) + u'\n');
    }
}

int showResult(Context &context, const DiffOptions &options, const TaskResult &result)
{
    if (context.options.json) {
        context.outJson(toJson(result));
        return exitcode::Ok;
    }
    showPatch(context, options, result.changes, result.patch);
    const QLocale numbers(QLocale::English);
    for (const StaysBehind &one : result.stayingBehind)
        context.out(u"# "_s +
                    Cli::tr("stays behind: %1 (%2, files: %3)")
                        .arg(harmless(one.path, false), numbers.formattedDataSize(one.bytes))
                        .arg(one.files) +
                    u'\n');
    for (const QString &problem : result.problems)
        context.out(u"# "_s + Cli::tr("cannot be applied: %1").arg(harmless(problem, false)) + u'\n');
    return exitcode::Ok;
}

int diff(Context &context, const DiffOptions &options)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(options.id));
    if (!full)
        return context.fail(full.error());
    if (!options.namesStates()) {
        const auto result = (*engine)->result(*full, options.attempt);
        if (result)
            return showResult(context, options, *result);
        // An attempt that worked in the folder itself has checkpoints of it instead.
        if (result.error().code != ErrorCode::Conflict)
            return context.fail(result.error());
    }
    QString from = options.from.empty() ? u"start"_s : QString::fromStdString(options.from);
    QString to = options.to.empty() ? u"last"_s : QString::fromStdString(options.to);
    if (options.iteration) {
        from = *options.iteration == 0 ? u"start"_s : QString::number(*options.iteration - 1);
        to = QString::number(*options.iteration);
    }
    const auto found = (*engine)->checkpointDiff(*full, from, to, options.attempt);
    if (!found)
        return context.fail(found.error());
    if (context.options.json) {
        context.outJson(toJson(*found));
        return exitcode::Ok;
    }
    showPatch(context, options, found->changes, found->patch);
    for (const QString &line : notCoveredLines(found->notCovered))
        context.out(u"# "_s + line + u'\n');
    return exitcode::Ok;
}

QStringList leftAloneWithReason(const QStringList &paths)
{
    QStringList lines = leftAloneLines(paths);
    if (!paths.isEmpty())
        lines.append(Cli::tr("(not written by this task, changed after it, or in the way of something not covered)"));
    return lines;
}

QString previewText(const RollbackReport &report)
{
    QStringList lines = changeLines(report.changes);
    if (report.changes.isEmpty())
        lines.append(Cli::tr("Nothing would change."));
    lines += leftAloneWithReason(report.leftAlone);
    return (lines + notCoveredLines(report.notCovered)).join(QLatin1Char('\n')) + u'\n';
}

struct RollbackOptions
{
    std::string id, to;
    int attempt = 0;
    bool yes = false, dryRun = false;
};

int rollback(Context &context, const RollbackOptions &options)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(options.id));
    if (!full)
        return context.fail(full.error());
    const QString to = QString::fromStdString(options.to);
    const auto ask = [&](bool dryRun) {
        return waitFor((*engine)->rollback(*full, to, dryRun, context.actor(), options.attempt), kRollbackLimitMs);
    };
    const auto preview = ask(true);
    if (!preview)
        return context.fail(preview.error());
    if (options.dryRun) {
        if (context.options.json)
            context.outJson(toJson(*preview));
        else
            context.out(previewText(*preview));
        return exitcode::Ok;
    }
    if (!options.yes) {
        const QString question =
            Cli::tr("Bring the files back to c%1 (%2)?").arg(preview->target.number).arg(kindText(preview->target));
        if (askConsent(context, {previewText(*preview).trimmed(), question}) != Consent::Yes)
            return context.fail(
                {ErrorCode::InvalidArgument, Cli::tr("Nothing was changed."), Cli::tr("In a script: --yes"), {}});
    }
    const auto done = ask(false);
    if (!done)
        return context.fail(done.error());
    if (context.options.json) {
        context.outJson(toJson(*done));
        return exitcode::Ok;
    }
    for (const QString &line : leftAloneWithReason(done->leftAlone))
        context.note(line);
    if (done->changes.isEmpty() && !done->leftAlone.isEmpty())
        context.note(Cli::tr("Nothing was changed."));
    else
        context.note(Cli::tr("The files are back at c%1 (%2); changed: %3.")
                         .arg(done->target.number)
                         .arg(kindText(done->target))
                         .arg(done->changes.size()));
    if (done->before && !done->changes.isEmpty()) {
        // Each attempt counts its checkpoints anew.
        const QString attempt = options.attempt > 0 ? u" --attempt %1"_s.arg(done->before->attempt) : QString();
        context.note(Cli::tr("Undo: vibecoder task rollback %1 --to c%2")
                         .arg(*full + attempt, QString::number(done->before->number)));
    }
    return exitcode::Ok;
}

} // namespace

void addCheckpointCommands(CLI::App &task, Context &context)
{
    const std::string idText = Cli::tr("task id, unique prefix, or @last").toStdString();
    const std::string attemptText = Cli::tr("an earlier attempt").toStdString();
    const std::string wordText =
        Cli::tr("iteration (2), checkpoint (c3), start or last; 0 is the state before the first change").toStdString();

    auto id = std::make_shared<std::string>();
    auto attempt = std::make_shared<int>(0);
    CLI::App *list = task.add_subcommand("checkpoints", Cli::tr("Kept states of the files").toStdString());
    list->add_option("id", *id, idText)->required();
    list->add_option("--attempt", *attempt, attemptText)->check(CLI::PositiveNumber);
    list->callback([&context, id, attempt] {
        context.action = [&context, id, attempt] { return checkpoints(context, *id, *attempt); };
    });

    auto shown = std::make_shared<DiffOptions>();
    CLI::App *diffVerb = task.add_subcommand("diff", Cli::tr("What the task changed, as a unified diff").toStdString());
    diffVerb->add_option("id", shown->id, idText)->required();
    diffVerb
        ->add_option("--iteration", shown->iteration, Cli::tr("only this iteration; 0 is the baseline").toStdString())
        ->check(CLI::NonNegativeNumber);
    diffVerb->add_option("--from", shown->from, wordText);
    diffVerb->add_option("--to", shown->to, wordText);
    diffVerb->add_option("--attempt", shown->attempt, attemptText)->check(CLI::PositiveNumber);
    diffVerb->add_flag("--stat", shown->stat, Cli::tr("paths and counted lines alone").toStdString());
    diffVerb->callback([&context, shown] { context.action = [&context, shown] { return diff(context, *shown); }; });

    auto back = std::make_shared<RollbackOptions>();
    CLI::App *backVerb = task.add_subcommand("rollback", Cli::tr("Bring the files back to a kept state").toStdString());
    backVerb->add_option("id", back->id, idText)->required();
    backVerb->add_option("--to", back->to, wordText)->required();
    backVerb->add_option("--attempt", back->attempt, attemptText)->check(CLI::PositiveNumber);
    backVerb->add_flag("--dry-run", back->dryRun, Cli::tr("only say what would change").toStdString());
    backVerb->add_flag("--yes", back->yes, Cli::tr("do not ask").toStdString());
    backVerb->callback([&context, back] { context.action = [&context, back] { return rollback(context, *back); }; });
}

} // namespace vibecoder
