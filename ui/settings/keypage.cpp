// SPDX-License-Identifier: MIT
#include "settings/settingspage.h"

#include "base/whendone.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortest = 8;
constexpr int kLongest = 1024, kShownModels = 12;

bool looksLikeKey(const QString &key)
{
    return key.size() >= kShortest &&
           std::all_of(key.begin(), key.end(), [](QChar c) { return c > u' ' && c < QChar(0x7f); });
}

} // namespace

KeyPage::KeyPage(EngineBridge &bridge, ConfigFile &file, QWidget *parent)
    : SettingsPage(tr("Model and key"), parent)
    , m_bridge(bridge)
    , m_file(file)
{
    m_state = addText(tr("Looking for the key…"), false);
    m_state->setObjectName(u"keyState"_s);
    m_key = new QLineEdit(this);
    m_key->setObjectName(u"key"_s);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setMaxLength(kLongest);
    m_key->setPlaceholderText(tr("Paste a key; it is never shown again"));
    // No input method: what it remembers is no place for a key.
    m_key->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    addRow(tr("API key"), m_key, true);
    auto *buttons = new QWidget(this);
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    m_store = new QPushButton(tr("Keep in the keychain"), buttons);
    m_remove = new QPushButton(tr("Remove from the keychain"), buttons);
    m_test = new QPushButton(tr("Test"), buttons);
    m_store->setObjectName(u"storeKey"_s);
    m_test->setObjectName(u"testKey"_s);
    for (QPushButton *button : {m_store, m_remove, m_test}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch();
    addWidget(buttons);
    m_answer = addText({}, false);
    m_answer->setObjectName(u"keyAnswer"_s);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_answer->setAccessibleName(tr("Test"));
    m_answer->hide();
    m_store->setEnabled(false);
    m_remove->setEnabled(false);
    connect(
        m_key, &QLineEdit::textChanged, this, [this](const QString &text) { m_store->setEnabled(looksLikeKey(text)); });
    connect(m_store, &QPushButton::clicked, this, &KeyPage::store);
    connect(m_test, &QPushButton::clicked, this, &KeyPage::test);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_remove->setEnabled(false);
        whenDone(m_bridge.aside<void>([] { return Engine::removeStoredKey(); }), this, [this](const Result<> &done) {
            say(done ? tr("The key is no longer in the keychain.") : done.error().message, !done);
            look();
        });
    });
    addSection(tr("Model"));
    for (const char *key :
        {"claude_model", "base_url", "claude_profile", "claude_api_version", "max_tokens", "model_idle_timeout"})
        addField(m_file, QString::fromLatin1(key));
    addRestartNote();
    finish();
    look();
}

// The keychain may ask the person to unlock it: never in the GUI thread.
void KeyPage::look()
{
    const bool given = !m_file.settings().apiKey.isEmpty() || !m_file.settings().authToken.isEmpty();
    if (given) {
        m_state->setText(tr("The key comes from the environment, which beats the keychain."));
        return;
    }
    whenDone(m_bridge.aside<QString>([] { return Engine::readStoredKey(); }), this, [this](const Result<QString> &key) {
        m_remove->setEnabled(key.has_value());
        if (key)
            m_state->setText(tr("A key is in the keychain."));
        else if (key.error().code == ErrorCode::NotFound)
            m_state->setText(tr("There is no key yet."));
        else if (key.error().code == ErrorCode::Unavailable) {
            m_state->setText(
                tr("No keychain service runs here, so this window cannot keep a key. Put it into ANTHROPIC_API_KEY "
                   "in the environment and start the program again; it is never written to a file."));
            m_key->setEnabled(false);
            m_store->setEnabled(false);
        } else
            m_state->setText(key.error().message);
    });
}

void KeyPage::store()
{
    const QString key = m_key->text().trimmed();
    if (!looksLikeKey(key))
        return;
    m_key->clear();
    m_store->setEnabled(false);
    whenDone(m_bridge.aside<void>([key] { return Engine::storeKey(key); }), this, [this](const Result<> &stored) {
        say(stored ? tr("The key is in the keychain; the next task uses it.")
                   : stored.error().message + u' ' + stored.error().hint,
            !stored);
        look();
        if (stored)
            emit keyStored();
    });
}

void KeyPage::test()
{
    m_test->setEnabled(false);
    say(tr("Asking the model server…"), false);
    Settings settings = m_file.settings();
    if (const QString typed = m_key->text().trimmed(); looksLikeKey(typed))
        settings.apiKey = typed;
    whenDone(m_bridge.aside<KeyAnswer>([settings]() mutable -> Result<KeyAnswer> {
        if (settings.apiKey.isEmpty() && settings.authToken.isEmpty()) {
            if (const auto stored = Engine::readStoredKey())
                settings.apiKey = *stored;
        }
        return Engine::checkKey(settings);
    }),
        this, [this](const Result<KeyAnswer> &answer) {
            m_test->setEnabled(true);
            if (!answer) {
                say(answer.error().message + u' ' + answer.error().hint, true);
                return;
            }
            QString models = answer->models.mid(0, kShownModels).join(u", "_s);
            if (answer->models.size() > kShownModels)
                models += u" …"_s;
            QString text =
                tr("The server accepts the key. Models: %1").arg(models.isEmpty() ? tr("none named") : models);
            if (!answer->requestId.isEmpty())
                text += u'\n' + tr("Request id: %1").arg(answer->requestId);
            say(text, false);
        });
}

void KeyPage::say(const QString &text, bool wrong)
{
    m_answer->setText(text.trimmed());
    m_answer->setAccessibleName(m_answer->text());
    m_answer->setProperty("wrong", wrong);
    m_answer->style()->unpolish(m_answer);
    m_answer->style()->polish(m_answer);
    m_answer->show();
}

} // namespace vibecoder
