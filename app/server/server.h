// SPDX-License-Identifier: MIT
// The HTTP face of one engine: listener, guard, dispatcher, live events, dashboard. Made and used in the engine's thread.
#pragma once

#include "base/result.h"
#include "core/engine.h"
#include "wire/settingsfile.h"

#include <QString>
#include <QUrl>

#include <memory>

namespace vibecoder {

struct ServerOptions
{
    QString host = QStringLiteral("127.0.0.1");
    int port = 8000;          ///< 0: any free one
    QString tokenFile;        ///< made at first use
    QString certificateFile;  ///< PEM; both or none
    QString keyFile;
    QList<SettingValue> settings; ///< for the page that shows them
    QString dashboardFolder;  ///< empty: the one in the program; else it is followed, and open pages load again
};

class Server
{
    Q_DISABLE_COPY_MOVE(Server)

public:
    /// Listens when it returns. Errors: port in use, address not loopback without a certificate, broken certificate,
    /// token file of somebody else, missing dashboard.
    [[nodiscard]] static Result<std::unique_ptr<Server>> start(Engine &engine, const ServerOptions &options);
    ~Server();

    [[nodiscard]] QUrl url() const;
    /// The page with a one-time ticket in the fragment: valid for a minute, once.
    [[nodiscard]] QUrl link();
    /// A file that only its owner can read and that leads a browser to link(). A program gets its name on a command
    /// line, which everybody may read, so the link itself must not stand there. Gone when the ticket is.
    [[nodiscard]] Result<QUrl> linkPage();

private:
    Server();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace vibecoder
