// SPDX-License-Identifier: MIT
// Which loops and functions are open at a place of a shell text, as far as its keywords tell: what begins a process in
// the background there, or calls itself, multiplies. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <utility>
#include <vector>

namespace vibecoder {

class ShellNesting
{
public:
    void keyword(QByteArrayView word);
    /// The body of a function of this name comes next.
    void define(const QByteArray &name) { m_defined = name; }

    /// Inside of a loop whose end is not known, or of a function.
    [[nodiscard]] bool mayRepeat() const { return m_openLoops > 0 || !m_functions.empty() || !m_defined.isEmpty(); }
    /// Inside of the function of this name.
    [[nodiscard]] bool isInside(QByteArrayView name) const;

private:
    QByteArray m_defined; ///< stays when its body is no group in braces: then everything counts as inside
    int m_openLoops = 0, m_boundLoops = 0, m_braces = 0; // m_boundLoops: `for` inside of the open ones
    std::vector<std::pair<QByteArray, int>> m_functions; // with their depth in braces
};

} // namespace vibecoder
