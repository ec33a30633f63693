// SPDX-License-Identifier: MIT
// What the engine tells of the places that attempts work in.
#include "core/engine.h"

#include "base/digest.h"
#include "core/engineprivate.h"
#include "core/place/placechoice.h"
#include "core/worktree/attemptworktree.h"

#include <QCoro/QCoroTask>
#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString Engine::folderOf(const Task &task) const
{
    return folderOfTask(d->db->location(), task);
}

QString Engine::whyNoView(const QString &directory)
{
    const StoreLocation &location = d->db->location();
    const QString root = QFileInfo(directory).canonicalFilePath();
    if (const QString why = vibecoder::whyNoView(d->settings, location, root); !why.isEmpty())
        return why;
    // With a leading point: whoever cleans takes it for what a removal left, should this process end in the middle.
    const QString folder = location.viewsFolder() + u"/.try-"_s + newId();
    auto view = AttemptView::open(folder, root, {location.dataFolder()});
    if (!view)
        return view.error().message;
    CancelSource stop;
    const QString why = QCoro::waitFor(tryView(d->runner, **view, root, stop));
    view->reset();
    (void)ViewFolder::removeUnused(location.viewsFolder(), QFileInfo(folder).fileName());
    return why;
}

} // namespace vibecoder
