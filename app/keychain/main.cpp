// SPDX-License-Identifier: MIT
// `vibecoder-keychain get|set|remove NAME`: the one program that talks to the keychain service. A program of its own,
// so that nothing else loads D-Bus. The secret comes by standard input and goes by standard output, never by arguments.
// Exit code: 0 done, 3 no such entry, 4 no keychain service, 1 anything else (the reason on standard error).
#include <QCoreApplication>

#include <qt6keychain/keychain.h>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>

namespace {

constexpr int kNoEntry = 3, kNoService = 4;
constexpr qsizetype kMaxSecret = 4096;

QByteArray standardInput()
{
    QByteArray bytes;
    char buffer[512];
    while (bytes.size() < kMaxSecret) {
        const size_t n = std::fread(buffer, 1, sizeof buffer, stdin);
        if (n == 0)
            break;
        bytes.append(buffer, qsizetype(n));
    }
    return bytes;
}

int ended(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError:
        return 0;
    case QKeychain::EntryNotFound:
        return kNoEntry;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        std::fprintf(stderr, "%s\n", qUtf8Printable(job.errorString()));
        return kNoService;
    default:
        std::fprintf(stderr, "%s\n", qUtf8Printable(job.errorString()));
        return job.errorString().contains(QLatin1String("org.freedesktop"), Qt::CaseInsensitive) ||
                       job.errorString().contains(QLatin1String("D-Bus"), Qt::CaseInsensitive)
                   ? kNoService
                   : 1;
    }
}

template <typename Job>
int runToItsEnd(Job &job)
{
    job.setAutoDelete(false);
    QObject::connect(&job, &QKeychain::Job::finished, &job, [] { QCoreApplication::quit(); });
    job.start();
    QCoreApplication::exec();
    return ended(job);
}

} // namespace

int main(int argc, char **argv)
{
    ::prctl(PR_SET_DUMPABLE, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString service = QStringLiteral("vibecoder"), verb = arguments.value(1), name = arguments.value(2);
    if (name.isEmpty() || arguments.size() != 3)
        return 2;
    if (verb == QLatin1String("get")) {
        QKeychain::ReadPasswordJob job(service);
        job.setKey(name);
        const int code = runToItsEnd(job);
        const QByteArray secret = job.textData().toUtf8();
        if (code == 0)
            std::fwrite(secret.constData(), 1, size_t(secret.size()), stdout);
        return code;
    }
    if (verb == QLatin1String("set")) {
        QKeychain::WritePasswordJob job(service);
        job.setKey(name);
        job.setTextData(QString::fromUtf8(standardInput()));
        return runToItsEnd(job);
    }
    if (verb == QLatin1String("remove")) {
        QKeychain::DeletePasswordJob job(service);
        job.setKey(name);
        return runToItsEnd(job);
    }
    return 2;
}
