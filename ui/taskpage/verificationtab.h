// SPDX-License-Identifier: MIT
// Tests × iterations with the failure of the chosen cell below.
#pragma once

#include "taskpage/matrix.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QTableView;
class QToolButton;

namespace vibecoder {

class MatrixModel;
class TaskWatch;

class VerificationTab : public QWidget
{
    Q_OBJECT

public:
    explicit VerificationTab(TaskWatch &watch, QWidget *parent = nullptr);

    [[nodiscard]] QTableView *table() const { return m_table; }

signals:
    void countChanged(const QString &passedOfAll);
    void openArtifact(const QString &artifactId);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildTables();
    QWidget *buildDetail();
    void retranslate();
    void take();
    void refill();
    void showCell();
    void setFilter(MatrixFilter filter);
    void fitColumns();

    TaskWatch &m_watch;
    MatrixModel *m_model;
    QTableView *m_names, *m_table;
    QList<QToolButton *> m_filters;
    QLineEdit *m_text;
    QToolButton *m_raw, *m_copy;
    QWidget *m_detail;
    QLabel *m_title, *m_where, *m_framesTitle, *m_empty;
    QPlainTextEdit *m_message;
    QListWidget *m_frames;
    Matrix m_matrix;
    MatrixFilter m_filter = MatrixFilter::Changed;
    bool m_chosen = false; ///< a person chose the filter
    bool m_stale = true;
    QString m_artifact;
};

} // namespace vibecoder
