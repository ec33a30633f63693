// SPDX-License-Identifier: MIT
#include "workspace/checkpoint/treediff.h"

#include "workspace/pathtext.h"
#include "workspace/textencoding.h"

#include <sys/stat.h>

namespace vibecoder {

namespace {

constexpr qsizetype kMaxPatch = 8 * 1024 * 1024;

} // namespace

Result<QByteArray> diffTrees(const FileTree &from, const FileTree &to, const ReadContent &read,
    QList<TreeChange> &changes, int context, MissingContent missing)
{
    changes = compareTrees(from, to);
    const auto contentOf = [&](const TreeEntry &entry) -> Result<QByteArray> {
        if (entry.content.isEmpty())
            return QByteArray();
        Result<QByteArray> bytes = read(entry.content);
        // A zero byte at its beginning makes it binary for everybody; two contents that are not kept stay different.
        if (!bytes && missing == MissingContent::IsNamed && bytes.error().code == ErrorCode::NotFound)
            return QByteArray(1, '\0') + entry.content;
        return bytes;
    };
    QByteArray patch;
    for (TreeChange &change : changes) {
        const QString name = change.path.endsWith(u'/') ? change.path.chopped(1) : change.path;
        const QByteArray path = pathBytes(name);
        const TreeEntry before = from.value(path), after = to.value(path);
        if (S_ISDIR(before.mode) && (S_ISDIR(after.mode) || after.mode == 0))
            continue; // a patch knows no folders
        if (S_ISDIR(after.mode) && before.mode == 0)
            continue;
        VC_TRY(const QByteArray old, contentOf(before));
        VC_TRY(const QByteArray now, contentOf(after));
        change.binary = isBinary(old) || isBinary(now);
        if (patch.size() > kMaxPatch) {
            change.binary = true;
            continue;
        }
        const PatchModes modes{before.mode, after.mode};
        if (change.kind == TreeChangeKind::Type) {
            patch += unifiedDiff(name, old, {}, {before.mode, 0});
            patch += unifiedDiff(name, {}, now, {0, after.mode});
        } else {
            patch += unifiedDiff(name, old, now, modes, context);
        }
    }
    return patch;
}

} // namespace vibecoder
