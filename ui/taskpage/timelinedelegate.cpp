// SPDX-License-Identifier: MIT
#include "taskpage/timelinedelegate.h"

#include "diff/diffpaint.h"
#include "diff/showntext.h"
#include "taskpage/tasktext.h"
#include "theme/amounts.h"
#include "theme/pagestyle.h"

#include <QPainter>
#include <QPainterPath>
#include <QTreeView>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace pagestyle;
using Kind = TimelineStep::Kind;
using State = TimelineStep::State;
using Level = TimelineModel::Level;

namespace {

constexpr int kMargin = 20, kGap = 8, kTop = 10;   // around and between cards
constexpr int kRound = 34, kStep = 28, kLine = 20; // heights
constexpr int kPad = 14;                           // within a card
constexpr int kWellTop = 2, kWellBottom = 8, kCardBottom = 8;

// Where the words of a row begin: behind its icon, at any text size.
int textLeft()
{
    return kPad + px(15) + px(7);
}

int wellLeft()
{
    return textLeft() + 2;
}

const TimelineModel &modelOf(const QModelIndex &index)
{
    return *static_cast<const TimelineModel *>(index.model());
}

struct Sign
{
    QString icon;
    Role tone = Role::TextMuted;
};

Sign signOf(const TimelineRound &round)
{
    switch (round.state) {
    case TimelineRound::State::Running:
        return round.activity == u"approval" ? Sign{u"hand"_s, Role::Warning} : Sign{u"loader-circle"_s, Role::Running};
    case TimelineRound::State::Passed:
        return {u"circle-check"_s, Role::Success};
    case TimelineRound::State::Failed:
        return {u"circle-x"_s, Role::Danger};
    case TimelineRound::State::Withheld:
        return {u"shield"_s, Role::Warning};
    case TimelineRound::State::Stopped:
        break;
    }
    return {u"ban"_s, Role::TextMuted};
}

Sign signOf(const TimelineStep &step)
{
    if (step.state == State::Running)
        return {u"loader-circle"_s, Role::Running};
    switch (step.kind) {
    case Kind::Thought:
        return {u"message-square"_s, Role::TextMuted};
    case Kind::Read:
    case Kind::Search:
        return {step.kind == Kind::Read ? u"book-open"_s : u"search"_s, Role::TextMuted};
    case Kind::Edit:
        return {u"pencil"_s, Role::TextMuted};
    case Kind::Create:
        return {u"file-plus"_s, Role::TextMuted};
    case Kind::Command:
        return {u"terminal"_s, step.state == State::Bad ? Role::Danger : Role::TextMuted};
    case Kind::Verify:
        return step.state == State::Good  ? Sign{u"circle-check"_s, Role::Success}
               : step.state == State::Bad ? Sign{u"circle-x"_s, Role::Danger}
                                          : Sign{u"circle"_s, Role::TextMuted};
    case Kind::Approval:
        return step.state == State::Waiting ? Sign{u"hand"_s, Role::Warning}
               : step.state == State::Good  ? Sign{u"check"_s, Role::Success}
               : step.state == State::Bad   ? Sign{u"x"_s, Role::Danger}
                                            : Sign{u"hand"_s, Role::TextMuted};
    case Kind::Checkpoint:
        return {u"flag"_s, Role::TextMuted};
    case Kind::Restored:
        return {u"undo-2"_s, Role::TextMuted};
    case Kind::Refused:
        return {u"ban"_s, Role::Danger};
    case Kind::Retried:
        return {u"rotate-cw"_s, Role::Warning};
    case Kind::State:
        return step.state == State::Good  ? Sign{u"circle-check"_s, Role::Success}
               : step.state == State::Bad ? Sign{u"circle-x"_s, Role::Danger}
                                          : Sign{u"circle-pause"_s, Role::TextMuted};
    case Kind::Warning:
        break;
    }
    return {u"triangle-alert"_s, Role::Warning};
}

QString figures(const TimelineRound &round)
{
    QStringList parts;
    if (round.startedAt.isValid() && round.endedAt.isValid())
        parts << TaskText::duration(std::max<qint64>(0, round.startedAt.msecsTo(round.endedAt)));
    if (round.number == 0 && round.testsPassed >= 0)
        parts.prepend(TaskText::tr("%1 passed, %2 failed").arg(round.testsPassed).arg(std::max(0, round.testsFailed)));
    if (round.calls > 0)
        parts << TaskText::tr("%n call(s)", nullptr, round.calls)
              << TaskText::tr("%1 tokens").arg(amounts::count(round.tokens)) << amounts::money(round.costMicroUsd);
    return parts.join(u" · "_s);
}

QString extraOf(const TimelineStep &step)
{
    if (step.kind == Kind::Read) {
        QStringList names;
        for (const QString &file : step.files.mid(0, 8))
            names.append(file.section(u'/', -1));
        return names.join(u", "_s);
    }
    if (step.kind == Kind::Refused || step.kind == Kind::Retried)
        return step.kind == Kind::Refused ? step.code + u"  "_s + step.text : step.text;
    if (step.kind == Kind::State || step.kind == Kind::Thought || step.kind == Kind::Warning)
        return {};
    return TaskText::stepCode(step);
}

QString oneLine(const QString &text)
{
    return shownLine(QString(text).replace(u'\n', u' '), 400);
}

} // namespace

