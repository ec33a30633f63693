// SPDX-License-Identifier: MIT
#include "linkpages.h"

#include "access.h"
#include "base/digest.h"
#include "base/paths.h"

#include <QDir>
#include <QFile>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSweepMs = 500;

// Without a script: the policy of some browsers for local files lets none run.
QByteArray pageFor(const QUrl &link)
{
    const QByteArray address = link.toString(QUrl::FullyEncoded).toHtmlEscaped().toUtf8();
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" "
           "content=\"no-referrer\">\n<meta http-equiv=\"refresh\" content=\"0; url=" +
           address + "\">\n<title>VibeCoder</title>\n</head>\n<body><p><a href=\"" + address +
           "\">VibeCoder</a></p></body>\n</html>\n";
}

} // namespace

LinkPages::LinkPages(const Access &access, QString folder)
    : m_access(access)
    , m_folder(std::move(folder))
{
    // Tickets live in memory, so what another server has left opens nothing; but one may be running beside us.
    constexpr int minute = 60;
    const QDateTime old = QDateTime::currentDateTimeUtc().addSecs(-minute);
    for (const QFileInfo &file : QDir(m_folder).entryInfoList({u"open-*.html"_s}, QDir::Files)) {
        if (file.lastModified() < old)
            QFile::remove(file.filePath());
    }
    QObject::connect(&m_sweep, &QTimer::timeout, &m_sweep, [this] { sweep(); });
}

LinkPages::~LinkPages()
{
    for (const QString &file : std::as_const(m_files))
        QFile::remove(file);
}

Result<QString> LinkPages::write(const QUrl &link, const QByteArray &ticket)
{
    VC_CHECK(ensurePrivateFolder(m_folder));
    const QString file = m_folder + u"/open-"_s + newId() + u".html"_s;
    VC_CHECK(writeFileAtomically(file, pageFor(link)));
    m_files.insert(ticket, file);
    m_sweep.start(kSweepMs);
    return file;
}

void LinkPages::sweep()
{
    m_files.removeIf([this](const auto &it) {
        const bool gone = !m_access.isOpenTicket(it.key());
        if (gone)
            QFile::remove(it.value());
        return gone;
    });
    if (m_files.isEmpty())
        m_sweep.stop();
}

} // namespace vibecoder
