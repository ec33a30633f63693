// SPDX-License-Identifier: MIT
// What one look at the border found, as the step keeps it.
#pragma once

#include "verification/guard.h"

#include <QJsonObject>
#include <QStringList>

namespace vibecoder {

struct BorderLook
{
    struct Row
    {
        QString digest, path; ///< of an asked change
        bool guarded = false; ///< it changes what passing means
        bool shown = true;    ///< false: a folder that goes with what is asked below it
    };
    QString tree;          ///< id of the whole change set
    QString chosen;        ///< id of what may leave the view: without what is asked, left out or denied
    QList<Row> asked;      ///< the worst first
    QStringList lines;     ///< what is asked, one line each
    QStringList leftPaths; ///< that a setting or an answer keeps in the view
    QString askedDigest;   ///< binds an answer to what is asked
    QStringList problems;  ///< the set is not whole: nothing of it can be applied
    struct Held
    {
        QStringList digests, paths; ///< of asked changes that need no question when the result passes without them
        QStringList sets;           ///< ids of the result without them, and without every other change of tests too
        bool needsCounts = false;   ///< as in HeldBack
    };
    Held held;
    QStringList ownChecks;     ///< new files of the result that say what passing means, where nothing else does
    QList<GuardFinding> reach; ///< what code of the application does to the runner of its tests

    [[nodiscard]] QStringList guardedPaths() const;
};

[[nodiscard]] QJsonObject toJson(const BorderLook &found);
[[nodiscard]] BorderLook borderLookFromJson(const QJsonObject &json);

} // namespace vibecoder
