// SPDX-License-Identifier: MIT
// Stored files of the run with a look at their beginning. Text is shown plain; pictures are decoded within limits.
#pragma once

#include "model/artifact.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;
class QTreeWidget;

namespace vibecoder {

class TaskWatch;

class ArtifactsTab : public QWidget
{
    Q_OBJECT

public:
    explicit ArtifactsTab(TaskWatch &watch, QWidget *parent = nullptr);
    void select(const QString &artifactId);

    static constexpr qint64 kShownBytes = 512 * 1024;

signals:
    void countChanged(int count);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void preview(const Artifact &artifact);
    [[nodiscard]] static QString kindText(const QString &kind);
    void retranslate();
    void save();

    TaskWatch &m_watch;
    QTreeWidget *m_list;
    QStackedWidget *m_stack;
    QPlainTextEdit *m_text;
    QLabel *m_picture, *m_note;
    QToolButton *m_save;
    QList<Artifact> m_artifacts;
    QString m_shown, m_wanted;
    bool m_stale = true;
};

/// A picture of at most 4096 × 4096 pixels in a well-known raster format; null otherwise.
[[nodiscard]] QImage safePicture(const QByteArray &bytes);

} // namespace vibecoder
