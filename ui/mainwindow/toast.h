// SPDX-License-Identifier: MIT
// A line above the bottom edge that says what happens and lets it be taken back for some seconds.
#pragma once

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace vibecoder {

class Toast final : public QFrame
{
    Q_OBJECT

public:
    explicit Toast(QWidget *window);
    ~Toast() override;

    /// `after` runs when the time is over (or another toast comes, or the window ends), unless it was taken back.
    void offerUndo(const QString &text, int ms, std::function<void()> after);
    void say(const QString &text, bool wrong = false, int ms = 5000);
    /// Does at once what waits.
    void finish();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QLabel *m_text;
    QPushButton *m_undo;
    QTimer m_timer;
    std::function<void()> m_after;
};

} // namespace vibecoder
