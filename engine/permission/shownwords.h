// SPDX-License-Identifier: MIT
// What code in any language shows by its words: hosts, tools of the network, secrets, places of the system, ways to
// more rights. Whoever hides it is held by the sandbox; this finds what is said openly. Pure.
#pragma once

#include <QByteArrayList>
#include <QByteArrayView>

namespace vibecoder {

/// Whether the text names a host other than this machine itself, as an address or as `user@host:`.
[[nodiscard]] bool namesRemote(QByteArrayView text);

/// Whether these words ask for something that is fetched or sent, and no option of theirs forbids the network.
[[nodiscard]] bool fetches(const QByteArrayList &argv);

/// Whether a package manager does something that needs nothing from elsewhere.
[[nodiscard]] bool installsOffline(const QByteArrayList &argv);

/// Whether the program is there to reach other machines, or fetches what it runs.
[[nodiscard]] bool isNetworkProgram(const QByteArray &name);

/// Whether the text asks the shell or a language for a variable that holds a secret by its name.
[[nodiscard]] bool asksForSecret(QByteArrayView text);

/// Whether code that nobody takes apart shows that it wants out: the network, secrets, other places of the disk,
/// more rights, this program. root: of the task; what lies below it is no other place.
[[nodiscard]] bool showsWayOut(QByteArrayView code, QByteArrayView root);

} // namespace vibecoder
