// SPDX-License-Identifier: MIT
// Tasks as the JSON text in which they are sent, each written once until the queue moves on (Engine::queueVersion). A
// page is joined from these texts, so one that nobody asked for before costs little more than reading its ids. In the
// server's thread.
#pragma once

#include "core/engine.h"

#include <QByteArray>
#include <QCache>

#include <optional>

namespace vibecoder {

class TaskTexts
{
public:
    explicit TaskTexts(Engine &engine)
        : m_engine(engine)
    {
    }

    /// `{…}` of one task. Errors: those of Engine::task.
    [[nodiscard]] Result<QByteArray> one(const QString &id);
    /// `{"next_cursor":…,"tasks":[…]}`, all of it from one state of the store.
    [[nodiscard]] Result<QByteArray> page(const TaskFilter &filter, const PageRequest &page);

private:
    struct Kept
    {
        QByteArray text;
        qint64 seq = 0;
    };

    static constexpr qsizetype kMostBytes = 12 * 1024 * 1024;

    /// Forgets everything when the store has moved on. Answers its version.
    Result<QByteArray> follow();
    Result<Kept> kept(const QString &id);
    /// From the ids and the texts; empty when somebody has committed meanwhile, for then it is of no single state.
    Result<std::optional<QByteArray>> joined(const TaskFilter &filter, const PageRequest &page);
    Result<QByteArray> inOneRead(const TaskFilter &filter, const PageRequest &page);

    Engine &m_engine;
    QByteArray m_version; ///< of the queue, read before each of the texts was
    QCache<QString, Kept> m_texts{kMostBytes};
};

} // namespace vibecoder
