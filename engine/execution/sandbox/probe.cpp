// SPDX-License-Identifier: MIT
#include "execution/sandbox/probe.h"

#include "execution/sandbox/profile.h"

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

SandboxReport probe()
{
    SandboxReport report;
    report.root = ::geteuid() == 0;
    if (!QFileInfo(bubblewrapPath()).isExecutable()) {
        report.why = u"%1 is not installed"_s.arg(bubblewrapPath());
        return report;
    }
    const QTemporaryDir folder;
    const SandboxProfile profile{folder.path(), false, {}};
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessEnvironment({});
    process.start(bubblewrapPath(), bubblewrapArguments(profile, lookAtMachine(profile)) + QStringList{u"/bin/true"_s});
    constexpr int limitMs = 5000;
    if (!process.waitForFinished(limitMs) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        report.why = QString::fromLocal8Bit(process.readAllStandardError()).trimmed().left(200);
        if (report.why.isEmpty())
            report.why = process.errorString();
        return report;
    }
    report.tier = SandboxTier::Bubblewrap;
    return report;
}

} // namespace

QString bubblewrapPath()
{
    return u"/usr/bin/bwrap"_s;
}

const SandboxReport &sandboxReport()
{
    static const SandboxReport report = probe();
    return report;
}

} // namespace vibecoder
