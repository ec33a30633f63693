// SPDX-License-Identifier: MIT
#include "core/rulebook.h"

#include "base/logging.h"
#include "base/paths.h"
#include "storage/rulestore.h"
#include "wire/rulesfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Whoever may write the file, or put another one in its place, may allow what he likes.
Result<> checkKeeping(const QString &file)
{
    struct stat st
    {
    };
    const QString real = QFileInfo(file).canonicalFilePath(); // where a link leads, and the folder it lies in
    for (const QString &path : {real, QFileInfo(real).path(), QFileInfo(file).absolutePath()}) {
        if (::stat(QFile::encodeName(path).constData(), &st) != 0)
            continue;
        if (path == real && !S_ISREG(st.st_mode))
            return fail(
                ErrorCode::Denied, QCoreApplication::translate("rules", "the rules %1 are not a file").arg(path));
        if (st.st_uid != ::geteuid() && st.st_uid != 0)
            return fail(ErrorCode::Denied, QCoreApplication::translate("rules", "%1 belongs to another user").arg(path),
                QCoreApplication::translate(
                    "rules", "make it your own: the rules decide what runs without a question"));
        if (st.st_mode & (S_IWGRP | S_IWOTH))
            return fail(ErrorCode::Denied, QCoreApplication::translate("rules", "other users may write %1").arg(path),
                QCoreApplication::translate("rules", "run: chmod go-w %1").arg(path));
    }
    return {};
}

} // namespace

Result<QList<Rule>> loadRulesFile(const QString &file)
{
    if (file.isEmpty() || !QFileInfo::exists(file))
        return QList<Rule>();
    VC_CHECK(checkKeeping(file));
    VC_TRY(const QByteArray bytes, readWholeFile(file, kRulesFileMaxBytes));
    RulesFileResult read = readRulesYaml(bytes);
    QStringList wrong, hints;
    for (const TaskFileError &error : read.errors) {
        wrong.append(error.line > 0 ? u"%1:%2:%3: %4"_s.arg(file).arg(error.line).arg(error.column).arg(error.message)
                                    : u"%1: %2"_s.arg(file, error.message));
        hints.append(error.hint);
    }
    if (wrong.isEmpty()) {
        for (const FailedExample &failed : failedExamples(read.rules)) {
            wrong.append(
                u"%1:%2:%3: %4"_s.arg(file)
                    .arg(failed.example.line)
                    .arg(failed.example.column)
                    .arg((failed.example.matches
                              ? QCoreApplication::translate("rules", "the rule %1 does not match its example: %2")
                              : QCoreApplication::translate("rules", "the rule %1 matches what it must not: %2"))
                             .arg(failed.rule, failed.example.command.left(120))));
            hints.append(QCoreApplication::translate("rules", "correct the rule or the example"));
        }
    }
    if (!wrong.isEmpty())
        return fail(ErrorCode::Unavailable, wrong.join(u'\n'), hints.constFirst());
    return read.rules;
}

RuleBook::RuleBook(QString file)
    : m_file(std::move(file))
{
}

RuleBook::Stamp RuleBook::stampNow() const
{
    struct stat st
    {
    };
    if (m_file.isEmpty() || ::stat(QFile::encodeName(m_file).constData(), &st) != 0)
        return {};
    // The time of the last change of the inode also moves when only the mode does.
    return {qint64(st.st_dev), qint64(st.st_ino), st.st_size, st.st_ctim.tv_sec * 1000000000LL + st.st_ctim.tv_nsec};
}

Result<QList<Rule>> RuleBook::written()
{
    const std::lock_guard lock(m_mutex);
    const Stamp now = stampNow();
    if (now == m_stamp && now.size >= 0)
        return m_written;
    m_stamp = now;
    m_written = loadRulesFile(m_file);
    if (m_written) {
        m_lastGood = *m_written;
    } else {
        m_written.error().code = ErrorCode::Unavailable; // whatever is wrong with it: it is not the caller's input
        logWarning("rules", u"the user's rules cannot be used"_s, {{u"why"_s, m_written.error().message}});
    }
    return m_written;
}

Result<std::shared_ptr<const RuleSet>> RuleBook::current(Connection &reader, const QDateTime &now, bool lastGood)
{
    Result<QList<Rule>> rules = written();
    if (!rules && lastGood) {
        const std::lock_guard lock(m_mutex);
        rules = m_lastGood;
    }
    if (!rules)
        return passError(rules);
    VC_TRY(const QList<Rule> remembered, rulestore::list(reader, now));
    return std::make_shared<const RuleSet>(*rules + remembered);
}

Result<> RuleBook::check(const QString &workingDirectory)
{
    const Result<QList<Rule>> rules = written();
    if (!rules)
        return passError(rules);
    if (workingDirectory.isEmpty() || m_file.isEmpty() || !QFileInfo::exists(m_file))
        return {};
    const QString file = QFileInfo(m_file).canonicalFilePath();
    if (file.startsWith(QFileInfo(workingDirectory).canonicalFilePath() + u'/'))
        return fail(ErrorCode::Denied,
            QCoreApplication::translate("rules", "the rules %1 lie in the working directory of the task").arg(m_file),
            QCoreApplication::translate(
                "rules", "what a task can write must not decide what it may do; move the file"));
    return {};
}

} // namespace vibecoder
