// SPDX-License-Identifier: MIT
#include "core/border/borderlinks.h"

#include <QByteArrayList>

#include <algorithm>

namespace vibecoder {

namespace {

constexpr int kMostLinks = 40; // as the kernel follows

QByteArrayList partsOf(const QByteArray &path)
{
    QByteArrayList parts = path.split('/');
    parts.removeIf([](const QByteArray &part) { return part.isEmpty() || part == "."; });
    return parts;
}

bool beginsWith(const QByteArrayList &list, const QByteArrayList &beginning)
{
    return list.size() >= beginning.size() && std::equal(beginning.cbegin(), beginning.cend(), list.cbegin());
}

QByteArray absolute(QByteArrayList parts, const QByteArrayList &rest)
{
    for (const QByteArray &part : rest) {
        if (part != "..")
            parts.append(part);
        else if (!parts.isEmpty())
            parts.removeLast();
    }
    return '/' + parts.join('/');
}

} // namespace

LinkPlace placeOfLink(const QByteArray &root, const QByteArray &path, const QByteArray &text, const LinkAt &linkAt)
{
    const QByteArrayList top = partsOf(root);
    QByteArrayList here = top + partsOf(path);
    here.removeLast();
    if (text.startsWith('/'))
        here.clear();
    QByteArrayList rest = partsOf(text);
    int links = 1;
    while (!rest.isEmpty()) {
        const QByteArray part = rest.takeFirst();
        if (part == "..") {
            if (!here.isEmpty())
                here.removeLast();
        } else {
            here.append(part);
        }
        if (beginsWith(top, here))
            continue; // above the folder, or the folder itself: none of these is a link
        // Links out there may lead anywhere, back as well.
        if (!beginsWith(here, top))
            return {LinkPlace::Kind::Outside, absolute(here, rest)};
        const std::optional<QByteArray> next = linkAt(QByteArrayList(here.sliced(top.size())).join('/'));
        if (!next)
            continue;
        if (++links > kMostLinks)
            return {LinkPlace::Kind::Nowhere, {}};
        here.removeLast();
        if (next->startsWith('/'))
            here.clear();
        rest = partsOf(*next) + rest;
    }
    if (!beginsWith(here, top))
        return {LinkPlace::Kind::Outside, absolute(here, {})};
    return {LinkPlace::Kind::Inside, QByteArrayList(here.sliced(top.size())).join('/')};
}

} // namespace vibecoder
