// SPDX-License-Identifier: MIT
// Gives each change of an attempt its classes. Pure: what it has to know of files is asked through the context, so that
// the same set with the same answers always gives the same classes.
#pragma once

#include "verification/guardrules.h"
#include "workspace/border/borderclass.h"
#include "workspace/protection/foldercache.h"

#include <QMap>

#include <functional>
#include <optional>

namespace vibecoder {

/// A larger file is classified as large, and only this much of its content is read.
inline constexpr qint64 kBorderLook = 4 * 1024 * 1024;

struct ClassifyContext
{
    QByteArray root; ///< the person's folder, absolute, without links

    /// As they were learned from the person's folder at the start of the attempt.
    GuardRules rules;
    /// There was no test, no configuration of tests and no script of the verification commands at the start: who writes
    /// the first of them is not asked for each.
    bool nothingGuarded = false;
    /// Paths that the verification writes by itself, by the baseline.
    QSet<QByteArray> products;

    /// What links of guarded names lead to in the person's folder: target, then the link. Whoever changes the target
    /// changes what is found through the link; it may be a folder.
    QMap<QByteArray, QByteArray> behindLinks;

    /// In the person's folder before the attempt (`.git` in gitEntries: the folder itself is a work tree).
    RepositoriesFound repositories;
    /// What the attempt wrote at or below any `.git`, by name alone: no change set holds it, and none of it is applied.
    QByteArrayList gitWritten;
    /// More paths that something obeys: where the configuration of git leads (GitPlaces), what lies behind links of
    /// protected names. What lies below them is obeyed as well.
    QByteArrayList obeyedPlaces;

    /// For links that lead out of the folder: as in PathQuestion.
    QByteArray home, dataDirectory, databaseFile;

    /// The first `most` bytes of a file, or the text of a link; nothing when it cannot be read.
    std::function<std::optional<QByteArray>(const ObjectId &id, qint64 most)> content;
    /// The link that lies at a path in the attempt, where the change set does not name it; may be absent.
    std::function<std::optional<QByteArray>(const QByteArray &path)> linkNow;
    /// The names in a folder of the attempt; may be absent, then only the change set's own are known.
    std::function<QByteArrayList(const QByteArray &folder)> namesNow;
};

/// In order of path. Every change of the set has one entry, and so has every path of gitWritten (neither end of it is
/// known then).
[[nodiscard]] QList<ClassifiedChange> classifyChanges(const ChangeSet &set, const ClassifyContext &context);

} // namespace vibecoder
