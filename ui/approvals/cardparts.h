// SPDX-License-Identifier: MIT
// Small painted parts of a card: the strip with the risk, a row of label and text, the bar of the time that is left.
#pragma once

#include "approvals/cardcontent.h"

#include <QLabel>
#include <QWidget>

namespace vibecoder {

class RiskStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit RiskStrip(QWidget *parent = nullptr);
    void setContent(const CardContent &content, const QString &id, bool greyed);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void apply();

    CardContent m_content;
    QString m_id;
    bool m_greyed = false;
    QLabel *m_icon = nullptr, *m_title = nullptr, *m_idLabel = nullptr;
};

/// Label at the left in a fixed column, text at the right. Untrusted text goes in as plain text.
class CardRow final : public QWidget
{
    Q_OBJECT

public:
    explicit CardRow(QWidget *parent = nullptr);

    void setLabel(const QString &label);
    /// strong: a short word in front, in `role`; text; detail in muted monospace behind.
    void setText(const QString &strong, const QString &text, const QString &detail = {}, Role role = Role::Text,
        const QString &icon = {}, bool detailIsCode = true);
    /// In place of the text.
    void setWidget(QWidget *widget);
    [[nodiscard]] QString plainText() const;

private:
    void apply();

    QLabel *m_label = nullptr, *m_icon = nullptr, *m_text = nullptr;
    QWidget *m_extra = nullptr;
    QString m_strong, m_plain, m_detail, m_iconName;
    Role m_role = Role::Text;
    bool m_code = true;
};

class TimeBar final : public QWidget
{
    Q_OBJECT

public:
    explicit TimeBar(QWidget *parent = nullptr);
    /// part: 0 to 1; below 0: no end.
    void setLeft(double part, const QString &figure);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_part = 1;
    QString m_figure;
};

} // namespace vibecoder
