// SPDX-License-Identifier: MIT
// Finds secrets in text: known values, forms of tokens, values of secret names, passwords of addresses, private keys;
// each also percent-encoded and inside base64. Linear in the text. Immutable, so any thread may use one.
#pragma once

#include "base/secrets/literalindex.h"

#include <QLatin1StringView>
#include <QList>
#include <QString>
#include <QStringList>
#include <QStringView>

namespace vibecoder {

struct SecretHit
{
    qsizetype begin = 0;
    qsizetype end = 0;
    QLatin1StringView kind; ///< as in [redacted:KIND]
};

class SecretScanner
{
public:
    /// `known`: exact values; each is found in its other forms too. Those too short to be hidden are left out.
    explicit SecretScanner(const QStringList &known = {});

    [[nodiscard]] const QStringList &known() const { return m_known; }
    /// In order, none touching another.
    [[nodiscard]] QList<SecretHit> find(QStringView text) const;
    [[nodiscard]] QString redacted(const QString &text) const;

private:
    QStringList m_known; ///< as given
    LiteralIndex m_index;
};

/// The text with a marker for each hit.
[[nodiscard]] QString withoutHits(const QString &text, const QList<SecretHit> &hits);

} // namespace vibecoder
