// SPDX-License-Identifier: MIT
#include "taskpage/costtab.h"

#include "taskpage/rowdelegate.h"
#include "taskpage/tasktext.h"
#include "taskpage/taskwatch.h"
#include "theme/amounts.h"
#include "theme/pagestyle.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace pagestyle;

namespace {

constexpr Role kParts[] = {Role::Running, Role::Stuck, Role::TextMuted, Role::Success};
constexpr int kLeft = 58, kBottom = 22, kTop = 30;

QStringList partNames()
{
    return {CostTab::tr("Input"), CostTab::tr("Cache write"), CostTab::tr("Cache read"), CostTab::tr("Output")};
}

// Title, three lines of the grid with their values; returns the area of the plot.
QRect paintGrid(QPainter &painter, const QRect &area, qint64 top, const std::function<QString(qint64)> &words)
{
    const QRect plot = area.adjusted(px(kLeft), px(kTop), -4, -px(kBottom));
    for (int i = 0; i <= 2; ++i) {
        const int y = plot.bottom() - plot.height() * i / 2;
        painter.fillRect(plot.left(), y, plot.width(), 1, tone(Role::Border));
        drawText(&painter, QRect(area.left(), y - 8, px(kLeft) - 8, 16), words(top * i / 2), text(FontRole::Caption),
            Role::TextMuted, Qt::AlignRight, Qt::ElideNone);
    }
    return plot;
}

} // namespace

qint64 niceTop(qint64 value)
{
    qint64 step = 1;
    while (step < value) {
        for (const qint64 factor : {2, 5, 10}) {
            if (step * factor >= value)
                return step * factor;
        }
        step *= 10;
    }
    return step;
}

UsageChart::UsageChart(QWidget *parent)
    : QWidget(parent)
{
    setMinimumHeight(200);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void UsageChart::setUsage(const QList<Iteration> &iterations, qint64 capMicroUsd)
{
    m_bars.clear();
    m_cap = capMicroUsd;
    qint64 cost = 0;
    for (const Iteration &one : iterations) {
        const Usage &usage = one.usage;
        cost += usage.costMicroUsd;
        Bar bar;
        bar.round = one.number;
        bar.parts[0] = usage.inputTokens;
        bar.parts[1] = usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
        bar.parts[2] = usage.cacheReadTokens;
        bar.parts[3] = usage.outputTokens;
        bar.costSoFar = cost;
        m_bars.append(bar);
    }
    setAccessibleDescription(tr("%1 spent of %2").arg(amounts::money(cost), amounts::money(capMicroUsd)));
    update();
}

void UsageChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int gap = 28, half = (width() - gap) / 2;
    paintTokens(painter, QRect(0, 0, half, height()));
    paintCost(painter, QRect(half + gap, 0, half, height()));
}

void UsageChart::paintTokens(QPainter &painter, const QRect &area)
{
    int x = area.left();
    x += drawText(&painter, QRect(x, area.top(), area.width(), px(20)), tr("Tokens"),
             text(FontRole::Small, QFont::DemiBold), Role::Text) +
         16;
    const QStringList names = partNames();
    for (int i = 0; i < 4; ++i) {
        painter.fillRect(QRect(x, area.top() + px(20) / 2 - 4, 8, 8), tone(kParts[i]));
        x += 12 +
             drawText(&painter, QRect(x + 12, area.top(), area.right() - x, px(20)), names.at(i), text(FontRole::Small),
                 Role::TextSecondary) +
             12;
    }
    qint64 most = 0;
    for (const Bar &bar : std::as_const(m_bars))
        most = std::max(most, bar.parts[0] + bar.parts[1] + bar.parts[2] + bar.parts[3]);
    const qint64 top = niceTop(most);
    const QRect plot = paintGrid(painter, area, top, [](qint64 value) { return amounts::count(value); });
    if (m_bars.isEmpty())
        return;
    const double slot = double(plot.width()) / double(m_bars.size());
    const int barWidth = std::clamp(int(slot * 0.6), 2, 36);
    const int everyNth = std::max(1, int(std::ceil(px(26) / slot)));
    for (int i = 0; i < m_bars.size(); ++i) {
        const int left = plot.left() + int(slot * i + (slot - barWidth) / 2);
        int bottom = plot.bottom();
        for (int part = 0; part < 4; ++part) {
            const int height = int(double(plot.height()) * double(m_bars.at(i).parts[part]) / double(top));
            QColor colour = tone(kParts[part]);
            colour.setAlphaF(0.8F);
            if (height > 0)
                painter.fillRect(QRect(left, bottom - height + 1, barWidth, std::max(1, height - 1)), colour);
            bottom -= height;
        }
        if (i % everyNth == 0)
            drawText(&painter,
                QRect(int(plot.left() + slot * i) - 10, plot.bottom() + 2, int(slot) + 20, px(kBottom) - 2),
                m_bars.at(i).round == 0 ? tr("base") : QString::number(m_bars.at(i).round), text(FontRole::Caption),
                Role::TextMuted, Qt::AlignHCenter, Qt::ElideNone);
    }
}

