// SPDX-License-Identifier: MIT
// Answers to reads that depend on the store and the request alone, kept until anybody commits to the store. A page that
// many watch is put together once for each change. Used in the server's thread.
#pragma once

#include "message.h"

#include <QCache>

namespace vibecoder {

class ReplyCache
{
public:
    /// version: of the store, before it was read for the answer (Engine::queueVersion). Null when there is none.
    [[nodiscard]] const HttpReply *find(const QByteArray &version, const QByteArray &target);
    /// Dropped when it is no plain 200, when it is larger than the whole cache may be, or when the store has moved on.
    void keep(const QByteArray &version, const QByteArray &target, const HttpReply &reply);

private:
    static constexpr qsizetype kMostBytes = 4 * 1024 * 1024;

    QByteArray m_version;
    QCache<QByteArray, HttpReply> m_replies{kMostBytes};
};

} // namespace vibecoder
