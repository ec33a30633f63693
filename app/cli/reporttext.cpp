// SPDX-License-Identifier: MIT
#include "reporttext.h"

#include "eventtext.h"
#include "model/task.h"
#include "output.h"
#include "resultline.h"
#include "text.h"
#include "wire/purposetext.h"
#include "wire/verdictnote.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Text of the model or of tools cannot end its code span, begin another line or open a cell of the table.
QString code(const QString &text)
{
    QString plain = harmless(text, false).replace(u'`', u'\'').replace(u'|', u"\\|"_s);
    return plain.isEmpty() ? u"-"_s : u'`' + plain + u'`';
}

QString digest(const QJsonValue &value)
{
    const QString text = value.toString();
    return text.isEmpty() ? u"-"_s : u'`' + text + u'`';
}

QString names(const QJsonArray &array)
{
    QStringList list;
    for (const QJsonValue name : array)
        list.append(code(name.toString()));
    return list.join(u", "_s);
}

QString count(const QJsonValue &value)
{
    return value.isDouble() ? QString::number(value.toInt()) : u"-"_s;
}

void addMoves(const QJsonObject &iteration, QStringList &lines)
{
    const auto add = [&](const QString &key, const QString &title) {
        const QJsonArray array = iteration.value(key).toArray();
        if (!array.isEmpty())
            lines.append(u"- "_s + title.arg(names(array)));
    };
    add(u"tests_fixed"_s, Cli::tr("fixed: %1"));
    add(u"tests_regressed"_s, Cli::tr("REGRESSED: %1"));
    add(u"tests_new"_s, Cli::tr("new failures: %1"));
    add(u"tests_still_failing"_s, Cli::tr("still failing: %1"));
    add(u"tests_flaky"_s, Cli::tr("flaky: %1"));
    add(u"withheld"_s, Cli::tr("does not count: %1"));
}

QString seconds(const QJsonValue &milliseconds)
{
    return QString::number(milliseconds.toDouble() / 1000.0, 'f', 1);
}

// Of a command that is none of the verification where the attempt worked.
QString kindOf(const QJsonObject &run)
{
    const bool clean = run.value(u"clean"_s).toBool();
    if (const QString why = purposeText(run.value(u"purpose"_s).toString()); !why.isEmpty())
        return run.value(u"setup"_s).toBool() ? Cli::tr("setup, %1", "why it ran").arg(why) : why;
    if (run.value(u"setup"_s).toBool())
        return clean ? Cli::tr("setup, clean copy") : Cli::tr("setup");
    return clean ? Cli::tr("clean copy") : QString();
}

void addVerdict(const QJsonObject &task, QStringList &lines)
{
    const QJsonObject verdict = task.value(u"verdict"_s).toObject();
    const QString place = verdict.value(u"place"_s).toString();
    const QJsonValue ms = verdict.value(u"clean_room_ms"_s);
    // A place that stands from an earlier iteration is no verdict.
    if (task.value(u"status"_s).toString() == toWire(TaskState::Completed)) {
        if (place == toWire(VerdictPlace::Folder))
            lines.append(u"- "_s + Cli::tr("verdict: reached in the folder itself, not on a clean copy"));
        else if (place == toWire(VerdictPlace::View))
            lines.append(u"- "_s + Cli::tr("verdict: reached where the attempt worked, not on a clean copy"));
        else if (place == toWire(VerdictPlace::CleanRoom) && ms.toInteger() > 0)
            lines.append(u"- "_s + Cli::tr("verdict: reached on a clean copy"));
        else if (place == toWire(VerdictPlace::CleanRoom))
            lines.append(u"- "_s + Cli::tr("verdict: reached where the attempt worked, which was a clean copy: "
                                           "nothing but the changes lay there"));
        for (const VerdictNote &note : verdictNotesFromJson(verdict.value(u"notes"_s).toArray()))
            lines.append(u"- "_s + code(verdictNoteText(note)));
    }
    if (ms.toInteger() > 0)
        lines.append(u"- "_s + Cli::tr("time on the clean copy: %1 s").arg(seconds(ms)));
}

void addFurtherRuns(const QJsonArray &runs, QStringList &lines)
{
    for (const QJsonValue value : runs) {
        const QJsonObject run = value.toObject();
        lines.append(
            u"- "_s + Cli::tr("%1: %2, %3, exit code %4, %5 s", "kind, command, status, code, seconds")
                          .arg(kindOf(run), code(run.value(u"command"_s).toString()), run.value(u"status"_s).toString(),
                              count(run.value(u"exit_code"_s)), seconds(run.value(u"duration_ms"_s))));
    }
}

void addCommands(const QJsonArray &commands, QStringList &lines)
{
    if (commands.isEmpty())
        return;
    lines.append({QString(),
        u"| "_s +
            QStringList{Cli::tr("command"), Cli::tr("argv"), Cli::tr("status"), Cli::tr("exit code"),
                Cli::tr("seconds"), Cli::tr("passed"), Cli::tr("failed"), Cli::tr("skipped"), Cli::tr("output SHA-256")}
                .join(u" | "_s) +
            u" |"_s,
        u"|---|---|---|---|---|---|---|---|---|"_s});
    for (const QJsonValue value : commands) {
        const QJsonObject command = value.toObject();
        const QJsonObject counts = command.value(u"counts"_s).toObject();
        QStringList argv;
        for (const QJsonValue word : command.value(u"argv"_s).toArray())
            argv.append(word.toString());
        argv.removeLast(); // the command itself has its own cell
        QString name = code(command.value(u"command"_s).toString());
        if (const QString kind = kindOf(command); !kind.isEmpty())
            name = Cli::tr("%1 (%2)", "command, kind").arg(name, kind);
        lines.append(u"| "_s +
                     QStringList{name, code(argv.join(u' ')), command.value(u"status"_s).toString(),
                         count(command.value(u"exit_code"_s)), seconds(command.value(u"duration_ms"_s)),
                         count(counts.value(u"passed"_s)), count(counts.value(u"failed"_s)),
                         count(counts.value(u"skipped"_s)), digest(command.value(u"output_sha256"_s))}
                         .join(u" | "_s) +
                     u" |"_s);
    }
    lines.append(QString());
}

