// SPDX-License-Identifier: MIT
// The rules for the values of a task, wherever the task came from.
#include "wire/taskyaml.h"

#include "wire/workingfolder.h"

#include <QCoreApplication>

#include <cmath>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

enum class Lines { One, Many };

struct Checker
{
    const TaskFileContext &context;
    QList<TaskFileError> errors;

    void wrong(const QString &field, const QString &message, const QString &hint)
    {
        errors.append({0, 0, field, message, hint});
    }

    /// Characters that make a text look like another one or steer a terminal. False when it was reported.
    bool characters(const QString &field, const QString &text, Lines lines)
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char16_t c = text.at(i).unicode();
            const bool lineBreak = c == u'\n' || c == 0x2028 || c == 0x2029;
            if (lines == Lines::One && lineBreak) {
                wrong(field, QCoreApplication::translate("taskfile", "%1 has more than one line").arg(field),
                    QCoreApplication::translate("taskfile", "write it on one line"));
                return false;
            }
            const bool control =
                (c < 0x20 && c != u'\n' && !(c == u'\t' && lines == Lines::Many)) || (c >= 0x7f && c <= 0x9f);
            const bool bidi = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
            const bool pair = text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
            const bool broken = (text.at(i).isSurrogate() && !pair) || c >= 0xfffe;
            if (control || bidi || broken) {
                wrong(field,
                    QCoreApplication::translate("taskfile", "%1 holds the character U+%2, which is not allowed there")
                        .arg(field, QString::number(uint(c), 16).rightJustified(4, u'0').toUpper()),
                    QCoreApplication::translate("taskfile", "remove the character"));
                return false;
            }
            if (pair)
                ++i;
        }
        return true;
    }

    void text(const QString &field, const QString &value, Lines lines)
    {
        if (value.trimmed().isEmpty())
            wrong(field, QCoreApplication::translate("taskfile", "%1 is empty").arg(field),
                QCoreApplication::translate("taskfile", "write some text, or remove the line where it is optional"));
        else
            characters(field, value, lines);
    }

    void length(const QString &field, const QString &value, int limit)
    {
        if (value.size() > limit && value.toUcs4().size() > limit)
            wrong(field,
                QCoreApplication::translate("taskfile", "%1 is longer than %2 characters").arg(field).arg(limit),
                QCoreApplication::translate("taskfile", "shorten it"));
    }

    void insideFolder(const QString &field, const QString &path)
    {
        length(field, path, 1000);
        const QStringList parts = path.split(u'/');
        if (path.startsWith(u'/') || parts.contains(u".."_s) || parts.contains(u".git"_s) ||
            parts.constFirst().trimmed().isEmpty() || parts.constFirst() == u".")
            wrong(field,
                QCoreApplication::translate("taskfile", "%1 is no file or folder below the working directory")
                    .arg(field),
                QCoreApplication::translate(
                    "taskfile", "write its path from there, such as dist/, without .. and nothing of git's own"));
    }

    void list(const QString &field, const QStringList &items, int limit, Lines lines)
    {
        if (items.size() > limit)
            wrong(field,
                QCoreApplication::translate("taskfile", "%1 has %2 items, more than the %3 allowed")
                    .arg(field)
                    .arg(items.size())
                    .arg(limit),
                QCoreApplication::translate("taskfile", "join some of them, or make two tasks"));
        for (qsizetype i = 0; i < std::min<qsizetype>(items.size(), limit); ++i)
            text(u"%1[%2]"_s.arg(field).arg(i), items.at(i), lines);
    }

    void range(const QString &field, int value, int low, int high)
    {
        if (value < low || value > high)
            wrong(field, QCoreApplication::translate("taskfile", "%1 is out of range: %2").arg(field).arg(value),
                QCoreApplication::translate("taskfile", "write a whole number from %1 to %2").arg(low).arg(high));
    }
};

} // namespace

