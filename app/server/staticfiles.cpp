// SPDX-License-Identifier: MIT
#include "staticfiles.h"

#include "base/digest.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QByteArray typeOf(const QString &name)
{
    static const QHash<QString, QByteArray> types{{u"html"_s, "text/html; charset=utf-8"},
        {u"js"_s, "text/javascript; charset=utf-8"}, {u"css"_s, "text/css; charset=utf-8"},
        {u"svg"_s, "image/svg+xml"}, {u"png"_s, "image/png"}, {u"ico"_s, "image/x-icon"}, {u"woff2"_s, "font/woff2"},
        {u"json"_s, "application/json"}, {u"webmanifest"_s, "application/manifest+json"},
        {u"txt"_s, "text/plain; charset=utf-8"}};
    return types.value(name.section(u'.', -1), "application/octet-stream");
}

bool acceptsGzip(const RequestHead &head)
{
    for (const QByteArray &part : head.header("accept-encoding").toLower().split(',')) {
        const QByteArray coding = part.simplified().replace(' ', "");
        if (coding == "gzip")
            return true;
        if (coding.startsWith("gzip;q="))
            return coding.mid(7).toDouble() > 0;
    }
    return false;
}

// If-None-Match compares weakly: W/ before a tag means nothing, * is every tag.
bool hasTag(const QByteArray &known, const QByteArray &tag)
{
    for (const QByteArray &part : known.split(',')) {
        const QByteArray one = part.trimmed();
        if (one == "*" || one == tag || (one.startsWith("W/") && one.mid(2) == tag))
            return true;
    }
    return false;
}

} // namespace

Result<> StaticFiles::load(const QString &folder)
{
    QHash<QString, File> files;
    QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        const QString path = walk.next();
        QFile source(path);
        if (!source.open(QIODevice::ReadOnly))
            continue;
        QString name = path.mid(folder.size() + 1);
        const QByteArray bytes = source.readAll();
        // Packed beside the plain file when the page was built: nothing is packed while a browser waits.
        const bool packed = name.endsWith(u".gz"_s);
        if (packed)
            name.chop(3);
        File &file = files[name];
        (packed ? file.packed : file.bytes) = bytes;
        if (packed)
            continue;
        file.type = typeOf(name);
        file.tag = '"' + sha256Hex(bytes).left(20).toLatin1() + '"';
        file.immutable = name.startsWith(u"assets/"_s);
    }
    if (!files.contains(u"index.html"_s))
        return fail(ErrorCode::Unavailable,
            QCoreApplication::translate("Server", "The dashboard is missing: %1 holds no index.html.").arg(folder),
            QCoreApplication::translate(
                "Server", "Install VibeCoder again; in the sources `npm --prefix resources/dashboard run build` makes it."));
    m_files = std::move(files);
    return {};
}

HttpReply StaticFiles::reply(const HttpRequest &request) const
{
    const QByteArray &method = request.head.method;
    if (method == "OPTIONS")
        return {204, {}, {}, {{"Allow", "GET, HEAD, OPTIONS"}}};
    if (method != "GET" && method != "HEAD") {
        HttpReply reply = HttpReply::refusal(405, u"this address does not know that method"_s, request.id);
        reply.headers.emplaceBack("Allow", "GET, HEAD, OPTIONS");
        return reply;
    }
    const QString asked = request.segments.join(u'/');
    // Addresses of the page itself (/tasks/ID, /approvals …) have no dot in their last part and get the shell.
    const bool page = asked.isEmpty() || !request.segments.constLast().contains(u'.');
    const bool folder = asked.startsWith(u"assets"_s) || asked.startsWith(u"static"_s);
    const auto it = m_files.constFind(page && !folder ? u"index.html"_s : asked);
    if (it == m_files.constEnd())
        return HttpReply::refusal(404, u"there is nothing at this address"_s, request.id);
    const bool packed = !it->packed.isEmpty() && acceptsGzip(request.head);
    // A strong tag names bytes: the packed ones are others.
    const QByteArray tag = packed ? it->tag.chopped(1) + "-gz\"" : it->tag;
    HttpReply reply;
    reply.type = it->type;
    reply.headers = {{"ETag", tag}, {"Vary", "Accept-Encoding"},
        {"Cache-Control", it->immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (hasTag(request.head.header("if-none-match"), tag)) {
        reply.status = 304;
        return reply;
    }
    reply.body = packed ? it->packed : it->bytes;
    if (packed)
        reply.headers.emplaceBack("Content-Encoding", "gzip");
    return reply;
}

} // namespace vibecoder
