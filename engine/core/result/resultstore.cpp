// SPDX-License-Identifier: MIT
#include "core/result/resultstore.h"

#include "storage/checkpointrows.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Results
{
    Q_DECLARE_TR_FUNCTIONS(Results)
};

QString numbered(const QString &name, int number)
{
    return number == 1 ? name : name + u'-' + QString::number(number);
}

} // namespace

QString viewNameOf(const QString &taskId, int attempt)
{
    return taskId + u'.' + QString::number(attempt);
}

ResultStore::ResultStore(QString folder, QString taskId, int attempt)
    : m_folder(std::move(folder))
    , m_taskId(std::move(taskId))
    , m_attempt(attempt)
    , m_objects(m_folder + u"/objects"_s)
{
    // What a loss of power left half written must not be believed to be there.
    m_objects.distrust(true);
}

bool ResultStore::exists(const StoreLocation &location, const QString &taskId, int attempt)
{
    return QFileInfo(location.viewsFolder() + u'/' + viewNameOf(taskId, attempt) + u"/view.json"_s).isFile();
}

Result<std::unique_ptr<ResultStore>> ResultStore::open(
    const StoreLocation &location, const QString &taskId, int attempt)
{
    if (!exists(location, taskId, attempt))
        return fail(ErrorCode::NotFound, Results::tr("The changes of attempt %1 are no longer kept.").arg(attempt),
            Results::tr("They were removed with their view, or the attempt had none. What was applied is in your "
                        "folder; `vibecoder task report %1` shows the patches of its iterations.")
                .arg(taskId));
    std::unique_ptr<ResultStore> store(
        new ResultStore(location.viewsFolder() + u'/' + viewNameOf(taskId, attempt), taskId, attempt));
    VC_CHECK(store->m_objects.prepare());
    return store;
}

ReadContent ResultStore::reader() const
{
    return [this](const ObjectId &id) { return m_objects.read(ObjectType::Blob, id); };
}

Result<std::unique_ptr<ViewFolder>> ResultStore::hold() const
{
    Result<std::unique_ptr<ViewFolder>> view = ViewFolder::openExisting(m_folder);
    if (!view && view.error().code == ErrorCode::Conflict) {
        Error error = view.error();
        error.detail = error.message;
        error.message =
            Results::tr("The changes of attempt %1 are in use, or their folder was replaced.").arg(m_attempt);
        error.hint = Results::tr("Wait until the task or another apply has ended, then run it again.");
        return tl::make_unexpected(error);
    }
    return view;
}

Result<KeptChanges> ResultStore::newest(Connection &c) const
{
    VC_TRY(const QList<Checkpoint> list, checkpointrows::list(c, m_taskId, m_attempt));
    for (auto it = list.crbegin(); it != list.crend(); ++it) {
        if (it->kind != CheckpointKind::Iteration && it->kind != CheckpointKind::Restore)
            continue;
        if (Result<ChangeSet> set = load(*it))
            return KeptChanges{*it, std::move(*set)};
    }
    return fail(ErrorCode::NotFound, Results::tr("No state of attempt %1 is kept.").arg(m_attempt),
        Results::tr("It ended before its first iteration did."));
}

Result<ChangeSet> ResultStore::load(const Checkpoint &checkpoint) const
{
    Result<ChangeSet> set = loadChangeSet(m_objects, checkpoint.tree);
    if (!set && set.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, Results::tr("The state c%1 is gone or damaged.").arg(checkpoint.number), {},
            set.error().message);
    return set;
}

ApplyJournal ResultStore::applyJournal(int number) const
{
    return {m_folder + u'/' + numbered(u"apply.journal"_s, number),
        numbered(u"%1-%2-apply"_s.arg(m_taskId).arg(m_attempt), number)};
}

ApplyJournal ResultStore::undoJournal() const
{
    return {m_folder + u"/undo.journal"_s, u"%1-%2-undo"_s.arg(m_taskId).arg(m_attempt)};
}

int ResultStore::applyJournals() const
{
    int number = 0;
    while (QFile::exists(m_folder + u'/' + numbered(u"apply.journal"_s, number + 1)))
        ++number;
    return number;
}

} // namespace vibecoder
