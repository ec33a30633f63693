// SPDX-License-Identifier: MIT
#include "permission/protectedpath.h"

#include "base/secrets/secretfiles.h"
#include "permission/protectednames.h"

#include <QByteArrayList>

#include <algorithm>

namespace vibecoder {

namespace {

QByteArrayList componentsOf(QByteArrayView path)
{
    return path.toByteArray().split('/');
}

} // namespace

QByteArrayList protectedNames()
{
    QByteArrayList names;
    for (const ProtectedName &row : protectedNameTable()) {
        if (row.madeByBuilds || row.match == NameMatch::Suffix)
            continue;
        if (row.written)
            names.append(row.written);
        if (row.match != NameMatch::Prefix || !QByteArrayView(row.pattern).endsWith('.'))
            names.append(row.pattern);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

PathGuard guardOf(QByteArrayView relative)
{
    PathGuard guard;
    QByteArray before;
    for (const QByteArray &raw : componentsOf(relative)) {
        const QByteArray name = foldedName(raw);
        guard.write = guard.write || isProtectedName(before, name);
        guard.read = guard.read || isSecretFile(name);
        before = name;
    }
    // The configuration of git may hold credentials; the rest of .git is only content.
    const QByteArray folded = relative.toByteArray().toLower();
    guard.read = guard.read || folded == ".git/config" || folded.endsWith("/.git/config");
    return guard;
}

QByteArray joined(QByteArrayView base, QByteArrayView path)
{
    QByteArrayList parts;
    const QByteArray whole = path.startsWith('/') ? path.toByteArray() : base.toByteArray() + '/' + path.toByteArray();
    for (const QByteArray &part : whole.split('/')) {
        if (part == "..") {
            if (!parts.isEmpty())
                parts.removeLast();
        } else if (!part.isEmpty() && part != ".") {
            parts.append(part);
        }
    }
    return '/' + parts.join('/');
}

QByteArray below(QByteArrayView root, QByteArrayView path)
{
    if (path == root)
        return QByteArray("");
    if (path.size() > root.size() && path.startsWith(root) && path.at(root.size()) == '/')
        return path.sliced(root.size() + 1).toByteArray();
    return {};
}

} // namespace vibecoder
