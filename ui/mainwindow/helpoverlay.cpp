// SPDX-License-Identifier: MIT
#include "mainwindow/helpoverlay.h"

#include "mainwindow/commandtable.h"
#include "theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

namespace vibecoder {

using namespace Qt::StringLiterals;

HelpOverlay::HelpOverlay(QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(20, 16, 20, 16);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setAccessibleName(tr("Keyboard shortcuts"));
    auto *page = new QWidget(area);
    page->setProperty("page", true);
    auto *grid = new QGridLayout(page);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    int row = 0;
    QString last;
    const auto add = [&](const QString &part, const QString &text, const QString &keys) {
        if (std::exchange(last, part) != part) {
            auto *title = new QLabel(part, page);
            title->setFont(Theme::instance().font(FontRole::Base, 600));
            title->setContentsMargins(0, row > 0 ? 12 : 0, 0, 0);
            grid->addWidget(title, row++, 0, 1, 2);
        }
        grid->addWidget(new QLabel(text, page), row, 0);
        auto *label = new QLabel(keys, page);
        label->setFont(Theme::instance().font(FontRole::Code));
        label->setProperty("secondary", true);
        grid->addWidget(label, row++, 1);
    };
    for (const CommandInfo &info : Commands::all()) {
        QStringList texts;
        for (const QKeySequence &key : Commands::keysOf(info))
            texts.append(key.toString(QKeySequence::NativeText));
        if (!texts.isEmpty())
            add(Commands::menuOf(info), Commands::textOf(info), texts.join(tr(" or ")));
    }
    for (const Commands::PageKey &one : Commands::pageKeys())
        add(one.page, one.text, one.keys);
    grid->setRowStretch(row, 1);
    area->setWidget(page);
    outer->addWidget(area);
    auto *note = new QLabel(tr("Letters alone count outside of text fields. G, then T within half a second."), this);
    note->setProperty("muted", true);
    note->setWordWrap(true);
    outer->addWidget(note);
    auto *close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    outer->addWidget(close, 0, Qt::AlignRight);
    // Nothing is read sideways, whatever the size of the text.
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    resize(std::max(480, page->sizeHint().width() + 70), std::max(640, int(640 * Theme::instance().textScale())));
}

} // namespace vibecoder
