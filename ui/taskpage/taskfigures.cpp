// SPDX-License-Identifier: MIT
// The strip of figures below the header.
#include "taskpage/taskheader.h"
#include "taskpage/taskwatch.h"
#include "theme/amounts.h"
#include "theme/pagestyle.h"

#include <QPainter>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace pagestyle;

namespace {

struct Figures
{
    QString iteration, passed, failed, cost, cap, elapsed, below, tokens, cached;
};

Figures figuresOf(const TaskWatch &watch)
{
    const Task &task = watch.task();
    Figures figures;
    figures.iteration = TaskText::tr("%1 of %2").arg(task.iteration).arg(task.spec.maxIterations);
    if (task.testsPassed >= 0) {
        figures.passed = QString::number(task.testsPassed);
        if (task.testsFailed > 0)
            figures.failed = QString::number(task.testsFailed);
    }
    figures.cost = task.usage.priceKnown ? amounts::money(task.usage.costMicroUsd) : TaskText::tr("not known");
    if (task.usage.priceKnown && task.usage.estimatedCalls > 0)
        figures.cost.prepend(u"≈ "_s);
    const double cap = task.spec.maxCostUsd.value_or(watch.bridge().settings().maxCostUsd);
    figures.cap = amounts::money(qint64(cap * 1e6));
    if (task.startedAt.isValid()) {
        const QDateTime end = task.endedAt.isValid() ? task.endedAt : QDateTime::currentDateTimeUtc();
        figures.elapsed = TaskText::duration(std::max<qint64>(0, task.startedAt.msecsTo(end)) / 1000 * 1000);
        figures.below = task.endedAt.isValid()
                            ? TaskText::tr("ended %1").arg(task.endedAt.toLocalTime().toString(u"HH:mm"_s))
                            : TaskText::tr("since %1").arg(task.startedAt.toLocalTime().toString(u"HH:mm"_s));
    }
    const Usage &usage = task.usage;
    const qint64 prompt =
        usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
    figures.tokens = amounts::count(prompt + usage.outputTokens);
    if (prompt > 0)
        figures.cached = TaskText::tr("%1 from cache").arg(TaskText::percent(usage.cacheReadTokens, prompt));
    return figures;
}

void bar(QPainter &painter, const QRect &rect, double part, Role colour)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tone(Role::Border));
    painter.drawRoundedRect(rect, 2, 2);
    if (part > 0) {
        painter.setBrush(tone(colour));
        painter.drawRoundedRect(
            QRectF(rect.left(), rect.top(), std::max(4.0, rect.width() * std::min(1.0, part)), rect.height()), 2, 2);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

TaskFigures::TaskFigures(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto news = [this] {
        speak();
        update();
    };
    connect(&m_watch, &TaskWatch::taskChanged, this, news);
    connect(&m_watch, &TaskWatch::iterationsChanged, this, news);
    follow(this, [this, news] {
        setFixedHeight(px(66) + 8);
        news();
    });
}

QSize TaskFigures::sizeHint() const
{
    return {600, px(66) + 8};
}

void TaskFigures::speak()
{
    if (!m_watch.isValid())
        return;
    const Figures figures = figuresOf(m_watch);
    setAccessibleName(
        tr("Iteration %1, cost %2 of %3, %4 tokens").arg(figures.iteration, figures.cost, figures.cap, figures.tokens));
}

void TaskFigures::paintEvent(QPaintEvent *)
{
    if (!m_watch.isValid())
        return;
    QPainter painter(this);
    const Task &task = m_watch.task();
    const Figures figures = figuresOf(m_watch);
    const QRect frame = rect().adjusted(20, 2, -20, -6);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tone(Role::Border), 1));
    painter.setBrush(tone(Role::Surface));
    painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // At least 104 px a cell at 100 %: narrower pages lose the last ones.
    const int cells = std::clamp(frame.width() / px(104), 3, 5);
    const double width = double(frame.width()) / cells;
    const QStringList labels{tr("Iteration"), tr("Tests"), tr("Cost"), tr("Elapsed"), tr("Tokens")};
    for (int i = 0; i < cells; ++i) {
        const QRect cell(frame.left() + int(width * i), frame.top(), int(width), frame.height());
        if (i > 0)
            painter.fillRect(cell.left(), cell.top() + 1, 1, cell.height() - 2, tone(Role::Border));
        const QRect inside = cell.adjusted(12, 0, -12, 0);
        const auto line = [&](int at) { return QRect(inside.left(), cell.top() + px(at), inside.width(), px(18)); };
        const QFont strong = text(FontRole::Base, QFont::DemiBold);
        drawText(&painter, line(6), labels.at(i), text(FontRole::Caption), Role::TextMuted);
        const QRect barRect(inside.left(), cell.top() + px(48), inside.width(), 4);
        switch (i) {
        case 0: {
            drawText(&painter, line(24), figures.iteration, strong, Role::Text);
            // One pip for each iteration while they can be told apart.
            const int most = std::max(1, task.spec.maxIterations);
            if (most > 12) {
                bar(painter, barRect, double(task.iteration) / most, Role::Accent);
                break;
            }
            const double pip = (inside.width() - 4.0 * (most - 1)) / most;
            for (int n = 0; n < most; ++n) {
                Role colour = Role::Border;
                if (n < task.iteration) {
                    colour = n + 1 == task.iteration && !isEnded(task.state) ? Role::Accent : Role::Danger;
                    for (const Iteration &one : m_watch.iterations()) {
                        if (one.number == n + 1 && one.endedAt.isValid())
                            colour = one.passed() ? Role::Success : Role::Danger;
                    }
                }
                painter.fillRect(QRectF(inside.left() + n * (pip + 4), barRect.top(), pip, 4), tone(colour));
            }
            break;
        }
        case 1: {
            int x = inside.left();
            if (figures.passed.isEmpty()) {
                drawText(&painter, line(24), u"–"_s, strong, Role::TextMuted);
                break;
            }
            const auto figure = [&](const QString &words, const QString &sign, Role colour) {
                x += drawText(&painter, QRect(x, line(24).top(), inside.width(), px(18)), words, strong, colour) + 4;
                drawIcon(&painter, QRect(x, line(24).center().y() - px(12) / 2, px(12), px(12)), sign, colour);
                x += px(12) + 8;
            };
            figure(figures.passed, u"check"_s, Role::Success);
            if (!figures.failed.isEmpty())
                figure(figures.failed, u"x"_s, Role::Danger);
            const double all = task.testsPassed + std::max(0, task.testsFailed);
            if (all > 0) {
                bar(painter, barRect, 1, task.testsFailed > 0 ? Role::Danger : Role::Success);
                if (task.testsFailed > 0 && task.testsPassed > 0)
                    bar(painter, QRect(barRect.left(), barRect.top(), int(barRect.width() * task.testsPassed / all), 4),
                        1, Role::Success);
            }
            break;
        }
        case 2: {
            const int used = drawText(&painter, line(24), figures.cost, strong, Role::Text);
            drawText(&painter, line(24).adjusted(used + 5, 0, 0, 0), u"/ "_s + figures.cap, text(), Role::TextMuted);
            const double cap = task.spec.maxCostUsd.value_or(m_watch.bridge().settings().maxCostUsd) * 1e6;
            const double part = cap > 0 ? double(task.usage.costMicroUsd) / cap : 0;
            bar(painter, barRect, part, part >= 0.8 ? Role::Warning : Role::Accent);
            break;
        }
        case 3:
            drawText(&painter, line(24), figures.elapsed.isEmpty() ? u"–"_s : figures.elapsed, strong, Role::Text);
            drawText(&painter, line(42), figures.below, text(FontRole::Caption), Role::TextMuted);
            break;
        default:
            drawText(&painter, line(24), figures.tokens, strong, Role::Text);
            drawText(&painter, line(42), figures.cached, text(FontRole::Caption), Role::TextMuted);
        }
    }
}

} // namespace vibecoder
