// SPDX-License-Identifier: MIT
// The part of modelcodec.h about what a run did: usage, command reports, iterations.
#include "wire/modelcodec.h"

#include "wire/jsonfields.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonValue optionalInt(std::optional<int> value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonObject countsToJson(const TestCounts &counts)
{
    return {
        {u"passed"_s, optionalInt(counts.passed)},
        {u"failed"_s, optionalInt(counts.failed)},
        {u"errors"_s, optionalInt(counts.errors)},
        {u"skipped"_s, optionalInt(counts.skipped)},
        {u"collected"_s, optionalInt(counts.collected)},
        {u"warnings"_s, optionalInt(counts.warnings)},
    };
}

TestCounts countsFromJson(const QJsonObject &json)
{
    TestCounts counts;
    JsonFields fields(json);
    fields.read("passed", counts.passed);
    fields.read("failed", counts.failed);
    fields.read("errors", counts.errors);
    fields.read("skipped", counts.skipped);
    fields.read("collected", counts.collected);
    fields.read("warnings", counts.warnings);
    return counts;
}

QJsonValue lineNumber(int line)
{
    return line > 0 ? QJsonValue(line) : QJsonValue();
}

Frame frameFromJson(const QJsonObject &json)
{
    Frame frame;
    JsonFields fields(json);
    fields.read("file", frame.file);
    fields.read("line", frame.line);
    fields.read("function", frame.function);
    return frame;
}

Failure failureFromJson(const QJsonObject &json)
{
    Failure failure;
    JsonFields fields(json);
    fields.read("id", failure.id);
    fields.read("file", failure.file);
    fields.read("line", failure.line);
    fields.read("kind", failure.kind);
    fields.read("type", failure.type);
    fields.read("message", failure.message);
    fields.read("expected", failure.expected);
    fields.read("actual", failure.actual);
    fields.read("output", failure.output);
    fields.read("first_seen", failure.firstSeen);
    fields.read("times_seen", failure.timesSeen);
    fields.read("standing", failure.standing);
    const QJsonArray frames = json.value("frames"_L1).toArray();
    for (const QJsonValue frame : frames)
        failure.frames.append(frameFromJson(frame.toObject()));
    return failure;
}

QJsonArray failuresToJson(const QList<Failure> &failures)
{
    QJsonArray array;
    for (const Failure &failure : failures)
        array.append(toJson(failure));
    return array;
}

QList<Failure> failuresFromJson(const QJsonArray &array)
{
    QList<Failure> failures;
    for (const QJsonValue failure : array)
        failures.append(failureFromJson(failure.toObject()));
    return failures;
}

QJsonObject changedFileToJson(const ChangedFile &file)
{
    return {
        {u"path"_s, file.path},
        {u"change"_s, file.change},
        {u"artifact"_s, file.artifact},
        {u"size"_s, file.size},
    };
}

ChangedFile changedFileFromJson(const QJsonObject &json)
{
    ChangedFile file;
    JsonFields fields(json);
    fields.read("path", file.path);
    fields.read("change", file.change);
    fields.read("artifact", file.artifact);
    fields.read("size", file.size);
    return file;
}

} // namespace

QJsonObject toJson(const Failure &failure)
{
    QJsonArray frames;
    for (const Frame &frame : failure.frames)
        frames.append(
            QJsonObject{{u"file"_s, frame.file}, {u"line"_s, lineNumber(frame.line)}, {u"function"_s, frame.function}});
    QJsonObject json{
        {u"id"_s, failure.id},
        {u"file"_s, failure.file},
        {u"line"_s, lineNumber(failure.line)},
        {u"kind"_s, failure.kind},
        {u"type"_s, failure.type},
        {u"message"_s, failure.message},
        {u"expected"_s, failure.expected},
        {u"actual"_s, failure.actual},
        {u"frames"_s, frames},
        {u"output"_s, failure.output},
    };
    if (failure.timesSeen > 0) {
        json.insert(u"first_seen"_s, failure.firstSeen);
        json.insert(u"times_seen"_s, failure.timesSeen);
        json.insert(u"standing"_s, failure.standing);
    }
    return json;
}

