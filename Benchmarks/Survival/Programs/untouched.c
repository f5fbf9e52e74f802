// Plimsoll
// SPDX-License-Identifier: Apache-2.0
//
// untouched PIECES MIB WORK [MILLISECONDS]: asks for so many pieces, after each of which it computes for so long, touches none of them,
// and works with so many MiB.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void compute(int milliseconds) {
    while (clock() < (clock_t)milliseconds * (CLOCKS_PER_SEC / 1000)) {}
}

int main(int count, char **arguments) {
    if (count < 4) return 64;
    int pieces = atoi(arguments[1]), milliseconds = count > 4 ? atoi(arguments[4]) : 0;
    size_t size = (size_t)atoi(arguments[2]) << 20, worked = (size_t)atoi(arguments[3]) << 20;
    for (int index = 0; index < pieces; index++) {
        if (!calloc(1, size)) {
            puts("refused");
            return 1;
        }
        compute(milliseconds * (index + 1));
    }
    char *work = malloc(worked);
    if (!work) {
        puts("refused");
        return 1;
    }
    for (int turn = 0; turn < 20; turn++) {
        memset(work, turn, worked);
        __asm__ volatile("" : : "r"(work) : "memory");
    }
    puts("ok");
    return 0;
}
