// SPDX-License-Identifier: MIT
#include "permission/shellnesting.h"

#include <algorithm>

namespace vibecoder {

void ShellNesting::keyword(QByteArrayView word)
{
    if (word == QByteArrayView("while") || word == QByteArrayView("until")) {
        ++m_openLoops;
    } else if (word == QByteArrayView("for") || word == QByteArrayView("select")) {
        m_boundLoops += m_openLoops > 0 ? 1 : 0;
    } else if (word == QByteArrayView("done")) {
        if (m_boundLoops > 0)
            --m_boundLoops;
        else
            m_openLoops = std::max(m_openLoops - 1, 0);
    } else if (word == QByteArrayView("{")) {
        ++m_braces;
        if (!m_defined.isEmpty())
            m_functions.emplace_back(std::exchange(m_defined, {}), m_braces);
    } else if (word == QByteArrayView("}")) {
        --m_braces;
        if (!m_functions.empty() && m_functions.back().second > m_braces)
            m_functions.pop_back();
    }
}

bool ShellNesting::isInside(QByteArrayView name) const
{
    return (!m_defined.isEmpty() && name == m_defined) ||
           std::any_of(
               m_functions.begin(), m_functions.end(), [name](const auto &function) { return function.first == name; });
}

} // namespace vibecoder
