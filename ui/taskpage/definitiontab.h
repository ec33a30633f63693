// SPDX-License-Identifier: MIT
// The task file of the task, checked as one types. A changed definition begins a new attempt.
#pragma once

#include "wire/taskyaml.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace vibecoder {

class TaskWatch;

class DefinitionTab : public QWidget
{
    Q_OBJECT

public:
    explicit DefinitionTab(TaskWatch &watch, QWidget *parent = nullptr);

    [[nodiscard]] QPlainTextEdit *editor() const { return m_editor; }
    [[nodiscard]] QPushButton *submitButton() const { return m_submit; }
    [[nodiscard]] const QList<TaskFileError> &errors() const { return m_result.errors; }
    /// Checks at once instead of after a moment.
    void check();

signals:
    void revised(); ///< a new attempt was stored

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void reset();
    void follow();
    void mark();
    void goTo(const TaskFileError &error);
    void submit();
    void retranslate();
    void showState();
    [[nodiscard]] bool mayRevise() const;

    TaskWatch &m_watch;
    QPlainTextEdit *m_editor;
    QListWidget *m_errors;
    QLabel *m_note;
    QPushButton *m_submit, *m_reset;
    QTimer m_delay;
    TaskFileResult m_result;
    TaskSpec m_shown; ///< what the text was made from
    bool m_busy = false;
    QString m_refused; ///< why the last submit failed
};

} // namespace vibecoder
