// SPDX-License-Identifier: MIT
// Besides git's rules: caches, packages and build output that tools make anew (workspace/generatedfolders.h,
// CACHEDIR.TAG), and compiled programs and libraries that the attempt has built.
// A folder of the person counts as such only by what lies in the person's folder: an attempt that puts a CACHEDIR.TAG
// among the sources hides nothing.
#pragma once

#include "workspace/checkpoint/folderchain.h"
#include "workspace/view/ignorerules.h"

#include <QHash>

namespace vibecoder {

class RegenerableRules : public IgnoreRules
{
public:
    RegenerableRules(int lowerFd, int upperFd)
        : m_lower(lowerFd)
        , m_upper(upperFd)
    {
    }

    bool isIgnored(const QByteArray &path, bool isFolder) const override;

private:
    [[nodiscard]] bool isMadeAnewAt(const QByteArray &folder) const;
    [[nodiscard]] bool isBuilt(const QByteArray &path) const;

    mutable FolderChain m_lower, m_upper;
    mutable QHash<QByteArray, bool> m_known; ///< by folder
};

} // namespace vibecoder
