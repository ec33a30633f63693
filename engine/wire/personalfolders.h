// SPDX-License-Identifier: MIT
// Folders of a person's home (and of the programs on PATH) in which a task has no business: keys and passwords, what is
// started by itself, programs. Deciding is pure; what it decides about is found by personalPlaces().
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace vibecoder {

enum class FolderKind {
    Free,      ///< nothing speaks against it
    Secrets,   ///< keys, passwords, the profile of a browser or of a mail program
    Autostart, ///< what lies there is started or obeyed without a command of the person
    Programs,  ///< programs that a shell finds by their names
    Git,       ///< git's own folder, or one inside it
    Settings,  ///< other configuration: a person must accept it on a card
};

struct PersonalPlace
{
    FolderKind kind;
    QString path;                 ///< absolute; a `*` at its end stands for any end of the last name
    QString real;                 ///< where its links lead; empty: nowhere else
    bool anyoneMayHoldIt = false; ///< a project may lie around it (a folder of programs that only PATH names)
};

struct PersonalPlaces
{
    QStringList homes;          ///< of the person who runs this, real paths
    QList<PersonalPlace> known; ///< below these homes, and what the environment names
    QStringList settings;       ///< folders of configuration that the environment names, real paths
};

/// From the environment and the user database.
[[nodiscard]] PersonalPlaces personalPlaces();

/// `real`: absolute, all links resolved.
[[nodiscard]] FolderKind folderKind(const QString &real, const PersonalPlaces &places);

/// Whether a task may work there only after a person accepted that on a card; looks at the environment.
[[nodiscard]] bool isSettingsFolder(const QString &real);

} // namespace vibecoder
