// SPDX-License-Identifier: MIT
#include "cardrest.h"

#include "approvalcard.h"
#include "bordertext.h"
#include "context.h"
#include "model/firstpart.h"
#include "text.h"

#include <QDateTime>

namespace vibecoder {

using namespace Qt::StringLiterals;

std::optional<QString> cardToAgreeTo(Context &context, const Approval &approval, const ApprovalFacts &facts)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const int hidden = firstPart(approval).hidden + hiddenRows(facts.border);
    if (hidden > 0 && context.canAsk()) {
        context.show(u"\n"_s + approvalCard(approval, facts, now, context.colour()));
        const QString answer =
            context
                .ask(Cli::tr("%1 lines are not shown. Type more to see them, or Enter to leave the question open:")
                         .arg(hidden))
                .toLower();
        if (answer != u"more"_s && answer != u"更多"_s)
            return std::nullopt;
    }
    return approvalCard(approval, facts, now, context.colour(), true);
}

} // namespace vibecoder
