// SPDX-License-Identifier: MIT
// Redaction of content that is too large to hold: what a command printed, on its way into the artifact store.
#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QString>

#include <functional>

namespace vibecoder {

/// Reads `from` to its end in pieces of about `piece` bytes (not below 32 KiB) and hands the redacted bytes to `sink`.
/// Bytes are kept as they are but for the secrets (no decoding), so binary content passes too. A secret is never split
/// between two pieces unless it is longer than 8 MiB. False when reading or the sink failed.
[[nodiscard]] bool redactStream(
    QIODevice &from, const std::function<bool(const QByteArray &)> &sink, qsizetype piece = 1024 * 1024);

/// Text that comes in pieces and is shown as it comes: a secret that is split between two pieces never shows. Holds
/// back the last word, and what leads to it or the whole block where a secret may have spaces in it.
class RedactingText
{
public:
    /// What may be shown now, redacted; may be empty.
    [[nodiscard]] QString add(const QString &piece);
    /// What was held back, redacted; the text is over.
    [[nodiscard]] QString rest();

private:
    QString m_held;
};

} // namespace vibecoder
