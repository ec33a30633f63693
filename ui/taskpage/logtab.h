// SPDX-License-Identifier: MIT
// Everything that happened, line by line: level filter, text filter, follow, export.
#pragma once

#include "model/event.h"

#include <QAbstractTableModel>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QTableView;
class QToolButton;

namespace vibecoder {

class TaskWatch;

enum class LogLevelShown { All, Important, Problems };

class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit LogModel(QObject *parent = nullptr);
    void clear();
    void append(const QList<Event> &events);
    void setFilter(LogLevelShown level, const QString &text);
    [[nodiscard]] const QList<Event> &events() const { return m_events; }
    /// 0: detail, 1: important, 2: a problem.
    [[nodiscard]] static int weight(const Event &event);
    [[nodiscard]] const Event &eventAt(int row) const { return m_events.at(m_rows.at(row)); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int kKept = 20000; ///< the oldest go

private:
    [[nodiscard]] bool fits(int place) const;
    void refilter();

    QList<Event> m_events;
    QStringList m_texts; ///< of the events, made once: each letter in the filter looks through them all
    QList<int> m_rows;   ///< places of what is shown
    LogLevelShown m_level = LogLevelShown::All;
    QString m_text;
};

/// The body of an event as one line for people.
[[nodiscard]] QString logText(const Event &event);

class LogTab : public QWidget
{
    Q_OBJECT

public:
    explicit LogTab(TaskWatch &watch, QWidget *parent = nullptr);
    /// One JSON object a line.
    [[nodiscard]] QByteArray exported() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void filter();
    void save();

    TaskWatch &m_watch;
    LogModel *m_model;
    QTableView *m_table;
    QComboBox *m_level;
    QLineEdit *m_text;
    QCheckBox *m_follow;
    QToolButton *m_export;
};

} // namespace vibecoder
