// SPDX-License-Identifier: MIT
// The model's text as it forms. Plain text only; appended in batches, the oldest lines go.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace vibecoder {

class TaskWatch;

class LiveTab : public QWidget
{
    Q_OBJECT

public:
    explicit LiveTab(TaskWatch &watch, QWidget *parent = nullptr);

    void take(const QString &text);
    [[nodiscard]] QPlainTextEdit *view() const { return m_text; }

    static constexpr int kBatchMs = 80;     ///< 12.5 times a second
    static constexpr int kBatchLines = 200; ///< more wait for the next batch
    static constexpr int kKeptLines = 5000;
    static constexpr int kStalledMs = 15000; ///< without a byte: say so

protected:
    void changeEvent(QEvent *event) override;

private:
    void flush();
    void look();
    void retranslate();

    TaskWatch &m_watch;
    QPlainTextEdit *m_text;
    QLabel *m_note;
    QString m_waiting;
    QTimer m_batch, m_clock;
    QElapsedTimer m_lastByte;
};

} // namespace vibecoder
