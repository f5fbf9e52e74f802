// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Files that are memory.

#pragma once

#include <stdint.h>

/// Whether it is `/dev/zero`, by whatever name: what is mapped of it is memory as any other.
int32_t plimsoll_is_zero_device(const char *path);

struct plimsoll_memory_file {
    uint64_t device;
    uint64_t number;
    /// How much memory some bytes of it may still take.
    uint64_t missing;
    /// How much all of it may.
    uint64_t missing_in_all;
    /// How much it takes already.
    uint64_t present;
};

/// Looks at these bytes of a file of a file system in memory, as far as it reaches or, where it `grows`, beyond. Nothing is missing where it is
/// no such file, or is gone.
struct plimsoll_memory_file plimsoll_look_at_memory_file(const char *path, uint64_t first, uint64_t end, int32_t grows);
