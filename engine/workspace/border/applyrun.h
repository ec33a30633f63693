// SPDX-License-Identifier: MIT
// One run through the record of an apply, forward or back. Part of apply.cpp.
//
// Order: journal (synced) - folders - new contents aside - sync, so that contents are on the disk before names - names
// change places - note that all did - old contents go - sync - note that it is done (synced). So a loss of power leaves
// each path old or new, and the journal says which set it was; old contents are in the object store since the first
// sync.
#pragma once

#include "workspace/border/pathwriter.h"

namespace vibecoder {

class ApplyRun
{
public:
    ApplyRun(int root, ObjectStore &objects, const ApplyJournal &journal, ApplyRecord record, const ApplyStep &step);

    /// After a kill: what somebody saved in the moment of a swap returns to its place, half-made things go.
    Result<> sortOut();
    /// False: a path is not as planned, and back() must follow. Also after an error.
    Result<bool> forward();
    Result<> back();

    [[nodiscard]] ApplyReport takeReport();

    ApplyReport report;

private:
    Result<> openFolders();
    Result<> closeFolders(bool forward);
    Result<bool> bringFolder(const JournaledChange &one);
    Result<bool> prepare(int index);
    Result<bool> noteWritten(int index);
    Result<bool> put(int index, const TreeEntry &from, const TreeEntry &to);
    Result<> swapIn();
    Result<> lookForLaterSaves();
    Result<bool> takeBack(int index);
    Result<> takeBackFolders();
    Result<> clearAside();
    void removeScratch();
    void sync() const;

    int m_root;
    ObjectStore &m_objects;
    const ApplyJournal &m_journal;
    ApplyRecord m_record;
    PathWriter m_writer;
    std::vector<bool> m_todo; ///< by index: prepared, not swapped
};

} // namespace vibecoder