void addFailures(const QJsonArray &commands, QStringList &lines)
{
    int shown = 0;
    for (const QJsonValue value : commands) {
        for (const QJsonValue item : value.toObject().value(u"failures"_s).toArray()) {
            if (++shown > 20)
                continue;
            const QJsonObject failure = item.toObject();
            QString place = failure.value(u"file"_s).toString();
            if (failure.value(u"line"_s).isDouble())
                place += u':' + QString::number(failure.value(u"line"_s).toInt());
            lines.append(u"- %1 %2: %3"_s.arg(code(failure.value(u"id"_s).toString()), code(place),
                code(elided(failure.value(u"message"_s).toString().section(u'\n', 0, 0), 200))));
        }
    }
    if (shown > 20)
        lines.append(Cli::tr("- … and %1 more").arg(shown - 20));
}

} // namespace

QString reportMarkdown(const QJsonObject &report)
{
    const QJsonObject task = report.value(u"task"_s).toObject();
    const QJsonObject environment = report.value(u"environment"_s).toObject();
    QStringList lines;
    lines.append(u"# "_s + harmless(task.value(u"name"_s).toString(), false));
    lines.append(QString());
    const QString reason = task.value(u"stop_reason"_s).toString();
    lines.append(u"- "_s + Cli::tr("status: %1").arg(stateText(task.value(u"status"_s).toString())));
    if (!reason.isEmpty())
        lines.append(u"- "_s + Cli::tr("why: %1").arg(reasonText(reason)));
    if (const QString detail = task.value(u"stop_detail"_s).toString(); !detail.isEmpty())
        lines.append(u"- "_s + code(detail));
    lines.append(
        u"- "_s +
        Cli::tr("task %1, attempt %2").arg(task.value(u"id"_s).toString()).arg(report.value(u"attempt"_s).toInt()));
    lines.append(u"- "_s + Cli::tr("directory: %1").arg(code(task.value(u"working_directory"_s).toString())));
    lines.append(u"- "_s + Cli::tr("cost: $%1, %2 model calls")
                               .arg(task.value(u"cost_usd"_s).toDouble(), 0, 'f', 4)
                               .arg(task.value(u"usage"_s).toObject().value(u"calls"_s).toInt()));
    if (const int guessed = task.value(u"usage"_s).toObject().value(u"estimated_calls"_s).toInt(); guessed > 0)
        lines.append(
            u"- "_s + Cli::tr("of it estimated: %n call(s) whose tokens the service did not tell", "", guessed));
    lines.append(
        u"- "_s + Cli::tr("environment: %1, %2, %3, %4")
                      .arg(environment.value(u"program"_s).toString(), environment.value(u"system"_s).toString(),
                          environment.value(u"kernel"_s).toString(), environment.value(u"architecture"_s).toString()));
    lines.append(
        u"- "_s + Cli::tr("sandbox of the verification: %1").arg(names(environment.value(u"sandbox"_s).toArray())));
    // That of an earlier attempt is not known any more.
    if (report.value(u"attempt"_s) == task.value(u"attempt"_s))
        addVerdict(task, lines);
    for (const QJsonValue value : report.value(u"iterations"_s).toArray()) {
        const QJsonObject iteration = value.toObject();
        const int number = iteration.value(u"number"_s).toInt();
        lines.append({QString(),
            u"## "_s + (number == 0 ? Cli::tr("baseline") : Cli::tr("iteration %1").arg(number)) + u": "_s +
                (iteration.value(u"passed"_s).toBool() ? u"PASS"_s : u"FAIL"_s),
            QString()});
        const QJsonArray commands = iteration.value(u"commands"_s).toArray();
        addCommands(commands, lines);
        addFurtherRuns(iteration.value(u"further_runs"_s).toArray(), lines);
        lines.append(u"- "_s + Cli::tr("tree: %1").arg(digest(iteration.value(u"tree"_s))));
        addMoves(iteration, lines);
        for (const QJsonValue item : iteration.value(u"changed_files"_s).toArray()) {
            const QJsonObject file = item.toObject();
            lines.append(u"- %1 %2"_s.arg(file.value(u"change"_s).toString(), code(file.value(u"path"_s).toString())));
        }
        if (!iteration.value(u"patch_sha256"_s).toString().isEmpty())
            lines.append(u"- "_s + Cli::tr("patch SHA-256: %1").arg(digest(iteration.value(u"patch_sha256"_s))));
        if (const QString said = iteration.value(u"summary"_s).toString(); !said.isEmpty())
            lines.append(u"- "_s + Cli::tr("model says (not trusted): %1").arg(code(elided(said, 400))));
        addFailures(commands, lines);
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace vibecoder
