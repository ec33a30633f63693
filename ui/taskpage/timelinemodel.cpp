// SPDX-License-Identifier: MIT
#include "taskpage/timelinemodel.h"

#include "diff/showntext.h"
#include "taskpage/tasktext.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;
using Kind = TimelineStep::Kind;

namespace {

constexpr int kStepBits = 24; // of an index id: the step above, the round below
constexpr int kFailures = 3;  // of one command
constexpr int kTailLines = 6;

quintptr idOfStep(int round)
{
    return quintptr(round) + 1;
}

quintptr idOfLine(int round, int step)
{
    return (quintptr(step) + 1) << kStepBits | idOfStep(round);
}

int roundOf(quintptr id)
{
    return int(id & ((quintptr(1) << kStepBits) - 1)) - 1;
}

int stepOf(quintptr id)
{
    return int(id >> kStepBits) - 1;
}

StepLine textLine(const QString &text, StepLine::Kind kind = StepLine::Kind::Text)
{
    StepLine line;
    line.kind = kind;
    line.line.text = shownLine(text, 300);
    return line;
}

QList<StepLine> textLines(const QString &text, int limit)
{
    QList<StepLine> lines;
    for (const QString &one : text.split(u'\n')) {
        // Long paragraphs are broken between words: a row of the tree has one line.
        QString rest = one;
        while (rest.size() > 110) {
            qsizetype cut = rest.lastIndexOf(u' ', 110);
            if (cut < 60)
                cut = 110;
            lines.append(textLine(rest.left(cut)));
            rest = rest.mid(cut).trimmed();
        }
        lines.append(textLine(rest));
        if (lines.size() >= limit)
            break;
    }
    return lines.mid(0, limit);
}

QList<StepLine> diffLines(const FileDiff &file)
{
    QList<StepLine> lines;
    const Language *language = languageFor(file.path);
    SyntaxState state = 0;
    for (const DiffLine &one : smallDiff(file)) {
        StepLine line;
        line.kind = StepLine::Kind::Diff;
        line.line = one;
        line.line.text = one.text.left(300);
        if (language)
            line.syntax = syntaxOf(*language, line.line.text, state);
        lines.append(std::move(line));
    }
    return lines;
}

QList<StepLine> verdictLines(const CommandReport &report)
{
    QList<StepLine> lines;
    for (const Failure &failure : report.failures.mid(0, kFailures)) {
        QString where = failure.id;
        if (where.isEmpty())
            where = failure.line > 0 ? u"%1:%2"_s.arg(failure.file).arg(failure.line) : failure.file;
        if (!where.isEmpty())
            lines.append(textLine(where, StepLine::Kind::Bad));
        const QStringList said = failure.message.split(u'\n');
        for (const QString &text : said.mid(0, 3))
            lines.append(textLine(u"  "_s + text));
    }
    if (report.failures.size() > kFailures)
        lines.append(textLine(TaskText::tr("and %n more", nullptr, int(report.failures.size()) - kFailures)));
    if (lines.isEmpty() && report.status != CommandStatus::Pass) {
        const QStringList tail = report.excerpt.trimmed().split(u'\n');
        for (const QString &text : tail.mid(std::max<qsizetype>(0, tail.size() - kTailLines)))
            lines.append(textLine(text));
    }
    return lines;
}

} // namespace

TimelineModel::TimelineModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void TimelineModel::clear()
{
    beginResetModel();
    m_timeline.clear();
    m_lines.clear();
    m_detailed.clear();
    endResetModel();
}

void TimelineModel::append(const QList<Event> &events)
{
    m_timeline.append(events, this);
}

bool TimelineModel::hasDetails(int round) const
{
    return m_detailed.contains(round);
}

void TimelineModel::setDetails(const Iteration &iteration, const QList<FileDiff> &files)
{
    const QList<TimelineRound> &rounds = m_timeline.rounds();
    int at = int(rounds.size()) - 1;
    while (at >= 0 && rounds.at(at).number != iteration.number)
        --at;
    if (at < 0 || m_detailed.contains(at))
        return;
    m_detailed.insert(at);
    QSet<QString> shown;
    const QList<TimelineStep> &steps = rounds.at(at).steps;
    QSet<QString> verified;
    // From the end: the last edit of a file shows what became of it, the last run of a command is its verdict.
    for (int i = int(steps.size()) - 1; i >= 0; --i) {
        const TimelineStep &step = steps.at(i);
        if ((step.kind == Kind::Edit || step.kind == Kind::Create) && !shown.contains(step.code)) {
            shown.insert(step.code);
            for (const FileDiff &file : files) {
                if (file.path == step.code)
                    addLines(at, i, diffLines(file));
            }
        } else if (step.kind == Kind::Verify && !step.canary && !verified.contains(step.code)) {
            for (const CommandReport &report : iteration.verification.commands) {
                // What passed in the view and fails on the clean copy ran twice; the record is of one of them.
                if ((report.isSetup && !step.setup) || report.index != step.verifyIndex ||
                    report.command != step.code ||
                    (report.status == CommandStatus::Pass) != (step.status == CommandStatus::Pass))
                    continue;
                verified.insert(step.code);
                addLines(at, i, verdictLines(report));
            }
        }
    }
}

void TimelineModel::addLines(int round, int step, QList<StepLine> lines)
{
    if (lines.isEmpty() || m_lines.contains({round, step}))
        return;
    beginInsertRows(index(step, 0, indexOfRound(round)), 0, int(lines.size()) - 1);
    m_lines.insert({round, step}, std::move(lines));
    endInsertRows();
}

