// SPDX-License-Identifier: MIT
// Who writes what says what passing means: looked at before a verification and after it, so that code of the
// application that changes tests, or puts them back, while it is tested is found.
#pragma once

#include "core/border/borderfacts.h"
#include "core/view/attemptview.h"
#include "verification/guard.h"

namespace vibecoder {

class GuardedGlance
{
public:
    /// All of them must outlive this. products: what the first verification writes by itself.
    GuardedGlance(AttemptView &view, const BorderFacts &facts, const QSet<QByteArray> &products)
        : m_view(view)
        , m_facts(facts)
        , m_products(products)
    {
    }

    /// What was written in the view of all that is guarded, wherever git has it.
    [[nodiscard]] Result<QList<WrittenFile>> written() const;

    /// Before the verification. What cannot be looked at counts as written later.
    void take();
    void forget() { m_glance.reset(); }
    /// Of `now`, what was written since take(), though it be as it was; without `known`, which is asked about anyway.
    [[nodiscard]] QList<GuardFinding> rewritten(const QList<WrittenFile> &now, const QSet<QByteArray> &known) const;

private:
    AttemptView &m_view;
    const BorderFacts &m_facts;
    const QSet<QByteArray> &m_products;
    std::optional<QHash<QByteArray, qint64>> m_glance; ///< times by path
};

} // namespace vibecoder
