// SPDX-License-Identifier: MIT
// Secrets that only their surroundings show: what is assigned to a secret name, the password of an address or of a
// command line, the body of a private key. Each function looks at one place and tells what is to be hidden. Pure.
#pragma once

#include "base/secrets/shape.h"

#include <QLatin1StringView>
#include <QStringView>

#include <optional>

namespace vibecoder {

struct ContextHit
{
    Shape::Place place;
    QLatin1StringView kind;
};

/// `at`: a `:` or `=`. DB_PASSWORD="…", {"apiKey": "…"}, Authorization: Bearer …, Cookie: sessionid=….
[[nodiscard]] std::optional<ContextHit> assignedAt(QStringView text, qsizetype at);
/// `after`: where `://` ends.
[[nodiscard]] std::optional<ContextHit> passwordOfAddressAt(QStringView text, qsizetype after);
/// `after`: where an option such as `-u ` or `--password ` ends; `login`: the password follows a name and a colon.
[[nodiscard]] std::optional<ContextHit> optionValueAt(QStringView text, qsizetype after, bool login);
/// `begin`: a `-----BEGIN`. `nextEnd`: the last `-----END` that was found, for a text with many beginnings.
[[nodiscard]] std::optional<ContextHit> keyBlockAt(QStringView text, qsizetype begin, qsizetype *nextEnd);

} // namespace vibecoder
