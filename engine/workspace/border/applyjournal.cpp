// SPDX-License-Identifier: MIT
#include "workspace/border/applyjournal.h"

#include "base/paths.h"
#include "workspace/fileprimitives.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QFile>
#include <QtEndian>

#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kForm = "VCAPPLY1";
constexpr qsizetype kNote = 5, kDigest = 32, kLength = 8;
constexpr qint64 kMostBytes = 256 * 1024 * 1024;
constexpr char kWritten = 'w', kDone = 'd', kTakenBack = 't';
const std::pair<char, ApplyStage> kStages[] = {{'b', ApplyStage::GoingBack}, {'p', ApplyStage::InPlace},
    {kDone, ApplyStage::Done}, {kTakenBack, ApplyStage::TakenBack}};

QByteArray encoded(const ApplyRecord &record)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << record.scratch << record.boot << quint32(record.changes.size());
    for (const JournaledChange &one : record.changes) {
        const PlannedChange &change = one.change;
        stream << change.path << quint32(change.before.mode) << change.before.content << quint32(change.after.mode)
               << change.after.content << change.merged << one.aside;
    }
    return bytes;
}

bool decode(const QByteArray &bytes, ApplyRecord &record)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_0);
    quint32 count = 0;
    stream >> record.scratch >> record.boot >> count;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        JournaledChange one;
        quint32 before = 0, after = 0;
        stream >> one.change.path >> before >> one.change.before.content >> after >> one.change.after.content >>
            one.change.merged >> one.aside;
        one.change.before.mode = before;
        one.change.after.mode = after;
        record.changes.append(one);
    }
    return stream.status() == QDataStream::Ok && stream.atEnd();
}

QByteArray digestOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

} // namespace

Result<> ApplyJournal::begin(const ApplyRecord &record, ObjectStore &objects) const
{
    const Result<ApplyRecord> earlier = load();
    if (!earlier && earlier.error().code != ErrorCode::NotFound)
        return passError(earlier);
    if (earlier && earlier->stage != ApplyStage::Done && earlier->stage != ApplyStage::TakenBack)
        return fail(ErrorCode::Conflict, u"an earlier apply of this attempt was interrupted"_s,
            u"finish it or take it back first"_s, m_file);
    VC_CHECK(keepContents(record, objects));
    const QByteArray bytes = encoded(record);
    QByteArray length(kLength, '\0');
    qToBigEndian(quint64(bytes.size()), length.data());
    return writeFileAtomically(m_file, kForm + length + bytes + digestOf(bytes));
}

Result<> ApplyJournal::keepContents(const ApplyRecord &record, ObjectStore &objects) const
{
    FileTree kept;
    for (const JournaledChange &one : record.changes) {
        for (const TreeEntry &entry : {one.change.before, one.change.after}) {
            if (!entry.content.isEmpty())
                kept.insert(entry.content.toHex(), {S_IFREG | 0644, entry.content});
        }
    }
    VC_TRY(const ObjectId tree, storeTree(objects, kept));
    return objects.setRoot(m_root, tree);
}

Result<> ApplyJournal::noteStage(ApplyStage stage) const
{
    for (const auto &[letter, its] : kStages) {
        if (its == stage)
            return note(letter, 0);
    }
    return {};
}

Result<> ApplyJournal::noteWritten(int index) const
{
    return note(kWritten, quint32(index));
}

Result<> ApplyJournal::note(char what, quint32 number) const
{
    QByteArray bytes(kNote, what);
    qToBigEndian(number, bytes.data() + 1);
    const FileDescriptor file(::open(QFile::encodeName(m_file).constData(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (!file.isOpen())
        return fail(ErrorCode::Io, u"cannot write %1: %2"_s.arg(m_file, qt_error_string()));
    VC_CHECK(writeWhole(file.get(), bytes));
    // Once somebody heard that it ended, it must not begin again after a loss of power.
    const bool ended = what == kDone || what == kTakenBack;
    return !ended || ::fdatasync(file.get()) == 0 ? Result<>() : fail(ErrorCode::Io, qt_error_string());
}

Result<ApplyRecord> ApplyJournal::load() const
{
    const auto damaged = [this] {
        return fail(ErrorCode::Storage, u"the journal %1 is damaged"_s.arg(m_file), u"compare the folder yourself"_s);
    };
    if (!QFile::exists(m_file))
        return fail(ErrorCode::NotFound, u"nothing was applied"_s);
    VC_TRY(const QByteArray bytes, readWholeFile(m_file, kMostBytes));
    const qsizetype head = kForm.size() + kLength;
    if (!bytes.startsWith(kForm) || bytes.size() < head + kDigest)
        return damaged();
    const quint64 length = qFromBigEndian<quint64>(bytes.constData() + kForm.size());
    if (length > quint64(bytes.size() - head - kDigest))
        return damaged();
    const QByteArray body = bytes.mid(head, qsizetype(length));
    ApplyRecord record;
    if (digestOf(body) != bytes.mid(head + body.size(), kDigest) || !decode(body, record))
        return damaged();
    for (qsizetype at = head + body.size() + kDigest; at + kNote <= bytes.size(); at += kNote) {
        const char what = bytes.at(at);
        const auto number = qFromBigEndian<quint32>(bytes.constData() + at + 1);
        if (what == kWritten && number < quint32(record.changes.size()))
            record.written.insert(int(number));
        for (const auto &[letter, stage] : kStages) {
            if (letter == what)
                record.stage = stage;
        }
    }
    return record;
}

void ApplyJournal::forget(const ObjectStore &objects) const
{
    QFile::remove(m_file);
    objects.removeRoot(m_root);
}

} // namespace vibecoder
