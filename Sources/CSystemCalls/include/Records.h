// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#ifndef PLIMSOLL_RECORDS_H
#define PLIMSOLL_RECORDS_H

#include <stdint.h>

/// Reads from the beginning of a file only what is in memory, never waiting for a disk; of a file system that cannot tell, as
/// `pread` does. Returns how many bytes, or -errno: -EAGAIN where it is not in memory.
int64_t plimsoll_peek(int32_t descriptor, void *buffer, int64_t capacity);

#endif
