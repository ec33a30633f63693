// SPDX-License-Identifier: MIT
#include "integrations/keychain.h"

#include "base/logging.h"
#include "base/paths.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>

namespace vibecoder::keychain {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = 60000;
constexpr int kNoEntry = 3, kNoService = 4;

tl::unexpected<Error> unavailable(const QString &detail)
{
    return fail(ErrorCode::Unavailable,
        QCoreApplication::translate("keychain", "No keychain service can be reached here."),
        QCoreApplication::translate("keychain", "Set ANTHROPIC_API_KEY in the environment instead."), detail);
}

// Without a session bus there is nobody to ask; that is found out without starting anything.
bool mayHaveService()
{
    return !qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS").isEmpty() ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR", u"/nonexistent"_s) + u"/bus"_s);
}

Result<QByteArray> run(const QString &verb, const QByteArray &input = {})
{
    const QString helper = keychainHelperPath();
    if (!QFileInfo(helper).isExecutable())
        return unavailable(u"%1 is not there"_s.arg(helper));
    if (!mayHaveService())
        return unavailable(u"no session bus"_s);
    QProcess process;
    process.start(helper, {verb, u"anthropic-api-key"_s});
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(kLimitMs)) {
        process.kill();
        process.waitForFinished(1000);
        return unavailable(u"the keychain service did not answer"_s);
    }
    const QString why = redact(QString::fromUtf8(process.readAllStandardError()).trimmed().left(500));
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() == kNoService)
        return unavailable(why);
    if (process.exitCode() == kNoEntry)
        return fail(ErrorCode::NotFound, QCoreApplication::translate("keychain", "The keychain holds no API key."),
            QCoreApplication::translate("keychain", "`vibecoder key set` stores one."));
    if (process.exitCode() != 0)
        return fail(ErrorCode::Io, QCoreApplication::translate("keychain", "The keychain service refused: %1").arg(why),
            QCoreApplication::translate("keychain", "Set ANTHROPIC_API_KEY in the environment instead."), why);
    return process.readAllStandardOutput();
}

} // namespace

Result<QString> readKey()
{
    VC_TRY(const QByteArray bytes, run(u"get"_s));
    const QString key = QString::fromUtf8(bytes).trimmed();
    addSecret(key);
    if (key.isEmpty())
        return fail(ErrorCode::NotFound, QCoreApplication::translate("keychain", "The keychain holds no API key."));
    return key;
}

Result<> storeKey(const QString &key)
{
    addSecret(key);
    VC_TRY(const QByteArray ignored, run(u"set"_s, key.toUtf8()));
    Q_UNUSED(ignored)
    return {};
}

Result<> removeKey()
{
    VC_TRY(const QByteArray ignored, run(u"remove"_s));
    Q_UNUSED(ignored)
    return {};
}

} // namespace vibecoder::keychain
