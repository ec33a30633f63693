// SPDX-License-Identifier: MIT
// What results of other tasks changed in the person's folder while a run works in a view of it, as steps.
#pragma once

#include "core/runcontext.h"

namespace vibecoder {

class FolderNews
{
public:
    FolderNews(RunServices &services, const Workspace &person, Journal &journal)
        : m_services(services)
        , m_person(person)
        , m_journal(journal)
    {
    }

    /// Since the last call; the first one only begins. One line for each result, for the model.
    QCoro::Task<Result<QStringList>> sinceLast(int iteration);

private:
    [[nodiscard]] Result<StepOutcome> look(qint64 after) const;
    [[nodiscard]] QStringList pathsHere(const Event &event) const;

    RunServices &m_services;
    const Workspace &m_person;
    Journal &m_journal;
    qint64 m_seen = -1; ///< number of the last event that was looked at
};

} // namespace vibecoder
