// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CSystemCalls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

extern char **environ;

int32_t plimsoll_open_to_read(const char *path) {
    // By itself musl makes two calls of it.
    long descriptor = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    return descriptor < 0 ? -errno : (int32_t)descriptor;
}

// The last used first: whoever asks for memory asks again soon.
enum { MOST_KEPT = 16 };
static struct {
    char *path;
    int descriptor;
} kept[MOST_KEPT];

static void drop(int index) {
    free(kept[index].path);
    close(kept[index].descriptor);
    memmove(&kept[index], &kept[index + 1], (size_t)(MOST_KEPT - 1 - index) * sizeof kept[0]);
    kept[MOST_KEPT - 1].path = NULL;
}

int32_t plimsoll_open_kept(const char *path) {
    int index = 0;
    while (index < MOST_KEPT && kept[index].path && strcmp(kept[index].path, path) != 0) index++;
    char *name = NULL;
    int descriptor;
    if (index < MOST_KEPT && kept[index].path) {
        name = kept[index].path;
        descriptor = kept[index].descriptor;
    } else {
        while ((descriptor = plimsoll_open_to_read(path)) == -EMFILE && kept[0].path) drop(0);
        if (descriptor < 0) return descriptor;
        name = strdup(path);
        if (!name) {
            close(descriptor);
            return -ENOMEM;
        }
        for (index = 0; index < MOST_KEPT - 1 && kept[index].path;) index++;
        if (kept[index].path) drop(index);
    }
    memmove(&kept[1], &kept[0], (size_t)index * sizeof kept[0]);
    kept[0].path = name;
    return kept[0].descriptor = descriptor;
}

void plimsoll_drop_kept(int32_t descriptor) {
    for (int index = 0; index < MOST_KEPT && kept[index].path; index++) {
        if (kept[index].descriptor == descriptor) return drop(index);
    }
}

