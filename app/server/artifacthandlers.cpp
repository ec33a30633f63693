// SPDX-License-Identifier: MIT
// What a task left: outputs, patches, old contents. By id, whole or in ranges.
#include "handlers.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestPiece = 4 * 1024 * 1024;

struct ByteRange
{
    qint64 first = 0, last = 0;
};

// One range of `bytes=a-b`, `a-`, `-n`; anything else counts as no range (RFC 9110 section 14.2).
std::optional<ByteRange> rangeOf(const RequestHead &head, qint64 size, bool &unsatisfiable)
{
    const QByteArray text = head.header("range");
    if (!text.startsWith("bytes=") || text.contains(','))
        return std::nullopt;
    const QByteArrayList ends = text.mid(6).split('-');
    bool firstOk = false, lastOk = false;
    if (ends.size() != 2)
        return std::nullopt;
    qint64 first = ends.at(0).trimmed().toLongLong(&firstOk), last = ends.at(1).trimmed().toLongLong(&lastOk);
    if (!firstOk && lastOk && ends.at(0).isEmpty()) {
        first = std::max<qint64>(0, size - last);
        last = size - 1;
    } else if (firstOk && (!lastOk || last >= size)) {
        if (!ends.at(1).isEmpty() && !lastOk)
            return std::nullopt;
        last = size - 1;
    } else if (!firstOk) {
        return std::nullopt;
    }
    unsatisfiable = first >= size || first > last || first < 0;
    return unsatisfiable ? std::nullopt : std::optional<ByteRange>({first, last});
}

} // namespace

void listArtifacts(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Task> task = id ? context.engine.task(*id) : Result<Task>(passError(id));
    const Result<QList<Artifact>> artifacts =
        task ? context.engine.artifacts(*id) : Result<QList<Artifact>>(passError(task));
    if (!artifacts) {
        answer(HttpReply::ofError(artifacts.error(), request.id));
        return;
    }
    QJsonArray items;
    for (const Artifact &artifact : *artifacts)
        items.append(toJson(artifact));
    const Result<QJsonObject> page = pageOfItems(request, u"artifacts"_s, items, u"id"_s);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

void readArtifact(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<QString> name = idOf(request, u"artifact"_s);
    if (!id || !name) {
        answer(HttpReply::ofError(id ? name.error() : id.error(), request.id));
        return;
    }
    const Result<QList<Artifact>> artifacts = context.engine.artifacts(*id);
    if (!artifacts) {
        answer(HttpReply::ofError(artifacts.error(), request.id));
        return;
    }
    const auto it = std::find_if(
        artifacts->begin(), artifacts->end(), [&](const Artifact &artifact) { return artifact.id == *name; });
    if (it == artifacts->end()) {
        answer(HttpReply::refusal(404, u"this task has no such artifact"_s, request.id));
        return;
    }
    bool unsatisfiable = false;
    const std::optional<ByteRange> range = rangeOf(request.head, it->size, unsatisfiable);
    if (unsatisfiable) {
        HttpReply reply = HttpReply::refusal(416, u"that range lies outside of the artifact"_s, request.id);
        reply.headers.emplaceBack("Content-Range", "bytes */" + QByteArray::number(it->size));
        answer(reply);
        return;
    }
    const qint64 first = range ? range->first : 0;
    const qint64 wanted = range ? range->last - range->first + 1 : it->size;
    const qint64 length = std::min(wanted, kLargestPiece);
    const Result<QByteArray> bytes = context.engine.artifactBytes(it->id, first, length);
    if (!bytes) {
        answer(HttpReply::ofError(bytes.error(), request.id));
        return;
    }
    HttpReply reply;
    // Never a type a browser would run.
    reply.type = "text/plain; charset=utf-8";
    reply.body = *bytes;
    reply.headers = {{"Accept-Ranges", "bytes"}, {"Content-Disposition", "attachment"}};
    if (range || length < it->size) {
        reply.status = 206;
        reply.headers.emplaceBack("Content-Range", "bytes " + QByteArray::number(first) + '-' +
                                                       QByteArray::number(first + bytes->size() - 1) + '/' +
                                                       QByteArray::number(it->size));
    }
    answer(reply);
}

} // namespace vibecoder::handlers
