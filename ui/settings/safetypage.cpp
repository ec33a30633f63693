// SPDX-License-Identifier: MIT
#include "base/harmless.h"
#include "base/whendone.h"
#include "settings/settingspage.h"
#include "theme/icons.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct TierAnswer
{
    SandboxTier tier = SandboxTier::None;
    QString why;
};

QString wordsOf(const Rule &rule)
{
    QStringList words;
    for (const QStringList &word : rule.words)
        words.append(word.join(u'|'));
    return harmless(words.join(u' ') + (rule.exact ? QString() : u" …"_s), false);
}

} // namespace

SafetyPage::SafetyPage(EngineBridge &bridge, ConfigFile &file, QWidget *parent)
    : SettingsPage(tr("Safety"), parent)
    , m_bridge(bridge)
{
    addSection(tr("Sandbox"));
    m_tier = addText(tr("Trying the sandbox…"), false);
    m_tier->setObjectName(u"tier"_s);
    addField(file, u"sandbox"_s);
    addField(file, u"sandbox_read_only"_s);
    addField(file, u"trace_baseline"_s);
    addSection(tr("Approvals"));
    addField(file, u"approval_expiry_minutes"_s);
    addText(tr(
        "Reading, writing in the working directory and the accepted verification commands are not asked. What "
        "reaches outside, the network, installs software or deletes what cannot be brought back is asked each time."));
    addRestartNote();
    addSection(tr("Rules of your own"));
    m_none = addText(tr("No rules: only what is built in."));
    m_rules = new QWidget(this);
    auto *column = new QVBoxLayout(m_rules);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    addWidget(m_rules);
    finish();
    lookAtSandbox();
    reloadRules();
    connect(&m_bridge, &EngineBridge::changed, this, [this] {
        if (isVisible())
            reloadRules();
    });
}

// A command is run to find out, so not here.
void SafetyPage::lookAtSandbox()
{
    whenDone(m_bridge.aside<TierAnswer>([choice = m_bridge.settings().sandbox]() -> Result<TierAnswer> {
        TierAnswer answer;
        answer.tier = Engine::sandboxTier(&answer.why, choice);
        return answer;
    }),
        this, [this](const Result<TierAnswer> &answer) {
            if (!answer)
                return;
            QString text;
            switch (answer->tier) {
            case SandboxTier::Bubblewrap:
                text = tr("Commands run in bubblewrap: no network, a private home, the system read-only.");
                break;
            case SandboxTier::Landlock:
                text = tr("Commands run under Landlock and a filter; everything that is not read-only is asked.");
                break;
            case SandboxTier::None:
                text = tr("Commands run as you, without a sandbox; everything that is not read-only is asked.");
                break;
            }
            m_tier->setText(answer->why.isEmpty() ? text : text + u'\n' + tr("Why no better one: %1").arg(answer->why));
        });
}

void SafetyPage::reloadRules()
{
    const auto rules = m_bridge.engine().rules();
    if (rules && m_shown == *rules)
        return; // a button under the pointer stays
    m_shown = rules ? std::optional(*rules) : std::nullopt;
    auto *column = static_cast<QVBoxLayout *>(m_rules->layout());
    while (QLayoutItem *item = column->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    m_none->setVisible(!rules || rules->isEmpty());
    if (!rules) {
        m_none->setText(rules.error().message + u' ' + rules.error().hint);
        return;
    }
    const Theme &theme = Theme::instance();
    for (const Rule &rule : *rules) {
        auto *row = new QWidget(m_rules);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 6, 0, 6);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(2);
        auto *words = new QLabel(wordsOf(rule), row);
        words->setTextFormat(Qt::PlainText);
        words->setFont(theme.font(FontRole::Code));
        words->setWordWrap(true);
        const QString decision = rule.decision == Decision::Allow  ? tr("allowed")
                                 : rule.decision == Decision::Deny ? tr("denied")
                                                                   : tr("asked");
        const QString end =
            !rule.taskId.isEmpty() ? tr("until its task ends")
            : rule.expiresAt.isValid()
                ? tr("until %1").arg(QLocale().toString(rule.expiresAt.toLocalTime(), QLocale::ShortFormat))
                : tr("without end");
        QStringList parts{decision, end, tr("used %n time(s)", "", int(rule.uses))};
        if (!rule.directory.isEmpty())
            parts.append(harmless(rule.directory, false));
        parts.append(rule.origin == RuleOrigin::Written ? tr("line %1 of rules.yaml").arg(rule.line)
                                                        : harmless(rule.createdBy, false));
        auto *more = new QLabel(parts.join(u" · "_s), row);
        more->setTextFormat(Qt::PlainText);
        more->setFont(theme.font(FontRole::Small));
        more->setProperty("muted", true);
        more->setWordWrap(true);
        texts->addWidget(words);
        texts->addWidget(more);
        layout->addLayout(texts, 1);
        auto *revoke = new QPushButton(tr("Revoke"), row);
        revoke->setAutoDefault(false);
        revoke->setAccessibleName(tr("Revoke the rule %1").arg(words->text()));
        connect(revoke, &QPushButton::clicked, this, [this, id = rule.id, revoke] {
            revoke->setEnabled(false);
            whenDone(m_bridge.engine().removeRule(id, EngineBridge::actor()), this,
                [this](const Result<> &) { reloadRules(); });
        });
        layout->addWidget(revoke, 0, Qt::AlignTop);
        column->addWidget(row);
    }
}

} // namespace vibecoder
