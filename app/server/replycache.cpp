// SPDX-License-Identifier: MIT
#include "replycache.h"

namespace vibecoder {

const HttpReply *ReplyCache::find(const QByteArray &version, const QByteArray &target)
{
    if (version != m_version) {
        m_replies.clear();
        m_version = version;
    }
    return m_replies.object(target);
}

void ReplyCache::keep(const QByteArray &version, const QByteArray &target, const HttpReply &reply)
{
    constexpr int ok = 200;
    if (version == m_version && reply.status == ok)
        m_replies.insert(target, new HttpReply(reply), reply.body.size() + target.size());
}

} // namespace vibecoder
