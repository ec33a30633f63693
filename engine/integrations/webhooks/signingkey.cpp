// SPDX-License-Identifier: MIT
#include "integrations/webhooks/signingkey.h"

#include "base/digest.h"
#include "base/paths.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder::webhooks {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kKeyBytes = 32;

QByteArray randomBytes(qsizetype count)
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), std::min<qsizetype>(count, qsizetype(sizeof words)));
}

Result<QByteArray> readKey(const QString &path)
{
    struct stat info
    {
    };
    if (::lstat(QFile::encodeName(path).constData(), &info) != 0)
        return fail(ErrorCode::NotFound, u"there is no key file"_s);
    if (!S_ISREG(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
        return fail(ErrorCode::Denied,
            QCoreApplication::translate("Webhooks", "The key file %1 is not a file that only its owner can read.")
                .arg(path),
            QCoreApplication::translate("Webhooks", "Remove it; the secrets of all webhooks and hooks end with it."));
    VC_TRY(const QByteArray bytes, readWholeFile(path, 4096));
    const QByteArray key = QByteArray::fromHex(bytes.trimmed());
    if (key.size() != kKeyBytes)
        return fail(ErrorCode::Io, QCoreApplication::translate("Webhooks", "The key file %1 holds no key.").arg(path),
            QCoreApplication::translate("Webhooks", "Remove it; the secrets of all webhooks and hooks end with it."));
    return key;
}

} // namespace

Result<QByteArray> signingKey(const QString &dataFolder)
{
    const QString path = dataFolder + u"/webhooks.key"_s;
    auto known = readKey(path);
    if (known || known.error().code != ErrorCode::NotFound)
        return known;
    // Whole under another name first, then linked: the name appears once and with all bytes, whoever is quicker.
    const QString fresh = path + u'.' + newId();
    VC_CHECK(writeFileAtomically(fresh, randomBytes(kKeyBytes).toHex() + '\n'));
    const int linked = ::link(QFile::encodeName(fresh).constData(), QFile::encodeName(path).constData());
    const int error = linked == 0 ? 0 : errno;
    QFile::remove(fresh);
    if (error != 0 && error != EEXIST)
        return fail(ErrorCode::Io, QCoreApplication::translate("Webhooks", "The key file %1 cannot be made.").arg(path), {},
            QString::fromLocal8Bit(std::strerror(error)));
    return readKey(path);
}

QString secretOf(const QByteArray &key, const QByteArray &purpose, const QString &name, const QString &salt)
{
    const QByteArray text = purpose + '\n' + name.toUtf8() + '\n' + salt.toUtf8();
    return u"vcs_"_s + QString::fromLatin1(QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256)
                                               .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QString newSalt()
{
    constexpr qsizetype bytes = 16;
    return QString::fromLatin1(randomBytes(bytes).toHex());
}

} // namespace vibecoder::webhooks
