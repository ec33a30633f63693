// SPDX-License-Identifier: MIT
// What of an attempt's work stays behind when it is applied: what git ignores, and what tools make anew whenever it is
// missing. What git tracks never stays behind. The rules of git are read from the person's folder alone, so no attempt
// can hide its changes by writing a .gitignore.
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <memory>

namespace vibecoder {

class IgnoreRules
{
public:
    virtual ~IgnoreRules() = default;
    /// path: relative to the working directory, of something that is or was there.
    [[nodiscard]] virtual bool isIgnored(const QByteArray &path, bool isFolder) const = 0;
};

struct TrackedFiles;

/// Makes the rules of a working directory for one look after another. What is costly to read, the index of git, is read
/// again only when it has changed.
class IgnoreRulesSource
{
public:
    explicit IgnoreRulesSource(QByteArray workingDirectory)
        : m_workingDirectory(std::move(workingDirectory))
    {
    }

    /// For one look. The descriptors of the working directory and of the upper folder must stay open as long. wanted:
    /// files and folders that a person wants all the same, with what is in them.
    [[nodiscard]] std::unique_ptr<IgnoreRules> rules(int lowerFd, int upperFd, const QByteArrayList &wanted = {});
    /// The same where the attempt works in the folder itself: every program in it that git does not track counts as
    /// built, because nobody can tell any more what was there before.
    [[nodiscard]] std::unique_ptr<IgnoreRules> rulesInPlace(int folder, const QByteArrayList &wanted);

private:
    QByteArray m_workingDirectory; ///< absolute
    std::shared_ptr<const TrackedFiles> m_tracked;
};

} // namespace vibecoder
