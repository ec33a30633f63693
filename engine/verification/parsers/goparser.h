// SPDX-License-Identifier: MIT
// What `go build` and `go test` print alike.
#pragma once

#include "verification/diagnostics.h"

namespace vibecoder {

/// `a/a.go:3:8: message`, `vet: ./a.go:8:30: message`; nothing for indented lines (those are logs of tests).
[[nodiscard]] std::optional<Failure> goDiagnostic(QStringView line);
/// A frame of a goroutine's trace from its two lines: `shop/c.TestX(0x1)` and `\t/w/c/c_test.go:9 +0x2e`.
[[nodiscard]] std::optional<Frame> goFrame(QStringView functionLine, QStringView placeLine);
/// Expected and actual from the words in which Go programs by habit say them: `got 2, want 3`, `f(1) = 2; want 3`.
void takeGoValues(Failure &failure);

} // namespace vibecoder
