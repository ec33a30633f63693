// SPDX-License-Identifier: MIT
#include "core/view/keptonce.h"

#include "base/inbackground.h"
#include "base/logging.h"
#include "workspace/checkpoint/folderchain.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kWorthIt = 1024 * 1024;

Result<> linkFiles(AttemptView &view)
{
    VC_TRY(const ChangeSet set, view.changes());
    qint64 bytes = 0;
    for (const Change &change : set.changes)
        bytes += S_ISREG(change.now.mode) ? change.size : 0;
    if (bytes < kWorthIt)
        return {};
    VC_TRY(const FileDescriptor upper, view.folder().openUpper());
    FolderChain folders(upper.get());
    for (const Change &change : set.changes) {
        if (!S_ISREG(change.now.mode) || change.now.content.isEmpty())
            continue;
        // Something of permissions alone may have no file here.
        if (const int folder = folders.openParentOf(change.path); folder >= 0)
            view.objects().linkBlob(change.now.content, folder, lastNameOf(change.path));
    }
    view.objects().sync();
    view.objects().dropLinked();
    return {};
}

} // namespace

QCoro::Task<> keepOnce(AttemptView &view)
{
    const auto answer = inBackground<Result<>>([&view] { return linkFiles(view); });
    const std::shared_ptr<Result<>> done = co_await answer;
    if (!*done)
        logWarning("view", u"a view takes more room than it needs"_s,
            {{u"view"_s, view.folder().storage()}, {u"why"_s, done->error().message}});
}

} // namespace vibecoder