struct TimelineDelegate::Place
{
    const QStyleOptionViewItem &option;
    const QModelIndex &index;
    QRect card; ///< of this row, without the margins
};

TimelineDelegate::TimelineDelegate(QTreeView *view)
    : QStyledItemDelegate(view)
    , m_view(view)
{
}

bool TimelineDelegate::isOpen(const QModelIndex &index) const
{
    return m_view->isExpanded(index) && index.model()->rowCount(index) > 0;
}

bool TimelineDelegate::endsCard(const QModelIndex &index) const
{
    const auto isLast = [](const QModelIndex &one) { return one.row() == one.model()->rowCount(one.parent()) - 1; };
    switch (TimelineModel::level(index)) {
    case Level::Round:
        return !isOpen(index);
    case Level::Step:
        return isLast(index) && !isOpen(index);
    case Level::Line:
        break;
    }
    return isLast(index) && isLast(index.parent());
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    int height = 0;
    switch (TimelineModel::level(index)) {
    case Level::Round:
        height = px(kRound) + (index.row() == 0 ? kTop : kGap);
        break;
    case Level::Step:
        height = px(kStep) + (index.row() == 0 ? 4 : 0);
        break;
    case Level::Line:
        height = px(kLine) + (index.row() == 0 ? kWellTop + 2 : 0);
        if (index.row() == index.model()->rowCount(index.parent()) - 1)
            height += kWellBottom + 2;
        break;
    }
    if (TimelineModel::level(index) != Level::Round && endsCard(index))
        height += kCardBottom;
    return {option.rect.width(), height};
}

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const int width = m_view->viewport()->width();
    Place place{option, index, QRect(kMargin, option.rect.top(), width - 2 * kMargin, option.rect.height())};
    if (TimelineModel::level(index) == Level::Round)
        place.card.setTop(place.card.top() + (index.row() == 0 ? kTop : kGap));
    paintCard(painter, place);
    switch (TimelineModel::level(index)) {
    case Level::Round:
        paintRound(painter, place);
        break;
    case Level::Step:
        paintStep(painter, place);
        break;
    case Level::Line:
        paintLine(painter, place);
        break;
    }
    painter->restore();
}

// The rounded frame of the whole card, clipped to this row: it reaches beyond the row where the card goes on.
void TimelineDelegate::paintCard(QPainter *painter, const Place &place) const
{
    const bool begins = TimelineModel::level(place.index) == Level::Round, ends = endsCard(place.index);
    QRectF frame = QRectF(place.card).adjusted(0.5, begins ? 0.5 : -20, -0.5, ends ? -0.5 : 20);
    painter->setClipRect(place.option.rect);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tone(Role::Border), 1));
    const bool head = begins && isOpen(place.index);
    painter->setBrush(tone(head ? Role::Window : Role::Surface));
    painter->drawRoundedRect(frame, 8, 8);
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (head)
        painter->drawLine(place.card.left(), place.card.bottom(), place.card.right(), place.card.bottom());
    const bool marked = place.option.state & (QStyle::State_Selected | QStyle::State_MouseOver);
    if (marked && TimelineModel::level(place.index) != Level::Line) {
        const bool selected =
            (place.option.state & QStyle::State_Selected) && (place.option.state & QStyle::State_Active);
        QRect fill = place.card.adjusted(4, 2, -4, -2);
        if (!begins && ends)
            fill.setBottom(fill.bottom() - kCardBottom);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(tone(selected ? Role::Selected : Role::Hover));
        painter->drawRoundedRect(fill, 5, 5);
        if (place.option.state & QStyle::State_HasFocus)
            drawFocus(painter, fill, 5);
    }
}

