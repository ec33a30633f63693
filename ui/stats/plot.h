// SPDX-License-Identifier: MIT
// A chart of bars, painted: one bar a day with one or two parts, or lying bars with their words.
#pragma once

#include "stats/figures.h"
#include "theme/theme.h"

#include <QWidget>

#include <functional>

namespace vibecoder {

class Plot final : public QWidget
{
    Q_OBJECT

public:
    enum class Shape { Days, Words };

    explicit Plot(Shape shape, QWidget *parent = nullptr);

    void setTitle(const QString &title) { m_title = title; }
    void setBars(const QList<Bar> &bars);
    void setRoles(Role low, Role high);
    /// Words for the two parts; the legend is left out without them.
    void setLegend(const QString &low, const QString &high);
    void setFormat(std::function<QString(double)> format) { m_format = std::move(format); }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void paintDays(QPainter &painter, const QRect &area) const;
    void paintWords(QPainter &painter, const QRect &area) const;
    [[nodiscard]] double slot(const QRect &area) const;
    [[nodiscard]] QRect dayArea() const;

    Shape m_shape;
    QString m_title, m_lowWord, m_highWord;
    QList<Bar> m_bars;
    Role m_low = Role::Running, m_high = Role::Danger;
    std::function<QString(double)> m_format;
};

} // namespace vibecoder
