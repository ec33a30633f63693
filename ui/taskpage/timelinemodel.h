// SPDX-License-Identifier: MIT
// The timeline as a tree: rounds (newest first) → steps → lines of a small diff, of output, of a longer text.
#pragma once

#include "diff/patch.h"
#include "diff/syntax.h"
#include "model/iteration.h"
#include "taskpage/timeline.h"

#include <QAbstractItemModel>

namespace vibecoder {

/// One line below a step.
struct StepLine
{
    enum class Kind : quint8 { Text, Bad, Diff };
    Kind kind = Kind::Text;
    DiffLine line; ///< of Text and Bad only its text
    QList<SyntaxSpan> syntax;
};

class TimelineModel : public QAbstractItemModel, private TimelineListener
{
    Q_OBJECT

public:
    enum class Level { Round, Step, Line };

    explicit TimelineModel(QObject *parent = nullptr);

    void clear();
    void append(const QList<Event> &events);
    [[nodiscard]] const Timeline &timeline() const { return m_timeline; }

    /// Lines for the edits and verifications of a finished round; given once.
    void setDetails(const Iteration &iteration, const QList<FileDiff> &files);
    [[nodiscard]] bool hasDetails(int round) const;

    [[nodiscard]] static Level level(const QModelIndex &index);
    [[nodiscard]] const TimelineRound &roundAt(const QModelIndex &index) const; ///< of any level
    [[nodiscard]] const TimelineStep &stepAt(const QModelIndex &index) const;   ///< of a step or a line
    [[nodiscard]] const StepLine &lineAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex roundIndex(int number) const;
    [[nodiscard]] QModelIndex lastStep() const; ///< where new things happen; invalid when there is none
    [[nodiscard]] int linesOf(const QModelIndex &step) const;
    /// Steps that are worth seeing without a click.
    [[nodiscard]] bool opensByItself(const QModelIndex &step) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void aboutToAddRound(int at) override;
    void roundAdded() override;
    void aboutToAddStep(int round, int at) override;
    void stepAdded() override;
    void stepChanged(int round, int step) override;
    void roundChanged(int round) override;

    [[nodiscard]] int rowOfRound(int round) const { return int(m_timeline.rounds().size()) - 1 - round; }
    [[nodiscard]] QModelIndex indexOfRound(int round) const;
    void addLines(int round, int step, QList<StepLine> lines);
    [[nodiscard]] QString spoken(const QModelIndex &index) const;

    Timeline m_timeline;
    QHash<std::pair<int, int>, QList<StepLine>> m_lines; ///< by place of round and step
    QSet<int> m_detailed;                                ///< places of rounds
};

} // namespace vibecoder
