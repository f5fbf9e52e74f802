// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Lives of malloc and free: blocks of 16 bytes to 256 KiB in a table of 4000, each written to. Argument: how many millions of steps.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4000 };
static char *slots[SLOTS];

int main(int count, char **words) {
    uint64_t random = 88172645463325252u;
    long steps = (count > 1 ? atol(words[1]) : 1) * 1000000;
    for (long step = 0; step < steps; step++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        unsigned slot = random % SLOTS;
        // One in a thousand is large.
        size_t size = 16u << ((random >> 20) % 8);
        if ((random >> 30) % 1024 == 0) size = 4096u << ((random >> 40) % 7);
        free(slots[slot]);
        slots[slot] = malloc(size);
        if (!slots[slot]) return 1;
        memset(slots[slot], 1, size);
    }
    return 0;
}
