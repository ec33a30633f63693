// SPDX-License-Identifier: MIT
// What the task changed: files at the left, the diff of one at the right, against any kept state. The comparison runs
// in another thread; the tab shows the newest answer.
#pragma once

#include "diff/diffrows.h"
#include "model/checkpoint.h"
#include "model/taskresult.h"

#include <QSet>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QToolButton;
class QTreeView;

namespace vibecoder {

class DiffView;
class FileTreeModel;
class TaskWatch;

class ChangesTab : public QWidget
{
    Q_OBJECT

public:
    explicit ChangesTab(TaskWatch &watch, QWidget *parent = nullptr);

    [[nodiscard]] int fileCount() const { return int(m_files.size()); }
    [[nodiscard]] DiffView *diffView() const { return m_view; }
    void selectFile(const QString &path);

signals:
    void countChanged(int files);
    void revertWanted(const QString &path, const QString &checkpointWord);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Answer
    {
        QByteArray patch;
        QList<FileDiff> files; ///< read in the other thread: a patch may be megabytes long
        QSet<QString> guarded;
        QList<StaysBehind> staying; ///< of a whole result: what is never applied by itself
        QStringList problems;       ///< not empty: the changes are not whole
    };
    void buildBar(class QLayout *into);
    QWidget *buildTree();
    QWidget *buildFile();
    QToolButton *tool(const QString &icon, bool checkable);
    void retranslate();
    void fillChoices();
    void restart();
    void ask();
    void caption();
    [[nodiscard]] bool isInView() const;
    void tellStaying(const Answer &answer);
    void take(const Answer &answer);
    void show(int file);
    void setLayoutKind(DiffLayout layout);
    void refilter();
    void openInEditor();
    [[nodiscard]] static bool isOwnKey(const class QKeyEvent &event);
    void stepFile(int direction);
    void changeContext(int step);
    [[nodiscard]] QString shownPath() const;

    TaskWatch &m_watch;
    FileTreeModel *m_model;
    QTreeView *m_tree;
    DiffView *m_view;
    QComboBox *m_against;
    QLineEdit *m_filter;
    QLabel *m_compare, *m_total, *m_guardedTag, *m_path, *m_change, *m_counts, *m_place, *m_guardedNote, *m_caption,
        *m_staying;
    QToolButton *m_unified, *m_sides, *m_spaces, *m_wrap, *m_ignore, *m_previous, *m_next, *m_copy, *m_open, *m_revert;
    QList<Checkpoint> m_checkpoints;
    QList<FileDiff> m_files;
    QSet<QString> m_guarded;
    QByteArray m_patch;
    int m_shown = -1;
    int m_context = 1; ///< which of the numbers of unchanged lines around a change
    quint64 m_asked = 0;
    bool m_stale = true;
    bool m_filling = false;
};

} // namespace vibecoder
