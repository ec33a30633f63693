// SPDX-License-Identifier: MIT
// How the tab of the changes is put together, and its texts.
#include "taskpage/changestab.h"

#include "diff/diffview.h"
#include "taskpage/filetree.h"
#include "theme/pagestyle.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QTreeView>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QFrame *line(bool vertical)
{
    auto *made = new QFrame;
    made->setProperty("line", true);
    vertical ? made->setFixedWidth(1) : made->setFixedHeight(1);
    return made;
}

} // namespace

QToolButton *ChangesTab::tool(const QString &icon, bool checkable)
{
    auto *button = new QToolButton;
    // One that stays down shows it by its edge.
    if (!checkable)
        button->setProperty("role", u"bare"_s);
    button->setProperty("iconName", icon);
    button->setCheckable(checkable);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void ChangesTab::buildBar(QLayout *into)
{
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(20, 6, 14, 6);
    bar->setSpacing(8);
    bar->addWidget(m_compare);
    bar->addWidget(m_against);
    m_against->setMinimumWidth(150);
    m_against->setMaximumWidth(pagestyle::px(260));
    m_against->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    bar->addSpacing(6);
    bar->addWidget(m_total);
    bar->addWidget(m_guardedTag);
    bar->addStretch(1);
    m_unified = tool(u"rows-2"_s, true);
    m_sides = tool(u"columns-2"_s, true);
    auto *group = new QButtonGroup(this);
    group->addButton(m_unified);
    group->addButton(m_sides);
    m_unified->setChecked(true);
    m_spaces = tool(u"pilcrow"_s, true);
    m_wrap = tool(u"wrap-text"_s, true);
    m_ignore = tool(u"eye-off"_s, true);
    m_previous = tool(u"chevron-up"_s, false);
    m_next = tool(u"chevron-down"_s, false);
    m_copy = tool(u"copy"_s, false);
    for (QWidget *one : std::initializer_list<QWidget *>{m_unified, m_sides, m_spaces, m_ignore, m_wrap, m_previous})
        bar->addWidget(one);
    bar->addWidget(m_place);
    bar->addWidget(m_next);
    bar->addWidget(m_copy);
    static_cast<QBoxLayout *>(into)->addLayout(bar);
    auto *below = new QHBoxLayout;
    below->setContentsMargins(20, 0, 14, 6);
    below->setSpacing(16);
    for (QLabel *label : {m_caption, m_staying}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->hide();
    }
    m_caption->setObjectName(u"caption"_s);
    m_staying->setObjectName(u"staying"_s);
    below->addWidget(m_caption);
    below->addWidget(m_staying, 1);
    static_cast<QBoxLayout *>(into)->addLayout(below);
}

QWidget *ChangesTab::buildTree()
{
    auto *side = new QWidget;
    side->setProperty("page", true);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 0, 10, 0);
    m_filter->setClearButtonEnabled(true);
    head->addWidget(m_filter);
    column->addLayout(head);
    m_tree->setModel(m_model);
    m_tree->installEventFilter(this);
    m_tree->setItemDelegate(new FileTreeDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(16);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setMouseTracking(true);
    column->addWidget(m_tree, 1);
    m_guardedNote->setWordWrap(true);
    m_guardedNote->setContentsMargins(12, 8, 12, 10);
    m_guardedNote->setTextFormat(Qt::PlainText);
    m_guardedNote->hide();
    column->addWidget(m_guardedNote);
    side->setMinimumWidth(pagestyle::px(190));
    return side;
}

QWidget *ChangesTab::buildFile()
{
    auto *side = new QWidget;
    side->setProperty("page", true);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(14, 3, 10, 3);
    head->setSpacing(8);
    for (QLabel *label : {m_path, m_change, m_counts})
        label->setTextFormat(Qt::PlainText);
    m_path->setMinimumWidth(60);
    m_path->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_open = tool(u"external-link"_s, false);
    m_revert = tool(u"undo-2"_s, false);
    for (QToolButton *button : {m_open, m_revert})
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head->addWidget(m_path, 1);
    head->addWidget(m_change);
    head->addWidget(m_counts);
    head->addWidget(m_open);
    head->addWidget(m_revert);
    column->addLayout(head);
    column->addWidget(line(false));
    column->addWidget(m_view, 1);
    return side;
}

void ChangesTab::retranslate()
{
    using namespace pagestyle;
    m_compare->setText(tr("Compare with"));
    m_against->setAccessibleName(tr("State to compare with"));
    m_filter->setPlaceholderText(tr("Filter files"));
    m_filter->setAccessibleName(tr("Filter files"));
    m_tree->setAccessibleName(tr("Changed files"));
    m_guardedNote->setText(tr("Guarded file: tests and runner settings change only with your approval."));
    const auto name = [](QToolButton *button, const QString &text, const QString &tip) {
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setIcon(icon(button->property("iconName").toString(), Role::TextSecondary));
    };
    name(m_unified, tr("Unified"), tr("Unified (Alt+D changes)"));
    name(m_sides, tr("Side by side"), tr("Side by side (Alt+D changes)"));
    name(m_spaces, {}, tr("Show spaces"));
    m_total->setToolTip(tr("{ and } show fewer and more lines around a change."));
    name(m_wrap, {}, tr("Wrap long lines"));
    name(m_ignore, {}, tr("Ignore changes of white space"));
    name(m_previous, {}, tr("Previous change (P)"));
    name(m_next, {}, tr("Next change (N)"));
    name(m_copy, tr("Copy patch"), tr("Copy the whole patch"));
    name(m_open, tr("Open in editor"), tr("Open this file"));
    name(m_revert, tr("Revert this file"), tr("Bring this file back to the compared state"));
    m_unified->setShortcut({});
    for (QToolButton *button : {m_spaces, m_wrap, m_ignore, m_previous, m_next, m_copy})
        button->setFixedWidth(px(30));
    setCodeFont(m_path, QFont::DemiBold);
    m_total->setFont(text(FontRole::Base, QFont::DemiBold));
    for (QLabel *label : {m_place, m_counts, m_change, m_guardedTag, m_guardedNote, m_caption, m_staying})
        label->setFont(text(FontRole::Small));
    const auto colour = [](QLabel *label, Role words) {
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, tone(words));
        label->setPalette(palette);
    };
    colour(m_compare, Role::TextSecondary);
    colour(m_place, Role::TextMuted);
    colour(m_guardedTag, Role::Warning);
    colour(m_guardedNote, Role::TextSecondary);
    colour(m_caption, Role::TextSecondary);
    colour(m_staying, Role::TextMuted);
    caption();
    fillChoices();
    m_tree->viewport()->update();
    if (m_shown >= 0)
        show(m_shown);
}

} // namespace vibecoder
