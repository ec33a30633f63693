// SPDX-License-Identifier: MIT
#include "bridge/servercontrol.h"
#include "settings/preferences.h"
#include "settings/settingspage.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

ServerPage::ServerPage(ConfigFile &file, QWidget *parent)
    : SettingsPage(tr("Server"), parent)
{
    addText(
        tr("REST API, live events and the page for a browser. It listens on this machine alone unless a certificate "
           "is given."));
    m_state = addText({}, false);
    m_state->setObjectName(u"serverState"_s);
    auto *buttons = new QWidget(this);
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    m_start = new QPushButton(buttons);
    m_start->setObjectName(u"startServer"_s);
    m_link = new QPushButton(tr("Open in the browser"), buttons);
    for (QPushButton *button : {m_start, m_link}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch();
    addWidget(buttons);
    auto *starts = new QCheckBox(tr("Start with the window"), this);
    starts->setObjectName(u"server_starts"_s);
    starts->setChecked(Preferences::instance().flag(u"server_starts"_s, false));
    connect(
        starts, &QCheckBox::toggled, this, [](bool on) { Preferences::instance().setFlag(u"server_starts"_s, on); });
    addWidget(starts);
    for (const char *key : {"host", "port", "tls_certificate", "tls_key"})
        addField(file, QString::fromLatin1(key));
    addText(tr("Address and port count from the next start of the server."));
    addSection(tr("Access token"));
    m_token = new QLineEdit(this);
    m_token->setReadOnly(true);
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setObjectName(u"token"_s);
    addRow(tr("Token for scripts"), m_token, true);
    auto *keys = new QWidget(this);
    auto *keyRow = new QHBoxLayout(keys);
    keyRow->setContentsMargins(0, 0, 0, 0);
    auto *show = new QPushButton(tr("Show"), keys);
    auto *rotate = new QPushButton(tr("Make a new one"), keys);
    for (QPushButton *button : {show, rotate}) {
        button->setAutoDefault(false);
        keyRow->addWidget(button);
    }
    keyRow->addStretch();
    addWidget(keys);
    m_tokenNote = addText({});
    m_tokenNote->hide();
    finish();

    ServerControl *server = ServerControl::instance();
    for (QWidget *widget :
        {static_cast<QWidget *>(m_start), static_cast<QWidget *>(show), static_cast<QWidget *>(rotate)})
        widget->setEnabled(server);
    if (server) {
        connect(server, &ServerControl::changed, this, &ServerPage::showState);
        connect(server, &ServerControl::linkReady, this, [](const QUrl &link) { QDesktopServices::openUrl(link); });
        connect(m_start, &QPushButton::clicked, this, [this, server] {
            m_start->setEnabled(false);
            server->isRunning() ? server->stop() : server->start();
        });
        connect(m_link, &QPushButton::clicked, server, &ServerControl::makeLink);
        const auto fill = [this, server](bool again) {
            const auto token = server->token(again);
            m_token->setText(token.value_or(QString()));
            m_token->setEchoMode(QLineEdit::Normal);
            m_tokenNote->setText(!token ? token.error().message
                                 : again && server->isRunning()
                                     ? tr("The running server keeps the old token until it is started again.")
                                     : QString());
            m_tokenNote->setVisible(!m_tokenNote->text().isEmpty());
        };
        connect(show, &QPushButton::clicked, this, [fill] { fill(false); });
        connect(rotate, &QPushButton::clicked, this, [fill] { fill(true); });
    }
    showState();
}

void ServerPage::showState()
{
    const ServerControl *server = ServerControl::instance();
    const bool running = server && server->isRunning();
    m_state->setText(!server                     ? tr("This window has no server; `vibecoder server start` starts one.")
                     : running                   ? tr("It runs at %1.").arg(server->url().toString())
                     : server->error().isEmpty() ? tr("It does not run.")
                                                 : tr("It does not run: %1").arg(server->error()));
    m_start->setText(running ? tr("Stop the server") : tr("Start the server"));
    m_start->setEnabled(server);
    m_link->setEnabled(running);
}

} // namespace vibecoder
