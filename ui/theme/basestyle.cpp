// SPDX-License-Identifier: MIT
#include "theme/basestyle.h"

#include "theme/icons.h"
#include "theme/theme.h"

#include <QPushButton>
#include <QStyleFactory>
#include <QToolButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

BaseStyle::BaseStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

void BaseStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    const auto *push = qobject_cast<QPushButton *>(widget);
    const auto *tool = qobject_cast<QToolButton *>(widget);
    if (push || (tool && tool->toolButtonStyle() == Qt::ToolButtonTextBesideIcon)) {
        const int side = Theme::instance().px("control"_L1, "icon"_L1);
        static_cast<QAbstractButton *>(widget)->setIconSize(Icons::besideText(side));
    }
}

int BaseStyle::styleHint(
    StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_ToolTip_WakeUpDelay:
        return 400;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1; // a chosen row is filled from edge to edge
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QIcon BaseStyle::standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const
{
    switch (which) {
    case SP_MessageBoxInformation:
        return Icons::get(u"info"_s, Role::Running);
    case SP_MessageBoxQuestion:
        return Icons::get(u"circle-help"_s, Role::Running);
    case SP_MessageBoxWarning:
        return Icons::get(u"triangle-alert"_s, Role::Warning);
    case SP_MessageBoxCritical:
        return Icons::get(u"octagon-alert"_s, Role::Danger);
    default:
        return QProxyStyle::standardIcon(which, option, widget);
    }
}

int BaseStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 3;
    case PM_MessageBoxIconSize:
        return Theme::instance().px("control"_L1, "icon"_L1) * 3 / 2;
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return Theme::instance().px("control"_L1, "icon"_L1);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

void BaseStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    // The window has one frame around what has the focus (FocusFrame), and views paint their own row.
    if (element == PE_FrameFocusRect)
        return;
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace vibecoder
