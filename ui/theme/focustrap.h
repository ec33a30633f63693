// SPDX-License-Identifier: MIT
// Keeps the keyboard inside a sheet that covers its window: what is beneath cannot get the focus while the sheet is
// shown, and gets it back afterwards. A child of the sheet; GUI thread.
#pragma once

#include <QPointer>
#include <QWidget>

namespace vibecoder {

class FocusTrap : public QObject
{
public:
    /// sheet: a child of the window it covers.
    explicit FocusTrap(QWidget *sheet);
    ~FocusTrap() override;

    /// The next widget inside the sheet that Tab may reach, as focusNextPrevChild wants it.
    bool moveInside(bool next);

private:
    void focusMoved(QWidget *to);

    QWidget *m_sheet;
    QPointer<QWidget> m_before; ///< had the focus before the sheet came
    QPointer<QWidget> m_last;   ///< inside the sheet
};

} // namespace vibecoder
