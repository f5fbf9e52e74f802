// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// For the static guard alone: Swift's comparison of strings asks these how each letter is composed. It is told that none is, so that
// strings are equal only byte by byte, which is what the guard means, and 28 KB of tables stay out of it.

#ifdef PLIMSOLL_GUARD_ALLOCATOR

#include <stdint.h>

uint16_t _swift_stdlib_getNormData(uint32_t scalar);
uint32_t _swift_stdlib_getDecompositionEntry(uint32_t scalar);
uint32_t _swift_stdlib_getComposition(uint32_t first, uint32_t second);
extern const uint8_t *const _swift_stdlib_nfd_decompositions;

uint16_t _swift_stdlib_getNormData(uint32_t scalar) {
    (void)scalar;
    return 0;
}

uint32_t _swift_stdlib_getDecompositionEntry(uint32_t scalar) {
    (void)scalar;
    return UINT32_MAX;
}

uint32_t _swift_stdlib_getComposition(uint32_t first, uint32_t second) {
    (void)first;
    (void)second;
    return UINT32_MAX;
}

const uint8_t *const _swift_stdlib_nfd_decompositions = 0;

#else

// The ordinary build has the tables.
typedef int plimsoll_no_unicode;

#endif
