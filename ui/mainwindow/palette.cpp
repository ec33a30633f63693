// SPDX-License-Identifier: MIT
#include "mainwindow/palette.h"

#include "mainwindow/commandtable.h"
#include "theme/icons.h"
#include "theme/status.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTasks = 12;

} // namespace

int closeness(const QString &text, const QString &wanted)
{
    const QString words = wanted.simplified();
    if (words.isEmpty())
        return 0;
    const QString name = text.section(u": "_s, -1);
    if (name.startsWith(words, Qt::CaseInsensitive))
        return 4;
    for (qsizetype at = text.indexOf(words, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(words, at + 1, Qt::CaseInsensitive)) {
        if (at == 0 || !text.at(at - 1).isLetterOrNumber())
            return 3;
    }
    if (text.contains(words, Qt::CaseInsensitive))
        return 2;
    return fitsLoosely(text, words) ? 1 : -1;
}

bool fitsLoosely(const QString &text, const QString &wanted)
{
    qsizetype at = 0;
    for (const QChar c : wanted) {
        if (c.isSpace())
            continue;
        at = text.indexOf(c, at, Qt::CaseInsensitive);
        if (at < 0)
            return false;
        ++at;
    }
    return true;
}

CommandPalette::CommandPalette(const Commands &commands, EngineBridge &bridge, QWidget *parent)
    : QDialog(parent, Qt::Popup)
    , m_commands(commands)
    , m_bridge(bridge)
    , m_field(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("All commands"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    m_field->setPlaceholderText(tr("A command or the name of a task"));
    m_field->setAccessibleName(tr("A command or the name of a task"));
    m_list->setAccessibleName(tr("What fits"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::itemActivated, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    m_field->installEventFilter(this);
    resize(520, 420);
    fill({});
    m_field->setFocus();
}

void CommandPalette::fill(const QString &text)
{
    m_list->clear();
    struct Hit
    {
        const CommandInfo *info;
        QString line;
        int close;
    };
    QList<Hit> hits;
    for (const CommandInfo &info : Commands::all()) {
        const QString line = Commands::menuOf(info) + u": "_s + Commands::textOf(info);
        const int close = closeness(line, text);
        if (info.id != CommandId::Palette && m_commands.action(info.id)->isEnabled() && close >= 0)
            hits.append({&info, line, close});
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) { return a.close > b.close; });
    for (const Hit &hit : std::as_const(hits)) {
        const CommandInfo &info = *hit.info;
        const QAction *action = m_commands.action(info.id);
        QString shown = hit.line;
        if (const auto keys = Commands::keysOf(info); !keys.isEmpty())
            shown += u"   "_s + keys.constFirst().toString(QKeySequence::NativeText);
        auto *item = new QListWidgetItem(action->icon(), shown, m_list);
        item->setData(Qt::UserRole, int(info.id));
        item->setSizeHint({100, Theme::instance().px("row"_L1, "step"_L1)});
    }
    if (!text.trimmed().isEmpty()) {
        TaskFilter filter;
        filter.text = text.trimmed();
        PageRequest page;
        page.limit = kTasks;
        const auto tasks = m_bridge.engine().tasks(filter, page);
        for (const Task &task : tasks ? *tasks : QList<Task>()) {
            const StatusLook look = Status::look(Status::of(task));
            auto *item = new QListWidgetItem(Icons::get(look.icon, look.role), task.spec.name, m_list);
            item->setData(Qt::UserRole + 1, task.id);
            item->setSizeHint({100, Theme::instance().px("row"_L1, "step"_L1)});
        }
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    const QString task = item->data(Qt::UserRole + 1).toString();
    QAction *action = task.isEmpty() ? m_commands.action(CommandId(item->data(Qt::UserRole).toInt())) : nullptr;
    close();
    if (action)
        action->trigger();
    else
        emit taskWanted(task);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up) {
            const int step = key->key() == Qt::Key_Down ? 1 : -1;
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + step, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            run();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace vibecoder
