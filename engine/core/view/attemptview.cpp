// SPDX-License-Identifier: MIT
#include "core/view/attemptview.h"

#include "workspace/pathtext.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

const ChangeLimits &changeLimits()
{
    static const ChangeLimits limits;
    return limits;
}

QString AttemptView::folderOf(const StoreLocation &location, const QString &taskId, int attempt)
{
    return location.viewsFolder() + u"/%1.%2"_s.arg(taskId).arg(attempt);
}

AttemptView::AttemptView(const QString &workingDirectory, const QString &storage)
    : m_objects(storage + u"/objects"_s)
    , m_rules(pathBytes(workingDirectory))
{
}

Result<std::unique_ptr<AttemptView>> AttemptView::open(const QString &folder, const QString &workingDirectory,
    const QStringList &refused, const QStringList &further, const QString &below)
{
    std::unique_ptr<AttemptView> view(new AttemptView(workingDirectory, folder));
    // What is laid over is decided once: git may have moved meanwhile, and what was written stays where it is.
    Result<std::unique_ptr<ViewFolder>> known = ViewFolder::openExisting(folder);
    if (known && (*known)->layers().constFirst().place != workingDirectory)
        return fail(
            ErrorCode::Conflict, u"the view %1 was made for %2"_s.arg(folder, (*known)->layers().constFirst().place));
    if (!known && known.error().code != ErrorCode::NotFound && QFileInfo::exists(folder + u"/view.json"_s))
        return passError(known);
    if (known) {
        view->m_folder = std::move(*known);
    } else {
        VC_TRY(view->m_folder, ViewFolder::open(folder, workingDirectory, further, below));
    }
    VC_TRY(view->m_shown, Workspace::open(workingDirectory, refused));
    view->m_shown->hide();
    VC_CHECK(view->m_objects.prepare());
    VC_TRY(view->m_bases, BaseBook::open(*view->m_folder, changeLimits().maxFileBytes));
    view->m_lower = FileDescriptor(
        ::open(pathBytes(workingDirectory).constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!view->m_lower.isOpen())
        return fail(ErrorCode::Denied,
            u"%1 cannot be read: %2"_s.arg(workingDirectory, QString::fromLocal8Bit(std::strerror(errno))));
    view->m_mounts.storage = folder;
    for (const ViewedFolder &layer : view->m_folder->layers())
        view->m_mounts.layers.append({layer.place, layer.name});
    view->m_mounts.below = view->m_folder->below();
    if (view->m_bases->isOpen()) {
        VC_CHECK(view->begin());
        VC_CHECK(view->end());
    }
    return view;
}

std::unique_ptr<ViewFolder> AttemptView::release(std::unique_ptr<AttemptView> view)
{
    view->m_bases.reset();
    return std::move(view->m_folder);
}

PutContent AttemptView::put()
{
    return [this](const QByteArray &bytes) { return m_objects.put(ObjectType::Blob, bytes); };
}

void AttemptView::keep(const QStringList &paths)
{
    for (const QString &path : paths) {
        const QByteArray clean = pathBytes(QDir::cleanPath(path));
        if (!clean.isEmpty() && !m_kept.contains(clean))
            m_kept.append(clean);
    }
}

Result<> AttemptView::begin()
{
    VC_TRY(m_begin, m_bases->begin());
    return {};
}

Result<> AttemptView::end()
{
    const std::optional<timespec> begin = std::exchange(m_begin, std::nullopt);
    if (!begin)
        return {};
    VC_CHECK(m_folder->finishMoves());
    VC_TRY(const FileDescriptor upper, m_folder->openUpper());
    const auto rules = m_rules.rules(m_lower.get(), upper.get(), m_kept);
    VC_TRY(const UpperPaths paths, pathsInUpper(*m_folder, m_lower.get(), *rules, changeLimits()));
    return m_bases->noteNew(paths, m_lower.get(), *begin, put());
}

Result<ChangeSet> AttemptView::changes(const QByteArrayList &wanted)
{
    // What an end() could not note, for want of disk perhaps.
    if (m_bases->isOpen()) {
        VC_CHECK(begin());
        VC_CHECK(end());
    }
    VC_TRY(const FileDescriptor upper, m_folder->openUpper());
    const auto rules = m_rules.rules(m_lower.get(), upper.get(), m_kept + wanted);
    return readChanges(*m_folder, m_lower.get(), *m_bases, *rules, put(), changeLimits());
}

Result<QList<WrittenFile>> AttemptView::written(const std::function<bool(const QByteArray &)> &isWanted)
{
    VC_TRY(const FileDescriptor upper, m_folder->openUpper());
    const auto rules = m_rules.rules(m_lower.get(), upper.get(), m_kept);
    return writtenFiles(*m_folder, m_lower.get(), *rules, changeLimits(), isWanted);
}

Result<QByteArrayList> AttemptView::gitWritten() const
{
    return vibecoder::gitWritten(*m_folder, m_lower.get(), changeLimits());
}

} // namespace vibecoder
