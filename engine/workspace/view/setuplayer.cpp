// SPDX-License-Identifier: MIT
#include "workspace/view/setuplayer.h"

#include "base/logging.h"
#include "base/paths.h"
#include "workspace/fileread.h"
#include "workspace/openchild.h"
#include "workspace/removetree.h"
#include "workspace/workspaceprivate.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTries = 200; // whoever makes or removes a layer, or asks whether it is free, holds it for a moment
constexpr std::chrono::milliseconds kPause(10);
const char kReady[] = "ready"; // holds the bytes of the layer: they change no more, and are many to count
const char kUsed[] = "used";
const char kLock[] = "lock"; // of the view that it was

Result<QString> placeOf(const QString &viewsFolder, const QString &key)
{
    const bool isKey = key.size() == 64 && std::all_of(key.begin(), key.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
    if (!isKey)
        return fail(ErrorCode::InvalidArgument, u"\"%1\" is no key of a setup layer"_s.arg(key));
    return viewsFolder + u'/' + kSetupLayerPrefix + key;
}

QString upperOf(const QString &place)
{
    return place + u"/0/upper"_s;
}

// Not open: there is none.
Result<FileDescriptor> openLayer(const QString &place)
{
    FileDescriptor folder(
        ::open(QFile::encodeName(place).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!folder.isOpen() && errno != ENOENT)
        return fail(ErrorCode::Io, u"the folder %1 cannot be read: %2"_s.arg(place, errnoText()));
    return folder;
}

// Nothing: it is not ready.
std::optional<qint64> bytesOf(int layer)
{
    constexpr qint64 most = 100;
    FileStamp stamp;
    const std::optional<QByteArray> bytes = readFileAt(layer, kReady, most, &stamp);
    return bytes ? std::optional(bytes->trimmed().toLongLong()) : std::nullopt;
}

QDateTime lastUse(int layer)
{
    struct stat st
    {
    };
    if (::fstatat(layer, kUsed, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return {};
    return QDateTime::fromMSecsSinceEpoch(st.st_mtim.tv_sec * 1000LL + st.st_mtim.tv_nsec / 1000000);
}

void noteUse(int layer)
{
    const FileDescriptor used(::openat(layer, kUsed, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    // Without it the layer only goes sooner.
    if (used.isOpen())
        (void)::futimens(used.get(), nullptr);
}

bool share(int lock)
{
    for (int tries = 0; tries < kTries; ++tries) {
        if (::flock(lock, LOCK_SH | LOCK_NB) == 0)
            return true;
        std::this_thread::sleep_for(kPause);
    }
    return false;
}

// All but the upper folder and the lock.
Result<> removeTheRest(const ViewFolder &view)
{
    const QDir::Filters all = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    for (const QString &name : QDir(view.storage()).entryList(all)) {
        if (name != u"0" && name != QLatin1StringView(kLock))
            VC_CHECK(removeTree(view.descriptor(), QFile::encodeName(name)));
    }
    const FileDescriptor layer = openChild(view.descriptor(), "0", O_RDONLY | O_DIRECTORY);
    return layer.isOpen() ? removeTree(layer.get(), "work")
                          : fail(ErrorCode::Io, u"%1/0 cannot be read: %2"_s.arg(view.storage(), errnoText()));
}

// In its new place.
Result<> makeReady(const ViewFolder &view)
{
    VC_CHECK(removeTheRest(view));
    noteUse(view.descriptor());
    return writeFileAtomically(
        view.storage() + u'/' + QLatin1StringView(kReady), QByteArray::number(bytesInTree(view.descriptor())) + '\n');
}

} // namespace

Result<std::optional<QString>> SetupLayers::find(const QString &viewsFolder, const QString &key)
{
    VC_TRY(const QString place, placeOf(viewsFolder, key));
    VC_TRY(const FileDescriptor layer, openLayer(place));
    return layer.isOpen() && bytesOf(layer.get()) ? std::optional(upperOf(place)) : std::nullopt;
}

Result<std::optional<SetupLayers::Hold>> SetupLayers::hold(const QString &viewsFolder, const QString &key)
{
    VC_TRY(const QString place, placeOf(viewsFolder, key));
    VC_TRY(const FileDescriptor layer, openLayer(place));
    FileDescriptor lock = layer.isOpen() ? openChild(layer.get(), kLock, O_RDONLY) : FileDescriptor();
    // Whoever had the lock may have removed it.
    if (!lock.isOpen() || !share(lock.get()) || !isStillAt(place, layer.get()) || !bytesOf(layer.get()))
        return std::optional<Hold>();
    noteUse(layer.get());
    return std::optional(Hold(upperOf(place), std::move(lock)));
}

Result<SetupLayers::Hold> SetupLayers::takeOver(
    const QString &viewsFolder, const QString &key, std::unique_ptr<ViewFolder> finished)
{
    const auto giveUp = [&finished](Error error) {
        (void)finished->remove();
        return tl::make_unexpected(std::move(error));
    };
    const Result<QString> place = placeOf(viewsFolder, key);
    if (!place)
        return giveUp(place.error());
    if (!finished->below().isEmpty())
        return giveUp({ErrorCode::InvalidArgument,
            u"the view %1 lies on a layer and can be none itself"_s.arg(finished->storage()), {}, {}});
    // Of the folder that the layer is: nobody has to read in it whose owner closed it.
    if (const auto upper = finished->openUpper(); !upper)
        return giveUp(upper.error());
    // After a loss of power too, what says that it is whole must not be there without the rest. Before it has its name:
    // it may take seconds, and whoever makes the same waits for it.
    if (::syncfs(finished->descriptor()) != 0)
        return giveUp({ErrorCode::Io, u"%1 cannot be written: %2"_s.arg(finished->storage(), errnoText()), {}, {}});
    const auto isHalfMade = [](int layer) { return !bytesOf(layer); };
    Result<> moved = finished->moveTo(*place);
    for (int tries = 0; !moved && moved.error().code == ErrorCode::Conflict && tries < 3; ++tries) {
        Result<std::optional<Hold>> other = hold(viewsFolder, key);
        if (!other)
            return giveUp(other.error());
        if (*other) {
            (void)finished->remove();
            return std::move(**other);
        }
        (void)ViewFolder::removeUnused(viewsFolder, kSetupLayerPrefix + key, isHalfMade);
        moved = finished->moveTo(*place);
    }
    if (!moved)
        return giveUp(moved.error());
    if (const Result<> ready = makeReady(*finished); !ready)
        return giveUp(ready.error());
    finished.reset();
    VC_TRY(std::optional<Hold> own, hold(viewsFolder, key));
    if (!own)
        return fail(ErrorCode::Conflict, u"the setup layer %1 was removed as soon as it was made"_s.arg(*place));
    return std::move(*own);
}

SetupLayers::Swept SetupLayers::sweep(
    const QString &viewsFolder, int maxAgeDays, qint64 maxBytes, const QStringList &inUse, const QDateTime &now)
{
    struct Layer
    {
        QString name;
        std::optional<qint64> bytes;
        QDateTime used;
    };
    QList<Layer> layers;
    Swept swept;
    const QDir::Filters folders = QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | QDir::NoSymLinks;
    for (const QString &name : QDir(viewsFolder).entryList({kSetupLayerPrefix + u'*'}, folders, QDir::Name)) {
        const Result<FileDescriptor> layer = openLayer(viewsFolder + u'/' + name);
        if (!layer || !layer->isOpen())
            continue;
        layers.append({name, bytesOf(layer->get()), lastUse(layer->get())});
        swept.keptBytes += layers.constLast().bytes.value_or(0);
    }
    std::sort(layers.begin(), layers.end(), [](const Layer &a, const Layer &b) { return a.used < b.used; });
    const QDateTime oldest = now.addDays(-maxAgeDays);
    for (const Layer &layer : std::as_const(layers)) {
        const bool isWanted = layer.used.isValid() && layer.used >= oldest && swept.keptBytes <= maxBytes;
        if (layer.bytes && (isWanted || inUse.contains(upperOf(viewsFolder + u'/' + layer.name))))
            continue;
        // Somebody may have finished or used it a moment ago.
        const auto isAsSeen = [&layer](int folder) {
            return bytesOf(folder) == layer.bytes && lastUse(folder) == layer.used;
        };
        const Result<> removed = ViewFolder::removeUnused(viewsFolder, layer.name, isAsSeen);
        if (removed) {
            swept.keptBytes -= layer.bytes.value_or(0);
            swept.removed.append(layer.name);
        } else if (removed.error().code != ErrorCode::Conflict) {
            logWarning("view", u"a setup layer could not be removed"_s,
                {{u"layer"_s, layer.name}, {u"why"_s, removed.error().message}});
        }
    }
    return swept;
}

} // namespace vibecoder
