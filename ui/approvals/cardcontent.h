// SPDX-License-Identifier: MIT
// What the five-second card shows, as values: from an approval and what was found out about it. Pure, but for the
// words, which are translated. Everything that came from the model or the disk is harmless here and meant as plain
// text.
#pragma once

#include "core/engine.h"
#include "theme/theme.h"

#include <QCoreApplication>

namespace vibecoder {

enum class SpanKind { Plain, Danger, Escape };

/// A piece of the action: Danger is the telling part, Escape stands for what cannot be seen.
struct ActionSpan
{
    SpanKind kind = SpanKind::Plain;
    QString text;
    bool operator==(const ActionSpan &) const = default;
};

struct ActionLine
{
    QString prompt; ///< `$`, or empty
    QList<ActionSpan> spans;
    QString note;      ///< what the policy says to this one; may be empty
    QString heading{}; ///< above it, where another kind of lines begins; may be empty
};

struct CardContent
{
    Role role = Role::Warning, strip = Role::WarningSoft;
    QString icon;     ///< of the risk
    QString risk;     ///< "High risk"
    QString title;    ///< "High risk: it writes outside the working directory"
    QString headline; ///< what kind of thing is asked; may be empty
    QList<ActionLine> action;
    int hidden = 0;                ///< lines of the action that are not shown yet
    bool hasEscapes = false;       ///< the action holds what cannot be seen
    QString target, targetFigures; ///< resolved path and what lies there; empty: none
    QString why, whyDetail;        ///< the rule in words, the directory
    QString modelSays;             ///< at most 140 characters; empty: nothing
    bool undoable = false;
    QString undo; ///< the whole sentence
    QString task, taskDetail;
    QString rights;               ///< what goes with it; may be empty
    QString remember;             ///< what remembering it would mean each time, or why it cannot be; may be empty
    QString allow, deny, explain; ///< words of the buttons
    bool byRows = false;          ///< what was chosen row by row holds; closing decides nothing
    bool canDeny = true, canExplain = true;
    bool blocked = false; ///< an answer that was begun cannot be used yet
    QByteArray diff;
    bool high = false;        ///< Enter must not allow it, and it is never remembered
    bool canRemember = false; ///< a plain command below high risk
};

/// Of a decided approval, in words: "Approved by cli:alice".
class Cards
{
    Q_DECLARE_TR_FUNCTIONS(Cards)

public:
    /// facts and task may be null while they are not known. whole: also what a long question about guarded files leaves
    /// out at first.
    [[nodiscard]] static CardContent content(
        const Approval &approval, const ApprovalFacts *facts, const Task *task, bool whole = false);
    /// The words of the buttons when so many of all rows have an answer of their own.
    static void setRowWords(CardContent &card, const Approval &approval, int answered, int all);
    /// Passed, but each time it was to be applied somebody saved one of the paths: only trying again is asked.
    [[nodiscard]] static bool keepsChanging(const Approval &approval);
    /// One line for lists and notifications.
    [[nodiscard]] static QString action(const Approval &approval);
    [[nodiscard]] static QString decided(const Approval &approval, const QDateTime &now);
    /// Part of the time that is left (0 to 1) and its figure "28:14"; -1 and empty without an end.
    [[nodiscard]] static std::pair<double, QString> timeLeft(const Approval &approval, const QDateTime &now);
    /// What else the details hold: rights, tier, hash.
    [[nodiscard]] static QList<std::pair<QString, QString>> details(const Approval &approval);
    [[nodiscard]] static QString riskWord(Severity severity);
    [[nodiscard]] static QString tierWord(SandboxTier tier);
    /// `npm run build …` for a rule.
    [[nodiscard]] static QString ruleWords(const Rule &rule);
    /// What a person sees as the same kind of question; empty: stands alone.
    [[nodiscard]] static QString groupOf(const Approval &approval);
};

/// Cut into pieces with what cannot be seen as \u{…}. length 0 or the whole: nothing is marked as telling.
[[nodiscard]] QList<ActionSpan> actionSpans(const QString &text, int start, int length);

} // namespace vibecoder
