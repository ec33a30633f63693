// SPDX-License-Identifier: MIT
#include "theme/stylesheet.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// @name stands for a colour, @{group.name} for a size.
constexpr const char *kRules = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 8px; }
QMainWindow, QDialog { background: @window; }
QToolBar { background: @window; border: 0; border-bottom: 1px solid @border; spacing: 8px; padding: 0 8px; }
QToolBar::separator { background: @border; width: 1px; margin: 12px 4px; }
QStatusBar { background: @window; border-top: 1px solid @border; color: @textSecondary; }
QStatusBar::item { border: 0; }
QSplitter::handle { background: @border; }
QPushButton, QToolButton { background: @raised; color: @text; border: 1px solid @border; border-radius: 6px;
  padding: 0 12px; min-height: @{control.height-2}px; }
QToolButton { padding: 0 8px; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked { background: @selected; border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { background: @hover; color: @textMuted; border-color: @border; }
QPushButton[role="primary"], QToolButton[role="primary"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover { background: @accentHover; }
QPushButton[role="primary"]:pressed, QToolButton[role="primary"]:pressed { background: @accentPressed; }
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled { background: @hover; color: @textMuted;
  border-color: @border; }
QPushButton[role="bare"], QToolButton[role="bare"] { background: transparent; border-color: transparent; }
QPushButton[role="bare"]:hover, QToolButton[role="bare"]:hover { background: @hover; }
QPushButton[role="bare"]:pressed, QToolButton[role="bare"]:pressed { background: @selected; }
QPushButton[role="danger"] { color: @danger; border-color: @danger; }
QPushButton[role="danger"]:hover { background: @dangerSoft; }
QPushButton[role="danger"]:pressed { background: @diffDelWord; color: @text; }
QPushButton[role="danger"]:disabled { color: @textMuted; border-color: @border; background: @hover; }
QPushButton[role="link"] { background: transparent; border: 0; padding: 0 2px; color: @running; min-height: 20px; }
QPushButton[role="fold"] { background: transparent; border: 0; padding: 0; color: @textSecondary; min-height: 24px;
  text-align: left; }
QPushButton[role="fold"]:hover { color: @text; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QToolButton[chip="true"] { background: transparent; border: 1px solid transparent; border-radius: 12px;
  padding: 0 6px; min-height: 22px; color: @textSecondary; }
QToolButton[chip="true"]:hover { background: @hover; }
QToolButton[chip="true"]:checked { background: @selected; color: @running; border-color: transparent; }
QToolButton[strip="true"] { padding: 0 6px; min-height: 20px; border-radius: 4px; color: @textSecondary; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: @surface; color: @text; border: 1px solid @borderStrong;
  border-radius: 6px; padding: 0 7px; min-height: @{control.height-2}px; selection-background-color: @diffSelection;
  selection-color: @text; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 2px solid @focus; padding: 0 6px;
  min-height: @{control.height-4}px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { background: @sunken;
  color: @textMuted; border-color: @border; }
QLineEdit[wrong="true"], QSpinBox[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: @danger; }
QLineEdit QToolButton { background: transparent; border: 0; padding: 0; min-height: 16px; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url(:/ui/icons/@themed/chevron-down.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border; selection-background-color: @selected;
  selection-color: @text; outline: 0; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { border: 0; width: 18px;
  background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/ui/icons/@themed/chevron-up.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/ui/icons/@themed/chevron-down.svg); width: 10px;
  height: 10px; }
QAbstractScrollArea { background: @surface; }
QPlainTextEdit, QTextEdit { background: @sunken; color: @text; border: 1px solid @border; border-radius: 6px;
  padding: 4px; selection-background-color: @diffSelection; selection-color: @text; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @focus; padding: 3px; }
QPlainTextEdit[field="true"], QTextEdit[field="true"] { background: @surface; border-color: @borderStrong; }
QCheckBox, QRadioButton { spacing: 8px; color: @text; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: @textMuted; }
QCheckBox::indicator { width: @{control.tick}px; height: @{control.tick}px; border: 1px solid @borderStrong; border-radius: 4px; background: @surface; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/ui/icons/onaccent/check.svg); }
QCheckBox::indicator:disabled { background: @hover; border-color: @border; }
QRadioButton::indicator { width: @{control.tick}px; height: @{control.tick}px; border: 1px solid @borderStrong;
  border-radius: @{control.round}px; background: @surface; }
QRadioButton::indicator:checked { width: @{control.dot}px; height: @{control.dot}px; border: 5px solid @accent;
  background: @onAccent; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @textSecondary; border: 0; border-bottom: 2px solid transparent;
  padding: 0 9px; height: 32px; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:disabled { color: @textMuted; }
QTabBar::scroller { width: 48px; }
QTabBar QToolButton { background: @surface; border: 0; border-radius: 4px; padding: 0; min-height: 0; margin: 2px 0; }
QTabBar QToolButton:hover { background: @hover; }
QTabBar QToolButton::left-arrow { image: url(:/ui/icons/@themed/chevron-left.svg); width: 14px; height: 14px; }
QTabBar QToolButton::right-arrow { image: url(:/ui/icons/@themed/chevron-right.svg); width: 14px; height: 14px; }
QTabWidget::pane { border: 0; border-top: 1px solid @border; }
QGroupBox { border: 0; margin-top: 24px; font-weight: 600; color: @text; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
QHeaderView { background: @window; }
QHeaderView::section { background: @window; color: @textSecondary; border: 0; border-bottom: 1px solid @border;
  padding: 0 8px; }
QAbstractScrollArea { background: @surface; }
QTableView, QTreeView, QListView { background: @surface; color: @text; border: 0; outline: 0; selection-background-color: @selected;
  selection-color: @text; gridline-color: @border; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @borderStrong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @textMuted; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QProgressBar { background: @border; border: 0; border-radius: 2px; max-height: 4px; text-align: right; color: @text; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QLabel { background: transparent; }
QLabel[muted="true"] { color: @textMuted; }
QLabel[secondary="true"] { color: @textSecondary; }
QLabel[wrong="true"] { color: @danger; }
QFrame[line="true"] { background: @border; border: 0; }
QFrame[card="true"] { background: @raised; border: 1px solid @border; border-radius: 8px; }
QFrame[page="true"], QWidget[page="true"] { background: @surface; }
)";

QString mix(const QColor &a, const QColor &b, double part)
{
    return QColor::fromRgbF(float(a.redF() + (b.redF() - a.redF()) * part),
        float(a.greenF() + (b.greenF() - a.greenF()) * part), float(a.blueF() + (b.blueF() - a.blueF()) * part))
        .name();
}

} // namespace

QString styleSheetOf(const Theme &theme)
{
    QString sheet = QString::fromLatin1(kRules);
    sheet.replace(u"@themed"_s, theme.isDark() ? u"dark"_s : u"light"_s);
    for (const int less : {2, 4}) {
        const int height = theme.px("control"_L1, "height"_L1) - less;
        sheet.replace(u"@{control.height-%1}"_s.arg(less), QString::number(height));
    }
    const int tick = int(14 * theme.textScale());
    sheet.replace(u"@{control.tick}"_s, QString::number(tick));
    sheet.replace(u"@{control.round}"_s, QString::number((tick + 2) / 2));
    sheet.replace(u"@{control.dot}"_s, QString::number(tick - 8));
    const QColor accent = theme.color(Role::Accent);
    sheet.replace(u"@accentHover"_s, accent.darker(106).name());
    sheet.replace(u"@accentPressed"_s, accent.darker(116).name());
    // Selected text keeps its own colour on a tint that is seen on every well.
    sheet.replace(u"@diffSelection"_s, mix(theme.color(Role::Selected), accent, 0.2));
    // The longer names first: @text begins @textMuted.
    QList<Role> roles;
    for (int i = 0; i < kRoleCount; ++i)
        roles.append(Role(i));
    std::sort(
        roles.begin(), roles.end(), [](Role a, Role b) { return Theme::nameOf(a).size() > Theme::nameOf(b).size(); });
    for (const Role role : roles)
        sheet.replace(u'@' + QString(Theme::nameOf(role)), theme.color(role).name());
    return sheet;
}

} // namespace vibecoder
