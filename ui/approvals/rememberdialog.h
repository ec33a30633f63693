// SPDX-License-Identifier: MIT
// Which rule would be remembered, for how long, and what it would have matched: seen before it is stored with the yes.
#pragma once

#include "approvals/cardcontent.h"
#include "bridge/enginebridge.h"

#include <QDialog>

class QButtonGroup;
class QLabel;
class QPushButton;

namespace vibecoder {

class RememberDialog final : public QDialog
{
    Q_OBJECT

public:
    RememberDialog(EngineBridge &bridge, const Approval &approval, QWidget *parent = nullptr);

    [[nodiscard]] QString ruleText() const;
    [[nodiscard]] QPushButton *allowButton() const { return m_allow; }

signals:
    void chosen(vibecoder::RememberFor how);

private:
    [[nodiscard]] RememberFor how() const;
    void ask();
    void fill(const Result<RulePreview> &preview);

    EngineBridge &m_bridge;
    Approval m_approval;
    QButtonGroup *m_choice = nullptr;
    QLabel *m_title = nullptr, *m_rule = nullptr, *m_folder = nullptr, *m_meaning = nullptr, *m_matched = nullptr;
    QWidget *m_ways = nullptr; ///< how long, and what becomes of the rule
    QPushButton *m_allow = nullptr;
    int m_asked = 0;
};

} // namespace vibecoder
