// SPDX-License-Identifier: MIT
// How well it goes over days: figures and charts of Engine::stats. Read outside the GUI thread, again when tasks end.
#pragma once

#include "bridge/enginebridge.h"

#include <QScrollArea>
#include <QWidget>

class QButtonGroup;
class QGridLayout;
class QLabel;

namespace vibecoder {

class Plot;

class StatsPage final : public QWidget
{
    Q_OBJECT

public:
    explicit StatsPage(EngineBridge &bridge, QWidget *parent = nullptr);

    [[nodiscard]] int days() const { return m_days; }
    void setDays(int days);
    /// For tests and pictures: shows these instead of the store's.
    void show(const Stats &stats);
    using QWidget::show;
    [[nodiscard]] bool isLoaded() const { return m_loaded; }

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void reload();
    void render();
    void arrange();

    EngineBridge &m_bridge;
    Stats m_stats;
    int m_days = 30, m_asked = 0;
    bool m_loaded = false;
    QTimer m_later;
    QLabel *m_title = nullptr, *m_error = nullptr;
    QButtonGroup *m_ranges = nullptr;
    QGridLayout *m_figures = nullptr, *m_plots = nullptr;
    QWidget *m_strip = nullptr;
    QList<QWidget *> m_cells;
    Plot *m_throughput = nullptr, *m_cost = nullptr, *m_tokens = nullptr, *m_reasons = nullptr;
};

} // namespace vibecoder
