// SPDX-License-Identifier: MIT
// One window per store: the first listens on a socket named after the store, a second start hands its files over and
// ends. Only this user can reach it.
#pragma once

#include <QObject>
#include <QStringList>

#include <memory>

class QLocalServer;

namespace vibecoder {

class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    /// store: what the store is known by (its address or path).
    explicit SingleInstance(const QString &store, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// True: another window has the store and got the files; this process may end.
    [[nodiscard]] bool handOver(const QStringList &files);
    /// Waits for later starts from now on.
    void listen();

signals:
    /// A second start: raise the window, open the files (absolute).
    void called(const QStringList &files);

private:
    QString m_name;
    std::unique_ptr<QLocalServer> m_server;
};

} // namespace vibecoder
