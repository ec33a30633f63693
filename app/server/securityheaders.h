// SPDX-License-Identifier: MIT
// Headers of every answer (security.md section 8): nothing foreign is loaded, nothing is framed, nothing is sniffed.
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace vibecoder {

using HeaderLines = QList<std::pair<QByteArray, QByteArray>>;

[[nodiscard]] inline const HeaderLines &securityHeaders()
{
    static const HeaderLines lines{
        {"Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
        {"X-Frame-Options", "DENY"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    return lines;
}

} // namespace vibecoder
