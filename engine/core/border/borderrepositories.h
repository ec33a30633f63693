// SPDX-License-Identifier: MIT
// Which changes have to do with repositories of git: inside a `.git`, a file or folder that makes one, and what a
// repository of another name reads. Pure.
#pragma once

#include "core/border/classifychanges.h"

namespace vibecoder {

class BorderRepositories
{
public:
    /// names: what lies in a folder of the attempt, the change set's own included.
    BorderRepositories(const QList<Change> &changes, const RepositoriesFound &before,
        const std::function<QByteArrayList(const QByteArray &folder)> &names);

    /// None, one or two reasons.
    [[nodiscard]] QList<BorderReason> reasonsOf(const Change &change) const;

private:
    [[nodiscard]] QByteArray layoutAround(const QByteArray &path) const;

    QSet<QByteArray> m_gitEntries; ///< of the person's folder
    QSet<QByteArray> m_layouts;    ///< the person's and the attempt's; empty name: the folder itself
    bool m_anyLayout = false;
};

} // namespace vibecoder
