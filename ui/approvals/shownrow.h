// SPDX-License-Identifier: MIT
// Plain text in several colours that wraps anywhere and is as high as it is long; never cut, never markup.
#pragma once

#include "theme/theme.h"

#include <QTextEdit>

namespace vibecoder {

/// One piece: with `line` it begins a line of its own.
struct ShownPiece
{
    QString text;
    Role role = Role::Text;
    bool isCode = false, isStrong = false, line = false;
    bool operator==(const ShownPiece &) const = default;
};

class ShownRow final : public QTextEdit
{
    Q_OBJECT

public:
    explicit ShownRow(QWidget *parent = nullptr);
    void setPieces(const QList<ShownPiece> &pieces);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fill();
    void fit();

    QList<ShownPiece> m_pieces;
};

} // namespace vibecoder
