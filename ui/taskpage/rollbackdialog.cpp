// SPDX-License-Identifier: MIT
#include "taskpage/rollbackdialog.h"
#include "base/whendone.h"

#include "diff/showntext.h"
#include "taskpage/tasktext.h"
#include "theme/pagestyle.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace pagestyle;

namespace {

constexpr int kListed = 500;

} // namespace

RollbackDialog::RollbackDialog(EngineBridge &bridge, const Task &task, int attempt, const QString &word,
    const QString &name, const QStringList &only, QWidget *parent)
    : QDialog(parent)
    , m_bridge(bridge)
    , m_taskId(task.id)
    , m_word(word)
    , m_attempt(attempt)
    , m_only(only)
    , m_text(new QLabel)
    , m_list(new QListWidget)
    , m_restore(new QPushButton)
    , m_cancel(new QPushButton)
{
    setWindowTitle(only.isEmpty() ? tr("Roll back") : tr("Revert a file"));
    resize(560, 420);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    auto *title = new QLabel(only.isEmpty() ? tr("Bring the files back to: %1").arg(name)
                                            : tr("Bring %1 back to: %2").arg(shownLine(only.constFirst(), 120), name));
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    title->setFont(text(FontRole::Title, QFont::DemiBold));
    column->addWidget(title);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setText(tr("Looking at what would change…"));
    column->addWidget(m_text);
    m_list->setAccessibleName(tr("What would change"));
    m_list->setFont(code());
    m_list->setTextElideMode(Qt::ElideMiddle);
    column->addWidget(m_list, 1);
    auto *row = new QHBoxLayout;
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAccessibleName(m_cancel->text());
    m_cancel->setDefault(true);
    m_restore->setText(only.isEmpty() ? tr("Roll back") : tr("Revert"));
    m_restore->setAccessibleName(m_restore->text());
    m_restore->setProperty("role", u"danger"_s);
    m_restore->setAutoDefault(false);
    m_restore->setEnabled(false);
    row->addWidget(m_cancel);
    row->addStretch(1);
    row->addWidget(m_restore);
    column->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_restore, &QPushButton::clicked, this, &RollbackDialog::carryOut);
    preview();
}

void RollbackDialog::preview()
{
    whenDone(m_bridge.engine().rollback(m_taskId, m_word, true, EngineBridge::actor(), m_attempt, m_only), this,
        [this](const Result<RollbackReport> &report) { report ? show(*report) : refuse(report.error()); });
}

void RollbackDialog::show(const RollbackReport &report)
{
    m_list->clear();
    for (const TreeChange &change : report.changes.mid(0, kListed)) {
        auto *item =
            new QListWidgetItem(shownLine(change.path, 300) + u"  –  "_s + TaskText::change(change.kind), m_list);
        item->setForeground(tone(change.kind == TreeChangeKind::Deleted ? Role::Danger
                                 : change.kind == TreeChangeKind::Added ? Role::Success
                                                                        : Role::Text));
    }
    if (report.changes.size() > kListed)
        m_list->addItem(tr("and %n more", nullptr, int(report.changes.size()) - kListed));
    for (const QString &path : report.leftAlone.mid(0, 50)) {
        auto *item = new QListWidgetItem(shownLine(path, 300) + u"  –  "_s + tr("is left alone"), m_list);
        item->setForeground(tone(Role::Warning));
    }
    if (report.changes.isEmpty()) {
        m_text->setText(tr("The files are in this state already: there is nothing to bring back."));
        m_restore->setEnabled(false);
        return;
    }
    m_text->setText(
        tr("%n path(s) would change. The present state is kept as a checkpoint first, so this can be undone.", nullptr,
            int(report.changes.size())));
    m_restore->setEnabled(true);
}

void RollbackDialog::refuse(const Error &error)
{
    m_text->setText(error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint);
    QPalette colours = m_text->palette();
    colours.setColor(QPalette::WindowText, tone(Role::Danger));
    m_text->setPalette(colours);
    m_restore->setEnabled(false);
    m_cancel->setEnabled(true);
}

void RollbackDialog::carryOut()
{
    m_restore->setEnabled(false);
    m_cancel->setEnabled(false);
    m_text->setText(tr("Bringing the files back…"));
    whenDone(m_bridge.engine().rollback(m_taskId, m_word, false, EngineBridge::actor(), m_attempt, m_only), this,
        [this](const Result<RollbackReport> &report) {
            if (!report) {
                refuse(report.error());
                return;
            }
            emit restored(*report);
            accept();
        });
}

} // namespace vibecoder
