// SPDX-License-Identifier: MIT
#include "wire/borderreasons.h"

#include "base/harmless.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Sentence
{
    const char *key;
    const char *text;
};

// Keys are kept in stored cards: a sentence with another meaning needs another key. The page has the same sentences
// under `border_why.` in its catalogues.
constexpr Sentence kSentences[] = {
    {"source", QT_TRANSLATE_NOOP("border", "source")},
    {"lock_file", QT_TRANSLATE_NOOP("border", "lock file of a package manager")},
    {"moved_test.to", QT_TRANSLATE_NOOP("border", "test moved as it is, to %1")},
    {"moved_test.from", QT_TRANSLATE_NOOP("border", "test moved as it is, from %1")},
    {"new_test", QT_TRANSLATE_NOOP("border", "new test")},
    {"new_test.script", QT_TRANSLATE_NOOP("border", "new script of a verification command")},
    {"large_file", QT_TRANSLATE_NOOP("border", "large file: only its first 4 MiB were looked at")},
    {"odd_name",
        QT_TRANSLATE_NOOP("border", "its name holds characters that are not seen or mean something else elsewhere")},
    {"bound_to", QT_TRANSLATE_NOOP("border", "can only be applied together with %1")},
    {"case_collision", QT_TRANSLATE_NOOP("border", "some file systems take its name for the same as %1")},
    {"unread", QT_TRANSLATE_NOOP("border", "its content could not be read")},
    {"executable_bit", QT_TRANSLATE_NOOP("border", "becomes executable")},
    {"link_outside", QT_TRANSLATE_NOOP("border", "link out of the folder, to %1")},
    {"protected_name", QT_TRANSLATE_NOOP("border", "a program obeys files of this name")},
    {"protected_name.by", QT_TRANSLATE_NOOP("border", "obeyed by %1")},
    {"protected_name.link", QT_TRANSLATE_NOOP("border", "link to %1, which a program obeys")},
    {"secret.name", QT_TRANSLATE_NOOP("border", "named like a file of secrets")},
    {"secret.content", QT_TRANSLATE_NOOP("border", "holds credentials")},
    {"secret.kind", QT_TRANSLATE_NOOP("border", "holds a secret (%1)")},
    {"secret.link", QT_TRANSLATE_NOOP("border", "link to a file of secrets, %1")},
    {"repository", QT_TRANSLATE_NOOP("border", "git takes %1 for a repository and runs what it says")},
    {"repository.folder", QT_TRANSLATE_NOOP("border", "git takes the folder itself for a repository and runs what it "
                                                      "says")},
    {"steering.configuration.new",
        QT_TRANSLATE_NOOP("border", "steers the tests: new configuration of tests or build")},
    {"steering.configuration.changed",
        QT_TRANSLATE_NOOP("border", "steers the tests: changed configuration of tests or build")},
    {"steering.configuration.deleted",
        QT_TRANSLATE_NOOP("border", "steers the tests: deleted configuration of tests or build")},
    {"steering.script.new", QT_TRANSLATE_NOOP("border", "steers the tests: new script of a verification command")},
    {"steering.script.changed",
        QT_TRANSLATE_NOOP("border", "steers the tests: changed script of a verification command")},
    {"steering.script.deleted",
        QT_TRANSLATE_NOOP("border", "steers the tests: deleted script of a verification command")},
    {"steering.program.new", QT_TRANSLATE_NOOP("border", "steers the tests: new program that the commands run")},
    {"steering.program.changed",
        QT_TRANSLATE_NOOP("border", "steers the tests: changed program that the commands run")},
    {"steering.program.deleted",
        QT_TRANSLATE_NOOP("border", "steers the tests: deleted program that the commands run")},
    {"steering.module.new",
        QT_TRANSLATE_NOOP("border", "steers the tests: new module that is loaded instead of the one that is meant")},
    {"steering.module.changed",
        QT_TRANSLATE_NOOP(
            "border", "steers the tests: changed module that is loaded instead of the one that is meant")},
    {"steering.module.deleted",
        QT_TRANSLATE_NOOP(
            "border", "steers the tests: deleted module that is loaded instead of the one that is meant")},
    {"steering.reach", QT_TRANSLATE_NOOP("border", "steers the tests: code of the application changes what runs them")},
    {"steering.new_test", QT_TRANSLATE_NOOP("border", "steers the tests: a new test file does more than test")},
    {"steering.folder", QT_TRANSLATE_NOOP("border", "steers the tests: a folder that cannot be read any more")},
    {"steering.link", QT_TRANSLATE_NOOP("border", "steers the tests: a link to what it is compared with or tested by")},
    {"steering.target",
        QT_TRANSLATE_NOOP("border", "steers the tests: named like a target, which then counts as made")},
    {"changed_test", QT_TRANSLATE_NOOP("border", "changed test")},
    {"changed_test.link", QT_TRANSLATE_NOOP("border", "changed test, found through the link %1")},
    {"changed_test.deleted", QT_TRANSLATE_NOOP("border", "deleted test")},
    {"changed_test.deleted_link", QT_TRANSLATE_NOOP("border", "deleted test, found through the link %1")},
    {"link_forbidden", QT_TRANSLATE_NOOP("border", "link to %1, which nobody can approve")},
    {"set_id", QT_TRANSLATE_NOOP("border", "would run with the rights of its owner or group")},
    {"special_file.fifo", QT_TRANSLATE_NOOP("border", "fifo: no file, link or folder")},
    {"special_file.socket", QT_TRANSLATE_NOOP("border", "socket: no file, link or folder")},
    {"special_file.device", QT_TRANSLATE_NOOP("border", "device: no file, link or folder")},
    {"special_file.unknown", QT_TRANSLATE_NOOP("border", "unknown: no file, link or folder")},
    {"name_outside", QT_TRANSLATE_NOOP("border", "its name leads out of the folder")},
    {"inside_git", QT_TRANSLATE_NOOP("border", "inside of a repository of git")},
};

