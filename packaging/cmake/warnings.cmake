# SPDX-License-Identifier: MIT
# One interface target that every target links: warnings and Qt's strictness. They are errors in the presets of developers
# (CMAKE_COMPILE_WARNING_AS_ERROR), not for somebody who builds the release with a compiler newer than ours.
add_library(vibecoder_options INTERFACE)
target_compile_options(vibecoder_options INTERFACE
    -Wall -Wextra -Wpedantic
    $<$<COMPILE_LANGUAGE:CXX>:-Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual>
    # clang 16 and later say so of the flag that QCoro adds; harmless
    $<$<CXX_COMPILER_ID:Clang>:-Wno-unknown-warning-option -Wno-deprecated-experimental-coroutine>)
target_compile_definitions(vibecoder_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_FOREACH QT_STRICT_ITERATORS
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT VIBECODER_VERSION="${PROJECT_VERSION}")
target_include_directories(vibecoder_options INTERFACE ${PROJECT_SOURCE_DIR}/engine)

if(VIBECODER_SANITIZE)
    # -fno-sanitize=function,vptr: clang 14 fails to emit coroutines with them (coroutine rule in ARCHITECTURE.md)
    set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
        list(APPEND sanitize -fno-sanitize=function,vptr)
    else()
        # With sanitizers GCC takes values for uninitialized that are not; its manual says so.
        list(APPEND sanitize -Wno-maybe-uninitialized)
    endif()
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:${sanitize}>")
    add_link_options($<$<LINK_LANGUAGE:CXX>:-fsanitize=address,undefined>)
endif()

if(VIBECODER_FUZZERS)
    # The rooms under test need the coverage marks too, or the fuzzer is blind.
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link>)
endif()
