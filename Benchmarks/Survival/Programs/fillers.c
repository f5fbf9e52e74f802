// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// fillers THREADS MIB: threads that map pieces, fill and keep them, all at once, until each was refused. Says how much they have.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static size_t piece;
static size_t kept;

static void *fill(void *nothing) {
    for (;;) {
        void *memory = mmap(NULL, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) return nothing;
        memset(memory, 1, piece);
        __atomic_add_fetch(&kept, piece, __ATOMIC_RELAXED);
    }
}

int main(int count, char **words) {
    if (count != 3) return 2;
    int wanted = atoi(words[1]), started = 0;
    piece = (size_t)atoi(words[2]) << 20;
    pthread_t *threads = calloc((size_t)wanted, sizeof *threads);
    while (threads && started < wanted && pthread_create(&threads[started], NULL, fill, NULL) == 0) started++;
    for (int index = 0; index < started; index++) pthread_join(threads[index], NULL);
    printf("%zu\n", kept >> 20);
    return 0;
}
