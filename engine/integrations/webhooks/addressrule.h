// SPDX-License-Identifier: MIT
// Which network addresses a webhook may reach. Decides about the address that is really connected to, never about a
// name: what a name resolves to may change between two looks. Pure.
#pragma once

#include <QHostAddress>

namespace vibecoder::webhooks {

enum class AddressClass {
    Public,
    Private, ///< loopback, private and link-local networks (metadata services of clouds among them)
    Never,   ///< unspecified, multicast, broadcast, reserved: nobody to talk to
};

/// IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) are what that address is.
[[nodiscard]] AddressClass classOf(const QHostAddress &address);

/// nullptr: allowed. Else why not, in English. Plain http leaves the machine's own networks unencrypted and stays there.
[[nodiscard]] const char *refusalOf(const QHostAddress &address, bool allowPrivate, bool encrypted);

} // namespace vibecoder::webhooks
