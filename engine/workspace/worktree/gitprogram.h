// SPDX-License-Identifier: MIT
// The git program, for work on folders of git that the engine itself wrote. It reads no settings of the machine, of the
// person or of a repository of hers, runs no hooks, filters or other programs, and speaks to no network. It is started
// by bytes, in a group of processes of its own that ends with the call.
#pragma once

#include "base/result.h"

#include <QByteArrayList>
#include <QElapsedTimer>

#include <functional>

namespace vibecoder {

struct GitCall
{
    QByteArrayList arguments;
    QByteArray gitFolder; ///< absolute; one that the engine wrote
    QByteArray workTree;  ///< absolute
    QByteArray indexFile; ///< absolute; empty: that of the folder
    QByteArray input;
};

struct GitAnswer
{
    int exitCode = 0;
    QByteArray output;
    QByteArray errors; ///< its first bytes
};

struct GitLimits
{
    qint64 timeMs = 600000; ///< for all calls together
    qint64 outputBytes = 256LL * 1024 * 1024;
    std::function<bool()> isStopped; ///< asked again and again while git runs; may be empty
};

class GitProgram
{
public:
    /// Unavailable: there is no git.
    [[nodiscard]] static Result<GitProgram> find(GitLimits limits = {});

    /// Fails when it did not run to its end: Cancelled, Timeout, Io.
    [[nodiscard]] Result<GitAnswer> run(const GitCall &call) const;
    /// What it printed; a failure of git is one of this call too.
    [[nodiscard]] Result<QByteArray> output(const GitCall &call) const;

private:
    explicit GitProgram(QByteArray program, GitLimits limits);

    QByteArray m_program;
    GitLimits m_limits;
    QElapsedTimer m_since;
};

} // namespace vibecoder
