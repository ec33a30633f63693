// SPDX-License-Identifier: MIT
// What the model server said when it was asked whether it accepts a key.
#pragma once

#include <QString>
#include <QStringList>

namespace vibecoder {

struct KeyAnswer
{
    QStringList models; ///< ids, at most 100, as the server orders them
    QString requestId;  ///< the server's own name for the request; empty when it gave none
};

} // namespace vibecoder
