// SPDX-License-Identifier: MIT
#include "integrations/webhooks/addressrule.h"

#include <array>

namespace vibecoder::webhooks {

namespace {

struct Range4
{
    quint32 network;
    int bits;
    AddressClass is;
};

constexpr quint32 four(quint32 a, quint32 b, quint32 c, quint32 d)
{
    return a << 24 | b << 16 | c << 8 | d;
}

// The registries of special-purpose addresses (RFC 6890 and its successors). What is not here is public.
constexpr Range4 kRanges4[] = {
    {four(0, 0, 0, 0), 8, AddressClass::Never},
    {four(10, 0, 0, 0), 8, AddressClass::Private},
    {four(100, 64, 0, 0), 10, AddressClass::Private},
    {four(127, 0, 0, 0), 8, AddressClass::Private},
    {four(169, 254, 0, 0), 16, AddressClass::Private},
    {four(172, 16, 0, 0), 12, AddressClass::Private},
    {four(192, 0, 0, 0), 24, AddressClass::Private},
    {four(192, 0, 2, 0), 24, AddressClass::Never},
    {four(192, 168, 0, 0), 16, AddressClass::Private},
    {four(198, 18, 0, 0), 15, AddressClass::Private},
    {four(198, 51, 100, 0), 24, AddressClass::Never},
    {four(203, 0, 113, 0), 24, AddressClass::Never},
    {four(224, 0, 0, 0), 4, AddressClass::Never},
    {four(240, 0, 0, 0), 4, AddressClass::Never},
};

AddressClass classOf4(quint32 address)
{
    for (const Range4 &range : kRanges4) {
        constexpr int all = 32;
        if ((address ^ range.network) >> (all - range.bits) == 0)
            return range.is;
    }
    return AddressClass::Public;
}

AddressClass classOf6(const QHostAddress &address)
{
    const Q_IPV6ADDR six = address.toIPv6Address();
    const auto fourAt = [&six](int at) { return four(six[at], six[at + 1], six[at + 2], six[at + 3]); };
    const auto isIn = [&address](const char *network, int bits) {
        return address.isInSubnet(QHostAddress(QLatin1StringView(network)), bits);
    };
    if (address == QHostAddress(QHostAddress::AnyIPv6))
        return AddressClass::Never;
    if (address == QHostAddress(QHostAddress::LocalHostIPv6))
        return AddressClass::Private;
    constexpr int lastFour = 12;
    if (isIn("::ffff:0:0", 96) || isIn("::", 96) || isIn("64:ff9b::", 96))
        return classOf4(fourAt(lastFour));
    if (isIn("64:ff9b:1::", 48)) // NAT64 of a local network
        return AddressClass::Private;
    if (isIn("2002::", 16))
        return classOf4(fourAt(2));
    if (isIn("2001::", 32)) // Teredo holds the address of its client inverted
        return classOf4(~fourAt(lastFour));
    if (isIn("fc00::", 7) || isIn("fe80::", 10) || isIn("fec0::", 10))
        return AddressClass::Private;
    if (isIn("ff00::", 8) || isIn("2001:db8::", 32) || isIn("100::", 64))
        return AddressClass::Never;
    return isIn("2000::", 3) ? AddressClass::Public : AddressClass::Never;
}

} // namespace

AddressClass classOf(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return classOf4(address.toIPv4Address());
    if (address.protocol() == QAbstractSocket::IPv6Protocol)
        return classOf6(address);
    return AddressClass::Never;
}

const char *refusalOf(const QHostAddress &address, bool allowPrivate, bool encrypted)
{
    switch (classOf(address)) {
    case AddressClass::Public:
        return encrypted ? nullptr : "plain http may only reach private addresses";
    case AddressClass::Private:
        return allowPrivate ? nullptr : "the address is private and this webhook may not reach private addresses";
    case AddressClass::Never:
        break;
    }
    return "the address is nobody's";
}

} // namespace vibecoder::webhooks
