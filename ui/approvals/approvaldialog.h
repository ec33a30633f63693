// SPDX-License-Identifier: MIT
// To come.
#pragma once

#include "bridge/enginebridge.h"

#include <QDialog>

namespace vibecoder {

class ApprovalDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ApprovalDialog(EngineBridge &bridge, const QString &approvalId, QWidget *parent = nullptr);
};

} // namespace vibecoder
