// SPDX-License-Identifier: MIT
#include "approvals/rememberdialog.h"

#include "base/harmless.h"
#include "base/whendone.h"
#include "theme/focusframe.h"
#include "wire/ruletext.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 480, kDelayMs = 800;

} // namespace

RememberDialog::RememberDialog(EngineBridge &bridge, const Approval &approval, QWidget *parent)
    : QDialog(parent)
    , m_bridge(bridge)
    , m_approval(approval)
{
    const Theme &theme = Theme::instance();
    setWindowTitle(tr("Remember as a rule"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    m_title = new QLabel(tr("Allow now, and without asking the next time:"), this);
    m_title->setFont(theme.font(FontRole::Base, 600));
    m_title->setWordWrap(true);
    m_rule = new QLabel(this);
    m_rule->setTextFormat(Qt::PlainText);
    m_rule->setFont(theme.font(FontRole::CodeAction));
    m_rule->setWordWrap(true);
    m_folder = new QLabel(this);
    m_folder->setTextFormat(Qt::PlainText);
    m_folder->setWordWrap(true);
    m_folder->setProperty("muted", true);
    m_meaning = new QLabel(this);
    m_meaning->setObjectName(u"meaning"_s);
    m_meaning->setWordWrap(true);
    m_matched = new QLabel(this);
    m_matched->setWordWrap(true);
    m_matched->setProperty("secondary", true);
    column->addWidget(m_title);
    column->addWidget(m_rule);
    column->addWidget(m_folder);
    column->addWidget(m_meaning);
    column->addWidget(m_matched);
    column->addSpacing(4);
    m_choice = new QButtonGroup(this);
    m_ways = new QWidget(this);
    auto *ways = new QVBoxLayout(m_ways);
    ways->setContentsMargins(0, 0, 0, 0);
    ways->setSpacing(8);
    for (const auto &[way, text] : {std::pair(RememberFor::Task, tr("until this task ends")),
             std::pair(RememberFor::Day, tr("for one day")), std::pair(RememberFor::Month, tr("for 30 days"))}) {
        auto *button = new QRadioButton(text, m_ways);
        m_choice->addButton(button, int(way));
        ways->addWidget(button);
    }
    column->addWidget(m_ways);
    m_choice->button(int(RememberFor::Task))->setChecked(true);
    connect(m_choice, &QButtonGroup::idClicked, this, &RememberDialog::ask);
    auto *note = new QLabel(tr("The rule is listed in the settings and can be taken back there."), this);
    note->setWordWrap(true);
    note->setProperty("muted", true);
    ways->addWidget(note);
    auto *row = new QHBoxLayout;
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_allow = new QPushButton(tr("Allow and remember"), this);
    m_allow->setAutoDefault(false);
    m_allow->setEnabled(false);
    connect(m_allow, &QPushButton::clicked, this, [this] {
        emit chosen(how());
        accept();
    });
    row->addWidget(cancel);
    row->addStretch();
    row->addWidget(m_allow);
    column->addSpacing(8);
    column->addLayout(row);
    setMinimumWidth(int(kWidth * theme.textScale()));
    cancel->setFocus();
    new FocusFrame(this);
    ask();
}

RememberFor RememberDialog::how() const
{
    return RememberFor(m_choice->checkedId());
}

QString RememberDialog::ruleText() const
{
    return m_rule->text();
}

void RememberDialog::ask()
{
    m_allow->setEnabled(false);
    whenDone(m_bridge.inBackground<RulePreview>(
                 [id = m_approval.id, how = how()](Engine &engine) { return engine.rememberPreview(id, how); }),
        this, [this, number = ++m_asked](const Result<RulePreview> &preview) {
            if (number == m_asked)
                fill(preview);
        });
}

void RememberDialog::fill(const Result<RulePreview> &preview)
{
    if (!preview) {
        // Nothing can be chosen then; the hint of the error speaks of the command line.
        m_rule->setFont(Theme::instance().font(FontRole::Base));
        m_rule->setText(preview.error().message);
        for (QWidget *one : {static_cast<QWidget *>(m_folder), static_cast<QWidget *>(m_meaning),
                 static_cast<QWidget *>(m_matched), m_ways, static_cast<QWidget *>(m_title)})
            one->hide();
        adjustSize();
        return;
    }
    m_rule->setText(Cards::ruleWords(preview->rule));
    m_folder->setText(preview->rule.directory.isEmpty()
                          ? tr("in every working directory")
                          : tr("in %1, sandbox: %2 or better")
                                .arg(harmless(preview->rule.directory, false), Cards::tierWord(preview->rule.tier)));
    m_meaning->setText(rememberText(meaningOf(preview->rule.tier, preview->rule.reason)));
    m_matched->setText(
        preview->outOf == 0
            ? tr("No command has run in this folder yet.")
            : tr("It would have matched %1 of the last %2 commands.").arg(preview->matched).arg(preview->outOf));
    QTimer::singleShot(kDelayMs, this, [this, number = m_asked] {
        if (number == m_asked)
            m_allow->setEnabled(true);
    });
}

} // namespace vibecoder
