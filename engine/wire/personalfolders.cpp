// SPDX-License-Identifier: MIT
#include "wire/personalfolders.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <pwd.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct KnownFolder
{
    FolderKind kind;
    const char *path; ///< below the home; a `*` at its end stands for any end of the last name
};

// What is below one of these is refused, and so is what holds one: whoever may write there may make it.
constexpr std::array kKnown{
    // Keys and passwords.
    KnownFolder{FolderKind::Secrets, ".ssh"},
    KnownFolder{FolderKind::Secrets, ".gnupg"},
    KnownFolder{FolderKind::Secrets, ".aws"},
    KnownFolder{FolderKind::Secrets, ".azure"},
    KnownFolder{FolderKind::Secrets, ".oci"},
    KnownFolder{FolderKind::Secrets, ".kube"},
    KnownFolder{FolderKind::Secrets, ".docker"},
    KnownFolder{FolderKind::Secrets, ".config/containers"},
    KnownFolder{FolderKind::Secrets, ".config/gcloud"},
    KnownFolder{FolderKind::Secrets, ".config/gh"},
    KnownFolder{FolderKind::Secrets, ".config/glab-cli"},
    KnownFolder{FolderKind::Secrets, ".config/hub"},
    KnownFolder{FolderKind::Secrets, ".config/git"},
    KnownFolder{FolderKind::Secrets, ".config/doctl"},
    KnownFolder{FolderKind::Secrets, ".config/hcloud"},
    KnownFolder{FolderKind::Secrets, ".config/heroku"},
    KnownFolder{FolderKind::Secrets, ".config/rclone"},
    KnownFolder{FolderKind::Secrets, ".config/sops"},
    KnownFolder{FolderKind::Secrets, ".config/age"},
    KnownFolder{FolderKind::Secrets, ".config/op"},
    KnownFolder{FolderKind::Secrets, ".config/1Password"},
    KnownFolder{FolderKind::Secrets, ".config/Bitwarden*"},
    KnownFolder{FolderKind::Secrets, ".config/keepassxc"},
    KnownFolder{FolderKind::Secrets, ".config/gopass"},
    KnownFolder{FolderKind::Secrets, ".config/solana"},
    KnownFolder{FolderKind::Secrets, ".local/share/keyrings"},
    KnownFolder{FolderKind::Secrets, ".local/share/kwalletd"},
    KnownFolder{FolderKind::Secrets, ".local/share/gopass"},
    KnownFolder{FolderKind::Secrets, ".gnome2/keyrings"},
    KnownFolder{FolderKind::Secrets, ".kde/share/apps/kwallet"},
    KnownFolder{FolderKind::Secrets, ".password-store"},
    KnownFolder{FolderKind::Secrets, ".pki"},
    KnownFolder{FolderKind::Secrets, ".age"},
    KnownFolder{FolderKind::Secrets, ".minisign"},
    KnownFolder{FolderKind::Secrets, ".secrets"},
    KnownFolder{FolderKind::Secrets, ".subversion"},
    KnownFolder{FolderKind::Secrets, ".terraform.d"},
    KnownFolder{FolderKind::Secrets, ".fly"},
    KnownFolder{FolderKind::Secrets, ".bitcoin"},
    KnownFolder{FolderKind::Secrets, ".ethereum"},
    KnownFolder{FolderKind::Secrets, ".electrum"},
    // Browsers, mail and talk: sessions, cookies, saved passwords.
    KnownFolder{FolderKind::Secrets, ".mozilla"},
    KnownFolder{FolderKind::Secrets, ".thunderbird"},
    KnownFolder{FolderKind::Secrets, ".librewolf"},
    KnownFolder{FolderKind::Secrets, ".waterfox"},
    KnownFolder{FolderKind::Secrets, ".zen"},
    KnownFolder{FolderKind::Secrets, ".tor-browser"},
    KnownFolder{FolderKind::Secrets, ".local/share/torbrowser"},
    KnownFolder{FolderKind::Secrets, ".config/google-chrome*"},
    KnownFolder{FolderKind::Secrets, ".config/chromium*"},
    KnownFolder{FolderKind::Secrets, ".config/BraveSoftware"},
    KnownFolder{FolderKind::Secrets, ".config/microsoft-edge*"},
    KnownFolder{FolderKind::Secrets, ".config/vivaldi*"},
    KnownFolder{FolderKind::Secrets, ".config/opera*"},
    KnownFolder{FolderKind::Secrets, ".config/yandex-browser*"},
    KnownFolder{FolderKind::Secrets, ".config/epiphany"},
    KnownFolder{FolderKind::Secrets, ".local/share/epiphany"},
    KnownFolder{FolderKind::Secrets, ".config/qutebrowser"},
    KnownFolder{FolderKind::Secrets, ".local/share/qutebrowser"},
    KnownFolder{FolderKind::Secrets, ".config/falkon"},
    KnownFolder{FolderKind::Secrets, ".config/evolution"},
    KnownFolder{FolderKind::Secrets, ".local/share/evolution"},
    KnownFolder{FolderKind::Secrets, ".config/Signal*"},
    KnownFolder{FolderKind::Secrets, ".config/discord*"},
    KnownFolder{FolderKind::Secrets, ".config/Slack"},
    KnownFolder{FolderKind::Secrets, ".config/Element*"},
    KnownFolder{FolderKind::Secrets, ".local/share/TelegramDesktop"},
    KnownFolder{FolderKind::Secrets, ".purple"},
    KnownFolder{FolderKind::Secrets, ".var/app"},
    KnownFolder{FolderKind::Secrets, "snap"},
    // Started or obeyed at login, by the session, by each shell or by Python.
    KnownFolder{FolderKind::Autostart, ".config/autostart*"},
    KnownFolder{FolderKind::Autostart, ".config/plasma-workspace"},
    KnownFolder{FolderKind::Autostart, ".config/lxsession"},
    KnownFolder{FolderKind::Autostart, ".config/xfce4"},
    KnownFolder{FolderKind::Autostart, ".config/openbox"},
    KnownFolder{FolderKind::Autostart, ".config/labwc"},
    KnownFolder{FolderKind::Autostart, ".config/i3"},
    KnownFolder{FolderKind::Autostart, ".config/sway"},
    KnownFolder{FolderKind::Autostart, ".config/hypr"},
    KnownFolder{FolderKind::Autostart, ".config/river"},
    KnownFolder{FolderKind::Autostart, ".config/niri"},
    KnownFolder{FolderKind::Autostart, ".config/awesome"},
    KnownFolder{FolderKind::Autostart, ".config/bspwm"},
    KnownFolder{FolderKind::Autostart, ".config/herbstluftwm"},
    KnownFolder{FolderKind::Autostart, ".config/qtile"},
    KnownFolder{FolderKind::Autostart, ".config/sxhkd"},
    KnownFolder{FolderKind::Autostart, ".fluxbox"},
    KnownFolder{FolderKind::Autostart, ".i3"},
    KnownFolder{FolderKind::Autostart, ".kde/Autostart"},
    KnownFolder{FolderKind::Autostart, ".config/systemd"},
    KnownFolder{FolderKind::Autostart, ".local/share/systemd"},
    KnownFolder{FolderKind::Autostart, ".config/environment.d"},
    KnownFolder{FolderKind::Autostart, ".config/upstart"},
    KnownFolder{FolderKind::Autostart, ".config/dbus-1"},
    KnownFolder{FolderKind::Autostart, ".local/share/dbus-1"},
    KnownFolder{FolderKind::Autostart, ".local/share/applications"},
    KnownFolder{FolderKind::Autostart, ".local/share/flatpak"},
    KnownFolder{FolderKind::Autostart, ".local/share/gnome-shell"},
    KnownFolder{FolderKind::Autostart, ".local/share/plasma"},
    KnownFolder{FolderKind::Autostart, ".local/share/cinnamon"},
    KnownFolder{FolderKind::Autostart, ".local/share/kservices5"},
    KnownFolder{FolderKind::Autostart, ".local/share/kio"},
    KnownFolder{FolderKind::Autostart, ".local/share/nautilus"},
    KnownFolder{FolderKind::Autostart, ".local/share/nemo"},
    KnownFolder{FolderKind::Autostart, ".config/fish"},
    KnownFolder{FolderKind::Autostart, ".config/zsh"},
    KnownFolder{FolderKind::Autostart, ".config/bash*"},
    KnownFolder{FolderKind::Autostart, ".config/nushell"},
    KnownFolder{FolderKind::Autostart, ".config/direnv"},
    KnownFolder{FolderKind::Autostart, ".oh-my-zsh"},
    KnownFolder{FolderKind::Autostart, ".oh-my-bash"},
    KnownFolder{FolderKind::Autostart, ".zsh*"},
    KnownFolder{FolderKind::Autostart, ".bash*"},
    KnownFolder{FolderKind::Autostart, ".profile.d"},
    KnownFolder{FolderKind::Autostart, ".local/lib"},
    // Found by their names.
    KnownFolder{FolderKind::Programs, ".local/bin"},
    KnownFolder{FolderKind::Programs, ".local/libexec"},
    KnownFolder{FolderKind::Programs, "bin"},
    KnownFolder{FolderKind::Programs, ".bin"},
    KnownFolder{FolderKind::Programs, "go/bin"},
    KnownFolder{FolderKind::Programs, ".cargo/bin"},
    KnownFolder{FolderKind::Programs, ".rustup/toolchains"},
    KnownFolder{FolderKind::Programs, ".npm-global"},
    KnownFolder{FolderKind::Programs, ".yarn/bin"},
    KnownFolder{FolderKind::Programs, ".local/share/pnpm"},
    KnownFolder{FolderKind::Programs, ".deno/bin"},
    KnownFolder{FolderKind::Programs, ".bun/bin"},
    KnownFolder{FolderKind::Programs, ".nvm"},
    KnownFolder{FolderKind::Programs, ".volta"},
    KnownFolder{FolderKind::Programs, ".pyenv"},
    KnownFolder{FolderKind::Programs, ".rbenv"},
    KnownFolder{FolderKind::Programs, ".rvm"},
    KnownFolder{FolderKind::Programs, ".asdf"},
    KnownFolder{FolderKind::Programs, ".sdkman"},
    KnownFolder{FolderKind::Programs, ".local/share/mise"},
    KnownFolder{FolderKind::Programs, ".local/share/uv"},
    KnownFolder{FolderKind::Programs, ".local/pipx"},
    KnownFolder{FolderKind::Programs, ".local/share/pipx"},
    KnownFolder{FolderKind::Programs, ".krew/bin"},
    KnownFolder{FolderKind::Programs, ".dotnet/tools"},
    KnownFolder{FolderKind::Programs, ".ghcup/bin"},
    KnownFolder{FolderKind::Programs, ".cabal/bin"},
    KnownFolder{FolderKind::Programs, ".opam"},
    KnownFolder{FolderKind::Programs, ".nix-profile"},
    KnownFolder{FolderKind::Programs, ".luarocks/bin"},
    KnownFolder{FolderKind::Programs, ".composer/vendor/bin"},
    KnownFolder{FolderKind::Programs, ".config/composer/vendor/bin"},
    KnownFolder{FolderKind::Programs, ".linuxbrew"},
};

