// SPDX-License-Identifier: MIT
// Which files a command must not see that nobody was asked about, and which ones no command may see in the folders that
// are shown to it beside its own: by name, and where a name says too little by content. Pure.
#pragma once

#include "model/secrecy.h"

#include <QByteArrayView>

namespace vibecoder {

/// Below a working directory (the path counts from there): what a person would be asked about before it is read.
[[nodiscard]] Secrecy secrecyInWork(QByteArrayView relative);

/// In a folder that is shown read-only: also the places where tools keep what they sign in with.
[[nodiscard]] Secrecy secrecyOfCredentials(QByteArrayView path);

/// A private key, a field of a password or token, an address with a password in it, the form of a token.
[[nodiscard]] bool holdsCredentials(QByteArrayView text);

} // namespace vibecoder
