// SPDX-License-Identifier: MIT
#include "core/verificationcheck.h"

#include "permission/permissionpolicy.h"

#include <QDir>

#include <algorithm>

namespace vibecoder {

namespace {

// Deny before ask before allow, then by severity.
std::pair<int, int> rank(const Judgement &judgement)
{
    return {int(judgement.decision), int(judgement.severity)};
}

} // namespace

QList<Judgement> judgeVerification(const QStringList &commands, const QString &directory, const QString &dataFolder)
{
    // As in the best sandbox: what matters here is what the words say, not that building needs to be held.
    const PolicyContext context{{}, directory, QDir::homePath(), dataFolder, SandboxTier::Bubblewrap};
    QList<Judgement> judgements;
    for (const QString &command : commands)
        judgements.append(judge({ActionKind::RunCommand, command, {}}, context));
    return judgements;
}

bool hasDangerous(const QList<Judgement> &judgements)
{
    return std::any_of(judgements.begin(), judgements.end(), isDangerous);
}

int worstOf(const QList<Judgement> &judgements)
{
    const auto worst = std::max_element(
        judgements.begin(), judgements.end(), [](const Judgement &a, const Judgement &b) { return rank(a) < rank(b); });
    return worst == judgements.end() ? -1 : int(worst - judgements.begin());
}

} // namespace vibecoder