// Without regard to case, because some file systems know none: `~/.SSH` may be `~/.ssh`.
bool isSameOrBelow(const QString &path, const QString &folder)
{
    return folder == u"/"_s || (path.startsWith(folder, Qt::CaseInsensitive) &&
                                   (path.size() == folder.size() || path.at(folder.size()) == u'/'));
}

bool isAtOrBelow(const QString &path, const QString &known)
{
    return known.endsWith(u'*') ? path.startsWith(known.chopped(1), Qt::CaseInsensitive) : isSameOrBelow(path, known);
}

QString realPath(const QString &path)
{
    // Most of the known places do not exist, and this question is the cheaper one.
    if (!path.startsWith(u'/') || ::access(QFile::encodeName(path).constData(), F_OK) != 0)
        return {};
    return QFileInfo(path).canonicalFilePath();
}

QString fromEnvironment(const char *name)
{
    return realPath(qEnvironmentVariable(name));
}

bool isGitFolder(const QString &real)
{
    if (real.split(u'/').contains(u".git"_s, Qt::CaseInsensitive))
        return true;
    const auto has = [&real](const QString &name) { return QFileInfo::exists(real + u'/' + name); };
    return has(u"HEAD"_s) && has(u"objects"_s) && has(u"refs"_s);
}

PersonalPlace placeAt(FolderKind kind, const QString &path)
{
    QString real = realPath(path.endsWith(u'*') ? path.chopped(1) : path);
    if (real == path || real == u"/"_s)
        real.clear();
    return {kind, path, real, false};
}

