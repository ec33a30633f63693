// SPDX-License-Identifier: MIT
// The same text inside the window where the desktop shows no notifications. Goes by itself after ten seconds unless a
// person is needed.
#pragma once

#include "tray/notices.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QToolButton;
class QPushButton;

namespace vibecoder {

class Banner final : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void show(const Notice &notice);
    [[nodiscard]] const Notice &notice() const { return m_notice; }

signals:
    void clicked(const vibecoder::Notice &notice);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void apply();

    Notice m_notice;
    QTimer m_gone;
    QLabel *m_icon = nullptr, *m_text = nullptr;
    QPushButton *m_open = nullptr;
    QToolButton *m_close = nullptr;
};

} // namespace vibecoder
