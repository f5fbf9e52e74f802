// Plimsoll
// SPDX-License-Identifier: Apache-2.0
//
// hog WAY KIB [PROCESSES [TIMES]]: takes and touches pieces of so many KiB until one is refused; says how much it had, and gives it
// back; so often. Several processes hold what they have until each was refused. Exit status 0: none was killed.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t piece;
static const char *way;

static void *mapped(int flags, int protection) {
    void *memory = mmap(NULL, piece, protection, flags | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void *take(void) {
    if (!strcmp(way, "malloc")) return malloc(piece);
    if (!strcmp(way, "calloc")) return calloc(1, piece);
    if (!strcmp(way, "mmap")) return mapped(MAP_PRIVATE, PROT_READ | PROT_WRITE);
    if (!strcmp(way, "shared")) return mapped(MAP_SHARED, PROT_READ | PROT_WRITE);
    if (!strcmp(way, "zero") || !strcmp(way, "zero-shared")) {
        static int device = -1;
        if (device < 0) device = open("/dev/zero", O_RDWR | O_CLOEXEC);
        void *memory = mmap(NULL, piece, PROT_READ | PROT_WRITE, way[4] ? MAP_SHARED : MAP_PRIVATE, device, 0);
        return memory == MAP_FAILED ? NULL : memory;
    }
    if (!strcmp(way, "brk")) {
        // By the kernel's own call: not every libc moves the heap's end.
        char *end = (char *)syscall(SYS_brk, 0);
        if ((char *)syscall(SYS_brk, end + piece) == end + piece) return end;
        errno = ENOMEM;
        return NULL;
    }
    int is_keyed = !strcmp(way, "pkey_mprotect");
    if (is_keyed || !strcmp(way, "mprotect")) {
        void *memory = mapped(MAP_PRIVATE, PROT_NONE);
        if (!memory) return NULL;
        // Without a key it is mprotect by another number.
        long done = is_keyed ? syscall(SYS_pkey_mprotect, memory, piece, PROT_READ | PROT_WRITE, -1) : -1;
        if (!is_keyed || (done != 0 && errno == ENOSYS)) done = mprotect(memory, piece, PROT_READ | PROT_WRITE);
        if (done == 0) return memory;
        munmap(memory, piece);
        return NULL;
    }
    fprintf(stderr, "hog: unknown way '%s'\n", way);
    exit(64);
}

static void give_back(void *memory) {
    if (!strcmp(way, "malloc") || !strcmp(way, "calloc")) free(memory);
    else if (strcmp(way, "brk")) munmap(memory, piece);
}

// One block that grows in place or moves.
static void grow(void) {
    size_t size = 0;
    char *block = NULL, *larger;
    while ((larger = realloc(block, size + piece))) {
        block = larger;
        memset(block + size, 1, piece);
        size += piece;
    }
    printf("refused (%s) after %zu MiB\n", errno == ENOMEM ? "ENOMEM" : strerror(errno), size >> 20);
    free(block);
}

static void fill(int times, int announce, int wait_for) {
    for (; times > 0; times--) {
        if (!strcmp(way, "realloc")) {
            grow();
            continue;
        }
        size_t taken = 0;
        void **last = NULL, **next;
        while ((next = take())) {
            memset(next, 1, piece);
            *next = last;
            last = next;
            taken += piece;
        }
        char line[80];
        int length = snprintf(line, sizeof line, "refused (%s) after %zu MiB\n",
                              errno == ENOMEM ? "ENOMEM" : strerror(errno), taken >> 20);
        if (write(1, line, (size_t)length) != length) exit(1);
        if (announce >= 0) {
            char byte = 0;
            if (write(announce, &byte, 1) != 1 || close(announce) != 0 || read(wait_for, &byte, 1) < 0) exit(1);
        }
        for (; last; last = next) {
            next = *last;
            give_back(last);
        }
    }
}

int main(int count, char **arguments) {
    if (count < 3) return 64;
    way = arguments[1];
    piece = (size_t)atol(arguments[2]) << 10;
    int processes = count > 3 ? atoi(arguments[3]) : 1, times = count > 4 ? atoi(arguments[4]) : 1;
    if (processes == 1) {
        fill(times, -1, -1);
        return 0;
    }
    int full[2], leave[2];
    if (pipe(full) != 0 || pipe(leave) != 0) return 1;
    for (int index = 0; index < processes; index++) {
        if (fork() == 0) {
            close(leave[1]);
            close(full[0]);
            fill(1, full[1], leave[0]);
            _exit(0);
        }
    }
    close(full[1]);
    char byte;
    int killed = 0, status;
    // The end of this pipe comes early when some were killed.
    for (int index = 0; index < processes && read(full[0], &byte, 1) == 1; index++) {}
    close(leave[1]);
    while (wait(&status) > 0) killed += WIFSIGNALED(status);
    if (killed) printf("%d killed\n", killed);
    return killed > 0;
}
