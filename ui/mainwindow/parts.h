// SPDX-License-Identifier: MIT
// Small parts of the window: the button with a count, and the strip at the bottom.
#pragma once

#include "bridge/enginebridge.h"

#include <QStatusBar>
#include <QToolButton>

class QLabel;

namespace vibecoder {

/// A button of the toolbar. The toolbar says how large its icons are; beside a text they get a gap.
class BarButton : public QToolButton
{
    Q_OBJECT

public:
    using QToolButton::QToolButton;

protected:
    void initStyleOption(QStyleOptionToolButton *option) const override;
};

/// Carries a number in a ring; 0 shows none.
class CountButton final : public BarButton
{
    Q_OBJECT

public:
    explicit CountButton(QWidget *parent = nullptr);
    void setCount(int count);
    [[nodiscard]] int count() const { return m_count; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_count = 0;
};

/// What runs, what today cost, whether a key and a sandbox are there.
class StatusStrip final : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusStrip(QWidget *parent = nullptr);

    void setQueue(const QueueStatus &status);
    void setToday(qint64 microUsd);
    void setKeyMissing(bool missing);
    void setSandbox(SandboxTier tier, const QString &why);
    void setServer(const QString &address); ///< empty: off
    void retranslate();

signals:
    void queueWanted();
    void keyWanted();
    void safetyWanted();
    void serverWanted();

private:
    QToolButton *add(bool atRight);

    QToolButton *m_queue, *m_today, *m_key, *m_sandbox, *m_server;
    QueueStatus m_status;
    qint64 m_spent = 0;
    SandboxTier m_tier = SandboxTier::None;
    bool m_tierKnown = false;
    QString m_why, m_address;
};

} // namespace vibecoder
