// SPDX-License-Identifier: MIT
#include "ai/proxychoice.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHttpProxyPort = 80, kSocksPort = 1080;

struct Variable
{
    QString name, value;
};

Variable firstSet(const QProcessEnvironment &environment, const QStringList &names)
{
    for (const QString &name : names) {
        for (const QString &spelled : {name, name.toUpper()}) {
            const QString value = environment.value(spelled).trimmed();
            if (!value.isEmpty())
                return {spelled, value};
        }
    }
    return {};
}

int portOf(const QUrl &server)
{
    return server.port(server.scheme() == u"https"_s ? 443 : 80);
}

QString plainHost(QString host)
{
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    while (host.endsWith(u'.'))
        host.chop(1);
    return host.toLower();
}

bool isThisMachine(const QUrl &server)
{
    const QString host = plainHost(server.host());
    return host == u"localhost"_s || QHostAddress(host).isLoopback();
}

/// `host:port` of one entry; -1: any port. An IPv6 address with a port stands in brackets.
std::pair<QString, int> splitPort(const QString &entry)
{
    static const QRegularExpression form(u"\\A(\\[[^\\]]*\\]|[^:]*):(\\d{1,5})\\z"_s);
    const QRegularExpressionMatch match = form.match(entry);
    return match.hasMatch() ? std::pair(match.captured(1), match.captured(2).toInt()) : std::pair(entry, -1);
}

bool matchesEntry(const QString &host, int port, const QString &entry)
{
    const auto [named, onlyPort] = splitPort(entry);
    if (onlyPort >= 0 && onlyPort != port)
        return false;
    QString name = plainHost(named);
    if (name == u"*"_s)
        return true;
    const QHostAddress address(host);
    if (name.contains(u'/')) {
        const auto network = QHostAddress::parseSubnet(name);
        return !address.isNull() && network.second >= 0 && address.isInSubnet(network);
    }
    if (!address.isNull())
        return address.isEqual(QHostAddress(name), QHostAddress::TolerantConversion);
    if (name.startsWith(u"*."_s))
        name.remove(0, 1);
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    return !name.isEmpty() && (host == name || host.endsWith(u'.' + name));
}

tl::unexpected<Error> unusable(const QString &variable, const QString &why)
{
    return fail(ErrorCode::InvalidArgument,
        QCoreApplication::translate("Ai", "The proxy of the variable %1 cannot be used: %2").arg(variable, why),
        QCoreApplication::translate("Ai", "Set %1 to http://HOST:PORT, socks5://HOST:PORT or socks5h://HOST:PORT, or "
                                          "take it out of the environment; then start the program again.")
            .arg(variable));
}

} // namespace

bool isExemptFromProxy(const QUrl &server, const QString &list)
{
    static const QRegularExpression gap(u"[,\\s]+"_s);
    const QString host = plainHost(server.host());
    const QStringList entries = list.split(gap, Qt::SkipEmptyParts);
    return std::any_of(entries.begin(), entries.end(),
        [&](const QString &entry) { return matchesEntry(host, portOf(server), entry); });
}

Result<ProxyChoice> chooseProxy(const QUrl &server, const QProcessEnvironment &environment)
{
    if (isThisMachine(server))
        return ProxyChoice();
    const Variable set =
        firstSet(environment, {server.scheme() == u"https"_s ? u"https_proxy"_s : u"http_proxy"_s, u"all_proxy"_s});
    if (set.value.isEmpty() || isExemptFromProxy(server, firstSet(environment, {u"no_proxy"_s}).value))
        return ProxyChoice();
    const QString text = set.value.contains(u"://"_s) ? set.value : u"http://"_s + set.value;
    // By hand: a password may hold what an address may not, and the last @ ends it.
    static const QRegularExpression form(
        u"\\A([A-Za-z][A-Za-z0-9+.-]*)://(?:(.*)@)?(\\[[0-9A-Fa-f:.%]+\\]|[^/:?#@\\[\\]\\s]+)(?::(\\d{1,5}))?/?\\z"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return unusable(set.name, QCoreApplication::translate("Ai", "it is no address"));
    const QString scheme = match.captured(1).toLower();
    ProxyChoice choice;
    choice.variable = set.name;
    const bool socks = scheme == u"socks"_s || scheme == u"socks5"_s || scheme == u"socks5h"_s;
    if (!socks && scheme != u"http"_s)
        return unusable(
            set.name, QCoreApplication::translate("Ai", "%1 is no kind of proxy that is known here").arg(scheme));
    choice.proxy.setType(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy);
    // socks5h lets the proxy resolve names, socks5 does it here.
    if (scheme == u"socks5"_s)
        choice.proxy.setCapabilities(choice.proxy.capabilities() & ~QNetworkProxy::HostNameLookupCapability);
    const int port = match.captured(4).isEmpty() ? (socks ? kSocksPort : kHttpProxyPort) : match.captured(4).toInt();
    if (port < 1 || port > 65535)
        return unusable(set.name, QCoreApplication::translate("Ai", "its port is not between 1 and 65535"));
    choice.proxy.setHostName(plainHost(match.captured(3)));
    choice.proxy.setPort(quint16(port));
    const QString user = match.captured(2);
    choice.proxy.setUser(QUrl::fromPercentEncoding(user.section(u':', 0, 0).toUtf8()));
    choice.proxy.setPassword(QUrl::fromPercentEncoding(user.section(u':', 1).toUtf8()));
    return choice;
}

} // namespace vibecoder