TimelineModel::Level TimelineModel::level(const QModelIndex &index)
{
    const quintptr id = index.internalId();
    return id == 0 ? Level::Round : stepOf(id) < 0 ? Level::Step : Level::Line;
}

const TimelineRound &TimelineModel::roundAt(const QModelIndex &index) const
{
    const int place = level(index) == Level::Round ? rowOfRound(index.row()) : roundOf(index.internalId());
    return m_timeline.rounds().at(place);
}

const TimelineStep &TimelineModel::stepAt(const QModelIndex &index) const
{
    const int step = level(index) == Level::Step ? index.row() : stepOf(index.internalId());
    return roundAt(index).steps.at(step);
}

const StepLine &TimelineModel::lineAt(const QModelIndex &index) const
{
    const quintptr id = index.internalId();
    return m_lines.constFind({roundOf(id), stepOf(id)})->at(index.row());
}

QModelIndex TimelineModel::indexOfRound(int round) const
{
    return createIndex(rowOfRound(round), 0, quintptr(0));
}

QModelIndex TimelineModel::roundIndex(int number) const
{
    const QList<TimelineRound> &rounds = m_timeline.rounds();
    for (int i = int(rounds.size()) - 1; i >= 0; --i) {
        if (rounds.at(i).number == number)
            return indexOfRound(i);
    }
    return {};
}

QModelIndex TimelineModel::lastStep() const
{
    if (m_timeline.rounds().isEmpty())
        return {};
    const QModelIndex round = index(0, 0);
    const int steps = rowCount(round);
    return steps == 0 ? round : index(steps - 1, 0, round);
}

int TimelineModel::linesOf(const QModelIndex &step) const
{
    return level(step) == Level::Step ? rowCount(step) : 0;
}

bool TimelineModel::opensByItself(const QModelIndex &step) const
{
    const TimelineStep &one = stepAt(step);
    return one.kind == Kind::Edit || one.kind == Kind::Create ||
           (one.kind == Kind::Verify && one.state == TimelineStep::State::Bad);
}

QModelIndex TimelineModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column != 0 || row < 0 || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, 0, quintptr(0));
    if (level(parent) == Level::Round)
        return createIndex(row, 0, idOfStep(rowOfRound(parent.row())));
    return createIndex(row, 0, idOfLine(roundOf(parent.internalId()), parent.row()));
}

QModelIndex TimelineModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    switch (level(index)) {
    case Level::Round:
        return {};
    case Level::Step:
        return indexOfRound(roundOf(index.internalId()));
    case Level::Line:
        break;
    }
    return createIndex(stepOf(index.internalId()), 0, idOfStep(roundOf(index.internalId())));
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_timeline.rounds().size());
    switch (level(parent)) {
    case Level::Round:
        return int(roundAt(parent).steps.size());
    case Level::Step: {
        const auto found = m_lines.constFind({roundOf(parent.internalId()), parent.row()});
        return found == m_lines.cend() ? 0 : int(found->size());
    }
    case Level::Line:
        break;
    }
    return 0;
}

int TimelineModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return spoken(index);
    return {};
}

QString TimelineModel::spoken(const QModelIndex &index) const
{
    if (level(index) == Level::Line)
        return lineAt(index).line.text;
    QStringList parts;
    if (level(index) == Level::Round) {
        const TimelineRound &round = roundAt(index);
        parts << TaskText::roundName(round.number) << TaskText::activity(round.activity);
        if (round.state == TimelineRound::State::Passed)
            parts << TaskText::state(TaskState::Completed);
        else if (round.state == TimelineRound::State::Failed)
            parts << TaskText::state(TaskState::Failed);
        if (round.fixed > 0)
            parts << TaskText::tr("%n fixed", nullptr, round.fixed);
        if (round.regressed > 0)
            parts << TaskText::tr("%n regressed", nullptr, round.regressed);
    } else {
        const TimelineStep &step = stepAt(index);
        parts << shownLine(TaskText::stepTitle(step), 400) << shownLine(TaskText::stepCode(step), 200)
              << shownLine(step.files.join(u", "_s), 200) << TaskText::stepResult(step);
    }
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

void TimelineModel::aboutToAddRound(int)
{
    beginInsertRows({}, 0, 0);
}

void TimelineModel::roundAdded()
{
    endInsertRows();
}

void TimelineModel::aboutToAddStep(int round, int at)
{
    beginInsertRows(indexOfRound(round), at, at);
}

void TimelineModel::stepAdded()
{
    endInsertRows();
    // A longer text is there at once; what belongs to edits and verifications comes with the end of the round.
    const int round = int(m_timeline.rounds().size()) - 1;
    const int at = int(m_timeline.rounds().at(round).steps.size()) - 1;
    const TimelineStep &step = m_timeline.rounds().at(round).steps.at(at);
    if (step.kind == Kind::Thought && (step.text.size() > 90 || step.text.contains(u'\n')))
        addLines(round, at, textLines(step.text, 40));
}

void TimelineModel::stepChanged(int round, int step)
{
    const QModelIndex changed = index(step, 0, indexOfRound(round));
    emit dataChanged(changed, changed);
}

void TimelineModel::roundChanged(int round)
{
    const QModelIndex changed = indexOfRound(round);
    emit dataChanged(changed, changed);
}

} // namespace vibecoder
