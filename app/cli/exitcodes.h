// SPDX-License-Identifier: MIT
// What the program's exit code means; documented in the manual and stable.
#pragma once

#include "base/result.h"

namespace vibecoder::exitcode {

enum : int {
    Ok = 0,
    Failure = 1,
    Usage = 2,
    NotPassed = 3,    ///< a task ended without passing
    Unauthorized = 4, ///< key missing or refused
    NotFound = 5,     ///< also: the id fits several
    Conflict = 6,     ///< ended already, decided elsewhere
    Store = 7,        ///< the store cannot be reached
    Pending = 8,      ///< waits for a person
    TimedOut = 9,
    Interrupted = 130,
};

[[nodiscard]] inline int forError(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
        return Usage;
    case ErrorCode::NotFound:
    case ErrorCode::Ambiguous:
        return NotFound;
    case ErrorCode::Conflict:
    case ErrorCode::Expired:
        return Conflict;
    case ErrorCode::Unauthorized:
        return Unauthorized;
    case ErrorCode::Storage:
    case ErrorCode::Io:
        return Store;
    case ErrorCode::Timeout:
        return TimedOut;
    case ErrorCode::Parked:
        return Pending;
    default:
        return Failure;
    }
}

} // namespace vibecoder::exitcode
