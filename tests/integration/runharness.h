// SPDX-License-Identifier: MIT
// A scratch home, store and working directory, the scripted model as its own process, and the real `vibecoder` program.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

struct ProgramResult
{
    int exitCode = -1;
    bool killed = false; ///< ended by a signal
    QByteArray out, err;
    [[nodiscard]] QJsonObject json() const;
};

class RunHarness
{
public:
    RunHarness();
    ~RunHarness();

    [[nodiscard]] bool isReady() const;
    [[nodiscard]] QString folder() const { return m_dir.path(); } ///< of everything
    [[nodiscard]] QString project() const { return m_dir.path() + QStringLiteral("/project"); }
    [[nodiscard]] QString databaseFile() const { return m_dir.path() + QStringLiteral("/store/test.db"); }

    void write(const QString &relative, const QByteArray &bytes, bool executable = false); ///< into the project
    [[nodiscard]] QByteArray read(const QString &relative) const;
    /// Digest over the names, modes and contents of the project.
    [[nodiscard]] QByteArray treeDigest() const;

    /// Starts the scripted model, in the place of one that runs; turns as in the script format of
    /// app/cli/demo/scriptedmodel.h.
    void startModel(const QJsonArray &turns, const QStringList &options = {});
    /// Starts the program that answers like Anthropic's service in `name` of the shared streams; empty name: none.
    [[nodiscard]] QString modelUrl() const { return m_modelUrl; }
    [[nodiscard]] int requestCount() const;
    [[nodiscard]] QList<QJsonObject> requests() const; ///< the log of the scripted model

    /// Writes task.yaml beside the project and returns its path. directory: else the project.
    QString writeTask(
        const QStringList &verificationCommands, const QByteArray &more = {}, const QString &directory = {});

    ProgramResult run(const QStringList &arguments, const QMap<QString, QString> &environment = {}, int limitMs = 60000,
        const QString &inputFile = {});
    /// The same for root as an ordinary user, who gets everything in folder(). Exit code 77 (and why as error output)
    /// where such a user cannot reach the program.
    ProgramResult runAsOrdinaryUser(const QStringList &arguments, const QMap<QString, QString> &environment = {});
    /// Starts without waiting; the caller ends it.
    std::unique_ptr<QProcess> start(
        const QStringList &arguments, const QMap<QString, QString> &environment = {}, const QString &inputFile = {});

    /// How many commands of the newest task began on a clean copy.
    [[nodiscard]] int cleanCommands();
    /// Events of the store without times, ids and what a repeated call adds; one line each.
    [[nodiscard]] QStringList storyOfTask() const;
    /// Number of journal steps per kind.
    [[nodiscard]] QMap<QString, int> stepCounts() const;

private:
    [[nodiscard]] QProcessEnvironment environment(const QMap<QString, QString> &more) const;

    QTemporaryDir m_dir;
    QProcess m_model;
    QString m_modelUrl;
};
