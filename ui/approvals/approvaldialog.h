// SPDX-License-Identifier: MIT
// One approval in a window of its own: not modal, Deny has the focus, Esc denies. It never comes to the front by
// itself.
#pragma once

#include "bridge/enginebridge.h"

#include <QDialog>

namespace vibecoder {

class ApprovalCard;

class ApprovalDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ApprovalDialog(EngineBridge &bridge, const QString &approvalId, QWidget *parent = nullptr);

    [[nodiscard]] ApprovalCard &card() { return *m_card; }
    [[nodiscard]] QString approvalId() const;

signals:
    void openTask(const QString &taskId);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void fit();
    void place();

    ApprovalCard *m_card = nullptr;
};

} // namespace vibecoder