// The homes of others count too, for a person who may write there.
QString foreignHome(const QString &real)
{
    const QStringList parts = real.split(u'/');
    if (parts.size() > 2 && parts.at(1) == u"home"_s)
        return u"/home/"_s + parts.at(2);
    return parts.value(1) == u"root"_s ? u"/root"_s : QString();
}

} // namespace

PersonalPlaces personalPlaces()
{
    PersonalPlaces places;
    places.homes.append(realPath(QDir::homePath()));
    // HOME may have been set to something else; the keys stay where they are.
    if (const passwd *entry = ::getpwuid(::geteuid()); entry && entry->pw_dir)
        places.homes.append(realPath(QFile::decodeName(entry->pw_dir)));
    places.homes.removeAll(QString());
    places.homes.removeAll(u"/"_s);
    places.homes.removeDuplicates();
    const QString configuration = fromEnvironment("XDG_CONFIG_HOME"), data = fromEnvironment("XDG_DATA_HOME");
    for (const KnownFolder &known : kKnown) {
        const QString name = QString::fromLatin1(known.path);
        for (const QString &home : std::as_const(places.homes))
            places.known.append(placeAt(known.kind, home + u'/' + name));
        if (!configuration.isEmpty() && name.startsWith(u".config/"_s))
            places.known.append(placeAt(known.kind, configuration + name.mid(7)));
        if (!data.isEmpty() && name.startsWith(u".local/share/"_s))
            places.known.append(placeAt(known.kind, data + name.mid(12)));
    }
    const auto named = [&places](FolderKind kind, const QString &folder) {
        const bool holdsHome = std::any_of(places.homes.begin(), places.homes.end(),
            [&folder](const QString &home) { return isSameOrBelow(home, folder); });
        if (!folder.isEmpty() && !holdsHome && folder != u"/"_s)
            places.known.append({kind, folder, {}, kind == FolderKind::Programs});
    };
    for (const char *name :
        {"GNUPGHOME", "DOCKER_CONFIG", "PASSWORD_STORE_DIR", "CLOUDSDK_CONFIG", "GH_CONFIG_DIR", "AZURE_CONFIG_DIR"})
        named(FolderKind::Secrets, fromEnvironment(name));
    for (const QString &folder : qEnvironmentVariable("PATH").split(u':', Qt::SkipEmptyParts))
        named(FolderKind::Programs, realPath(folder));
    for (const QString &folder : {configuration, data}) {
        if (!folder.isEmpty())
            places.settings.append(folder);
    }
    return places;
}