void TimelineDelegate::paintRound(QPainter *painter, const Place &place) const
{
    const TimelineRound &round = modelOf(place.index).roundAt(place.index);
    const QRect &card = place.card;
    const int small = px(14), middle = card.center().y();
    drawIcon(painter, QRect(card.left() + kPad - 1, middle - small / 2, small, small),
        isOpen(place.index) ? u"chevron-down"_s : u"chevron-right"_s, Role::TextMuted);
    const Sign sign = signOf(round);
    drawIcon(painter, QRect(card.left() + textLeft(), middle - px(16) / 2, px(16), px(16)), sign.icon, sign.tone);
    int x = card.left() + textLeft() + px(16) + 10;
    const QString right = figures(round);
    const int rightWidth = textWidth(right, text(FontRole::Small));
    const QRect title(x, card.top(), card.width(), card.height());
    x +=
        drawText(painter, title, TaskText::roundName(round.number), text(FontRole::Base, QFont::DemiBold), Role::Text) +
        12;
    const int limit = card.right() - kPad - rightWidth - 12;
    const auto tag = [&](const QString &words, Role colour, Role fill) {
        if (x + textWidth(words, text(FontRole::Small)) + 16 < limit)
            x += drawTag(painter, {x, middle}, words, colour, fill) + 8;
    };
    if (!round.activity.isEmpty())
        tag(TaskText::activity(round.activity), round.activity == u"approval" ? Role::Warning : Role::Running,
            round.activity == u"approval" ? Role::WarningSoft : Role::RunningSoft);
    if (round.number == 0 && round.activity.isEmpty())
        tag(TaskText::tr("before the first call"), Role::TextSecondary, Role::Hover);
    if (round.fixed > 0)
        tag(TaskText::tr("+%1 fixed").arg(round.fixed), Role::Success, Role::SuccessSoft);
    if (round.regressed > 0)
        tag(TaskText::tr("−%1 regressed").arg(round.regressed), Role::Danger, Role::DangerSoft);
    if (round.state == TimelineRound::State::Withheld)
        tag(TaskText::tr("does not count yet"), Role::Warning, Role::WarningSoft);
    if (round.filesChanged > 0)
        tag(TaskText::tr("%n file(s)", nullptr, round.filesChanged), Role::TextSecondary, Role::Hover);
    drawText(painter, QRect(limit, card.top(), rightWidth + 12, card.height()), right, text(FontRole::Small),
        Role::TextSecondary, Qt::AlignRight);
}

QString TimelineDelegate::linkText(const QModelIndex &index) const
{
    if (TimelineModel::level(index) != Level::Step)
        return {};
    const TimelineStep &step = modelOf(index).stepAt(index);
    if (step.kind == Kind::Checkpoint && m_restorable)
        return TaskText::tr("Restore to here");
    if (step.kind == Kind::Approval)
        return step.state == State::Waiting ? TaskText::tr("Decide…") : TaskText::tr("Open");
    return {};
}

bool TimelineDelegate::hasLink(const QModelIndex &index) const
{
    return index.isValid() && !linkText(index).isEmpty();
}

int TimelineDelegate::titleWidth(const TimelineStep &step, int room) const
{
    return std::min(room, textWidth(oneLine(TaskText::stepTitle(step)), text()));
}

QRect TimelineDelegate::linkRect(const QRect &rect, const QModelIndex &index) const
{
    const QString link = linkText(index);
    if (link.isEmpty())
        return {};
    const int width = textWidth(link, text());
    const TimelineStep &step = modelOf(index).stepAt(index);
    // Behind the title of a checkpoint; at the right end of an approval, whose command may be long.
    if (step.kind == Kind::Checkpoint)
        return QRect(kMargin + textLeft() + titleWidth(step, rect.width()) + 10, rect.top(), width, px(kStep));
    return QRect(m_view->viewport()->width() - kMargin - kPad - width, rect.top(), width, px(kStep));
}

