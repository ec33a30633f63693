// SPDX-License-Identifier: MIT
// The API key in the user's keychain (Secret Service, KWallet), through the helper vibecoder-keychain. Blocks for at
// most a minute, because the service may ask the user to unlock it; call it where a person waits. Any thread.
#pragma once

#include "base/result.h"

#include <QString>

namespace vibecoder::keychain {

/// NotFound: nothing is stored. Unavailable: no keychain service runs here (the environment stays the way).
[[nodiscard]] Result<QString> readKey();
[[nodiscard]] Result<> storeKey(const QString &key);
[[nodiscard]] Result<> removeKey();

} // namespace vibecoder::keychain
