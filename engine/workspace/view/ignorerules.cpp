// SPDX-License-Identifier: MIT
#include "workspace/view/ignorerules.h"

#include "workspace/view/gitignorerules.h"
#include "workspace/view/regenerablerules.h"

namespace vibecoder {

namespace {

class JoinedRules : public IgnoreRules
{
public:
    JoinedRules(std::unique_ptr<GitIgnoreRules> git, int lowerFd, int upperFd)
        : m_git(std::move(git))
        , m_madeAnew(lowerFd, upperFd)
    {
    }

    bool isIgnored(const QByteArray &path, bool isFolder) const override
    {
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
};

} // namespace

std::unique_ptr<IgnoreRules> IgnoreRulesSource::rules(int lowerFd, int upperFd)
{
    std::unique_ptr<GitIgnoreRules> git = GitIgnoreRules::open(m_workingDirectory, lowerFd, m_tracked);
    if (git)
        m_tracked = git->tracked();
    return std::make_unique<JoinedRules>(std::move(git), lowerFd, upperFd);
}

} // namespace vibecoder
