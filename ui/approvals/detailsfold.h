// SPDX-License-Identifier: MIT
// The last part of a card, folded: rights and sandbox, the whole diff, the steps before, the raw request.
#pragma once

#include "approvals/cardcontent.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace vibecoder {

class DiffText;

class DetailsFold final : public QWidget
{
    Q_OBJECT

public:
    explicit DetailsFold(QWidget *parent = nullptr);

    void setApproval(const Approval &approval, const CardContent &content);
    void setSteps(const QList<Event> &events);
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const { return m_open; }

signals:
    void toggled(bool open);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    bool m_open = false;
    Approval m_approval;
    QPushButton *m_button = nullptr;
    QWidget *m_body = nullptr;
    QGridLayout *m_rows = nullptr;
    QLabel *m_diffTitle = nullptr, *m_stepsTitle = nullptr, *m_steps = nullptr, *m_rawTitle = nullptr;
    DiffText *m_diff = nullptr;
    QPlainTextEdit *m_raw = nullptr;
};

} // namespace vibecoder
