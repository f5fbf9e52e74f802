// Plimsoll
// SPDX-License-Identifier: Apache-2.0
//
// stacks THREADS KIB: starts so many threads, each of which writes to so much of its stack and stays until all have.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

static size_t depth;
static pthread_mutex_t started = PTHREAD_MUTEX_INITIALIZER;

static void *use(void *nothing) {
    volatile char room[depth];
    for (size_t used = 4096; used <= depth; used += 4096) room[depth - used] = 1;
    // Whoever cannot start all of them lets those go that there are.
    pthread_mutex_lock(&started);
    pthread_mutex_unlock(&started);
    return nothing;
}

int main(int count, char **arguments) {
    if (count < 3) return 64;
    int threads = atoi(arguments[1]), running = 0;
    depth = (size_t)atoi(arguments[2]) << 10;
    pthread_t *handles = calloc((size_t)threads, sizeof *handles);
    if (!handles) return 1;
    // With huge pages it is by chance which stacks take 2 MiB at their first touch.
    prctl(PR_SET_THP_DISABLE, 1UL, 0UL, 0UL, 0UL);
    pthread_mutex_lock(&started);
    while (running < threads && pthread_create(&handles[running], NULL, use, NULL) == 0) running++;
    pthread_mutex_unlock(&started);
    for (int index = 0; index < running; index++) pthread_join(handles[index], NULL);
    puts(running < threads ? "caught" : "ok");
    return 0;
}
