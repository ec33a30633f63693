// SPDX-License-Identifier: MIT
#include "create/drafts.h"

#include "base/paths.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDrafts = 100;

Draft draftOfFile(const QString &path, const Settings &settings)
{
    QFile file(path);
    // Opened without waiting: a pipe or a device is no task file.
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) {
        Draft draft;
        draft.source = path;
        draft.name = QFileInfo(path).fileName();
        draft.result.errors.append({0, 0, u"(file)"_s,
            QCoreApplication::translate("Drafts", "%1 cannot be read: %2").arg(path, file.errorString()),
            QCoreApplication::translate("Drafts", "Check the name and the rights of the file.")});
        return draft;
    }
    return draftOfText(file.read(kTaskFileMaxBytes + 1), settings, path);
}

} // namespace

TaskFileContext contextFor(const Settings &settings, const QString &baseFolder)
{
    TaskFileContext context;
    context.baseFolder = baseFolder;
    context.defaultMaxIterations = settings.maxIterations;
    context.defaultTimeout = settings.timeoutPerIteration;
    context.refusedFolders = QStringList{expandHome(u"~/.vibecoder"_s)};
    return context;
}

Draft draftOfText(const QByteArray &bytes, const Settings &settings, const QString &source)
{
    Draft draft;
    draft.source = source;
    draft.name = source.isEmpty() ? QCoreApplication::translate("Drafts", "Dropped text") : QFileInfo(source).fileName();
    draft.bytes = bytes;
    draft.result = readTaskYaml(
        bytes, contextFor(settings, source.isEmpty() ? QDir::homePath() : QFileInfo(source).absolutePath()));
    return draft;
}

Dropped readDropped(const QStringList &paths, const Settings &settings)
{
    Dropped dropped;
    QStringList files;
    for (const QString &path : paths) {
        if (!QFileInfo(path).isDir()) {
            files.append(path);
            continue;
        }
        const QDir folder(path);
        const QStringList inside = folder.entryList({u"*.yaml"_s, u"*.yml"_s}, QDir::Files, QDir::Name);
        if (inside.isEmpty())
            dropped.folders.append(folder.absolutePath());
        for (const QString &name : inside)
            files.append(folder.absoluteFilePath(name));
    }
    files.removeDuplicates();
    for (const QString &file : files) {
        if (dropped.drafts.size() < kMostDrafts)
            dropped.drafts.append(draftOfFile(file, settings));
        else
            ++dropped.leftOut;
    }
    nameDuplicates(dropped.drafts, {});
    return dropped;
}

QByteArray contentDigest(const TaskSpec &spec)
{
    return QCryptographicHash::hash(writeTaskYaml(spec), QCryptographicHash::Sha256);
}

void nameDuplicates(QList<Draft> &drafts, const QHash<QByteArray, QString> &known)
{
    QHash<QByteArray, QString> seen = known;
    for (Draft &draft : drafts) {
        if (!draft.ok())
            continue;
        const QByteArray digest = contentDigest(draft.result.spec);
        draft.duplicateOf = seen.value(digest);
        if (draft.duplicateOf.isEmpty())
            seen.insert(digest, draft.name);
    }
}

} // namespace vibecoder
