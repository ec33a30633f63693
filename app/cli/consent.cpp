// SPDX-License-Identifier: MIT
#include "consent.h"

#include "context.h"
#include "text.h"

#include <QThread>

#include <termios.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kGuardMs = 800; // as in the window: nobody reads and decides faster
constexpr int kTries = 3;

bool isHigh(Severity severity)
{
    return severity >= Severity::High;
}

} // namespace

std::optional<Consent> readConsent(const QString &typed, Severity severity, bool mayLeave)
{
    const QString word = typed.trimmed().toLower();
    if (word.isEmpty() || word == u"n"_s || word == u"no"_s || word == u"否"_s)
        return Consent::No;
    if (mayLeave && word == u"s"_s)
        return Consent::Later;
    if (word == u"allow"_s || word == u"允许"_s)
        return Consent::Yes;
    if (!isHigh(severity) && (word == u"y"_s || word == u"yes"_s || word == u"是"_s))
        return Consent::Yes;
    return {};
}

Consent askConsent(Context &context, const ConsentQuestion &question)
{
    if (!context.canAsk())
        return Consent::No;
    if (!question.what.isEmpty())
        context.show(question.what);
    QThread::msleep(kGuardMs);
    // Keys that were pressed before this was readable are no answer to it.
    ::tcflush(STDIN_FILENO, TCIFLUSH);
    QString choices = isHigh(question.severity) ? Cli::tr("type allow to agree, n to refuse") : u"y/N"_s;
    if (question.mayLeave)
        choices += Cli::tr(", s to leave it open");
    for (int attempt = 0; attempt < kTries; ++attempt) {
        const std::optional<QString> typed = context.readLine(u"%1 [%2] "_s.arg(question.question, choices));
        if (!typed)
            return Consent::No;
        if (const auto consent = readConsent(*typed, question.severity, question.mayLeave))
            return *consent;
        context.show(Cli::tr("That answer is not understood. Expected: %1").arg(choices));
    }
    return question.mayLeave ? Consent::Later : Consent::No;
}

} // namespace vibecoder
