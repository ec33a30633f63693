// SPDX-License-Identifier: MIT
#include "tasklist/taskdelegate.h"

#include "tasklist/rowtexts.h"
#include "theme/icons.h"
#include "theme/status.h"

#include <QPainter>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const Theme &theme()
{
    return Theme::instance();
}

void drawIcon(QPainter *painter, const QString &name, Role role, const QRect &area, int px)
{
    const QPixmap picture = Icons::pixmap(name, role, px, painter->device()->devicePixelRatioF());
    painter->drawPixmap(area.x() + (area.width() - px) / 2, area.y() + (area.height() - px) / 2, picture);
}

int drawText(QPainter *painter, const QRect &area, const QFont &font, Role role, const QString &text,
    Qt::Alignment alignment = Qt::AlignLeft, Qt::TextElideMode elide = Qt::ElideRight)
{
    painter->setFont(font);
    painter->setPen(theme().color(role));
    const QFontMetrics metrics(font);
    painter->drawText(
        area, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, metrics.elidedText(text, elide, area.width()));
    return std::min(area.width(), metrics.horizontalAdvance(text));
}

} // namespace

TaskDelegate::TaskDelegate(TaskListModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{
}

void TaskDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const Task *task = m_model.taskAt(index.row());
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = task && m_hovered == index.row();
    painter->fillRect(option.rect, theme().color(selected ? Role::Selected : hovered ? Role::Hover : Role::Surface));
    if (!task)
        paintSection(painter, option, index);
    else if (m_narrow)
        paintTwoLines(painter, option, index, *task);
    else
        paintCell(painter, option, index, *task);
    if (task) {
        painter->fillRect(
            QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme().color(Role::Border));
        const bool first = m_narrow || index.column() == TaskListModel::StatusColumn;
        if (selected && first)
            painter->fillRect(
                QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme().color(Role::Accent));
        if (option.state & QStyle::State_HasFocus && m_narrow) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(theme().color(Role::Focus), 2));
            painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -2), 6, 6);
        }
    }
    painter->restore();
}

void TaskDelegate::paintSection(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect area = option.rect;
    if (m_model.kindAt(index.row()) == TaskListModel::Kind::More) {
        drawText(painter, area.adjusted(40, 0, -14, 0), theme().font(FontRole::Small), Role::TextMuted,
            index.data(Qt::DisplayRole).toString());
        return;
    }
    painter->fillRect(area, theme().color(Role::Window));
    const QColor line = theme().color(Role::Border);
    painter->fillRect(QRect(area.left(), area.bottom(), area.width(), 1), line);
    if (index.row() > 0)
        painter->fillRect(QRect(area.left(), area.top(), area.width(), 1), line);
    drawIcon(painter, index.data(TaskListModel::CollapsedRole).toBool() ? u"chevron-right"_s : u"chevron-down"_s,
        Role::TextMuted, QRect(area.left() + 14, area.top(), 14, area.height()), 14);
    const QFont font = theme().font(FontRole::Small, 600);
    const int left = area.left() + 32;
    const int width = drawText(painter, QRect(left, area.top(), area.width() - 80, area.height()), font,
        Role::TextSecondary, index.data(Qt::DisplayRole).toString());
    drawText(painter, QRect(left + width + 6, area.top(), 80, area.height()), theme().digits(FontRole::Small),
        Role::TextMuted, index.data(TaskListModel::CountRole).toString());
}

