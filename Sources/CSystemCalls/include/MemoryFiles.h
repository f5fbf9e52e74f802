// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Files that are memory.

#pragma once

#include <stdint.h>

/// Whether it is `/dev/zero`, by whatever name: what is mapped of it is memory as any other.
int32_t plimsoll_is_zero_device(const char *path);

/// How much memory a file of a file system in memory may still take for these bytes of it, as far as it reaches or, where it `grows`, beyond.
/// 0 where it is no such file, or is gone.
uint64_t plimsoll_missing_in_memory_file(const char *path, uint64_t first, uint64_t end, int32_t grows);
