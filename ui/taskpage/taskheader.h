// SPDX-License-Identifier: MIT
// The top of the page: name, state, where, with what, how far; one sentence when there is something to do; figures.
#pragma once

#include "model/task.h"
#include "taskpage/resultline.h"
#include "taskpage/tasktext.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace vibecoder {

class TaskWatch;

/// Name, state and buttons; folder, model and id below.
class TaskHeader : public QWidget
{
    Q_OBJECT

public:
    explicit TaskHeader(TaskWatch &watch, QWidget *parent = nullptr);
    /// Not that of the words on its buttons: where they have no room, the icons stand alone.
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void cancelWanted();
    void retryWanted();
    void rollbackWanted();
    void reportWanted();
    void actionWanted(vibecoder::NextAction action);
    void resultWanted(vibecoder::ResultAct act);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void retranslate();
    void take();
    void fillAttempts();
    bool takeResult();
    void fit();

    TaskWatch &m_watch;
    QLabel *m_name, *m_pill, *m_model, *m_id;
    QPushButton *m_folder;
    QComboBox *m_attempt;
    QPushButton *m_cancel, *m_retry, *m_rollback, *m_report;
    QWidget *m_result; ///< where the changes are
    QLabel *m_resultIcon, *m_resultText;
    QList<QPushButton *> m_resultButtons;
    QList<ResultAct> m_resultActs; ///< of the buttons
    QWidget *m_note;
    QLabel *m_noteIcon, *m_noteText;
    QPushButton *m_noteAction;
    NextAction m_action = NextAction::None;
};

/// Five cells: iteration, tests, cost, elapsed, tokens.
class TaskFigures : public QWidget
{
    Q_OBJECT

public:
    explicit TaskFigures(TaskWatch &watch, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void speak();
    TaskWatch &m_watch;
};

} // namespace vibecoder
