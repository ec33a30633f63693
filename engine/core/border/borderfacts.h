// SPDX-License-Identifier: MIT
// What the border knows of the person's folder, learned before anything of an attempt ran there; kept by a step of the
// run, so that whoever looks at the result later knows the same.
#pragma once

#include "core/border/classifychanges.h"
#include "workspace/protection/foldercache.h"
#include "workspace/workspace.h"

#include <QJsonObject>

namespace vibecoder {

/// Names of one folder that are looked at.
inline constexpr qsizetype kMostNamesOfFolder = 20000;

struct BorderFacts
{
    GuardRules rules;
    bool nothingGuarded = false;
    QMap<QByteArray, QByteArray> behindLinks;
    RepositoriesFound repositories; ///< gitEntries and layouts alone
    QByteArrayList obeyedPlaces;

    /// The same members of a context.
    void fill(ClassifyContext &context) const;
};

/// What FolderCache has to look for on the way.
[[nodiscard]] ObeyedNames namesAtBorder();

/// Reads the folder; folders: of namesAtBorder(), what was seen of this folder before is not read again. toWatch:
/// LearnedGuards::folders.
[[nodiscard]] BorderFacts learnBorderFacts(const Workspace &person, const QStringList &commands, FolderCache &folders,
    std::optional<QByteArrayList> *toWatch = nullptr);

[[nodiscard]] QJsonObject toJson(const BorderFacts &facts);
[[nodiscard]] BorderFacts borderFactsFromJson(const QJsonObject &json);

/// Takes in what the first verification opened, as the step after it (`border_products`) keeps it.
void addOpened(BorderFacts &facts, const QJsonObject &products);

/// Lists of exact paths as texts (pathText) and back.
[[nodiscard]] QJsonArray pathsToJson(const QByteArrayList &paths);
[[nodiscard]] QByteArrayList pathsFromJson(const QJsonValue &texts);

} // namespace vibecoder