const char *sentenceOf(const QString &key)
{
    const auto found = std::find_if(std::begin(kSentences), std::end(kSentences),
        [&key](const Sentence &sentence) { return key == QLatin1StringView(sentence.key); });
    return found == std::end(kSentences) ? nullptr : found->text;
}

QString withDetail(const QString &sentence, const QString &detail)
{
    // Without a place for it `arg` would warn.
    return sentence.contains(u"%1") ? sentence.arg(detail) : sentence;
}

QString inReadersLanguage(const char *sentence, const ShownReason &reason)
{
    // Who obeys a name is described in words where it is not the name of a program; the words stand in the table of
    // names.
    const bool inWords = reason.key == u"protected_name.by"_s;
    const QString detail =
        inWords ? QCoreApplication::translate("obeyed", reason.detail.toUtf8().constData()) : reason.detail;
    return withDetail(QCoreApplication::translate("border", sentence), harmless(detail, false));
}

// The sentence that stands there in English, and what stands in it; null: none of the table.
std::optional<std::pair<const Sentence *, QString>> readReason(QStringView english)
{
    for (const Sentence &sentence : kSentences) {
        const QString text = QString::fromLatin1(sentence.text);
        const qsizetype at = text.indexOf(u"%1"_s);
        if (at < 0) {
            if (english == text)
                return std::pair(&sentence, QString());
            continue;
        }
        const QString before = text.first(at), after = text.sliced(at + 2);
        const qsizetype length = english.size() - before.size() - after.size();
        if (length > 0 && english.startsWith(before) && english.endsWith(after))
            return std::pair(&sentence, english.sliced(before.size(), length).toString());
    }
    return std::nullopt;
}

} // namespace

QStringList borderReasonKeys()
{
    QStringList keys;
    for (const Sentence &sentence : kSentences)
        keys.append(QString::fromLatin1(sentence.key));
    return keys;
}

QString englishReason(const ShownReason &reason)
{
    const char *sentence = sentenceOf(reason.key);
    Q_ASSERT(sentence);
    return withDetail(QString::fromLatin1(sentence), reason.detail);
}

QStringList reasonTexts(const BorderRow &row)
{
    QStringList texts;
    for (const QString &english : QStringList{row.why} + row.also) {
        const ShownReason reason = row.reasons.value(texts.size());
        const char *sentence = sentenceOf(reason.key);
        texts.append(sentence ? inReadersLanguage(sentence, reason) : harmless(english, false));
    }
    return texts;
}

QString borderLineText(const QString &line)
{
    // A path may hold what parts them.
    for (qsizetype at = line.indexOf(u": "_s); at >= 0; at = line.indexOf(u": "_s, at + 1)) {
        const auto found = readReason(QStringView(line).sliced(at + 2));
        if (found)
            return QCoreApplication::translate("border", "%1: %2", "a path, why it is asked about")
                .arg(harmless(line.first(at), false),
                    inReadersLanguage(found->first->text, {QString::fromLatin1(found->first->key), found->second}));
    }
    return harmless(line, false);
}

QStringList shownCommands(const Approval &approval)
{
    QStringList texts;
    for (const QString &line : approval.commands)
        texts.append(approval.kind == ApprovalKind::Border ? borderLineText(line) : harmless(line, false));
    return texts;
}

} // namespace vibecoder
