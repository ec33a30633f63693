// SPDX-License-Identifier: MIT
// What one apply (or undo) is about to do, kept until it is done: after a kill at any point the folder itself tells how
// far it came, and this file says what it was and what it shall be.
//
// Form: the mark of the form, length of the record (8 bytes, big-endian), the record (QDataStream, Qt 6.0), its
// SHA-256; behind it notes of five bytes each: a letter and a number. Half a note at the end is none.
#pragma once

#include "workspace/border/applyplan.h"

#include <QSet>

namespace vibecoder {

struct JournaledChange
{
    PlannedChange change;
    /// Path of what lies beside while it is swapped: first the new content, then the old one. For what is deleted it
    /// is in the innermost folder that stays.
    QByteArray aside;
};

enum class ApplyStage {
    Begun,     ///< any part of it may have been done
    GoingBack, ///< it cannot be completed: any part of it may have been taken back
    InPlace,   ///< complete but for old contents that still lie aside; after a loss of power the same as Begun
    Done,
    TakenBack,
};

struct ApplyRecord
{
    QByteArray scratch; ///< name under which something new is made, in each folder; what has it is never whole
    QString boot;       ///< of the machine: after another start, contents may be torn
    QList<JournaledChange> changes;
    QSet<int> written; ///< indexes: the content is written into the file itself, it cannot be replaced
    ApplyStage stage = ApplyStage::Begun;
};

class ApplyJournal
{
public:
    /// file: in the folder of the attempt. root: name in the object store that keeps the contents it needs.
    ApplyJournal(QString file, QString root)
        : m_file(std::move(file))
        , m_root(std::move(root))
    {
    }

    /// On the disk when it returns. Conflict while an earlier one is neither done nor taken back.
    Result<> begin(const ApplyRecord &record, ObjectStore &objects) const;
    /// Safe from a kill when it returns; an end also from a loss of power.
    Result<> noteStage(ApplyStage stage) const;
    Result<> noteWritten(int index) const;
    /// NotFound when there is none, Storage when it is damaged.
    [[nodiscard]] Result<ApplyRecord> load() const;
    /// Nothing will be finished, taken back or undone any more.
    void forget(const ObjectStore &objects) const;

private:
    Result<> note(char what, quint32 number) const;
    Result<> keepContents(const ApplyRecord &record, ObjectStore &objects) const;

    QString m_file, m_root;
};

} // namespace vibecoder
