// SPDX-License-Identifier: MIT
#include "approvals/approvallist.h"

#include "base/harmless.h"
#include "theme/icons.h"
#include "wire/ruletext.h"

#include <QPainter>

namespace vibecoder {

using namespace Qt::StringLiterals;

QList<ApprovalRow> approvalRows(QList<Approval> open)
{
    std::stable_sort(open.begin(), open.end(), [](const Approval &a, const Approval &b) {
        const bool high = a.severity >= Severity::High, other = b.severity >= Severity::High;
        return high != other ? high : a.seq < b.seq;
    });
    QHash<QString, int> sizes;
    for (const Approval &approval : std::as_const(open)) {
        if (const QString group = Cards::groupOf(approval); !group.isEmpty() && approval.severity < Severity::High)
            ++sizes[group];
    }
    QList<ApprovalRow> rows;
    QSet<QString> done;
    for (const Approval &approval : std::as_const(open)) {
        const QString group = approval.severity < Severity::High ? Cards::groupOf(approval) : QString();
        if (group.isEmpty() || sizes.value(group) < 2) {
            rows.append({{}, approval, false});
            continue;
        }
        if (done.contains(group))
            continue;
        done.insert(group);
        rows.append({u"%1 × %2"_s.arg(sizes.value(group)).arg(group), {}, false});
        for (const Approval &other : std::as_const(open)) {
            if (other.severity < Severity::High && Cards::groupOf(other) == group)
                rows.append({{}, other, true});
        }
    }
    return rows;
}

void ApprovalList::setApprovals(const QList<Approval> &open, const QHash<QString, QString> &taskNames)
{
    beginResetModel();
    m_rows = approvalRows(open);
    m_names = taskNames;
    m_count = int(open.size());
    endResetModel();
}

int ApprovalList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ApprovalList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const ApprovalRow &row = m_rows.at(index.row());
    if (!row.heading.isEmpty())
        return role == Qt::DisplayRole || role == HeadingRole ? QVariant(row.heading) : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        return Cards::action(row.approval);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1: %2, task %3")
            .arg(Cards::riskWord(row.approval.severity), Cards::action(row.approval),
                m_names.value(row.approval.taskId));
    case SubtitleRole:
        return harmless(m_names.value(row.approval.taskId, row.approval.taskId), false);
    case IdRole:
        return row.approval.id;
    case RiskRole:
        return int(row.approval.severity);
    case GroupedRole:
        return row.grouped;
    default:
        return {};
    }
}

Qt::ItemFlags ApprovalList::flags(const QModelIndex &index) const
{
    return data(index, HeadingRole).isValid() ? Qt::NoItemFlags : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

int ApprovalList::rowOf(const QString &approvalId) const
{
    for (int i = 0; i < m_rows.size(); ++i) {
        if (m_rows.at(i).heading.isEmpty() && m_rows.at(i).approval.id == approvalId)
            return i;
    }
    return -1;
}

int ApprovalList::next(int row, int step) const
{
    for (row += step; row >= 0 && row < m_rows.size(); row += step) {
        if (m_rows.at(row).heading.isEmpty())
            return row;
    }
    return -1;
}

QSize ApprovalDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    return {200, index.data(ApprovalList::HeadingRole).isValid() ? theme.px("row"_L1, "groupHeader"_L1)
                                                                 : theme.px("row"_L1, "taskTwoLine"_L1)};
}

void ApprovalDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const QRect all = option.rect;
    painter->save();
    if (index.data(ApprovalList::HeadingRole).isValid()) {
        painter->fillRect(all, theme.color(Role::Window));
        painter->setFont(theme.font(FontRole::Small, 600));
        painter->setPen(theme.color(Role::TextSecondary));
        painter->drawText(all.adjusted(16, 0, -16, 0), Qt::AlignVCenter, index.data().toString());
        painter->fillRect(QRect(all.left(), all.bottom(), all.width(), 1), theme.color(Role::Border));
        painter->restore();
        return;
    }
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hover = option.state.testFlag(QStyle::State_MouseOver);
    painter->fillRect(all, theme.color(selected ? Role::Selected : hover ? Role::Hover : Role::Surface));
    if (selected)
        painter->fillRect(QRect(all.left(), all.top(), 3, all.height()), theme.color(Role::Accent));
    painter->fillRect(QRect(all.left(), all.bottom(), all.width(), 1), theme.color(Role::Border));
    const auto severity = Severity(index.data(ApprovalList::RiskRole).toInt());
    const Role role = severity >= Severity::High     ? Role::Danger
                      : severity == Severity::Medium ? Role::Warning
                                                     : Role::Running;
    const QString icon = severity >= Severity::High     ? u"octagon-alert"_s
                         : severity == Severity::Medium ? u"triangle-alert"_s
                                                        : u"shield-check"_s;
    const int left = all.left() + (index.data(ApprovalList::GroupedRole).toBool() ? 28 : 16);
    const int size = theme.px("control"_L1, "icon"_L1);
    const int half = all.height() / 2;
    painter->drawPixmap(QPoint(left, all.top() + half - size - 1),
        Icons::pixmap(icon, role, size, painter->device()->devicePixelRatioF()));
    const int x = left + size + 10, width = all.right() - 14 - x;
    painter->setFont(theme.font(FontRole::Code));
    painter->setPen(theme.color(Role::Text));
    // The list names; only the card shows the whole action.
    painter->drawText(QRect(x, all.top() + 5, width, half - 5), Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString().simplified(), Qt::ElideRight, width));
    const QFont small = theme.font(FontRole::Small);
    const QString word = Cards::riskWord(severity);
    painter->setFont(small);
    painter->setPen(theme.color(role));
    painter->drawText(QRect(x, all.top() + half, width, half - 5), Qt::AlignVCenter, word);
    const int used = QFontMetrics(small).horizontalAdvance(word) + 10;
    painter->setPen(theme.color(Role::TextMuted));
    painter->drawText(QRect(x + used, all.top() + half, width - used, half - 5), Qt::AlignVCenter,
        QFontMetrics(small).elidedText(
            index.data(ApprovalList::SubtitleRole).toString(), Qt::ElideMiddle, width - used));
    if (selected && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(theme.color(Role::Focus), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(all.adjusted(1, 1, -1, -2));
    }
    painter->restore();
}

} // namespace vibecoder
