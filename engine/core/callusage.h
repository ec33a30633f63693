// SPDX-License-Identifier: MIT
// What a running call of the model has used so far, in a small file beside its live text: whoever takes the task up
// after its process died in the middle of the call finds the bill there.
#pragma once

#include "model/usage.h"

#include <QJsonObject>
#include <QString>

namespace vibecoder {

class CallUsage
{
public:
    /// call: its number within the attempt. What another call left is not seen.
    CallUsage(const QString &spoolFolder, const QString &taskId, int attempt, int call);

    [[nodiscard]] Usage left() const;
    /// Of whichever call of the attempt was open: nobody will take it up.
    [[nodiscard]] static Usage leftForGood(const QString &spoolFolder, const QString &taskId, int attempt);
    void keep(const Usage &used) const;
    void remove() const;

private:
    [[nodiscard]] QJsonObject stored() const;
    [[nodiscard]] QJsonObject ofAnyCall() const;

    QString m_path;
    int m_call;
};

} // namespace vibecoder
