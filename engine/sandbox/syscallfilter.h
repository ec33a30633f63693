// SPDX-License-Identifier: MIT
// The filter of system calls that every held command runs under, as instructions for the kernel (struct sock_filter).
// Made by libseccomp for this machine's architecture; a call by another architecture's number ends the process.
#pragma once

#include "base/filedescriptor.h"

#include <QByteArray>

namespace vibecoder {

/// Namespaces: the network is kept away by a name space. NoNetwork: by this filter (only Unix sockets, and no
/// connecting of them either, because a service of the user may listen there). Network: by nothing, but Unix sockets
/// are refused for the same reason.
enum class FilterKind { Namespaces, NoNetwork, Network };

/// Empty when it cannot be made. Made once per kind; any thread.
[[nodiscard]] const QByteArray &syscallFilter(FilterKind kind);

/// The same in an open file in memory, from its beginning; not open when there is none.
[[nodiscard]] FileDescriptor syscallFilterFile(FilterKind kind);

} // namespace vibecoder
