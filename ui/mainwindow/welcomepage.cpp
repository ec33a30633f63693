// SPDX-License-Identifier: MIT
#include "mainwindow/welcomepage.h"

#include "base/whendone.h"
#include "theme/icons.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

namespace vibecoder {

using namespace Qt::StringLiterals;

WelcomePage::WelcomePage(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
    , m_area(new QScrollArea(this))
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_shell(new QLabel(this))
    , m_keyNote(new QLabel(this))
    , m_demo(new QPushButton(this))
    , m_test(new QPushButton(this))
    , m_new(new QPushButton(this))
    , m_shortcuts(new QPushButton(this))
    , m_key(new QLineEdit(this))
{
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    whole->addWidget(m_area);
    auto *page = new QWidget(m_area);
    page->setProperty("page", true);
    m_area->setWidget(page);
    auto *outer = new QVBoxLayout(page);
    outer->addStretch(1);
    m_column = new QWidget(page);
    QWidget *column = m_column;
    auto *layout = new QVBoxLayout(column);
    layout->setSpacing(8);
    m_text->setWordWrap(true);
    m_text->setProperty("secondary", true);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addSpacing(8);
    auto *card = new QFrame(column);
    card->setProperty("card", true);
    auto *steps = new QVBoxLayout(card);
    steps->setContentsMargins(0, 0, 0, 0);
    steps->setSpacing(0);
    const auto line = [&] {
        auto *rule = new QFrame(card);
        rule->setProperty("line", true);
        rule->setFixedHeight(1);
        steps->addWidget(rule);
    };
    m_demo->setProperty("role", u"primary"_s);
    m_demo->setIcon(Icons::get(u"play"_s, Role::OnAccent));
    steps->addWidget(step(1, m_titles[0], m_texts[0], m_demo, nullptr));
    line();
    auto *keyRow = new QWidget(card);
    auto *keyLayout = new QGridLayout(keyRow);
    keyLayout->setContentsMargins(0, 4, 0, 0);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(u"sk-ant-…"_s);
    m_keyNote->setWordWrap(true);
    m_keyNote->setProperty("muted", true);
    keyLayout->addWidget(m_key, 0, 0);
    keyLayout->addWidget(m_test, 0, 1);
    keyLayout->addWidget(m_keyNote, 1, 0, 1, 2);
    keyLayout->setColumnStretch(0, 1);
    steps->addWidget(step(2, m_titles[1], m_texts[1], nullptr, keyRow));
    line();
    m_new->setIcon(Icons::get(u"plus"_s));
    steps->addWidget(step(3, m_titles[2], m_texts[2], m_new, nullptr));
    layout->addWidget(card);
    auto *foot = new QHBoxLayout;
    m_shell->setProperty("secondary", true);
    m_shortcuts->setProperty("role", u"link"_s);
    foot->addWidget(m_shell);
    foot->addStretch(1);
    foot->addWidget(m_shortcuts);
    layout->addLayout(foot);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(column, 10);
    middle->addStretch(1);
    outer->addLayout(middle);
    outer->addStretch(1);
    connect(m_demo, &QPushButton::clicked, this, &WelcomePage::demoWanted);
    connect(m_new, &QPushButton::clicked, this, &WelcomePage::newTaskWanted);
    connect(m_shortcuts, &QPushButton::clicked, this, &WelcomePage::shortcutsWanted);
    connect(m_test, &QPushButton::clicked, this, &WelcomePage::saveKey);
    connect(m_key, &QLineEdit::textChanged, this,
        [this](const QString &text) { m_test->setEnabled(!text.trimmed().isEmpty()); });
    m_test->setEnabled(false);
    connect(&Theme::instance(), &Theme::changed, this, &WelcomePage::retranslate);
    retranslate();
}

QWidget *WelcomePage::step(int number, QLabel *&title, QLabel *&text, QWidget *right, QWidget *below)
{
    auto *row = new QWidget(this);
    auto *grid = new QGridLayout(row);
    grid->setContentsMargins(18, 16, 18, 16);
    grid->setHorizontalSpacing(14);
    auto *circle = new QLabel(QString::number(number), row);
    circle->setAlignment(Qt::AlignCenter);
    m_numbers.append(circle);
    title = new QLabel(row);
    text = new QLabel(row);
    text->setWordWrap(true);
    text->setProperty("secondary", true);
    grid->addWidget(circle, 0, 0, 2, 1, Qt::AlignTop);
    grid->addWidget(title, 0, 1);
    grid->addWidget(text, 1, 1);
    if (right)
        grid->addWidget(right, 0, 2, 2, 1, Qt::AlignVCenter);
    if (below)
        grid->addWidget(below, 2, 1);
    grid->setColumnStretch(1, 1);
    return row;
}

void WelcomePage::retranslate()
{
    const Theme &theme = Theme::instance();
    m_title->setFont(theme.font(FontRole::Heading, 600));
    m_title->setText(tr("Get the first task to pass"));
    m_area->setAccessibleName(m_title->text());
    m_column->setMaximumWidth(int(600 * theme.textScale()));
    m_text->setText(tr("VibeCoder edits, runs your tests and repeats until they pass. You approve anything risky."));
    const QStringList titles{
        tr("Try the demo: no key, no network"), tr("Add an Anthropic API key"), tr("Create a task")};
    const QStringList texts{tr("A small broken project is repaired in three iterations, with one approval on the way. "
                               "It takes less than a minute."),
        tr("Kept in the system keychain. Never written to logs or the database."),
        tr("Name the goal, choose a folder, and give the command that proves it: pytest, npm test, make check.")};
    for (int i = 0; i < 3; ++i) {
        m_titles[i]->setFont(theme.font(FontRole::Base, 600));
        m_titles[i]->setText(titles.at(i));
        m_texts[i]->setText(texts.at(i));
        m_numbers.at(i)->setFont(theme.font(FontRole::Base, 600));
        const int circle = int(26 * theme.textScale());
        m_numbers.at(i)->setFixedSize(circle, circle);
        m_numbers.at(i)->setStyleSheet((i == 0 ? u"background: %1; color: %2; border-radius: %5px;"_s
                                               : u"color: %3; border: 1px solid %4; border-radius: %5px;"_s)
                                           .replace(u"%1"_s, theme.color(Role::Accent).name())
                                           .replace(u"%2"_s, theme.color(Role::OnAccent).name())
                                           .replace(u"%3"_s, theme.color(Role::TextSecondary).name())
                                           .replace(u"%4"_s, theme.color(Role::BorderStrong).name())
                                           .replace(u"%5"_s, QString::number(circle / 2)));
    }
    m_demo->setText(tr("Run demo"));
    m_test->setText(tr("Test and save"));
    m_new->setText(tr("New task"));
    m_shortcuts->setText(tr("Keyboard shortcuts"));
    m_shell->setText(tr("Also in the shell: %1").arg(u"vibecoder demo"_s));
    m_key->setAccessibleName(tr("Anthropic API key"));
    if (m_keyNote->text().isEmpty() || !m_keyNote->property("wrong").toBool())
        m_keyNote->setText(
            (m_keychain ? tr("Or set %1 before starting.")
                        : tr("No keychain service runs here, so no key can be kept. Set %1 before starting."))
                .arg(u"ANTHROPIC_API_KEY"_s));
}

void WelcomePage::saveKey()
{
    Settings settings = m_bridge.settings();
    settings.apiKey = m_key->text().trimmed();
    m_test->setEnabled(false);
    m_keyNote->setText(tr("Asking the server…"));
    const auto stored = m_bridge.aside<void>([settings]() -> Result<> {
        VC_CHECK(Engine::checkKey(settings));
        return Engine::storeKey(settings.apiKey);
    });
    whenDone(stored, this, [this](const Result<> &kept) {
        m_test->setEnabled(!m_key->text().isEmpty());
        m_keyNote->setProperty("wrong", !kept);
        m_keyNote->setStyleSheet(QString());
        m_keyNote->setText(kept ? tr("The key works and is kept.") : kept.error().message + u' ' + kept.error().hint);
        if (!kept)
            return;
        m_key->clear();
        emit keyStored();
    });
}

void WelcomePage::setKeychain(bool there)
{
    m_keychain = there;
    m_key->setEnabled(there);
    if (!there)
        m_key->clear();
    retranslate();
}

void WelcomePage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace vibecoder
