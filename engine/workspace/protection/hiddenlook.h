// SPDX-License-Identifier: MIT
// What a command must not see or reach in a folder that its sandbox shows: files with secrets, and sockets where a
// program of the machine listens. Looked for before each command; folders whose time of change is the one that was seen
// are not read again.
#pragma once

#include "model/secrecy.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QStringList>

#include <functional>

namespace vibecoder {

struct SecrecyRules
{
    std::function<Secrecy(QByteArrayView path)> ofName; ///< absolute path of a file
    std::function<bool(QByteArrayView text)> ofContent; ///< the beginning of a file that is secret by its content
};

/// Absolute paths, as they are shown.
struct HiddenPlaces
{
    QStringList secrets; ///< files
    QStringList sockets; ///< somebody listens there
    QStringList closed;  ///< folders that could not be looked into, or were too many
};

class HiddenLook
{
public:
    /// root: absolute; what is no folder holds nothing.
    HiddenLook(const QString &root, SecrecyRules rules);

    [[nodiscard]] HiddenPlaces look();

private:
    struct Candidate
    {
        QByteArray name;
        bool byContent = false;
        quint64 inode = 0; ///< of the file whose content was looked at
        qint64 changedNs = 0, size = -1;
        bool secret = false;
    };
    struct Folder
    {
        quint64 device = 0, inode = 0;
        qint64 changedNs = 0;
        bool settled = false; ///< changed long enough ago that a later change has another time
        bool readable = false;
        QByteArrayList folders, sockets;
        QList<Candidate> candidates;
    };

    /// Null when it is not there.
    Folder *at(const QByteArray &below);
    void read(const QByteArray &below, Folder &folder) const;
    [[nodiscard]] bool isSecret(const QByteArray &path, Candidate &candidate) const;
    [[nodiscard]] QByteArray pathOf(const QByteArray &below) const;
    void addSecret(const QByteArray &path, HiddenPlaces &places) const;

    QByteArray m_root, m_realRoot;
    SecrecyRules m_rules;
    QHash<QByteArray, Folder> m_seen;
};

/// Whether a program listens at the socket of this path, without its noticing.
[[nodiscard]] bool isListenedAt(const QByteArray &path);

} // namespace vibecoder
