// SPDX-License-Identifier: MIT
// A button that names its key in a small frame: Deny [Esc].
#pragma once

#include "theme/theme.h"

#include <QPushButton>

namespace vibecoder {

class HintButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit HintButton(QWidget *parent = nullptr);

    void setHint(const QString &hint);
    /// Outlined in the colour of danger.
    void setDangerous(bool dangerous);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QFont hintFont() const;

    QString m_hint;
    bool m_dangerous = false;
};

} // namespace vibecoder
