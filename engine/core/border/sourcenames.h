// SPDX-License-Identifier: MIT
// The names that a change set takes out of the sources of a project and the new ones it brings: where a test follows
// such a renaming it tests what it tested. Pure.
#pragma once

#include "core/border/classifychanges.h"

namespace vibecoder {

class SourceNames
{
public:
    /// Of what is neither a test nor steers tests; the parts of their paths are names too.
    SourceNames(const QList<Change> &changes, const ClassifyContext &context);

    /// `before` was defined in the changed sources and stands nowhere in them any more; `after` is defined there and
    /// stood nowhere. So no word of a language and nothing of a test library can be one of them.
    [[nodiscard]] bool isRenaming(const QByteArray &before, const QByteArray &after) const
    {
        return m_before.defined.contains(before) && !m_after.words.contains(before) &&
               m_after.defined.contains(after) && !m_before.words.contains(after);
    }

private:
    struct Names
    {
        QSet<QByteArray> words, defined;
    };
    static void take(const QByteArray &path, const TreeEntry &entry, const ClassifyContext &context, Names &names);

    Names m_before, m_after;
};

} // namespace vibecoder
