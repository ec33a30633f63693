// SPDX-License-Identifier: MIT
// A person's folder and an attempt that worked in a view of it, with the store of the tasks beside it.
#pragma once

#include "core/result/resultapply.h"
#include "core/result/resultrun.h"
#include "core/result/resultundo.h"
#include "storage/checkpointrows.h"
#include "storage/database.h"
#include "unit/workspace/viewtesting.h"

#include <QTest>

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>

namespace resulttesting {

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

/// Everything in a folder but `.git`: type, permissions with all bits, content.
inline QMap<QByteArray, QByteArray> pictureOf(const QString &root, const QString &at = {})
{
    QMap<QByteArray, QByteArray> seen;
    const QFileInfoList entries =
        QDir(root + u'/' + at)
            .entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo &entry : entries) {
        const QString path = at.isEmpty() ? entry.fileName() : at + u'/' + entry.fileName();
        struct stat st
        {
        };
        ::lstat(QFile::encodeName(entry.filePath()).constData(), &st);
        QByteArray text = QByteArray::number(st.st_mode, 8) + ' ';
        if (S_ISLNK(st.st_mode)) {
            char target[4096];
            text += QByteArray(target, ::readlink(QFile::encodeName(entry.filePath()).constData(), target, 4096));
        } else if (S_ISREG(st.st_mode)) {
            QFile file(entry.filePath());
            text += file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
        }
        seen.insert(QFile::encodeName(path), text);
        if (S_ISDIR(st.st_mode))
            seen.insert(pictureOf(root, path));
    }
    return seen;
}

class NoIgnoreRules : public IgnoreRules
{
public:
    [[nodiscard]] bool isIgnored(const QByteArray &, bool) const override { return false; }
};

class Attempt
{
public:
    Attempt()
        : location{scratch.at(u"store.db"_s)}
    {
        ::umask(022);
    }

    [[nodiscard]] QString root() const { return scratch.at(u"w"_s); }
    void put(const QString &path, const QByteArray &bytes) const { scratch.put(u"w/"_s + path, bytes); }
    [[nodiscard]] QByteArray get(const QString &path) const { return scratch.get(u"w/"_s + path); }
    [[nodiscard]] QMap<QByteArray, QByteArray> picture() const { return pictureOf(root()); }

    /// When the person's folder is as the test wants it.
    bool begin()
    {
        letTimePass();
        auto opened = ViewFolder::open(location.viewsFolder() + u'/' + viewNameOf(taskId, attempt), root());
        if (!opened)
            return false;
        view = std::move(*opened);
        auto results = ResultStore::open(location, taskId, attempt);
        auto bases = BaseBook::open(*view, 1 << 20);
        if (!results || !bases)
            return false;
        store = std::move(*results);
        book = std::move(*bases);
        lower = FileDescriptor(::open(QFile::encodeName(root()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        return lower.isOpen();
    }

    [[nodiscard]] PutContent keep()
    {
        return [this](const QByteArray &bytes) { return store->objects().put(ObjectType::Blob, bytes); };
    }

    /// One command; its current folder is the view.
    bool runs(const std::function<bool()> &command)
    {
        letTimePass();
        const auto time = book->begin();
        if (!time || !runInView(*view, command))
            return false;
        const auto paths = pathsInUpper(*view, lower.get(), *ignored(), {});
        return paths && book->noteNew(*paths, lower.get(), *time, keep());
    }

    ChangeSet changes()
    {
        auto set = readChanges(*view, lower.get(), *book, *ignored(), keep(), {});
        return set ? std::move(*set) : ChangeSet{{}, {}, {set.error().message.toUtf8()}};
    }

    /// Nobody works in it any more.
    void end()
    {
        book.reset();
        view.reset();
    }

    Result<ApplyOutcome> apply(const ApplyOptions &options = {}) { return apply(changes(), options); }
    Result<ApplyOutcome> apply(const ChangeSet &set, const ApplyOptions &options = {})
    {
        return applyResult(*view, *store, *scratch.workspace, set, options);
    }
    Result<UndoOutcome> undo(const UndoOptions &options = {})
    {
        return undoResult(*view, *store, *scratch.workspace, options);
    }

    Scratch scratch;
    QString taskId = u"task00000001"_s;
    int attempt = 1;
    StoreLocation location;
    std::unique_ptr<ViewFolder> view;
    std::unique_ptr<ResultStore> store;
    std::unique_ptr<BaseBook> book;
    FileDescriptor lower;
    bool ignores = false; ///< by the rules of a person's folder

private:
    std::unique_ptr<IgnoreRules> ignored()
    {
        if (!ignores)
            return std::make_unique<NoIgnoreRules>();
        upper = std::move(*view->openUpper());
        return IgnoreRulesSource(QFile::encodeName(root())).rules(lower.get(), upper.get());
    }

    FileDescriptor upper;
};

} // namespace resulttesting
