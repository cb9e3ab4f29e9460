// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Put before a function whose loops are worth compiling once per vector width; the right one is chosen when the program
/// starts, so one binary runs on every x86-64 and is fast on the newest. Elsewhere (arm64 has one width) it is nothing.
/// Nothing under sanitizers either: they are not ready yet when the dynamic linker makes the choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define EYRIE_VECTORISE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EYRIE_VECTORISE
#endif
