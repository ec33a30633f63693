// SPDX-License-Identifier: MIT
#include "create/createsheet.h"

#include "base/whendone.h"
#include "theme/focustrap.h"
#include "theme/icons.h"

#include <QCheckBox>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;

CreateSheet::CreateSheet(EngineBridge &bridge, QWidget *window)
    : QWidget(window)
    , m_bridge(bridge)
    , m_focus(new FocusTrap(this))
    , m_card(new QFrame(this))
    , m_title(new QLabel(m_card))
    , m_note(new QLabel(m_card))
    , m_start(new QCheckBox(tr("Start the queue"), m_card))
    , m_create(new QPushButton(m_card))
{
    setAttribute(Qt::WA_DeleteOnClose);
    const Theme &theme = Theme::instance();
    m_card->setObjectName(u"sheet"_s);
    m_card->setStyleSheet(u"QFrame#sheet { background: %1; border-radius: 8px; border: 1px solid %2; }"_s.arg(
        theme.color(Role::Surface).name(), theme.color(Role::Border).name()));
    auto *outer = new QVBoxLayout(m_card);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(20, 10, 12, 10);
    m_title->setFont(theme.font(FontRole::Title, 600));
    auto *close = new QToolButton(m_card);
    close->setIcon(Icons::get(u"x"_s));
    close->setProperty("role", u"bare"_s);
    close->setAccessibleName(tr("Close"));
    connect(close, &QToolButton::clicked, this, &QWidget::close);
    head->addWidget(m_title, 1);
    head->addWidget(close);
    outer->addLayout(head);
    auto *area = new QScrollArea(m_card);
    m_area = area;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("Tasks to create"));
    auto *page = new QWidget(area);
    page->setProperty("page", true);
    m_list = new QVBoxLayout(page);
    m_list->setContentsMargins(20, 16, 20, 16);
    m_list->setSpacing(12);
    auto *more =
        new QPushButton(Icons::get(u"file-plus"_s), tr("Drop more YAML files, a folder or text, or browse…"), page);
    more->setObjectName(u"more"_s);
    more->setStyleSheet(u"QPushButton#more { border: 1px dashed %1; min-height: 52px; background: transparent; }"_s.arg(
        theme.color(Role::BorderStrong).name()));
    connect(more, &QPushButton::clicked, this, &CreateSheet::browseWanted);
    m_list->addWidget(more);
    m_list->addStretch(1);
    area->setWidget(page);
    outer->addWidget(area, 1);
    auto *foot = new QFrame(m_card);
    foot->setObjectName(u"foot"_s);
    foot->setStyleSheet(
        u"QFrame#foot { background: %1; border-top: 1px solid %2; border-bottom-left-radius: 8px; "
        "border-bottom-right-radius: 8px; }"_s.arg(theme.color(Role::Window).name(), theme.color(Role::Border).name()));
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(20, 12, 20, 12);
    m_start->setChecked(true);
    m_note->setProperty("muted", true);
    auto *cancel = new QPushButton(tr("Cancel"), foot);
    connect(cancel, &QPushButton::clicked, this, &QWidget::close);
    m_create->setProperty("role", u"primary"_s);
    connect(m_create, &QPushButton::clicked, this, &CreateSheet::create);
    row->addWidget(m_start);
    row->addStretch(1);
    row->addWidget(m_note);
    row->addWidget(cancel);
    row->addWidget(m_create);
    outer->addWidget(foot);
    window->installEventFilter(this);
    place();
    update_();
    show();
    raise();
    setFocus();
}

void CreateSheet::setStartQueue(bool start)
{
    m_start->setChecked(start);
}

void CreateSheet::addPaths(const QStringList &paths)
{
    const Dropped dropped = readDropped(paths, m_bridge.settings());
    add(dropped.drafts);
    if (dropped.drafts.isEmpty() && !dropped.folders.isEmpty())
        emit folderOffered(dropped.folders.constFirst());
}