QList<TaskFileError> checkTaskSpec(const TaskSpec &spec, const TaskFileContext &context)
{
    Checker check{context, {}};
    check.text(u"name"_s, spec.name, Lines::One);
    check.length(u"name"_s, spec.name, 200);
    check.text(u"description"_s, spec.description, Lines::Many);
    check.list(u"requirements"_s, spec.requirements, 1000, Lines::Many);
    if (spec.verificationCommands.isEmpty())
        check.wrong(u"verification_commands"_s,
            QCoreApplication::translate("taskfile", "verification_commands is empty"),
            QCoreApplication::translate("taskfile", "list at least one command that exits 0 when the task is done"));
    check.list(u"verification_commands"_s, spec.verificationCommands, 100, Lines::Many);

    check.list(u"setup"_s, spec.setup, 20, Lines::Many);
    check.list(u"keep"_s, spec.keep, 20, Lines::One);
    for (qsizetype i = 0; i < std::min<qsizetype>(spec.keep.size(), 20); ++i)
        check.insideFolder(u"keep[%1]"_s.arg(i), spec.keep.at(i));

    const QString directory = u"working_directory"_s;
    if (spec.workingDirectory.trimmed().isEmpty()) {
        check.text(directory, spec.workingDirectory, Lines::One);
    } else if (check.characters(directory, spec.workingDirectory, Lines::One)) {
        const WorkingFolder folder = findWorkingFolder(spec.workingDirectory, context);
        if (folder.path.isEmpty())
            check.wrong(directory, folder.message, folder.hint);
    }

    check.range(u"max_iterations"_s, spec.maxIterations, 1, 1000);
    check.range(u"timeout_per_iteration"_s, spec.timeoutPerIteration, 1, 86400);
    check.range(u"priority"_s, spec.priority, -1000000, 1000000);
    if (!spec.model.isEmpty()) {
        check.text(u"model"_s, spec.model, Lines::One);
        check.length(u"model"_s, spec.model, 200);
    }
    if (spec.maxCostUsd && !(std::isfinite(*spec.maxCostUsd) && *spec.maxCostUsd > 0 && *spec.maxCostUsd <= 10000))
        check.wrong(u"max_cost_usd"_s, QCoreApplication::translate("taskfile", "max_cost_usd is out of range"),
            QCoreApplication::translate("taskfile", "write an amount above 0 and up to 10000, such as 2.50"));
    if (spec.deliver == Deliver::Patch && spec.isolation == Isolation::InPlace)
        check.wrong(u"deliver"_s,
            QCoreApplication::translate(
                "taskfile", "deliver: patch cannot go with isolation: in_place, which changes the folder itself"),
            QCoreApplication::translate("taskfile", "write isolation: view, or deliver: apply"));
    if (spec.deliver == Deliver::Patch && spec.isolation == Isolation::Worktree)
        check.wrong(u"deliver"_s,
            QCoreApplication::translate(
                "taskfile", "deliver: patch cannot go with isolation: worktree, whose result is a branch"),
            QCoreApplication::translate("taskfile", "write isolation: view, or remove the line deliver"));
    check.list(u"labels"_s, spec.labels, 50, Lines::One);
    for (qsizetype i = 0; i < std::min<qsizetype>(spec.labels.size(), 50); ++i)
        check.length(u"labels[%1]"_s.arg(i), spec.labels.at(i), 100);

    // A spec that was not a file must not grow past what a file may hold.
    qint64 total = spec.description.size();
    for (const QString &item : spec.requirements + spec.verificationCommands)
        total += item.size();
    if (total > kTaskFileMaxBytes)
        check.wrong(u"(file)"_s,
            QCoreApplication::translate("taskfile", "the task has more than %1 characters").arg(kTaskFileMaxBytes),
            QCoreApplication::translate("taskfile", "put long texts into files of the working directory"));
    return check.errors;
}

QString canonicalWorkingDirectory(const QString &written, const TaskFileContext &context)
{
    return findWorkingFolder(written, context).path;
}

} // namespace vibecoder
