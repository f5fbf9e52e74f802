// Plimsoll
// SPDX-License-Identifier: Apache-2.0
//
// untouched PIECES MIB: asks for so many pieces, touches none of them, and works with 64 MiB.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
    int pieces = count > 1 ? atoi(arguments[1]) : 1;
    size_t size = (size_t)(count > 2 ? atoi(arguments[2]) : 200) << 20;
    for (int index = 0; index < pieces; index++) {
        if (!calloc(1, size)) {
            puts("refused");
            return 1;
        }
    }
    char *work = malloc(64 << 20);
    if (!work) {
        puts("refused");
        return 1;
    }
    for (int turn = 0; turn < 20; turn++) memset(work, turn, 64 << 20);
    puts("ok");
    return 0;
}
