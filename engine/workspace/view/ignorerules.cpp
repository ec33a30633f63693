// SPDX-License-Identifier: MIT
#include "workspace/view/ignorerules.h"

#include "workspace/view/gitignorerules.h"
#include "workspace/view/regenerablerules.h"

namespace vibecoder {

namespace {

bool isAtOrIn(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || path.startsWith(folder + '/');
}

class JoinedRules : public IgnoreRules
{
public:
    JoinedRules(std::unique_ptr<GitIgnoreRules> git, int lowerFd, int upperFd, QByteArrayList wanted)
        : m_git(std::move(git))
        , m_madeAnew(lowerFd, upperFd)
        , m_wanted(std::move(wanted))
    {
    }

    bool isIgnored(const QByteArray &path, bool isFolder) const override
    {
        for (const QByteArray &wanted : m_wanted) {
            if (isAtOrIn(path, wanted) || isAtOrIn(wanted, path))
                return false;
        }
        // Many repositories do not ignore the caches that tools leave, and nobody wants them delivered.
        switch (m_git ? m_git->look(path, isFolder) : GitIgnoreRules::Answer::None) {
        case GitIgnoreRules::Answer::Tracked:
            return false;
        case GitIgnoreRules::Answer::Ignored:
            return true;
        case GitIgnoreRules::Answer::None:
            break;
        }
        return m_madeAnew.isIgnored(path, isFolder);
    }

private:
    std::unique_ptr<GitIgnoreRules> m_git;
    RegenerableRules m_madeAnew;
    QByteArrayList m_wanted;
};

} // namespace

std::unique_ptr<IgnoreRules> IgnoreRulesSource::rules(int lowerFd, int upperFd, const QByteArrayList &wanted)
{
    std::unique_ptr<GitIgnoreRules> git = GitIgnoreRules::open(m_workingDirectory, lowerFd, m_tracked);
    if (git)
        m_tracked = git->tracked();
    return std::make_unique<JoinedRules>(std::move(git), lowerFd, upperFd, wanted);
}

std::unique_ptr<IgnoreRules> IgnoreRulesSource::rulesInPlace(int folder, const QByteArrayList &wanted)
{
    constexpr int nothing = -1;
    return std::make_unique<JoinedRules>(GitIgnoreRules::open(m_workingDirectory, folder), nothing, folder, wanted);
}

} // namespace vibecoder
