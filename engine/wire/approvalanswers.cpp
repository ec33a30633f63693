// SPDX-License-Identifier: MIT
#include "wire/approvalanswers.h"

#include "base/logging.h"
#include "model/applyconflict.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> wrong(const QString &key, const QString &accepted)
{
    return fail(ErrorCode::InvalidArgument,
        QCoreApplication::translate("approvalanswers", "The answer for `%1` cannot be used.").arg(key.left(200)),
        accepted);
}

Result<> checkRow(const QString &key, const QJsonValue &value)
{
    static const QRegularExpression digest(u"\\A[0-9a-f]{64}\\z"_s);
    if (!digest.match(key).hasMatch())
        return wrong(key, QCoreApplication::translate("approvalanswers",
                              "Each answer is named by the digest of its row, as the card shows it."));
    if (value != QJsonValue(u"use"_s) && value != QJsonValue(u"leave"_s))
        return wrong(key, QCoreApplication::translate("approvalanswers", "Accepted: use, leave."));
    return {};
}

Result<> checkConflict(const QString &key, const QJsonValue &value)
{
    const QJsonObject answer = value.toObject();
    const auto use = fromWire<AnswerKind>(answer.value(u"use"_s).toString());
    const bool edited = use == AnswerKind::Edited;
    if (key.isEmpty() || !use)
        return wrong(key, QCoreApplication::translate("approvalanswers",
                              "Accepted: {\"use\": …} with mine, theirs, both or edited, under the path of the file."));
    for (auto member = answer.begin(); member != answer.end(); ++member) {
        if (member.key() != u"use"_s && member.key() != u"text"_s)
            return wrong(key, QCoreApplication::translate("approvalanswers", "`%1` is not known; accepted: use, text.")
                                  .arg(member.key().left(64)));
    }
    if (answer.contains(u"text"_s) != edited || (edited && !answer.value(u"text"_s).isString()))
        return wrong(key, QCoreApplication::translate("approvalanswers",
                              "`text` holds the whole edited content and stands with edited alone."));
    const QString text = answer.value(u"text"_s).toString();
    if (text.size() > kEditedTextMost)
        return wrong(key, QCoreApplication::translate("approvalanswers",
                              "The edited text is too long; edit the file in your folder and answer mine."));
    // Answers are stored and shown, and a redacted text must never become a file.
    if (redact(text) != text)
        return wrong(
            key, QCoreApplication::translate("approvalanswers",
                     "The edited text holds a secret, and answers are stored; edit the file in your folder and "
                     "answer mine."));
    return {};
}

} // namespace

Result<> checkAnswers(ApprovalKind kind, const QJsonObject &answers)
{
    for (auto answer = answers.begin(); answer != answers.end(); ++answer) {
        if (kind == ApprovalKind::Border)
            VC_CHECK(checkRow(answer.key(), answer.value()));
        else if (kind == ApprovalKind::ApplyConflict)
            VC_CHECK(checkConflict(answer.key(), answer.value()));
        else
            return wrong(answer.key(),
                QCoreApplication::translate("approvalanswers", "This question has one answer: approve or deny."));
    }
    return {};
}

} // namespace vibecoder