QJsonObject toJson(const Usage &usage)
{
    return {
        {u"input_tokens"_s, usage.inputTokens},
        {u"output_tokens"_s, usage.outputTokens},
        {u"cache_read_tokens"_s, usage.cacheReadTokens},
        {u"cache_write_5m_tokens"_s, usage.cacheWrite5mTokens},
        {u"cache_write_1h_tokens"_s, usage.cacheWrite1hTokens},
        {u"calls"_s, usage.calls},
        {u"retried_calls"_s, usage.retriedCalls},
        {u"estimated_calls"_s, usage.estimatedCalls},
        {u"cost_micro_usd"_s, usage.costMicroUsd},
        {u"price_known"_s, usage.priceKnown},
    };
}

Usage usageFromJson(const QJsonObject &json)
{
    Usage usage;
    JsonFields fields(json);
    fields.read("input_tokens", usage.inputTokens);
    fields.read("output_tokens", usage.outputTokens);
    fields.read("cache_read_tokens", usage.cacheReadTokens);
    fields.read("cache_write_5m_tokens", usage.cacheWrite5mTokens);
    fields.read("cache_write_1h_tokens", usage.cacheWrite1hTokens);
    fields.read("calls", usage.calls);
    fields.read("retried_calls", usage.retriedCalls);
    fields.read("estimated_calls", usage.estimatedCalls);
    fields.read("cost_micro_usd", usage.costMicroUsd);
    fields.read("price_known", usage.priceKnown);
    return usage;
}

QJsonObject toJson(const CommandReport &report)
{
    QJsonObject json{
        {u"index"_s, report.index},
        {u"command"_s, report.command},
        {u"exit_code"_s, optionalInt(report.exitCode)},
        {u"signal"_s, report.signal},
        {u"duration_ms"_s, report.durationMs},
        {u"status"_s, toWire(report.status)},
        {u"parser"_s, report.parser},
        {u"certainty"_s, report.certainty},
        {u"counts"_s, countsToJson(report.counts)},
        {u"failures"_s, failuresToJson(report.failures)},
        {u"warnings"_s, failuresToJson(report.warnings)},
        {u"excerpt"_s, report.excerpt},
        {u"output_bytes"_s, report.outputBytes},
        {u"output_artifact"_s, report.outputArtifact},
        {u"environment_error"_s, report.environmentError},
    };
    if (report.isSetup)
        json.insert(u"setup"_s, true);
    return json;
}

CommandReport commandReportFromJson(const QJsonObject &json)
{
    CommandReport report;
    JsonFields fields(json);
    fields.read("index", report.index);
    report.isSetup = json.value("setup"_L1).toBool();
    fields.read("command", report.command);
    fields.read("exit_code", report.exitCode);
    fields.read("signal", report.signal);
    fields.read("duration_ms", report.durationMs);
    fields.read("status", report.status);
    fields.read("parser", report.parser);
    std::optional<double> certainty;
    fields.read("certainty", certainty);
    report.certainty = certainty.value_or(0);
    fields.read("excerpt", report.excerpt);
    fields.read("output_bytes", report.outputBytes);
    fields.read("output_artifact", report.outputArtifact);
    fields.read("environment_error", report.environmentError);
    report.counts = countsFromJson(json.value("counts"_L1).toObject());
    report.failures = failuresFromJson(json.value("failures"_L1).toArray());
    report.warnings = failuresFromJson(json.value("warnings"_L1).toArray());
    return report;
}

QJsonObject explainedToJson(const CommandReport &report)
{
    const auto flat = [](const QList<Failure> &failures) {
        QJsonArray array;
        for (const Failure &failure : failures) {
            QJsonObject json = toJson(failure);
            for (const QString &name : {u"id"_s, u"file"_s, u"kind"_s, u"type"_s, u"expected"_s, u"actual"_s}) {
                if (json.value(name).toString().isEmpty())
                    json.insert(name, QJsonValue());
            }
            array.append(json);
        }
        return array;
    };
    return {
        {u"tool"_s, report.parser},
        {u"certainty"_s, report.certainty},
        {u"status"_s, toWire(report.status)},
        {u"passed"_s, optionalInt(report.counts.passed)},
        {u"failed"_s, optionalInt(report.counts.failed)},
        {u"skipped"_s, optionalInt(report.counts.skipped)},
        {u"errors"_s, optionalInt(report.counts.errors)},
        {u"failures"_s, flat(report.failures)},
        {u"warnings"_s, flat(report.warnings)},
    };
}