void TimelineDelegate::paintStep(QPainter *painter, const Place &place) const
{
    const TimelineStep &step = modelOf(place.index).stepAt(place.index);
    QRect row = place.card;
    row.setTop(row.top() + (place.index.row() == 0 ? 4 : 0));
    row.setHeight(px(kStep));
    const int icon = px(15);
    const Sign sign = signOf(step);
    drawIcon(painter, QRect(row.left() + kPad, row.center().y() - icon / 2, icon, icon), sign.icon, sign.tone);
    const QString right = TaskText::stepResult(step);
    int end = row.right() - kPad;
    const QRect link = linkRect(place.option.rect.translated(0, place.index.row() == 0 ? 4 : 0), place.index);
    if (!link.isEmpty()) {
        drawText(painter, link.adjusted(0, 0, 4, 0), linkText(place.index), text(FontRole::Base, QFont::Medium),
            Role::Running);
        if (step.kind == Kind::Approval)
            end = link.left() - 14;
    }
    if (!right.isEmpty()) {
        const int width = textWidth(right, text(FontRole::Small)) + 2;
        drawText(painter, QRect(end - width, row.top(), width, row.height()), right, text(FontRole::Small),
            Role::TextMuted, Qt::AlignRight);
        end -= width + 14;
    }
    if (place.index.model()->rowCount(place.index) > 0 && !isOpen(place.index)) {
        const int arrow = px(12);
        drawIcon(painter, QRect(end - arrow, row.center().y() - arrow / 2, arrow, arrow), u"chevron-right"_s,
            Role::TextMuted);
        end -= arrow + 8;
    }
    int x = place.card.left() + textLeft();
    const bool loud = step.state == State::Waiting;
    // Why a command was verified may take many words; the command keeps some room.
    const int room = step.kind == Kind::Verify ? (end - x) * 7 / 10 : end - x;
    x += drawText(painter, QRect(x, row.top(), room, row.height()), oneLine(TaskText::stepTitle(step)),
        text(FontRole::Base, loud ? QFont::DemiBold : QFont::Normal),
        loud                         ? Role::Warning
        : step.kind == Kind::Warning ? Role::Text
                                     : Role::TextSecondary);
    const QString extra = oneLine(extraOf(step));
    if (!extra.isEmpty() && x + 30 < end)
        drawText(painter, QRect(x + 8, row.top(), end - x - 8, row.height()), extra, code(),
            step.kind == Kind::Read || step.kind == Kind::Search ? Role::TextMuted : Role::Text, Qt::AlignLeft,
            step.kind == Kind::Edit || step.kind == Kind::Create ? Qt::ElideMiddle : Qt::ElideRight);
}

void TimelineDelegate::paintLine(QPainter *painter, const Place &place) const
{
    const StepLine &line = modelOf(place.index).lineAt(place.index);
    const bool first = place.index.row() == 0;
    const bool last = place.index.row() == place.index.model()->rowCount(place.index.parent()) - 1;
    QRect well = place.card.adjusted(wellLeft(), first ? kWellTop : 0, -kPad + 1, 0);
    if (last)
        well.setBottom(well.bottom() - kWellBottom - (endsCard(place.index) ? kCardBottom : 0));
    painter->setClipRect(place.option.rect.intersected(well.adjusted(0, 0, 1, 1)));
    const QRectF frame = QRectF(well).adjusted(0.5, first ? 0.5 : -20, -0.5, last ? -0.5 : 20);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tone(Role::Sunken));
    painter->drawRoundedRect(frame, 6, 6);
    QPainterPath inside;
    inside.addRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 5.5, 5.5);
    const int top = well.top() + (first ? 2 : 0);
    const QRect row(well.left(), top, well.width(), px(kLine));
    painter->save();
    painter->setClipPath(inside, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (line.kind == StepLine::Kind::Diff)
        diffpaint::unifiedRow(painter, row, line.line, line.syntax, px(30));
    else
        drawText(painter, row.adjusted(12, 0, -8, 0), line.line.text, code(),
            line.kind == StepLine::Kind::Bad ? Role::Danger : Role::TextSecondary);
    painter->restore();
    painter->setPen(QPen(tone(Role::Border), 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(frame, 6, 6);
}

} // namespace vibecoder
