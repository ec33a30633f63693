// SPDX-License-Identifier: MIT
// F1: the shortcuts, from the table of commands.
#pragma once

#include <QDialog>

namespace vibecoder {

class HelpOverlay final : public QDialog
{
    Q_OBJECT

public:
    explicit HelpOverlay(QWidget *parent);
};

} // namespace vibecoder
