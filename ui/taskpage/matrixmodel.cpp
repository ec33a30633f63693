// SPDX-License-Identifier: MIT
#include "taskpage/matrixmodel.h"

#include "diff/showntext.h"
#include "taskpage/tasktext.h"
#include "theme/pagestyle.h"

#include <QPainter>

namespace vibecoder {

using namespace Qt::StringLiterals;

MatrixModel::MatrixModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void MatrixModel::setMatrix(const Matrix &matrix, MatrixFilter filter, const QString &text)
{
    beginResetModel();
    m_matrix = matrix;
    m_lines.clear();
    QHash<QString, int> all;
    for (const MatrixRow &row : matrix.rows)
        ++all[row.isCommand ? QString() : row.group];
    QString group;
    int heading = -1;
    for (const int at : matrixRows(matrix, filter, text)) {
        const MatrixRow &row = matrix.rows.at(at);
        const QString own = row.isCommand ? QString() : row.group;
        if (heading < 0 || own != group ||
            row.isCommand != (m_lines.constLast().row < 0 || matrix.rows.at(m_lines.constLast().row).isCommand)) {
            group = own;
            heading = int(m_lines.size());
            Line line;
            line.heading = row.isCommand ? tr("Commands") : own.isEmpty() ? tr("Tests") : own;
            line.all = all.value(own);
            m_lines.append(line);
        }
        Line line;
        line.row = at;
        m_lines.append(line);
        ++m_lines[heading].shown;
    }
    endResetModel();
}

const MatrixRow *MatrixModel::rowAt(int row) const
{
    if (row < 0 || row >= m_lines.size() || m_lines.at(row).row < 0)
        return nullptr;
    return &m_matrix.rows.at(m_lines.at(row).row);
}

int MatrixModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

int MatrixModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_matrix.columns.size()) + 2;
}

Qt::ItemFlags MatrixModel::flags(const QModelIndex &index) const
{
    return rowAt(index.row()) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsEnabled;
}

QVariant MatrixModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_lines.at(index.row());
    const MatrixRow *row = rowAt(index.row());
    if (role == HeadingRole)
        return row == nullptr;
    if (!row) {
        if (index.column() != 0)
            return {};
        if (role == CountRole)
            return tr("%1 of %2 shown").arg(line.shown).arg(line.all);
        return role == Qt::DisplayRole || role == Qt::AccessibleTextRole ? QVariant(shownLine(line.heading, 300))
                                                                         : QVariant();
    }
    const bool cell = index.column() > 0 && index.column() < storyColumn();
    switch (role) {
    case CellRole:
        return cell ? int(row->cells.at(index.column() - 1)) : -1;
    case StoryRole:
        return int(row->story);
    case CodeRole:
        return index.column() == 0;
    case Qt::ToolTipRole:
        return index.column() == 0 ? QVariant(shownLine(row->id, 500).toHtmlEscaped()) : QVariant();
    case Qt::DisplayRole:
        if (index.column() == 0)
            return shownLine(TaskText::rowName(*row), 300);
        return index.column() == storyColumn() ? TaskText::story(*row, m_matrix.columns.size()) : QString();
    case Qt::AccessibleTextRole:
        if (index.column() == 0)
            return shownLine(TaskText::rowName(*row), 300);
        if (index.column() == storyColumn())
            return TaskText::story(*row, m_matrix.columns.size());
        return tr("%1, %2: %3")
            .arg(shownLine(TaskText::rowName(*row), 200),
                TaskText::roundName(m_matrix.columns.at(index.column() - 1).round),
                TaskText::cell(row->cells.at(index.column() - 1)));
    default:
        return {};
    }
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Test");
    if (section == storyColumn())
        return tr("Change");
    const MatrixColumn &column = m_matrix.columns.at(section - 1);
    const QString name = column.round == 0 ? tr("Base") : QString::number(column.round);
    if (column.running)
        return name + u'\n' + tr("running");
    return column.passed < 0 ? name
                             : name + u"\n%1/%2"_s.arg(column.passed).arg(column.passed + std::max(0, column.failed));
}

void MatrixDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using namespace pagestyle;
    const QRect rect = option.rect;
    painter->save();
    const bool heading = index.data(MatrixModel::HeadingRole).toBool();
    if (heading) {
        painter->fillRect(rect, tone(Role::Window));
        QFont strong = code();
        strong.setWeight(QFont::DemiBold);
        const int used = drawText(painter, rect.adjusted(14, 0, -4, 0), index.data(Qt::DisplayRole).toString(), strong,
            Role::TextSecondary, Qt::AlignLeft, Qt::ElideMiddle);
        drawText(painter, rect.adjusted(14 + used + 10, 0, -4, 0), index.data(MatrixModel::CountRole).toString(),
            text(FontRole::Small), Role::TextMuted);
    } else {
        const bool selected = option.state & QStyle::State_Selected;
        const int cell = index.data(MatrixModel::CellRole).toInt();
        const bool failed = cell == int(TestCell::Failed);
        painter->fillRect(rect, tone(failed ? Role::DangerSoft : selected ? Role::Selected : Role::Surface));
        if (cell >= 0) {
            static constexpr std::pair<const char *, Role> signs[] = {{"minus", Role::TextMuted},
                {"check", Role::Success}, {"x", Role::Danger}, {"waves", Role::Warning},
                {"loader-circle", Role::Running}};
            const int size = px(14);
            drawIcon(painter, QRect(rect.center().x() - size / 2, rect.center().y() - size / 2, size, size),
                QString::fromLatin1(signs[cell].first), signs[cell].second);
            if (selected) {
                painter->setPen(QPen(tone(Role::Focus), 2));
                painter->drawRect(rect.adjusted(1, 1, -2, -2));
            }
        } else {
            Role colour = Role::TextSecondary;
            if (!index.data(MatrixModel::CodeRole).toBool()) {
                static constexpr Role stories[] = {
                    Role::TextMuted, Role::Success, Role::Danger, Role::Danger, Role::Warning, Role::TextMuted};
                colour = stories[index.data(MatrixModel::StoryRole).toInt()];
            }
            const bool isCode = index.data(MatrixModel::CodeRole).toBool();
            drawText(painter, rect.adjusted(14, 0, -4, 0), index.data(Qt::DisplayRole).toString(),
                isCode ? code() : text(FontRole::Small), colour, Qt::AlignLeft,
                isCode ? Qt::ElideMiddle : Qt::ElideRight);
        }
    }
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tone(Role::Border));
    painter->restore();
}

} // namespace vibecoder
