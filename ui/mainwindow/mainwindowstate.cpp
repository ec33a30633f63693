// SPDX-License-Identifier: MIT
// What the window remembers, and what is dropped on it.
#include "mainwindow/mainwindow.h"

#include "mainwindow/welcomepage.h"
#include "taskpage/taskpage.h"
#include "tasklist/taskview.h"

#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>

namespace vibecoder {

using namespace Qt::StringLiterals;

void MainWindow::saveState_()
{
    if (m_stateFile.isEmpty())
        return;
    QSettings state(m_stateFile, QSettings::IniFormat);
    state.setValue(u"window/geometry"_s, saveGeometry());
    state.setValue(u"window/splitter"_s, m_splitter->saveState());
    state.setValue(u"window/columns"_s, m_list->state());
    state.setValue(u"window/task"_s, m_list->selectedIds().value(0));
}

void MainWindow::restoreState_()
{
    m_pages->setCurrentWidget(m_welcome);
    if (!m_list->model().isEmpty())
        m_pages->setCurrentWidget(m_taskPage);
    if (m_stateFile.isEmpty())
        return;
    const QSettings state(m_stateFile, QSettings::IniFormat);
    restoreGeometry(state.value(u"window/geometry"_s).toByteArray());
    m_splitter->restoreState(state.value(u"window/splitter"_s).toByteArray());
    m_list->restore(state.value(u"window/columns"_s).toByteArray());
    const QString last = state.value(u"window/task"_s).toString();
    if (!last.isEmpty() && m_list->model().rowOf(last) >= 0)
        openTask(last);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!event->mimeData()->hasUrls() && !event->mimeData()->hasText())
        return;
    event->acceptProposedAction();
    auto *hint = new QLabel(this);
    hint->setAlignment(Qt::AlignCenter);
    hint->setFont(Theme::instance().font(FontRole::Heading, 600));
    const int count = int(event->mimeData()->urls().size());
    hint->setText(count > 0 ? tr("Drop to look at %n file(s)", nullptr, count) : tr("Drop to look at the text"));
    const QColor back = Theme::instance().overlay();
    hint->setStyleSheet(u"background: rgba(%1,%2,%3,%4); color: white;"_s.arg(back.red()).arg(back.green()).arg(back.blue()).arg(back.alpha()));
    hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    hint->setGeometry(rect());
    delete std::exchange(m_dropHint, hint);
    hint->show();
    hint->raise();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *event)
{
    delete std::exchange(m_dropHint, nullptr);
    QMainWindow::dragLeaveEvent(event);
}

void MainWindow::dropEvent(QDropEvent *event)
{
    delete std::exchange(m_dropHint, nullptr);
    event->acceptProposedAction();
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    if (!paths.isEmpty())
        openPaths(paths);
    else if (event->mimeData()->hasText())
        openText(event->mimeData()->text().toUtf8());
}

} // namespace vibecoder
