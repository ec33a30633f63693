// SPDX-License-Identifier: MIT
// The HTTP server in a thread of its own with an engine of its own over the same store: a slow client costs no frame.
#pragma once

#include "bridge/servercontrol.h"
#include "model/settings.h"
#include "wire/settingsfile.h"

#include <memory>

namespace vibecoder {

class ServerThread final : public ServerControl
{
    Q_OBJECT

public:
    ServerThread(LoadedSettings loaded, QString dataFolder, QObject *parent = nullptr);
    /// Stops it and waits.
    ~ServerThread() override;

    void start() override;
    void stop() override;
    void makeLink() override;
    [[nodiscard]] Result<QString> token(bool rotate) override;

private:
    class Thread;
    [[nodiscard]] QString tokenFile() const;

    LoadedSettings m_loaded;
    QString m_dataFolder;
    std::unique_ptr<Thread> m_thread;
};

} // namespace vibecoder
