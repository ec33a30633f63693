// SPDX-License-Identifier: MIT
// What each iteration took: tokens by kind, money against the cap.
#pragma once

#include "model/iteration.h"

#include <QWidget>

class QTreeWidget;

namespace vibecoder {

class TaskWatch;

/// Two plots: tokens of each iteration as stacked bars, cost so far as steps below the cap.
class UsageChart : public QWidget
{
    Q_OBJECT

public:
    explicit UsageChart(QWidget *parent = nullptr);
    void setUsage(const QList<Iteration> &iterations, qint64 capMicroUsd);
    [[nodiscard]] QSize sizeHint() const override { return {600, 240}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintTokens(QPainter &painter, const QRect &area);
    void paintCost(QPainter &painter, const QRect &area);

    struct Bar
    {
        int round = 0;
        qint64 parts[4] = {}; ///< input, cache write, cache read, output
        qint64 costSoFar = 0;
    };
    QList<Bar> m_bars;
    qint64 m_cap = 0;
};

class CostTab : public QWidget
{
    Q_OBJECT

public:
    explicit CostTab(TaskWatch &watch, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void retranslate();

    TaskWatch &m_watch;
    UsageChart *m_chart;
    QTreeWidget *m_table;
    bool m_stale = true;
};

/// The next 1, 2 or 5 × 10ⁿ at or above a value; 1 for 0.
[[nodiscard]] qint64 niceTop(qint64 value);

} // namespace vibecoder