RecordedRun recordedRunFromJson(const QJsonObject &json)
{
    RecordedRun run;
    run.command = json.value("command"_L1).toString();
    run.timedOut = json.value("timed_out"_L1).toBool();
    if (const QJsonValue code = json.value("exit_code"_L1); code.isDouble())
        run.exitCode = code.toInt();
    run.output = json.value("stdout"_L1).toString().toUtf8();
    run.errorOutput = json.value("stderr"_L1).toString().toUtf8();
    return run;
}

QJsonObject toJson(const Iteration &iteration)
{
    QJsonArray verification;
    for (const CommandReport &report : iteration.verification.commands)
        verification.append(toJson(report));
    QJsonArray changedFiles;
    for (const ChangedFile &file : iteration.changedFiles)
        changedFiles.append(changedFileToJson(file));
    return {
        {u"task_id"_s, iteration.taskId},
        {u"attempt"_s, iteration.attempt},
        {u"number"_s, iteration.number},
        {u"started_at"_s, jsonTime(iteration.startedAt)},
        {u"ended_at"_s, jsonTime(iteration.endedAt)},
        {u"passed"_s, iteration.passed()},
        {u"tests_fixed"_s, QJsonArray::fromStringList(iteration.moves.fixed)},
        {u"tests_still_failing"_s, QJsonArray::fromStringList(iteration.moves.still)},
        {u"tests_regressed"_s, QJsonArray::fromStringList(iteration.moves.regressed)},
        {u"tests_new"_s, QJsonArray::fromStringList(iteration.moves.added)},
        {u"tests_flaky"_s, QJsonArray::fromStringList(iteration.moves.flaky)},
        {u"withheld"_s, QJsonArray::fromStringList(iteration.withheld)},
        {u"tree"_s, iteration.tree},
        {u"verification"_s, verification},
        {u"usage"_s, toJson(iteration.usage)},
        {u"cost_usd"_s, double(iteration.usage.costMicroUsd) / 1e6},
        {u"changed_files"_s, changedFiles},
        {u"patch_artifact"_s, iteration.patchArtifact},
        {u"summary"_s, iteration.summary},
    };
}

QJsonObject toJson(const Recheck &check)
{
    const auto commands = [](const VerificationReport &report) {
        QJsonArray array;
        for (const CommandReport &command : report.commands)
            array.append(toJson(command));
        return array;
    };
    return {
        {u"iteration"_s, check.iteration},
        {u"confirmed"_s, check.confirmed()},
        {u"recorded_pass"_s, check.recordedPass},
        {u"passed"_s, check.now.passed()},
        {u"differences"_s, QJsonArray::fromStringList(check.differences)},
        {u"recorded"_s, commands(check.recorded)},
        {u"verification"_s, commands(check.now)},
        {u"recorded_tree"_s, check.recordedTree},
        {u"tree"_s, check.tree},
    };
}

Result<Iteration> iterationFromJson(const QJsonObject &json)
{
    Iteration iteration;
    JsonFields fields(json);
    fields.read("task_id", iteration.taskId);
    fields.read("attempt", iteration.attempt);
    fields.read("number", iteration.number);
    fields.read("started_at", iteration.startedAt);
    fields.read("ended_at", iteration.endedAt);
    fields.read("patch_artifact", iteration.patchArtifact);
    fields.read("summary", iteration.summary);
    fields.read("tests_fixed", iteration.moves.fixed);
    fields.read("tests_still_failing", iteration.moves.still);
    fields.read("tests_regressed", iteration.moves.regressed);
    fields.read("tests_new", iteration.moves.added);
    fields.read("tests_flaky", iteration.moves.flaky);
    fields.read("withheld", iteration.withheld);
    fields.read("tree", iteration.tree);
    iteration.usage = usageFromJson(json.value("usage"_L1).toObject());
    const QJsonArray verification = json.value("verification"_L1).toArray();
    for (const QJsonValue report : verification)
        iteration.verification.commands.append(commandReportFromJson(report.toObject()));
    const QJsonArray changedFiles = json.value("changed_files"_L1).toArray();
    for (const QJsonValue file : changedFiles)
        iteration.changedFiles.append(changedFileFromJson(file.toObject()));
    return fields.finish(std::move(iteration));
}

} // namespace vibecoder
