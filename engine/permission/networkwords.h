// SPDX-License-Identifier: MIT
// Commands that reach the network and do no more than their words say: they run no file of the working directory and
// send none. Only these may be allowed with the network by a rule, because what lies in the folder changes. Pure.
#pragma once

#include <QByteArrayList>
#include <QByteArrayView>

namespace vibecoder {

/// Whether the host that a word names is not what it looks like: letters of another script, coded ones (xn--), a user's
/// name in front that looks like a host.
[[nodiscard]] bool isDeceivingHost(QByteArrayView word);

/// argv: of one plain command, the program without its folder.
[[nodiscard]] bool sendsOnlyItsWords(const QByteArrayList &argv);

/// Whether the program is known to run nothing of the working directory, network or not.
[[nodiscard]] bool runsNothingOfTheFolder(const QByteArrayList &argv);

} // namespace vibecoder
