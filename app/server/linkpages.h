// SPDX-License-Identifier: MIT
// Files that lead a browser to a link with a ticket. Whoever starts a browser names the file on its command line and
// not the link, because command lines can be read by every user of the machine.
#pragma once

#include "base/result.h"

#include <QHash>
#include <QString>
#include <QTimer>
#include <QUrl>

namespace vibecoder {

class Access;

class LinkPages
{
    Q_DISABLE_COPY_MOVE(LinkPages)

public:
    /// `folder`: of this user alone, made when it is missing. Files that a server that was killed has left are removed.
    LinkPages(const Access &access, QString folder);
    ~LinkPages();

    /// The file (0600) that leads to `link`; it goes when the ticket was used or is too old.
    [[nodiscard]] Result<QString> write(const QUrl &link, const QByteArray &ticket);

private:
    void sweep();

    const Access &m_access;
    QString m_folder;
    QHash<QByteArray, QString> m_files; ///< by ticket
    QTimer m_sweep;
};

} // namespace vibecoder
