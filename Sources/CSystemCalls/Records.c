// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "Records.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

int64_t plimsoll_peek(int32_t descriptor, void *buffer, int64_t capacity) {
    struct iovec part = {.iov_base = buffer, .iov_len = (size_t)capacity};
    ssize_t count = preadv2(descriptor, &part, 1, 0, RWF_NOWAIT);
    // Such as a file system that lies in memory anyhow.
    if (count < 0 && (errno == EOPNOTSUPP || errno == ENOSYS)) count = pread(descriptor, buffer, (size_t)capacity, 0);
    return count < 0 ? -errno : count;
}
