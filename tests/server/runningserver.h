// SPDX-License-Identifier: MIT
// The real program serving on a free port of loopback, with a scratch store, and a client that speaks raw bytes.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

struct RawReply
{
    int status = 0;    ///< 0: closed without an answer
    QByteArray head, body;
    bool closed = false;
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
};

struct ProgramEnd
{
    int exitCode = -1;
    QByteArray output, errors;
};

class RunningServer
{
public:
    /// options: further arguments of `server start`.
    /// environment: further settings.
    explicit RunningServer(const QStringList &options = {QStringLiteral("--no-worker")},
        const QHash<QString, QString> &environment = {});
    ~RunningServer();

    [[nodiscard]] bool isReady() const { return m_port > 0; }
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QByteArray token() const { return m_token; }
    [[nodiscard]] QByteArray ticket() const { return m_ticket; } ///< of the printed link
    [[nodiscard]] QString databaseFile() const { return m_dir.path() + QStringLiteral("/store/test.db"); }
    [[nodiscard]] QString projectFolder() const { return m_dir.path() + QStringLiteral("/project"); }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] bool isAlive() const { return m_process.state() == QProcess::Running; }
    [[nodiscard]] qint64 peakKiB() const; ///< largest resident size so far

    [[nodiscard]] QByteArray link() const { return m_link; } ///< as printed

    /// Ends it as a person would.
    void stop();
    /// Reads the token file again.
    void readToken();
    /// Another call of the program on the same store, to its end.
    [[nodiscard]] ProgramEnd run(const QStringList &arguments, const QHash<QString, QString> &environment = {}) const;
    /// Ends it as a person would, and starts it again on the same port and store.
    void restart();

    /// Sends the bytes as they are and reads one answer; at most limitMs.
    [[nodiscard]] RawReply send(const QByteArray &bytes, int limitMs = 5000) const;
    /// A well-formed request with the token.
    [[nodiscard]] RawReply call(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
        const QList<QByteArray> &headers = {}) const;

private:
    void start();
    [[nodiscard]] QProcessEnvironment environmentOf(const QHash<QString, QString> &more) const;

    QTemporaryDir m_dir;
    QProcess m_process;
    QStringList m_options;
    QHash<QString, QString> m_environment;
    quint16 m_port = 0;
    QByteArray m_token, m_ticket, m_link;
};