void TaskDelegate::paintStatusIcon(QPainter *painter, const QRect &area, const Task &task) const
{
    const StatusKind kind = Status::of(task);
    const StatusLook look = Status::look(kind);
    if (kind != StatusKind::Running || theme().reducedMotion()) {
        drawIcon(painter, look.icon, look.role, area, theme().px("control"_L1, "icon"_L1));
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->translate(QRectF(area).center());
    painter->rotate(m_angle);
    const int px = theme().px("control"_L1, "icon"_L1);
    painter->drawPixmap(
        QPointF(-px / 2.0, -px / 2.0), Icons::pixmap(look.icon, look.role, px, painter->device()->devicePixelRatioF()));
    painter->restore();
}

int TaskDelegate::paintPips(QPainter *painter, const QRect &area, const Task &task)
{
    constexpr int most = 10, width = 9, height = 4, gap = 2;
    const int all = task.spec.maxIterations;
    const int shown = std::min(all, most);
    // Many iterations share the bars.
    const int current = all <= most ? task.iteration : (task.iteration * shown + all - 1) / all;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    int x = area.left();
    for (int i = 1; i <= shown; ++i) {
        Role role = i < current ? Role::TextMuted : Role::Border;
        if (i == current)
            role = task.state == TaskState::Completed ? Role::Success
                   : isEnded(task.state)              ? Role::TextMuted
                                                      : Role::Accent;
        painter->setBrush(theme().color(role));
        painter->drawRoundedRect(QRect(x, area.center().y() - height / 2, width, height), 1, 1);
        x += width + gap;
    }
    painter->restore();
    const int text = drawText(painter, QRect(x + 4, area.top(), 60, area.height()), theme().digits(FontRole::Small),
        Role::TextSecondary, u"%1/%2"_s.arg(task.iteration).arg(all));
    return x + 4 + text - area.left();
}

int TaskDelegate::paintTests(QPainter *painter, const QRect &area, int passed, int failed)
{
    if (passed < 0)
        return 0;
    int x = area.left();
    const QFont font = theme().digits(FontRole::Small);
    const auto part = [&](int count, Role role, const QString &icon) {
        x += drawText(
            painter, QRect(x, area.top(), area.right() - x, area.height()), font, role, QString::number(count));
        drawIcon(painter, icon, role, QRect(x + 1, area.top(), 12, area.height()), 12);
        x += 17;
    };
    part(passed, Role::Success, u"check"_s);
    if (failed > 0)
        part(failed, Role::Danger, u"x"_s);
    return x - area.left();
}

void TaskDelegate::paintTwoLines(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const Task &task) const
{
    const StatusLook look = Status::look(Status::of(task));
    const QRect area = option.rect.adjusted(14, 0, -14, 0);
    const int half = option.rect.height() / 2;
    const QRect upper(area.left(), area.top() + 5, area.width(), half - 4);
    const QRect lower(area.left(), area.top() + half, area.width(), half - 5);
    const int side = theme().px("control"_L1, "icon"_L1), inset = side + 10;
    paintStatusIcon(painter, QRect(upper.left(), upper.top(), side, upper.height()), task);

    const QFont figures = theme().digits(FontRole::Base);
    const QString cost = RowTexts::cost(task, m_model.defaultCap());
    const int costWidth = QFontMetrics(figures).horizontalAdvance(cost);
    drawText(painter, upper, figures, Role::TextSecondary, cost, Qt::AlignRight);
    const bool strong = option.state & QStyle::State_Selected || task.state == TaskState::WaitingApproval;
    drawText(painter, upper.adjusted(inset, 0, -costWidth - 12, 0), theme().font(FontRole::Base, strong ? 600 : 500),
        Role::Text, task.spec.name, Qt::AlignLeft, Qt::ElideRight);

    const QFont small = theme().font(FontRole::Small);
    const QString time = RowTexts::time(task, QDateTime::currentDateTimeUtc());
    const int timeWidth = QFontMetrics(small).horizontalAdvance(time);
    drawText(painter, lower, small, Role::TextMuted, time, Qt::AlignRight);
    const int right = lower.right() - timeWidth - 12;
    int x = lower.left() + inset;
    const auto rest = [&] { return QRect(x, lower.top(), std::max(0, right - x), lower.height()); };
    x += std::max(drawText(painter, rest(), small, look.role, look.word), int(56 * theme().textScale())) + 12;
    x += drawText(painter, rest(), small, Role::TextSecondary, u"P%1"_s.arg(task.priority)) + 12;
    if (const int place = m_model.queuePlace(index.row()); place > 0) {
        drawText(painter, rest(), small, Role::TextSecondary, place == 1 ? tr("next") : tr("no. %1").arg(place));
        return;
    }
    painter->setClipRect(QRect(lower.left(), lower.top(), right - lower.left(), lower.height()));
    x += paintPips(painter, rest(), task) + 12;
    // Half a number says something else: all of it or nothing.
    const QFontMetrics digits(theme().digits(FontRole::Small));
    const int signs = task.testsFailed > 0 ? 2 : 1;
    const QString text =
        QString::number(task.testsPassed) + (signs > 1 ? QString::number(task.testsFailed) : QString());
    if (digits.horizontalAdvance(text) + 17 * signs <= rest().width())
        paintTests(painter, rest(), task.testsPassed, task.testsFailed);
    painter->setClipping(false);
}

void TaskDelegate::paintCell(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const Task &task) const
{
    const StatusLook look = Status::look(Status::of(task));
    const QRect area = option.rect.adjusted(8, 0, -8, 0);
    const QFont small = theme().font(FontRole::Small);
    switch (index.column()) {
    case TaskListModel::StatusColumn:
        paintStatusIcon(painter,
            QRect(area.left() + 4, area.top(), theme().px("control"_L1, "icon"_L1), area.height()), task);
        drawText(painter, area.adjusted(theme().px("control"_L1, "icon"_L1) + 10, 0, 0, 0), small, look.role, look.word);
        break;
    case TaskListModel::NameColumn:
        drawText(painter, area, theme().font(FontRole::Base, 500), Role::Text, task.spec.name, Qt::AlignLeft,
            Qt::ElideRight);
        break;
    case TaskListModel::ProgressColumn:
        painter->setClipRect(option.rect);
        paintPips(painter, area, task);
        break;
    case TaskListModel::TestsColumn:
        paintTests(painter, area, task.testsPassed, task.testsFailed);
        break;
    default:
        drawText(painter, area, theme().digits(FontRole::Small), Role::TextSecondary,
            index.data(Qt::DisplayRole).toString(), Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()));
    }
}

} // namespace vibecoder
