// SPDX-License-Identifier: MIT
#include "execution/processrunner.h"

#include "execution/childenvironment.h"
#include "execution/sandbox/probe.h"

#include <QFileInfo>

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
        environment.insert(u"HOME"_s, sandboxHome());
        environment.remove(u"TMPDIR"_s);
    }
    return environment;
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
    const bool warm = request.sandbox && m_mayStayWarm && sandboxReport().warm;
    auto running = warm ? runWarm(request, stop) : runOnce(request, stop);
    Result<ProcessResult> result = co_await running;
    co_return result;
}

} // namespace vibecoder
