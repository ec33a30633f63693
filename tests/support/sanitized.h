// SPDX-License-Identifier: MIT
// VC_SANITIZED: this program is built with the address sanitizer, by g++ or clang.
#pragma once

#ifdef __SANITIZE_ADDRESS__
#define VC_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VC_SANITIZED
#endif
#endif
