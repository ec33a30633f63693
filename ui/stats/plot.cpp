// SPDX-License-Identifier: MIT
#include "stats/plot.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSide = 14, kAxis = 52, kFoot = 22, kHeight = 200, kWordRow = 26, kMostWords = 7;
constexpr double kFill = 0.8;

} // namespace

Plot::Plot(Shape shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
    , m_format([](double value) { return QString::number(value, 'f', 0); })
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void Plot::setBars(const QList<Bar> &bars)
{
    m_bars = bars;
    QStringList said;
    for (const Bar &bar : bars) {
        if (bar.low + bar.high > 0)
            said.append(bar.tip.isEmpty() ? u"%1: %2"_s.arg(bar.label, m_format(bar.low)) : bar.tip);
    }
    setAccessibleName(m_title);
    setAccessibleDescription(said.join(u"; "_s));
    updateGeometry();
    update();
}

void Plot::setRoles(Role low, Role high)
{
    m_low = low;
    m_high = high;
}

void Plot::setLegend(const QString &low, const QString &high)
{
    m_lowWord = low;
    m_highWord = high;
}

QSize Plot::sizeHint() const
{
    return {320, int(kHeight * Theme::instance().textScale())};
}

QRect Plot::dayArea() const
{
    const int head = QFontMetrics(Theme::instance().font(FontRole::Base)).height() + 16;
    return rect().adjusted(kSide + int(kAxis * Theme::instance().textScale()), head + 6, -kSide,
        -int(kFoot * Theme::instance().textScale()) - 4);
}

double Plot::slot(const QRect &area) const
{
    return m_bars.isEmpty() ? area.width() : double(area.width()) / double(m_bars.size());
}

void Plot::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(Role::Border));
    painter.setBrush(theme.color(Role::Surface));
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.radius("control"_L1), theme.radius("control"_L1));
    painter.setFont(theme.font(FontRole::Base, 600));
    painter.setPen(theme.color(Role::Text));
    const int head = painter.fontMetrics().height() + 16;
    painter.drawText(QRect(kSide, 0, width() - 2 * kSide, head), Qt::AlignVCenter | Qt::AlignLeft, m_title);
    if (!m_lowWord.isEmpty()) {
        painter.setFont(theme.font(FontRole::Small));
        int x = width() - kSide;
        for (const auto &[word, role] : {std::pair(m_highWord, m_high), std::pair(m_lowWord, m_low)}) {
            const int wide = painter.fontMetrics().horizontalAdvance(word);
            x -= wide;
            painter.setPen(theme.color(Role::TextMuted));
            painter.drawText(QRect(x, 0, wide, head), Qt::AlignVCenter, word);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.color(role));
            painter.drawRoundedRect(QRectF(x - 14, head / 2.0 - 4, 8, 8), 2, 2);
            x -= 28;
        }
    }
    const bool empty =
        std::all_of(m_bars.begin(), m_bars.end(), [](const Bar &bar) { return bar.low + bar.high <= 0; });
    if (empty) {
        painter.setFont(theme.font(FontRole::Base));
        painter.setPen(theme.color(Role::TextMuted));
        painter.drawText(rect().adjusted(0, head, 0, 0), Qt::AlignCenter, tr("Nothing in this time"));
        return;
    }
    if (m_shape == Shape::Days)
        paintDays(painter, dayArea());
    else
        paintWords(painter, rect().adjusted(kSide, head + 4, -kSide, -8));
}

void Plot::paintDays(QPainter &painter, const QRect &area) const
{
    const Theme &theme = Theme::instance();
    double most = 0;
    for (const Bar &bar : m_bars)
        most = std::max(most, bar.low + bar.high);
    const double top = niceTop(most);
    painter.setFont(theme.digits(FontRole::Caption));
    for (const double part : {0.0, 0.5, 1.0}) {
        const int y = area.bottom() - int(part * area.height());
        painter.fillRect(QRect(area.left(), y, area.width(), 1), theme.color(Role::Border));
        painter.setPen(theme.color(Role::TextMuted));
        const QString text = top * part > 0 && top < 2 && part < 1 && m_format(top * part) == m_format(top)
                                 ? QString()
                                 : m_format(top * part);
        painter.drawText(QRect(0, y - 10, area.left() - 8, 20), Qt::AlignVCenter | Qt::AlignRight, text);
    }
    const double wide = slot(area);
    const double bar = std::clamp(wide * 0.62, 2.0, 36.0);
    const int labelWidth = painter.fontMetrics().horizontalAdvance(u"0000"_s);
    const int every = std::max(1, int(std::ceil(labelWidth / wide)));
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        const double x = area.left() + wide * (double(i) + 0.5) - bar / 2;
        double y = area.bottom();
        painter.setPen(Qt::NoPen);
        for (const auto &[value, role] : {std::pair(m_bars.at(i).low, m_low), std::pair(m_bars.at(i).high, m_high)}) {
            if (value <= 0)
                continue;
            const double high = std::max(1.0, value / top * area.height() - (y < area.bottom() ? 2 : 0));
            QColor fill = theme.color(role);
            fill.setAlphaF(float(kFill));
            painter.setBrush(fill);
            painter.drawRoundedRect(QRectF(x, y - high, bar, high), 1.5, 1.5);
            y -= high + 2;
        }
        if ((m_bars.size() - 1 - i) % every == 0) {
            painter.setPen(theme.color(Role::TextMuted));
            painter.drawText(QRectF(x + bar / 2 - 20, area.bottom() + 4, 40, kFoot * theme.textScale()),
                Qt::AlignHCenter | Qt::AlignTop, m_bars.at(i).label);
        }
    }
}

void Plot::paintWords(QPainter &painter, const QRect &area) const
{
    const Theme &theme = Theme::instance();
    double most = 0;
    for (const Bar &bar : m_bars)
        most = std::max(most, bar.low);
    const int row = std::min(
        int(kWordRow * theme.textScale()), area.height() / std::max(1, std::min(kMostWords, int(m_bars.size()))));
    const int words = area.width() * 2 / 5, number = 44;
    for (int i = 0; i < m_bars.size() && i < kMostWords && (i + 1) * row <= area.height() + 1; ++i) {
        const int y = area.top() + i * row;
        painter.setFont(theme.font(FontRole::Small));
        painter.setPen(theme.color(Role::TextSecondary));
        painter.drawText(QRect(area.left(), y, words - 8, row), Qt::AlignVCenter,
            painter.fontMetrics().elidedText(m_bars.at(i).label, Qt::ElideRight, words - 8));
        const double length = m_bars.at(i).low / most * (area.width() - words - number);
        QColor fill = theme.color(m_low);
        fill.setAlphaF(float(kFill));
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(QRectF(area.left() + words, y + row / 2.0 - 5, std::max(2.0, length), 10), 2, 2);
        painter.setFont(theme.digits(FontRole::Small));
        painter.setPen(theme.color(Role::Text));
        painter.drawText(QRect(area.right() - number, y, number, row), Qt::AlignVCenter | Qt::AlignRight,
            m_format(m_bars.at(i).low));
    }
}

bool Plot::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_shape == Shape::Days && !m_bars.isEmpty()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QRect area = dayArea();
        const auto index = qsizetype((help->pos().x() - area.left()) / slot(area));
        if (area.contains(help->pos()) && index >= 0 && index < m_bars.size())
            QToolTip::showText(help->globalPos(), m_bars.at(index).tip, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace vibecoder