void UsageChart::paintCost(QPainter &painter, const QRect &area)
{
    drawText(&painter, QRect(area.left(), area.top(), area.width(), px(20)), tr("Cost so far"),
        text(FontRole::Small, QFont::DemiBold), Role::Text);
    qint64 most = m_cap;
    for (const Bar &bar : std::as_const(m_bars))
        most = std::max(most, bar.costSoFar);
    const qint64 top = niceTop(most);
    const QRect plot = paintGrid(painter, area, top, [](qint64 value) { return amounts::money(value); });
    const auto yOf = [&](qint64 value) {
        return plot.bottom() - int(double(plot.height()) * double(value) / double(top));
    };
    if (m_cap > 0) {
        painter.setPen(QPen(tone(Role::Warning), 1, Qt::DashLine));
        painter.drawLine(plot.left(), yOf(m_cap), plot.right(), yOf(m_cap));
        drawText(&painter, QRect(plot.left(), yOf(m_cap) - px(18), plot.width() - 2, px(16)),
            tr("cap %1").arg(amounts::money(m_cap)), text(FontRole::Caption), Role::Warning, Qt::AlignRight);
    }
    if (m_bars.isEmpty())
        return;
    QPolygonF curve;
    const double slot = double(plot.width()) / double(m_bars.size());
    for (int i = 0; i < m_bars.size(); ++i)
        curve << QPointF(plot.left() + slot * (i + 0.5), yOf(m_bars.at(i).costSoFar));
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF fill = curve;
    fill << QPointF(curve.constLast().x(), plot.bottom()) << QPointF(curve.constFirst().x(), plot.bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(tone(Role::RunningSoft));
    painter.drawPolygon(fill);
    painter.setPen(QPen(tone(Role::Running), 2));
    painter.drawPolyline(curve);
    painter.setBrush(tone(Role::Running));
    painter.drawEllipse(curve.constLast(), 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

CostTab::CostTab(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_chart(new UsageChart)
    , m_table(new QTreeWidget)
{
    setProperty("page", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 14, 20, 14);
    column->setSpacing(14);
    column->addWidget(m_chart);
    m_table->setItemDelegate(new RowDelegate(8, m_table));
    m_table->setRootIsDecorated(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setUniformRowHeights(true);
    m_table->setColumnCount(8);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setStretchLastSection(false);
    column->addWidget(m_table, 1);
    const auto stale = [this] {
        m_stale = true;
        if (isVisible())
            fill();
    };
    connect(&m_watch, &TaskWatch::restarted, this, stale);
    connect(&m_watch, &TaskWatch::iterationsChanged, this, stale);
    follow(this, [this] { retranslate(); });
}

void CostTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        fill();
}

void CostTab::fill()
{
    m_stale = false;
    const Task &task = m_watch.task();
    const double cap = task.spec.maxCostUsd.value_or(m_watch.engine().settings().maxCostUsd);
    m_chart->setUsage(m_watch.iterations(), qint64(cap * 1e6));
    m_table->clear();
    Usage all;
    const auto add = [this](const QString &name, const Usage &usage, bool strong) {
        const qint64 written = usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
        const qint64 prompt = usage.inputTokens + written + usage.cacheReadTokens;
        auto *item = new QTreeWidgetItem(m_table,
            {name, QString::number(usage.calls), amounts::count(usage.inputTokens), amounts::count(written),
                amounts::count(usage.cacheReadTokens), amounts::count(usage.outputTokens),
                TaskText::percent(usage.cacheReadTokens, prompt),
                !usage.priceKnown          ? tr("price not known")
                : usage.estimatedCalls > 0 ? tr("about %1", "partly estimated").arg(amounts::money(usage.costMicroUsd))
                                           : amounts::money(usage.costMicroUsd)});
        for (int i = 0; i < 8; ++i) {
            item->setFont(i, text(FontRole::Base, strong ? QFont::DemiBold : QFont::Normal));
            if (i > 0)
                item->setTextAlignment(i, Qt::AlignRight | Qt::AlignVCenter);
        }
        item->setSizeHint(0, QSize(0, px(28)));
    };
    for (const Iteration &one : m_watch.iterations()) {
        add(TaskText::roundName(one.number), one.usage, false);
        all += one.usage;
    }
    if (!m_watch.iterations().isEmpty())
        add(tr("Together"), all, true);
}

void CostTab::retranslate()
{
    m_chart->setAccessibleName(tr("Tokens and cost by iteration"));
    m_chart->setFixedHeight(px(230));
    m_table->setAccessibleName(tr("Usage by iteration"));
    m_table->setHeaderLabels({tr("Iteration"), tr("Calls"), tr("Input"), tr("Cache write"), tr("Cache read"),
        tr("Output"), tr("From cache"), tr("Cost")});
    m_table->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int i = 1; i < 8; ++i) {
        m_table->headerItem()->setTextAlignment(i, Qt::AlignRight | Qt::AlignVCenter);
        m_table->header()->setSectionResizeMode(i, QHeaderView::ResizeToContents);
    }
    m_stale = true;
    if (isVisible())
        fill();
}

void CostTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
