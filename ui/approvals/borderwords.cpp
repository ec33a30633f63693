// SPDX-License-Identifier: MIT
#include "approvals/borderwords.h"

#include "base/harmless.h"
#include "wire/borderreasons.h"

#include <QHash>
#include <QLocale>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString BorderWords::classWord(const QString &code)
{
    static const QHash<QString, const char *> texts{
        {u"source"_s, QT_TRANSLATE_NOOP("BorderWords", "source")},
        {u"lock_file"_s, QT_TRANSLATE_NOOP("BorderWords", "lock file")},
        {u"moved_test"_s, QT_TRANSLATE_NOOP("BorderWords", "moved test")},
        {u"new_test"_s, QT_TRANSLATE_NOOP("BorderWords", "new test")},
        {u"large_file"_s, QT_TRANSLATE_NOOP("BorderWords", "large file")},
        {u"odd_name"_s, QT_TRANSLATE_NOOP("BorderWords", "odd name")},
        {u"bound_to"_s, QT_TRANSLATE_NOOP("BorderWords", "goes with others")},
        {u"case_collision"_s, QT_TRANSLATE_NOOP("BorderWords", "almost the same name")},
        {u"unread"_s, QT_TRANSLATE_NOOP("BorderWords", "could not be read")},
        {u"executable_bit"_s, QT_TRANSLATE_NOOP("BorderWords", "may be executed now")},
        {u"link_outside"_s, QT_TRANSLATE_NOOP("BorderWords", "link that leads out")},
        {u"protected_name"_s, QT_TRANSLATE_NOOP("BorderWords", "protected name")},
        {u"secret"_s, QT_TRANSLATE_NOOP("BorderWords", "secret")},
        {u"repository"_s, QT_TRANSLATE_NOOP("BorderWords", "new repository")},
        {u"steering"_s, QT_TRANSLATE_NOOP("BorderWords", "steers the tests")},
        {u"changed_test"_s, QT_TRANSLATE_NOOP("BorderWords", "changed test")},
        {u"link_forbidden"_s, QT_TRANSLATE_NOOP("BorderWords", "link to where nothing may lead")},
        {u"set_id"_s, QT_TRANSLATE_NOOP("BorderWords", "set-user-id")},
        {u"special_file"_s, QT_TRANSLATE_NOOP("BorderWords", "device, socket or pipe")},
        {u"name_outside"_s, QT_TRANSLATE_NOOP("BorderWords", "name that leads out")},
        {u"inside_git"_s, QT_TRANSLATE_NOOP("BorderWords", "inside .git")},
    };
    const char *text = texts.value(code);
    return text ? tr(text) : harmless(code, false);
}

QString BorderWords::why(const BorderRow &row)
{
    QStringList reasons = reasonTexts(row);
    // The English sentence is on each card, whatever the reader's language is.
    if (row.why == QString(row.code).replace(u'_', u' '))
        reasons.removeFirst();
    QString text = reasons.value(0);
    for (const QString &more : reasons.mid(1))
        text = tr("%1; %2", "two reasons").arg(text, more);
    return text;
}