void CreateSheet::add(const QList<Draft> &drafts)
{
    QHash<QByteArray, QString> known;
    for (const DraftCard *card : std::as_const(m_cards)) {
        if (card->draft().ok())
            known.insert(contentDigest(card->draft().result.spec), card->draft().name);
    }
    // Tasks that are there already: the newest are looked at.
    PageRequest page;
    page.limit = 200;
    const auto tasks = m_bridge.engine().tasks({}, page);
    for (const Task &task : tasks ? *tasks : QList<Task>())
        known.insert(contentDigest(task.spec), tr("the task \"%1\"").arg(task.spec.name));
    QList<Draft> named = drafts;
    nameDuplicates(named, known);
    for (const Draft &draft : std::as_const(named)) {
        auto *card = new DraftCard(m_bridge, draft, m_card);
        connect(card, &DraftCard::changed, this, &CreateSheet::update_);
        m_list->insertWidget(int(m_cards.size()), card);
        m_cards.append(card);
    }
    update_();
    // The first cards are there: Enter creates what is valid. Without any there is something to look at first.
    if (hasFocus())
        (m_create->isEnabled() ? static_cast<QWidget *>(m_create) : m_area)->setFocus();
}

void CreateSheet::update_()
{
    int wanted = 0, wrong = 0;
    for (const DraftCard *card : std::as_const(m_cards)) {
        wanted += card->isWanted();
        wrong += !card->draft().ok();
    }
    m_title->setText(tr("Create tasks from %n file(s)", nullptr, int(m_cards.size())));
    setAccessibleName(m_title->text());
    m_create->setText(tr("Create %n task(s)", nullptr, wanted));
    m_create->setEnabled(wanted > 0);
    m_create->setToolTip(wanted > 0 ? QString() : tr("No valid task is chosen."));
    m_note->setText(wrong > 0 ? tr("%n file(s) with errors left out", nullptr, wrong) : QString());
}

void CreateSheet::create()
{
    m_create->setEnabled(false);
    struct Outcome
    {
        QStringList ids;
        QString error;
        int waiting = 0;
    };
    auto outcome = std::make_shared<Outcome>();
    QList<TaskSpec> specs;
    for (const DraftCard *card : std::as_const(m_cards)) {
        if (card->isWanted())
            specs.append(card->spec());
    }
    outcome->waiting = int(specs.size());
    const bool start = m_start->isChecked();
    for (const TaskSpec &spec : std::as_const(specs)) {
        // The commands, the folder and the rights were shown whole: Create accepts them.
        const auto submitted = m_bridge.engine().submit({spec, {}, true, EngineBridge::actor()});
        whenDone(submitted, this, [this, outcome, start](const Result<Task> &task) {
            if (task)
                outcome->ids.append(task->id);
            else
                outcome->error = task.error().message;
            if (--outcome->waiting > 0)
                return;
            if (!outcome->error.isEmpty())
                emit failed(outcome->error);
            if (!outcome->ids.isEmpty()) {
                emit created(outcome->ids, start);
                close();
            }
            update_();
        });
    }
}

void CreateSheet::place()
{
    const QWidget *window = parentWidget();
    setGeometry(window->rect());
    const int width = std::min(int(800 * Theme::instance().textScale()), window->width() - 40);
    const int height = std::min(688, window->height() - 56 - 24);
    m_card->setGeometry((window->width() - width) / 2, 56, width, height);
}

void CreateSheet::closeEvent(QCloseEvent *event)
{
    QWidget::closeEvent(event);
    emit closed();
}

void CreateSheet::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter(this).fillRect(rect(), Theme::instance().overlay());
}

void CreateSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

bool CreateSheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

// The focus stays inside while the sheet is there.
bool CreateSheet::focusNextPrevChild(bool next)
{
    return m_focus->moveInside(next) || QWidget::focusNextPrevChild(next);
}

} // namespace vibecoder
