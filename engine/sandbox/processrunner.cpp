// SPDX-License-Identifier: MIT
#include "sandbox/processrunner.h"

#include "base/secrets/secretfiles.h"
#include "sandbox/childenvironment.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

QByteArray ProcessResult::output() const
{
    if (tail.isEmpty())
        return head;
    const qint64 missing = outputBytes - head.size() - tail.size();
    QByteArray text = head;
    if (missing > 0)
        text += "\n[... " + QByteArray::number(missing) + " bytes left out ...]\n";
    return text + tail;
}

QStringList shellArgv(const QString &text)
{
    static const bool hasBash = QFileInfo::exists(u"/bin/bash"_s);
    return hasBash ? QStringList{u"/bin/bash"_s, u"--noprofile"_s, u"--norc"_s, u"-c"_s, text}
                   : QStringList{u"/bin/sh"_s, u"-c"_s, text};
}

QProcessEnvironment commandEnvironment(const ProcessRequest &request)
{
    QProcessEnvironment environment = childEnvironment(request.passEnvironment, request.directory);
    if (request.sandbox) {
        // What lies hidden below the home is not there to be found, and some shells stop where they may not look.
        QStringList path = environment.value(u"PATH"_s).split(u':');
        path.removeIf([&request](const QString &folder) {
            const auto isBelow = [&folder](const QString &other) {
                return folder == other || folder.startsWith(other + u'/');
            };
            const QStringList &shown = request.sandbox->readOnlyFolders;
            return isBelow(QDir::homePath()) && std::none_of(shown.begin(), shown.end(), isBelow);
        });
        environment.insert(u"PATH"_s, path.join(u':'));
        const bool onDisk = request.sandbox->tier == SandboxTier::Landlock;
        environment.insert(u"HOME"_s, onDisk ? request.sandbox->privateFolder : sandboxHome());
        environment.remove(u"TMPDIR"_s);
        // What covers a hidden file has its size and time, but not its number: git is not to take it for changed.
        if (!request.sandbox->hidden.isEmpty() && !environment.contains(u"GIT_CONFIG_COUNT"_s)) {
            environment.insert(u"GIT_CONFIG_COUNT"_s, u"2"_s);
            environment.insert(u"GIT_CONFIG_KEY_0"_s, u"core.trustctime"_s);
            environment.insert(u"GIT_CONFIG_VALUE_0"_s, u"false"_s);
            environment.insert(u"GIT_CONFIG_KEY_1"_s, u"core.checkStat"_s);
            environment.insert(u"GIT_CONFIG_VALUE_1"_s, u"minimal"_s);
        }
        // The view of a folder inside a repository is a mount of its own, and git would look no further.
        if (request.sandbox->view)
            environment.insert(u"GIT_DISCOVERY_ACROSS_FILESYSTEM"_s, u"1"_s);
        if (onDisk)
            environment.insert(u"TMPDIR"_s, request.sandbox->privateFolder);
    }
    return environment;
}

GrantedFile grantedFileFor(const SandboxProfile &profile)
{
    GrantedFile file;
    const bool outside = !profile.grantedPath.startsWith(profile.workingDirectory + u'/');
    if (profile.grantedWrite && outside && !QFileInfo(profile.grantedPath).isSymLink())
        file.make(profile.grantedPath);
    return file;
}

QCoro::Task<Result<ProcessResult>> ProcessRunner::run(ProcessRequest request, CancelSource &stop)
{
    if (stop.stopped())
        co_return tl::make_unexpected(stop.error());
    if (!QFileInfo(request.directory).isDir()) {
        ProcessResult result;
        result.startError = u"the directory %1 does not exist"_s.arg(request.directory);
        co_return result;
    }
    // What the command prints may come from there, also when it was written a moment ago.
    learnSecretsIn(request.directory, 0);
    const bool warm =
        request.sandbox && request.sandbox->tier == SandboxTier::Bubblewrap && m_mayStayWarm && sandboxReport().warm;
    auto running = warm ? runWarm(request, stop) : runOnce(request, stop);
    Result<ProcessResult> result = co_await running;
    if (warm && result && result->notReady) {
        // An earlier command may have damaged it; it was thrown away.
        auto again = runWarm(request, stop);
        result = co_await again;
    }
    co_return result;
}

} // namespace vibecoder