QString BorderWords::finding(const BorderFinding &finding)
{
    static const QHash<QString, const char *> texts{
        {u"file_deleted"_s, QT_TRANSLATE_NOOP("BorderWords", "the guarded file was deleted")},
        {u"file_added"_s, QT_TRANSLATE_NOOP("BorderWords", "a new file that configures the test runner")},
        {u"skip_added"_s, QT_TRANSLATE_NOOP("BorderWords", "tests are skipped or expected to fail")},
        {u"test_removed"_s, QT_TRANSLATE_NOOP("BorderWords", "tests removed")},
        {u"assertion_removed"_s, QT_TRANSLATE_NOOP("BorderWords", "assertions removed")},
        {u"assertion_always_true"_s, QT_TRANSLATE_NOOP("BorderWords", "an assertion that is always true")},
        {u"failure_swallowed"_s, QT_TRANSLATE_NOOP("BorderWords", "a failure is swallowed")},
        {u"exit_forced"_s, QT_TRANSLATE_NOOP("BorderWords", "the exit code is forced")},
        {u"result_forced"_s, QT_TRANSLATE_NOOP("BorderWords", "a hook that can change results")},
        {u"shadow_added"_s,
            QT_TRANSLATE_NOOP("BorderWords", "a new module that is loaded instead of the one that is meant")},
        {u"target_added"_s,
            QT_TRANSLATE_NOOP("BorderWords", "a new file named like a target, which then counts as made")},
        {u"program_replaced"_s, QT_TRANSLATE_NOOP("BorderWords", "a program that the commands run was replaced")},
        {u"rewritten"_s, QT_TRANSLATE_NOOP("BorderWords", "the guarded file was written while the verification ran")},
        {u"reaches_runner"_s, QT_TRANSLATE_NOOP("BorderWords", "code of the application changes what runs the tests")},
        {u"limit_reached"_s, QT_TRANSLATE_NOOP("BorderWords", "not everything could be looked at")},
        {u"more"_s, QT_TRANSLATE_NOOP("BorderWords", "further lines of this kind")},
        {u"changed"_s, QT_TRANSLATE_NOOP("BorderWords", "the guarded file was changed")},
    };
    const char *known = texts.value(finding.code);
    QString text = known ? tr(known) : harmless(finding.code, false);
    if (finding.line > 0)
        text = tr("line %1: %2").arg(finding.line).arg(text);
    return finding.excerpt.isEmpty() ? text
                                     : tr("%1: %2", "a finding, where").arg(text, harmless(finding.excerpt, false));
}

QString BorderWords::sums(const BorderRow &row)
{
    if (row.changes > 1)
        return tr("%n changes in it", "", row.changes);
    return row.added < 0 ? QString() : u"+%1 −%2"_s.arg(row.added).arg(row.removed);
}

QString BorderWords::reason(const ConflictFile &file)
{
    switch (file.reason) {
    case ConflictReason::NoBase:
        return tr("nobody knows what the attempt began with");
    case ConflictReason::BothChanged:
        return tr("both changed the same lines");
    case ConflictReason::NotText:
        return tr("both changed it, and it cannot be merged");
    case ConflictReason::Deleted:
        return file.mine.mode == 0 ? tr("you deleted it, the attempt changed it")
                                   : tr("the attempt deleted it, you changed it");
    case ConflictReason::Kind:
        return tr("one made something else of it");
    case ConflictReason::InTheWay:
        return tr("something of yours is in the way");
    }
    Q_UNREACHABLE();
}

QString BorderWords::absent(const ConflictSide &side)
{
    if (side.mode == 0)
        return tr("It is not there.");
    if (side.isText)
        return {};
    if (side.hidesSecret)
        return tr("It holds a secret and is not shown.");
    return side.size < 0 ? tr("Its content is not known.")
                         : tr("No text that can be shown (%1).").arg(QLocale().formattedDataSize(side.size));
}

namespace {

bool isCrLf(const QString &text)
{
    return text.contains(u"\r\n"_s);
}

// An editor makes all ends of lines the same, and shows some characters as nothing.
bool staysAsItIs(const QString &text)
{
    QString lines = text;
    if (isCrLf(text)) {
        lines.replace(u"\r\n"_s, u"\r"_s);
        if (lines.contains(u'\n'))
            return false;
        lines.replace(u'\r', u'\n');
    }
    return harmless(lines) == lines;
}

QString beginOf(const ConflictFile &file)
{
    return file.merged.isEmpty() ? file.mine.text : file.merged;
}

} // namespace

bool canBeEdited(const ConflictFile &file)
{
    return file.mine.isText && file.theirs.isText && staysAsItIs(beginOf(file)) && staysAsItIs(file.mine.text) &&
           staysAsItIs(file.theirs.text) && isCrLf(file.mine.text) == isCrLf(file.theirs.text);
}

QString editBegin(const ConflictFile &file)
{
    QString text = beginOf(file);
    return text.replace(u"\r\n"_s, u"\n"_s);
}

QString editResult(const ConflictFile &file, const QString &edited)
{
    QString text = edited;
    return isCrLf(file.mine.text) ? text.replace(u'\n', u"\r\n"_s) : text;
}

bool holdsMarks(const QString &text)
{
    static const QRegularExpression marks(u"^(<<<<<<< |>>>>>>> )"_s, QRegularExpression::MultilineOption);
    return marks.match(text).hasMatch();
}

} // namespace vibecoder
