// SPDX-License-Identifier: MIT
// Fusion with the few metrics that a style sheet cannot say.
#pragma once

#include <QProxyStyle>

namespace vibecoder {

class BaseStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    BaseStyle();

    using QProxyStyle::polish;
    /// Leaves a wider gap between icon and text of a button, at any text size.
    void polish(QWidget *widget) override;
    int styleHint(
        StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *returnData) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    void drawPrimitive(
        PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override;
};

} // namespace vibecoder
