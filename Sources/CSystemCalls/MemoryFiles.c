// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "MemoryFiles.h"

#include "CSystemCalls.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#define TMPFS 0x01021994

/// What of these bytes of a file has no memory. A file of too many pieces is taken to be empty behind the first ones.
static uint64_t holes(const char *path, uint64_t first, uint64_t end) {
    int descriptor = plimsoll_open_to_read(path);
    uint64_t sum = 0;
    for (int pieces = 0; descriptor >= 0 && pieces < 256 && first < end; pieces++) {
        // lseek(2): ENXIO, there is nothing but a hole.
        off_t data = lseek(descriptor, (off_t)first, SEEK_DATA);
        if (data < 0 || (uint64_t)data >= end) break;
        sum += (uint64_t)data - first;
        off_t hole = lseek(descriptor, data, SEEK_HOLE);
        if (hole < data) break;
        first = (uint64_t)hole;
    }
    if (descriptor >= 0) close(descriptor);
    return first < end ? sum + (end - first) : sum;
}

struct plimsoll_memory_file plimsoll_look_at_memory_file(const char *path, uint64_t first, uint64_t end, int32_t grows) {
    struct plimsoll_memory_file found = {0};
    struct statfs system;
    struct stat file;
    if (statfs(path, &system) != 0 || stat(path, &file) != 0) return found;
    if ((uint32_t)system.f_type != TMPFS) return found;
    uint64_t size = (uint64_t)file.st_size, there = (uint64_t)file.st_blocks * 512;
    // Beyond its end a file cannot be touched.
    if (!grows && end > size) end = size;
    if (first >= end) return found;
    // What was set aside for a file and never written to is memory, and looks as a hole.
    uint64_t whole = end > size ? end : size;
    uint64_t missing = there < whole ? whole - there : 0;
    uint64_t here = missing == 0 ? 0 : holes(path, first, end);
    found.device = file.st_dev;
    found.number = file.st_ino;
    found.missing = here < missing ? here : missing;
    found.missing_in_all = missing;
    found.present = there;
    return found;
}

int32_t plimsoll_is_zero_device(const char *path) {
    struct stat file;
    return stat(path, &file) == 0 && S_ISCHR(file.st_mode) && file.st_rdev == makedev(1, 5);
}
