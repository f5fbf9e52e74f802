// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Memory for the static guard alone, which has one thread: musl's own gives each small block back to the kernel as soon as it is free,
// and a request of the guarded program would wait for hundreds of such calls. Blocks come in powers of two and are kept when freed.

#ifdef PLIMSOLL_GUARD_ALLOCATOR

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

// In front of each block. Keeps blocks aligned to 16 bytes.
struct head {
    // What free returns: an aligned block may begin later.
    struct head *start;
    // The whole block is 1 << power bytes.
    size_t power;
};
struct freed {
    struct freed *next;
};

#define LEAST_POWER 5
#define LARGE_POWER 17
#define ARENA 65536

static struct freed *kept[LARGE_POWER];
static char *arena, *arena_end;

static void *from_kernel(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void *block(size_t power) {
    size_t size = (size_t)1 << power;
    if (power >= LARGE_POWER) return from_kernel(size);
    if (kept[power]) {
        struct freed *block = kept[power];
        kept[power] = block->next;
        return block;
    }
    if ((size_t)(arena_end - arena) < size) {
        // The rest of the arena is lost: less than one block of this size, once in a while.
        size_t more = size > ARENA ? size : ARENA;
        arena = from_kernel(more);
        arena_end = arena ? arena + more : NULL;
        if (!arena) return NULL;
    }
    void *memory = arena;
    arena += size;
    return memory;
}

static void *take(size_t alignment, size_t size) {
    size_t spare = alignment > 16 ? alignment : 0;
    if (size > SIZE_MAX / 4 || spare > SIZE_MAX / 4) return NULL;
    size_t power = LEAST_POWER;
    while (((size_t)1 << power) < size + spare + sizeof(struct head)) power++;
    struct head *start = block(power);
    if (!start) return NULL;
    uintptr_t place = (uintptr_t)(start + 1);
    if (spare) place = (place + alignment - 1) & ~(uintptr_t)(alignment - 1);
    struct head *head = (struct head *)place - 1;
    head->start = start;
    head->power = power;
    return (void *)place;
}

void *malloc(size_t size) {
    void *memory = take(16, size);
    if (!memory) errno = ENOMEM;
    return memory;
}

void free(void *memory) {
    if (!memory) return;
    struct head *head = (struct head *)memory - 1;
    struct head *start = head->start;
    size_t power = head->power;
    if (power >= LARGE_POWER) {
        munmap(start, (size_t)1 << power);
        return;
    }
    struct freed *block = (struct freed *)start;
    block->next = kept[power];
    kept[power] = block;
}

void *calloc(size_t count, size_t size) {
    size_t all;
    if (__builtin_mul_overflow(count, size, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    void *memory = malloc(all);
    return memory ? memset(memory, 0, all) : NULL;
}

void *realloc(void *memory, size_t size) {
    if (!memory) return malloc(size);
    struct head *head = (struct head *)memory - 1;
    size_t room = (size_t)((char *)head->start + ((size_t)1 << head->power) - (char *)memory);
    if (size <= room) return memory;
    void *larger = malloc(size);
    if (!larger) return NULL;
    memcpy(larger, memory, room);
    free(memory);
    return larger;
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    *result = take(alignment, size);
    return *result ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size) { return take(alignment, size); }
void *memalign(size_t alignment, size_t size) { return take(alignment, size); }

#else

// The ordinary build has the system's.
typedef int plimsoll_no_allocator;

#endif
