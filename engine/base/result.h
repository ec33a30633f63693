// SPDX-License-Identifier: MIT
// Failure as a value. Result<T> has the shape of std::expected; Error says what went wrong for programs
// (code), for people (message, hint) and for the log (detail). Neither message nor detail may hold a secret.
#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace vibecoder {

/// What kind of failure it is. One table (app/cli/exitcodes.h, later app/server/httperror.h) maps a code to
/// an exit code or an HTTP status; nobody matches on message text.
enum class ErrorCode {
    InvalidArgument, ///< the caller's input is wrong; message names the field and the mend
    NotFound,
    Ambiguous,    ///< an id prefix that fits several things
    Conflict,     ///< the state no longer allows it (already ended, decided elsewhere)
    Denied,       ///< refused by policy or by a person
    Unauthorized, ///< key missing or refused
    Cancelled,    ///< somebody asked to stop; the step stays open
    Parked,       ///< waits for a person or a time; the step stays open and the run is taken up again later
    Shutdown,     ///< the program is ending; the step stays open
    Lost,         ///< the lease went to another worker: stop at once and report nothing
    Timeout,
    Expired,
    Io,
    Network,
    Storage,
    Protocol,    ///< the other side broke the agreed form
    Unavailable, ///< not there yet or not on this machine
    Internal,    ///< a broken invariant that was caught at a boundary
};

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message; ///< one sentence for people, translated where a face shows it
    QString hint;    ///< what to do next; may be empty
    QString detail;  ///< for the log: errno text, SQL state, request id

    bool operator==(const Error &) const = default;
};

template <typename T = void>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::NotFound, tr("..."), hint)`: an Error ready to be returned as any Result<T>.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString message, QString hint = {}, QString detail = {})
{
    return tl::make_unexpected(Error{code, std::move(message), std::move(hint), std::move(detail)});
}

/// Passes on the error of another Result.
template <typename T>
[[nodiscard]] tl::unexpected<Error> passError(const tl::expected<T, Error> &result)
{
    return tl::make_unexpected(result.error());
}

// TRY for plain (non-coroutine) functions. Usage:
//   VC_TRY(const auto file, openFile(path));   // declares `file`, or returns the error
//   VC_CHECK(flush());                         // no value
#define VC_CAT_(a, b) a##b
#define VC_CAT(a, b) VC_CAT_(a, b)
#define VC_TRY(decl, ...)                                                                                              \
    auto VC_CAT(vcTry_, __LINE__) = (__VA_ARGS__);                                                                     \
    if (!VC_CAT(vcTry_, __LINE__))                                                                                     \
        return ::tl::make_unexpected(std::move(VC_CAT(vcTry_, __LINE__)).error());                                     \
    decl = *std::move(VC_CAT(vcTry_, __LINE__))
#define VC_CHECK(...)                                                                                                  \
    do {                                                                                                               \
        auto vcCheck_ = (__VA_ARGS__);                                                                                 \
        if (!vcCheck_)                                                                                                 \
            return ::tl::make_unexpected(std::move(vcCheck_).error());                                                 \
    } while (false)

} // namespace vibecoder
