// SPDX-License-Identifier: MIT
#include "taskpage/resultdialog.h"

#include "approvals/borderview.h"
#include "approvals/conflictview.h"
#include "base/whendone.h"
#include "diff/showntext.h"
#include "theme/pagestyle.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace pagestyle;

namespace {

constexpr int kListed = 500, kNamed = 20;

QString changeWord(TreeChangeKind kind)
{
    switch (kind) {
    case TreeChangeKind::Added:
        return ResultDialog::tr("added");
    case TreeChangeKind::Deleted:
        return ResultDialog::tr("deleted");
    case TreeChangeKind::Mode:
        return ResultDialog::tr("permissions");
    case TreeChangeKind::Modified:
    case TreeChangeKind::Type:
        return ResultDialog::tr("changed");
    }
    Q_UNREACHABLE();
}

} // namespace

ResultDialog::ResultDialog(EngineBridge &bridge, const Task &task, int attempt, What what, QWidget *parent)
    : QDialog(parent)
    , m_bridge(bridge)
    , m_taskId(task.id)
    , m_attempt(attempt)
    , m_what(what)
    , m_anyway(task.state != TaskState::Completed)
    , m_text(new QLabel)
    , m_facts(new QLabel)
    , m_list(new QListWidget)
    , m_area(new QScrollArea)
    , m_go(new QPushButton)
    , m_cancel(new QPushButton)
{
    const bool apply = what == What::Apply;
    const QString title = !apply ? tr("Undo") : m_anyway ? tr("Apply anyway") : tr("Apply");
    setWindowTitle(title);
    resize(onScreen(this, {px(680), px(460)}));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    auto *head = new QLabel(!apply ? tr("Take what this attempt applied out of your folder again")
                                   : tr("Take the changes of this attempt into your folder"));
    head->setTextFormat(Qt::PlainText);
    head->setWordWrap(true);
    head->setFont(text(FontRole::Title, QFont::DemiBold));
    column->addWidget(head);
    for (QLabel *label : {m_text, m_facts}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_text->setText(tr("Looking at what would change…"));
    column->addWidget(m_text);
    auto *page = new QWidget(m_area);
    page->setProperty("page", true);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 0, 8, 0);
    m_border = new BorderView(page);
    m_conflicts = new ConflictView(page);
    rows->addWidget(m_border);
    rows->addWidget(m_conflicts);
    rows->addStretch();
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setWidget(page);
    m_area->hide();
    m_border->hide();
    m_conflicts->hide();
    column->addWidget(m_area, 3);
    m_list->setAccessibleName(tr("What would change"));
    m_list->setFont(code());
    m_list->setTextElideMode(Qt::ElideMiddle);
    column->addWidget(m_list, 2);
    m_facts->hide();
    column->addWidget(m_facts);
    auto *row = new QHBoxLayout;
    m_cancel->setText(tr("Cancel"));
    m_cancel->setDefault(true);
    m_go->setText(title);
    m_go->setProperty("role", apply && !m_anyway ? u"primary"_s : u"danger"_s);
    m_go->setAutoDefault(false);
    row->addWidget(m_cancel);
    row->addStretch(1);
    row->addWidget(m_go);
    column->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] { m_done ? accept() : ask(false); });
    connect(m_border, &BorderView::chosen, this, &ResultDialog::update);
    connect(m_conflicts, &ConflictView::chosen, this, &ResultDialog::update);
    update();
    ask(true);
}

void ResultDialog::ask(bool dryRun)
{
    m_ready = false;
    update();
    if (m_what == What::Undo) {
        whenDone(m_bridge.engine().undoResult(m_taskId, m_attempt, dryRun, EngineBridge::actor()), this,
            [this, dryRun](
                const Result<UndoOutcome> &outcome) { outcome ? take(*outcome, dryRun) : refuse(outcome.error()); });
        return;
    }
    ApplyRequest request;
    request.attempt = m_attempt;
    request.dryRun = dryRun;
    request.actor = EngineBridge::actor();
    if (!dryRun) {
        // Rows that nobody chose are left out.
        for (const BorderRow &row : m_border->card().rows) {
            if (row.kind == BorderKind::Asked)
                m_given.insert(row.digest, u"leave"_s);
        }
        for (const QJsonObject &answers : {m_border->answers(), m_conflicts->answers()}) {
            for (auto it = answers.begin(); it != answers.end(); ++it)
                m_given.insert(it.key(), it.value());
        }
        request.answers = m_given;
    }
    whenDone(m_bridge.engine().applyResult(m_taskId, request), this,
        [this](const Result<ApplyOutcome> &outcome) { outcome ? take(*outcome) : refuse(outcome.error()); });
}

void ResultDialog::list(const QList<TreeChange> &changes)
{
    m_list->clear();
    for (const TreeChange &change : changes.mid(0, kListed)) {
        auto *item = new QListWidgetItem(shownLine(change.path, 300) + u"  –  "_s + changeWord(change.kind), m_list);
        item->setForeground(tone(change.kind == TreeChangeKind::Deleted ? Role::Danger
                                 : change.kind == TreeChangeKind::Added ? Role::Success
                                                                        : Role::Text));
    }
    if (changes.size() > kListed)
        m_list->addItem(tr("and %n more", nullptr, int(changes.size()) - kListed));
    m_facts->clear();
    m_facts->hide();
}

