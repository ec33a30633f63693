// SPDX-License-Identifier: MIT
// The exact action: monospace, wrapped and never cut, the telling part and what cannot be seen marked. Plain text only;
// as high as its text up to a limit, then it scrolls.
#pragma once

#include "approvals/cardcontent.h"

#include <QTextEdit>

namespace vibecoder {

class ActionView final : public QTextEdit
{
    Q_OBJECT

public:
    explicit ActionView(QWidget *parent = nullptr);

    void setContent(const CardContent &content);
    /// The widget's highest height; text beyond it scrolls.
    void setHighest(int pixels);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void fit();

    CardContent m_content;
    int m_highest = 190;
};

/// A unified diff as text with coloured lines; what cannot be seen is escaped. Signs stay, so colour is not alone.
class DiffText final : public QTextEdit
{
    Q_OBJECT

public:
    explicit DiffText(QWidget *parent = nullptr);
    void setDiff(const QByteArray &diff);

private:
    void fill();

    QByteArray m_diff;
};

} // namespace vibecoder
