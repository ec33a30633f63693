// SPDX-License-Identifier: MIT
// One ring around what has the focus, when it came there by keyboard. One per window.
#pragma once

#include <QFocusFrame>

namespace vibecoder {

class FocusFrame final : public QFocusFrame
{
    Q_OBJECT

public:
    explicit FocusFrame(QWidget *window);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *m_window;
};

} // namespace vibecoder
