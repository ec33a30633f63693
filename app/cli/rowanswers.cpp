// SPDX-License-Identifier: MIT
#include "rowanswers.h"

#include "bordertext.h"
#include "text.h"
#include "wire/approvalanswers.h"

#include <QFile>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortestDigest = 8;

tl::unexpected<Error> wrong(const QString &message)
{
    return fail(ErrorCode::InvalidArgument, message, Cli::tr("Name what the card shows."));
}

Result<> addRows(QJsonObject &json, const std::vector<std::string> &names, const BorderCard &card, const QString &word)
{
    for (const std::string &name : names) {
        const QString beginning = QString::fromStdString(name).toLower();
        QStringList fitting;
        for (const BorderRow &row : card.rows) {
            const bool meant =
                beginning == u"all"_s || (beginning.size() >= kShortestDigest && row.digest.startsWith(beginning));
            if (row.kind == BorderKind::Asked && meant)
                fitting.append(row.digest);
        }
        if (fitting.isEmpty())
            return wrong(Cli::tr("No change that is asked about begins with the digest %1.").arg(beginning.left(64)));
        if (fitting.size() > 1 && beginning != u"all"_s)
            return wrong(Cli::tr("Several changes begin with the digest %1.").arg(beginning.left(64)));
        for (const QString &digest : std::as_const(fitting)) {
            if (json.contains(digest) && json.value(digest) != QJsonValue(word))
                return wrong(Cli::tr("%1 has two answers.").arg(digest.left(kShownDigest)));
            json.insert(digest, word);
        }
    }
    return {};
}

Result<> addFile(QJsonObject &json, const QString &path, const ConflictCard &card, QJsonObject answer)
{
    const bool known = std::any_of(
        card.files.cbegin(), card.files.cend(), [&path](const ConflictFile &file) { return file.path == path; });
    if (!known)
        return wrong(Cli::tr("There is no conflict at %1.").arg(path.left(200)));
    if (json.contains(path))
        return wrong(Cli::tr("%1 has two answers.").arg(path.left(200)));
    json.insert(path, answer);
    return {};
}

Result<QString> contentOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, Cli::tr("%1 cannot be read: %2").arg(name, file.errorString()));
    const QByteArray bytes = file.read(kEditedTextMost * 4 + 1);
    const QString text = QString::fromUtf8(bytes);
    if (text.toUtf8() != bytes)
        return fail(ErrorCode::InvalidArgument, Cli::tr("%1 is not UTF-8 text, or too large.").arg(name),
            Cli::tr("Put the file into your folder yourself and answer --mine."));
    return text;
}

} // namespace

void addBorderOptions(CLI::App &verb, RowAnswers &answers)
{
    verb.add_option(
        "--use", answers.use, Cli::tr("use this change too: beginning of its digest, or all").toStdString());
    verb.add_option(
        "--leave", answers.leave, Cli::tr("leave this change out: beginning of its digest, or all").toStdString());
}

void addConflictOptions(CLI::App &verb, RowAnswers &answers)
{
    verb.add_option("--mine", answers.mine, Cli::tr("of a conflict: your content of this path stays").toStdString());
    verb.add_option(
        "--theirs", answers.theirs, Cli::tr("of a conflict: the attempt's content of this path").toStdString());
    verb.add_option("--both", answers.both,
        Cli::tr("of a conflict: yours, and the attempt's beside it as PATH.theirs").toStdString());
    verb.add_option(
        "--edited", answers.edited, Cli::tr("of a conflict: the content of a file, as PATH=FILE").toStdString());
}

Result<QJsonObject> jsonOf(const RowAnswers &answers, const BorderCard &border, const ConflictCard &conflicts)
{
    QJsonObject json;
    VC_CHECK(addRows(json, answers.use, border, u"use"_s));
    VC_CHECK(addRows(json, answers.leave, border, u"leave"_s));
    for (const auto &[paths, word] :
        {std::pair{&answers.mine, "mine"}, std::pair{&answers.theirs, "theirs"}, std::pair{&answers.both, "both"}}) {
        for (const std::string &path : *paths)
            VC_CHECK(addFile(json, QString::fromStdString(path), conflicts, {{u"use"_s, QLatin1StringView(word)}}));
    }
    for (const std::string &pair : answers.edited) {
        // The path may hold `=` too: it is the longest one that is a conflict.
        const QString text = QString::fromStdString(pair);
        QString path, file;
        for (const ConflictFile &one : conflicts.files) {
            if (text.startsWith(one.path + u'=') && one.path.size() >= path.size()) {
                path = one.path;
                file = text.mid(path.size() + 1);
            }
        }
        if (path.isEmpty())
            return wrong(Cli::tr("There is no conflict at %1.").arg(text.left(200)));
        VC_TRY(const QString content, contentOf(file));
        VC_CHECK(addFile(json, path, conflicts, {{u"use"_s, u"edited"_s}, {u"text"_s, content}}));
    }
    return json;
}

} // namespace vibecoder
