// SPDX-License-Identifier: MIT
// The HTTP server as the window sees it. The program brings the one that does it (app/desktop); without one the
// settings say so. GUI thread.
#pragma once

#include "base/result.h"

#include <QObject>
#include <QUrl>

namespace vibecoder {

class ServerControl : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The one of this program; null: none.
    [[nodiscard]] static ServerControl *instance() { return s_instance; }
    static void setInstance(ServerControl *control) { s_instance = control; }

    /// Answers by changed().
    virtual void start() = 0;
    virtual void stop() = 0;
    /// Answers by linkReady.
    virtual void makeLink() = 0;
    /// The access token; rotate: a new one, all sessions end at the next start.
    [[nodiscard]] virtual Result<QString> token(bool rotate) = 0;

    [[nodiscard]] bool isRunning() const { return m_url.isValid(); }
    [[nodiscard]] const QUrl &url() const { return m_url; }
    /// Why it does not run; empty when nobody wanted it to.
    [[nodiscard]] const QString &error() const { return m_error; }

signals:
    void changed();
    void linkReady(const QUrl &link);

protected:
    void tell(const QUrl &url, const QString &error)
    {
        m_url = url;
        m_error = error;
        emit changed();
    }

private:
    static inline ServerControl *s_instance = nullptr;
    QUrl m_url;
    QString m_error;
};

} // namespace vibecoder