int64_t plimsoll_read(int32_t descriptor, void *buffer, int64_t capacity) {
    ssize_t count;
    do {
        count = read(descriptor, buffer, (size_t)capacity);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int64_t plimsoll_read_record(int32_t descriptor, void *buffer, int64_t capacity) {
    ssize_t count;
    do {
        count = pread(descriptor, buffer, (size_t)capacity, 0);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int64_t plimsoll_read_at(int32_t descriptor, void *buffer, int64_t capacity, int64_t offset) {
    char *next = buffer;
    int64_t read = 0;
    while (read < capacity) {
        ssize_t count = pread(descriptor, next + read, (size_t)(capacity - read), offset + read);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -errno;
        if (count == 0) break;
        read += count;
    }
    return read;
}

// Documentation/admin-guide/mm/pagemap.rst: a word a page. Bit 63, it is in memory; 62, it is swapped out; 61, it is of a file or shared; 56, it
// is mapped only here, which the page of zeroes that reading brings is not.
static int is_touched(uint64_t page) { return (page & UINT64_C(3) << 62) != 0; }
static int is_own(uint64_t page) { return (page >> 56 & 0xa1) == 0x81; }

int64_t plimsoll_touched(const char *pagemap, uint64_t first, uint64_t end, int32_t own) {
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    int32_t descriptor = plimsoll_open_kept(pagemap);
    if (descriptor < 0) return descriptor;
    uint64_t words[512];
    int64_t touched = 0;
    for (uint64_t next = first / page, last = end / page; next < last;) {
        uint64_t most = last - next < 512 ? last - next : 512;
        int64_t count = plimsoll_read_at(descriptor, words, (int64_t)(most * sizeof *words), (int64_t)(next * sizeof *words));
        if (count <= 0) {
            // The end is that of the program it was opened for: there may be another by now.
            plimsoll_drop_kept(descriptor);
            return count < 0 ? count : touched;
        }
        uint64_t got = (uint64_t)count / sizeof *words;
        for (uint64_t index = 0; index < got; index++) touched += (own ? is_own : is_touched)(words[index]) ? (int64_t)page : 0;
        next += got;
    }
    return touched;
}

int32_t plimsoll_write(int32_t descriptor, const void *buffer, int64_t count) {
    const char *next = buffer;
    while (count > 0) {
        ssize_t written = write(descriptor, next, (size_t)count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -errno;
        next += written;
        count -= written;
    }
    return 0;
}

// RWF_NOWAIT; musl has neither the name nor the call.
#define WITHOUT_WAITING 8

int32_t plimsoll_write_at_once(int32_t descriptor, const void *buffer, int64_t count) {
    struct pollfd state = {.fd = descriptor, .events = POLLOUT};
    if (poll(&state, 1, 0) < 0) return -errno;
    // What nobody reads any more would send a signal.
    if (state.revents & (POLLERR | POLLHUP)) return -EPIPE;
    if (!(state.revents & POLLOUT)) return -EAGAIN;
    struct iovec part = {.iov_base = (void *)buffer, .iov_len = (size_t)count};
    long written = syscall(SYS_pwritev2, descriptor, &part, 1UL, -1L, -1L, WITHOUT_WAITING);
    // Where it cannot be asked for, there was room a moment ago.
    if (written < 0 && errno != EAGAIN) written = write(descriptor, buffer, (size_t)count);
    return written < 0 ? -errno : 0;
}

void plimsoll_close(int32_t descriptor) { close(descriptor); }

void plimsoll_exit(int32_t status) { _exit(status); }

static int resource(int32_t which) {
    switch (which) {
    case PLIMSOLL_LIMIT_ADDRESS_SPACE: return RLIMIT_AS;
    case PLIMSOLL_LIMIT_FILES: return RLIMIT_NOFILE;
    default: return RLIMIT_DATA;
    }
}
static uint64_t from_kernel(rlim_t value) { return value == RLIM_INFINITY ? UINT64_MAX : (uint64_t)value; }
static rlim_t to_kernel(uint64_t value) { return value == UINT64_MAX ? RLIM_INFINITY : (rlim_t)value; }

int32_t plimsoll_get_limit(int32_t which, uint64_t *soft, uint64_t *hard) {
    struct rlimit limit;
    if (getrlimit(resource(which), &limit) != 0) return -errno;
    *soft = from_kernel(limit.rlim_cur);
    *hard = from_kernel(limit.rlim_max);
    return 0;
}

int32_t plimsoll_set_limit(int32_t which, uint64_t soft, uint64_t hard) {
    struct rlimit limit = {.rlim_cur = to_kernel(soft), .rlim_max = to_kernel(hard)};
    return setrlimit(resource(which), &limit) != 0 ? -errno : 0;
}

int32_t plimsoll_allowed_processors(void) {
    // The kernel refuses a set smaller than its own: 8192 processors is the most it can be built for.
    unsigned long set[8192 / (8 * sizeof(unsigned long))] = {0};
    if (sched_getaffinity(0, sizeof set, (cpu_set_t *)set) < 0) return -errno;
    int32_t count = 0;
    for (size_t index = 0; index < sizeof set / sizeof set[0]; index++) count += __builtin_popcountl(set[index]);
    return count;
}

const char *plimsoll_get_environment(const char *name) { return getenv(name); }

int32_t plimsoll_set_environment(const char *name, const char *value) {
    return setenv(name, value, 1) != 0 ? -errno : 0;
}

int32_t plimsoll_execute(const char *path, char *const arguments[], int32_t unasked) {
    syscall(SYS_execve, path, arguments, environ, 0UL, 0UL, unasked ? (unsigned long)PLIMSOLL_UNASKED : 0UL);
    return -errno;
}

int32_t plimsoll_is_there(const char *path) { return access(path, F_OK) == 0; }

const char *plimsoll_error_text(int32_t number) { return strerror(number); }

int32_t plimsoll_is_missing(int32_t number) { return number == ENOENT || number == ENOTDIR; }
int32_t plimsoll_is_denied(int32_t number) { return number == EACCES; }