void ResultDialog::name(const QString &why, const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    QString line = why;
    for (const QString &path : paths.mid(0, kNamed))
        line += u' ' + shownLine(path, 200);
    if (paths.size() > kNamed)
        line += u" …"_s;
    m_facts->setText(m_facts->text().isEmpty() ? line : m_facts->text() + u'\n' + line);
    m_facts->show();
}

namespace {

QStringList savedNames(const QList<SavedBeside> &saved)
{
    QStringList names;
    for (const SavedBeside &one : saved)
        names.append(u"%1 (%2)"_s.arg(one.path, one.name));
    return names;
}

} // namespace

void ResultDialog::take(const ApplyOutcome &outcome)
{
    list(outcome.changes);
    name(tr("Merged with your changes:"), outcome.merged);
    name(tr("Can never be applied:"), outcome.refused);
    name(tr("The changes cannot be read whole, so they cannot be applied:"), outcome.problems);
    name(tr("Not done, because these paths keep changing:"),
        outcome.keepsChanging ? outcome.changedMeanwhile : QStringList());
    name(tr("Not touched, because somebody else changed it since:"), outcome.leftAlone);
    name(tr("Not removed, because something of yours lies there:"), outcome.keptFolders);
    name(tr("Saved meanwhile and kept beside it:"), savedNames(outcome.saved));
    if (outcome.applied && !outcome.dryRun) {
        finish(tr("%n file(s) applied to your folder.", nullptr, outcome.files));
        return;
    }
    const bool asks = outcome.border.asked > 0, conflicts = !outcome.conflicts.files.isEmpty();
    if (asks)
        m_border->setCard(outcome.border, true);
    if (conflicts)
        m_conflicts->setCard(outcome.conflicts, true);
    m_border->setVisible(asks);
    m_conflicts->setVisible(conflicts);
    m_area->setVisible(asks || conflicts);
    m_list->setVisible(!conflicts);
    QStringList says;
    if (m_anyway)
        says.append(tr("This attempt has not passed. What is applied was not verified."));
    if (asks)
        says.append(
            tr("%n change(s) need your answer; what you do not choose is left out.", nullptr, outcome.border.asked));
    if (conflicts)
        says.append(
            tr("You changed %n of these files too: choose for each.", nullptr, int(outcome.conflicts.files.size())));
    const bool nothing = outcome.changes.isEmpty() && !asks && !conflicts;
    if (nothing && outcome.problems.isEmpty())
        says = QStringList{tr("Your folder has all of it already; nothing would change.")};
    else if (!asks && !conflicts && outcome.problems.isEmpty())
        says.append(tr("%n path(s) would change. It can be undone.", nullptr, int(outcome.changes.size())));
    m_text->setText(says.join(u' '));
    m_ready = !nothing && outcome.problems.isEmpty();
    if (asks && !conflicts && outcome.changes.isEmpty())
        m_list->hide();
    if (asks || conflicts)
        resize(onScreen(this, {std::max(width(), px(860)), std::max(height(), px(640))}));
    update();
}

void ResultDialog::take(const UndoOutcome &outcome, bool dryRun)
{
    list(outcome.changes);
    name(tr("Not touched, because somebody else changed it since:"), outcome.leftAlone);
    name(tr("Not done, because these paths keep changing:"),
        outcome.keepsChanging ? outcome.changedMeanwhile : QStringList());
    name(tr("Saved meanwhile and kept beside it:"), savedNames(outcome.saved));
    if (outcome.undone && !dryRun) {
        finish(tr("Taken back: your folder is as it was without this attempt."));
        return;
    }
    m_ready = !outcome.changes.isEmpty();
    m_text->setText(m_ready ? tr("%n path(s) would change. What you changed since then stays.", nullptr,
                                  int(outcome.changes.size()))
                            : tr("Nothing of this attempt is left in your folder."));
    update();
}

void ResultDialog::refuse(const Error &error)
{
    m_text->setText(error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint);
    QPalette colours = m_text->palette();
    colours.setColor(QPalette::WindowText, tone(Role::Danger));
    m_text->setPalette(colours);
    update();
}

void ResultDialog::update()
{
    const bool conflicts = m_conflicts->isVisibleTo(this);
    const bool whole = !conflicts || (!m_conflicts->isBlocked() && m_conflicts->hidden() == 0 &&
                                         m_conflicts->answers().size() == m_conflicts->card().files.size());
    m_go->setEnabled(m_done || (m_ready && whole));
    m_go->setToolTip(whole ? QString() : tr("Choose for each file first"));
}

void ResultDialog::finish(const QString &text)
{
    m_done = true;
    m_text->setText(text);
    m_area->hide();
    m_list->show();
    m_list->setAccessibleName(tr("What has changed"));
    m_cancel->hide();
    m_go->setText(tr("Close"));
    m_go->setProperty("role", QString());
    m_go->setDefault(true);
    update();
}

} // namespace vibecoder
