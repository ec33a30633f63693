// SPDX-License-Identifier: MIT
#include "stats/statspage.h"

#include "base/whendone.h"
#include "stats/plot.h"
#include "theme/amounts.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>

#include <cmath>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTwoColumns = 640, kLaterMs = 1500;

} // namespace

StatsPage::StatsPage(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
{
    build();
    m_later.setSingleShot(true);
    m_later.setInterval(kLaterMs);
    connect(&m_later, &QTimer::timeout, this, &StatsPage::reload);
    connect(&m_bridge, &EngineBridge::events, this, [this](const QList<Event> &events) {
        const bool ended = std::any_of(
            events.begin(), events.end(), [](const Event &event) { return event.kind == EventKind::TaskStateChanged; });
        if (ended && isVisible() && !m_later.isActive())
            m_later.start();
    });
    connect(&Theme::instance(), &Theme::changed, this, &StatsPage::render);
    render();
}

void StatsPage::build()
{
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *body = new QWidget(scroll);
    body->setProperty("page", true);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(20, 14, 20, 20);
    column->setSpacing(14);
    auto *head = new QHBoxLayout;
    head->setSpacing(4);
    m_title = new QLabel(body);
    head->addWidget(m_title);
    head->addStretch();
    m_ranges = new QButtonGroup(this);
    for (const int days : {7, 30, 90}) {
        auto *chip = new QToolButton(body);
        chip->setCheckable(true);
        chip->setProperty("chip", true);
        chip->setChecked(days == m_days);
        m_ranges->addButton(chip, days);
        head->addWidget(chip);
    }
    connect(m_ranges, &QButtonGroup::idClicked, this, &StatsPage::setDays);
    column->addLayout(head);
    m_error = new QLabel(body);
    m_error->setWordWrap(true);
    m_error->setProperty("wrong", true);
    m_error->hide();
    column->addWidget(m_error);
    m_strip = new QWidget(body);
    m_figures = new QGridLayout(m_strip);
    m_figures->setContentsMargins(0, 0, 0, 0);
    m_figures->setSpacing(10);
    column->addWidget(m_strip);
    m_plots = new QGridLayout;
    m_plots->setSpacing(14);
    m_throughput = new Plot(Plot::Shape::Days, body);
    m_throughput->setRoles(Role::Success, Role::Danger);
    m_cost = new Plot(Plot::Shape::Days, body);
    m_cost->setFormat(
        [](double value) { return u'$' + QString::number(value, 'f', value == std::floor(value) ? 0 : 2); });
    m_tokens = new Plot(Plot::Shape::Days, body);
    m_tokens->setRoles(Role::Running, Role::Stuck);
    m_tokens->setFormat([](double value) { return amounts::count(qint64(value)).remove(u".0"_s); });
    m_reasons = new Plot(Plot::Shape::Words, body);
    column->addLayout(m_plots);
    column->addStretch();
    scroll->setWidget(body);
    outer->addWidget(scroll);
}

void StatsPage::setDays(int days)
{
    m_days = days;
    if (auto *chip = m_ranges->button(days))
        chip->setChecked(true);
    reload();
}

void StatsPage::reload()
{
    whenDone(m_bridge.inBackground<Stats>([days = m_days](Engine &engine) { return engine.stats(days); }), this,
        [this, number = ++m_asked](const Result<Stats> &stats) {
            if (number != m_asked)
                return;
            m_error->setVisible(!stats);
            if (stats)
                show(*stats);
            else
                m_error->setText(stats.error().message);
        });
}

void StatsPage::show(const Stats &stats)
{
    m_stats = stats;
    m_loaded = true;
    render();
}

void StatsPage::render()
{
    const Theme &theme = Theme::instance();
    m_title->setText(tr("Statistics"));
    m_title->setFont(theme.font(FontRole::Title, 600));
    for (QAbstractButton *chip : m_ranges->buttons())
        chip->setText(tr("%n day(s)", "", m_ranges->id(chip)));
    qDeleteAll(std::exchange(m_cells, {}));
    for (const Figure &figure : Figures::of(m_stats)) {
        auto *cell = new QFrame(m_strip);
        cell->setProperty("card", true);
        auto *column = new QVBoxLayout(cell);
        column->setContentsMargins(12, 9, 12, 9);
        column->setSpacing(3);
        auto *label = new QLabel(figure.label, cell);
        label->setFont(theme.font(FontRole::Caption));
        label->setProperty("muted", true);
        auto *value = new QLabel(figure.value, cell);
        value->setFont(theme.digits(FontRole::Title, 600));
        auto *note = new QLabel(figure.note, cell);
        note->setFont(theme.font(FontRole::Caption));
        note->setProperty("muted", true);
        for (QLabel *part : {label, value, note})
            column->addWidget(part);
        cell->setAccessibleName(u"%1: %2, %3"_s.arg(figure.label, figure.value, figure.note));
        m_cells.append(cell);
    }
    m_throughput->setTitle(tr("Tasks per day"));
    m_throughput->setLegend(tr("passed"), tr("not passed"));
    m_throughput->setBars(Figures::throughput(m_stats));
    m_cost->setTitle(tr("Cost per day"));
    m_cost->setBars(Figures::cost(m_stats));
    m_tokens->setTitle(tr("Tokens per day"));
    m_tokens->setLegend(tr("in"), tr("out"));
    m_tokens->setBars(Figures::tokens(m_stats));
    m_reasons->setTitle(tr("Why tasks ended"));
    m_reasons->setBars(Figures::stopReasons(m_stats));
    arrange();
}

void StatsPage::arrange()
{
    const bool two = width() >= int(kTwoColumns * Theme::instance().textScale());
    const int columns = two ? 3 : 2;
    for (int i = 0; i < m_cells.size(); ++i) {
        m_figures->addWidget(m_cells.at(i), i / columns, i % columns);
        m_cells.at(i)->show();
    }
    for (int i = 0; i < 3; ++i)
        m_figures->setColumnStretch(i, i < columns ? 1 : 0);
    int i = 0;
    for (Plot *plot : {m_throughput, m_cost, m_tokens, m_reasons}) {
        m_plots->addWidget(plot, two ? i / 2 : i, two ? i % 2 : 0);
        ++i;
    }
    m_plots->setColumnStretch(0, 1);
    m_plots->setColumnStretch(1, two ? 1 : 0);
}

void StatsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    reload();
}

void StatsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void StatsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        render();
}

} // namespace vibecoder
