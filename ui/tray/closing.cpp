// SPDX-License-Identifier: MIT
#include "tray/closing.h"

#include <QMessageBox>
#include <QPushButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

CloseAnswer closeAnswer(const CloseFacts &facts)
{
    if (facts.tray && facts.closeToTray)
        return facts.explained ? CloseAnswer::ToTray : CloseAnswer::ExplainThenToTray;
    return facts.running > 0 ? CloseAnswer::AskAboutRunning : CloseAnswer::Quit;
}

void Closing::explainTray(QWidget *window)
{
    auto *box = new QMessageBox(QMessageBox::Information, tr("VibeCoder goes on"),
        tr("The window is closed, and the tasks go on. The icon in the tray brings the window back and has “Quit”."),
        QMessageBox::Ok, window);
    box->setObjectName(u"explainTray"_s);
    box->setInformativeText(tr("This is said once. The settings change what closing does."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    QObject::connect(box, &QMessageBox::finished, window, &QWidget::hide);
    box->show();
}

QuitChoice Closing::askQuit(QWidget *window, int running, bool keep)
{
    QMessageBox box(QMessageBox::Question, tr("Quit VibeCoder"), tr("%n task(s) are running.", "", running),
        QMessageBox::NoButton, window);
    box.setObjectName(u"askQuit"_s);
    box.setInformativeText(tr("Stopped tasks go on at the next start where they were."));
    const QPushButton *on =
        keep ? box.addButton(tr("Keep running in the background"), QMessageBox::AcceptRole) : nullptr;
    const QPushButton *stop = box.addButton(tr("Stop safely and quit"), QMessageBox::DestructiveRole);
    QPushButton *cancel = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    box.setDefaultButton(cancel);
    box.setEscapeButton(cancel);
    box.exec();
    if (on && box.clickedButton() == on)
        return QuitChoice::KeepRunning;
    return box.clickedButton() == stop ? QuitChoice::StopSafely : QuitChoice::Cancel;
}

} // namespace vibecoder
