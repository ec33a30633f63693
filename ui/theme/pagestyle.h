// SPDX-License-Identifier: MIT
// What pages and delegates paint with: colours, fonts, sizes and icons of the theme, by short names.
#pragma once

#include "theme/theme.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QRect>
#include <QString>

#include <functional>

class QPainter;
class QWidget;

namespace vibecoder {

namespace pagestyle {

[[nodiscard]] QColor tone(Role role);
[[nodiscard]] QFont text(FontRole size = FontRole::Base, QFont::Weight weight = QFont::Normal);
[[nodiscard]] QFont code(); ///< 12 px
/// The code font for a widget. With a style sheet the first show sets the font of nested widgets back: it is kept.
void setCodeFont(QWidget *widget, QFont::Weight weight = QFont::Normal);
/// A length of the tokens at the user's text size.
[[nodiscard]] int px(int length);
[[nodiscard]] QIcon icon(const QString &name, Role colour = Role::Text);
void drawIcon(QPainter *painter, const QRect &rect, const QString &name, Role colour);
/// Called now and whenever theme, text size or language change; ends with the context.
void follow(QObject *context, const std::function<void()> &apply);

/// Elided, vertically centred; returns the width that was used.
int drawText(QPainter *painter, const QRect &rect, const QString &text, const QFont &font, Role colour,
    Qt::Alignment alignment = Qt::AlignLeft, Qt::TextElideMode elide = Qt::ElideRight);
/// A rounded tag with its text; returns its width. Height 20.
int drawTag(QPainter *painter, const QPoint &leftMiddle, const QString &text, Role colour, Role fill);
[[nodiscard]] int textWidth(const QString &text, const QFont &font);
/// A size that its screen has room for.
[[nodiscard]] QSize onScreen(const QWidget *widget, const QSize &wanted);
void drawFocus(QPainter *painter, const QRect &rect, int radius = 4);

} // namespace pagestyle

} // namespace vibecoder
