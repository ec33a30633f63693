// SPDX-License-Identifier: MIT
// The parts of a test file of Python: imports, functions, classes with their methods, and the statements between them.
// Pure.
#pragma once

#include "verification/testtokens.h"

#include <QSet>

namespace vibecoder {

struct TestBlock
{
    enum class Kind {
        Import,
        Text, ///< a text on its own, which documents
        Function,
        Class,
        Main, ///< what runs only when the file is a program
        Other
    };
    Kind kind = Kind::Other;
    QByteArray name;                                   ///< of a function or class
    QList<TestToken> tokens;                           ///< all of it, with its decorators
    QList<TestToken> decorators, head;                 ///< head: up to the colon
    QList<TestBlock> members;                          ///< of a class
    QList<std::pair<QByteArray, QByteArray>> imported; ///< name, and what it stands for; `*`: all

    [[nodiscard]] QSet<QByteArray> words() const;
    /// What an assignment binds, as far as it is plain.
    [[nodiscard]] QByteArray assigned() const;
    [[nodiscard]] bool isTest() const;
};

/// Nothing: not sure.
[[nodiscard]] std::optional<QList<TestBlock>> testBlocks(const QByteArray &text);

} // namespace vibecoder
