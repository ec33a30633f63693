// SPDX-License-Identifier: MIT
#include "core/verificationcheck.h"

#include "core/exitcodeadvice.h"
#include "permission/exitcodes.h"
#include "permission/permissionpolicy.h"
#include "permission/protectedpath.h"
#include "wire/personalfolders.h"

#include <QDir>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QString kSettingsFolder = u"settings_folder"_s;

// Inside a folder with a protected name nothing below has one any more, so nothing there would be asked.
bool holdsSettings(const QString &directory)
{
    return isSettingsFolder(directory) || guardOf(QByteArrayView(directory.toUtf8()).sliced(1)).write;
}

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
    if (directory.startsWith(u'/') && holdsSettings(directory))
        judgements.append({Decision::Ask, Severity::High, kSettingsFolder, kSettingsFolder, 0, 0, {}});
    return judgements;
}

bool asksForFolder(const QList<Judgement> &judgements)
{
    return !judgements.isEmpty() && judgements.constLast().reason == kSettingsFolder;
}

QList<Judgement> verificationFindings(const QStringList &commands, const QString &directory, const QString &dataFolder)
{
    QList<Judgement> findings = judgeVerification(commands, directory, dataFolder);
    for (qsizetype i = 0; i < findings.size() && i < commands.size(); ++i) {
        Judgement &finding = findings[i];
        if (isDangerous(finding) || hiddenExitCode(commands.at(i)).isEmpty())
            continue;
        finding = {};
        finding.decision = Decision::Ask;
        finding.severity = Severity::Low;
        finding.reason = u"hidden_exit_code"_s;
    }
    return findings;
}

QStringList withHiddenExitCode(const QStringList &commands)
{
    QStringList hiding;
    for (const QString &command : commands) {
        if (!hiddenExitCode(command).isEmpty())
            hiding.append(command);
    }
    return hiding;
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