FolderKind folderKind(const QString &real, const PersonalPlaces &places)
{
    bool settings = false;
    for (const PersonalPlace &place : places.known) {
        if (isAtOrBelow(real, place.path) || (!place.real.isEmpty() && isSameOrBelow(real, place.real)))
            return place.kind;
        if (isSameOrBelow(place.path, real) && !place.anyoneMayHoldIt)
            return place.kind;
        // A folder of dot files that the home only links to: a person may want that.
        settings = settings || (!place.real.isEmpty() && isSameOrBelow(place.real, real));
    }
    QStringList homes = places.homes;
    if (const QString home = foreignHome(real); !home.isEmpty() && !homes.contains(home)) {
        homes.append(home);
        for (const KnownFolder &known : kKnown) {
            const QString place = home + u'/' + QString::fromLatin1(known.path);
            if (isAtOrBelow(real, place) || (isSameOrBelow(place, real) && QFileInfo::exists(place)))
                return known.kind;
        }
    }
    if (isGitFolder(real))
        return FolderKind::Git;
    for (const QString &home : std::as_const(homes))
        settings = settings || real.startsWith(home + u"/."_s);
    for (const QString &folder : places.settings)
        settings = settings || isSameOrBelow(real, folder);
    return settings ? FolderKind::Settings : FolderKind::Free;
}

bool isSettingsFolder(const QString &real)
{
    return folderKind(real, personalPlaces()) == FolderKind::Settings;
}

} // namespace vibecoder
