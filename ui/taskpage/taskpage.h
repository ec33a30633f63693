// SPDX-License-Identifier: MIT
// The page of one task: header, figures and tabs. It follows the task by itself.
#pragma once

#include "bridge/enginebridge.h"
#include "taskpage/resultline.h"
#include "taskpage/tasktext.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;
class QTimer;

namespace vibecoder {

class ArtifactsTab;
class ChangesTab;
class DefinitionTab;
class LiveTab;
class TaskFigures;
class TaskHeader;
class TaskWatch;
class TimelineTab;
class VerificationTab;

class TaskPage final : public QWidget
{
    Q_OBJECT

public:
    enum Tab { Timeline, Live, Changes, Verification, Log, Artifacts, Definition, Cost };

    explicit TaskPage(EngineBridge &bridge, QWidget *parent = nullptr);

    void showTask(const QString &taskId);
    [[nodiscard]] QString taskId() const;
    /// What happened meanwhile; only the events of the shown task matter.
    void refresh(const QList<Event> &events);
    void showTab(Tab tab);
    [[nodiscard]] Tab currentTab() const;
    [[nodiscard]] QWidget *tabWidget(Tab tab) const;

public slots:
    void cancel();
    void retry();
    void retryFrom(RetryFrom from);
    void rollBack(); ///< asks for the checkpoint, then shows what would happen
    void saveReport();

signals:
    void openApproval(const QString &approvalId);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void retranslate();
    void countTabs();
    void showParts();
    void act(NextAction action);
    void actOnResult(ResultAct act);
    void restore(const QString &word, const QString &name, const QStringList &only = {});
    [[nodiscard]] QPoint menuPlace() const;
    void tell(const QString &title, const Error &error);

    EngineBridge &m_bridge;
    TaskWatch *m_watch;
    TaskHeader *m_header;
    TaskFigures *m_figures;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    TimelineTab *m_timeline;
    LiveTab *m_live;
    ChangesTab *m_changes;
    VerificationTab *m_verification;
    ArtifactsTab *m_artifacts;
    DefinitionTab *m_definition;
    QLabel *m_empty; ///< in place of everything while there is no task
    QTimer *m_clock;
    QString m_tests;
    int m_artifactCount = 0;
};

} // namespace vibecoder
