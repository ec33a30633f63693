// SPDX-License-Identifier: MIT
#include "core/view/guardedglance.h"

#include "workspace/border/applyplan.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<QList<WrittenFile>> GuardedGlance::written() const
{
    return m_view.written([this](const QByteArray &path) {
        for (const QByteArray &folder : foldersAbove(path)) {
            if (!GuardRules::enters(pathText(folder)))
                return false;
        }
        return m_facts.rules.kindOf(pathText(path), false) != GuardKind::None;
    });
}

void GuardedGlance::take()
{
    m_glance.reset();
    const Result<QList<WrittenFile>> found = written();
    if (!found)
        return;
    m_glance.emplace();
    for (const WrittenFile &file : *found)
        m_glance->insert(file.path, file.changedNs);
}

QList<GuardFinding> GuardedGlance::rewritten(const QList<WrittenFile> &now, const QSet<QByteArray> &known) const
{
    QList<GuardFinding> findings;
    for (const WrittenFile &file : now) {
        const bool isOld = m_glance && m_glance->value(file.path, -1) == file.changedNs;
        if (!isOld && !known.contains(file.path) && !m_products.contains(file.path) &&
            !isBuildProduct(pathText(file.path)))
            findings.append({u"rewritten"_s, pathText(file.path), 0, {}});
    }
    return findings;
}

} // namespace vibecoder
