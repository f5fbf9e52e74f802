// Plimsoll
// SPDX-License-Identifier: Apache-2.0
//
// late PIECES MIB: asks for so many pieces, and only then touches those it was granted.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
    if (count < 3) return 64;
    int pieces = atoi(arguments[1]), refused = 0;
    size_t size = (size_t)atoi(arguments[2]) << 20;
    char **granted = calloc((size_t)pieces, sizeof *granted);
    for (int index = 0; granted && index < pieces; index++) {
        granted[index] = malloc(size);
        refused += !granted[index];
    }
    for (int index = 0; granted && index < pieces; index++) {
        if (granted[index]) memset(granted[index], 1, size);
    }
    puts(refused ? "caught" : "all granted");
    return 0;
}
