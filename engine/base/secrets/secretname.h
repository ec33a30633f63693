// SPDX-License-Identifier: MIT
// What a name says about its value: API_KEY2, dbPassword and GITHUBTOKEN hold secrets, MONKEY and AUTHOR do not. Pure.
#pragma once

#include <QByteArrayView>

namespace vibecoder {

enum class NameSays {
    Nothing, ///< an ordinary name
    Secret,  ///< a variable of this name holds a secret
    Surely,  ///< so surely that in running text, too, what is assigned to it is taken for a secret
};

/// Reads the name by its words: parted by signs, digits and capitals.
[[nodiscard]] NameSays nameSays(QByteArrayView name);

/// True for names whose value is a secret.
[[nodiscard]] bool namesSecret(QByteArrayView name);

} // namespace vibecoder
