// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// The kernel's interface in our own words: musl comes without the kernel's headers.

#pragma once

#include <stdint.h>

struct call {
    int32_t number;
    uint32_t architecture;
    uint64_t instruction_pointer;
    uint64_t arguments[6];
};
