// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Takes memory in four processes, each in its own way and 1 MiB at a time, until it is refused; a program of i386's 32 bits, without a
// library, so that it can be compiled where there is none of that architecture (-m32 -nostdlib).

#define MAP 192
#define PROTECT 125
#define BREAK 45
#define ALLOCATE 324
#define MEMORY_FILE 356
#define FORK 2
#define WAIT 7
#define WRITE 4
#define EXIT 1
#define ENOMEM 12
#define PIECE (1L << 20)

#define CALL(...) call((long[7]){__VA_ARGS__})

static long call(const long *words) {
    long result;
    __asm__ volatile("push %%ebx\n push %%ebp\n"
                     "mov 4(%%eax), %%ebx\n mov 8(%%eax), %%ecx\n mov 12(%%eax), %%edx\n"
                     "mov 16(%%eax), %%esi\n mov 20(%%eax), %%edi\n mov 24(%%eax), %%ebp\n"
                     "mov (%%eax), %%eax\n int $0x80\n pop %%ebp\n pop %%ebx"
                     : "=a"(result)
                     : "a"(words)
                     : "ecx", "edx", "esi", "edi", "memory");
    return result;
}

static int is_error(long result) { return result < 0 && result > -4096; }

static long mapped(long protection) { return CALL(MAP, 0, PIECE, protection, 0x22, -1); }

/// The piece of that number: touched, or an error.
static long take(int way, long number) {
    static long file;
    long place;
    if (way == 0) {
        place = mapped(3);
    } else if (way == 1) {
        place = mapped(0);
        long failed = CALL(PROTECT, place, PIECE, 3);
        if (failed) return failed;
    } else if (way == 2) {
        place = CALL(BREAK, 0);
        if (CALL(BREAK, place + PIECE) != place + PIECE) return -ENOMEM;
    } else {
        if (number == 0) file = CALL(MEMORY_FILE, (long)"narrow", 0);
        // Place and size are of 64 bits, each in halves.
        return CALL(ALLOCATE, file, 0, number * PIECE, 0, PIECE, 0);
    }
    if (!is_error(place)) for (long page = 0; page < PIECE; page += 4096) ((volatile char *)place)[page] = 1;
    return place;
}

static int fill(int way) {
    long result = 0;
    for (long number = 0; !is_error(result); number++) result = take(way, number);
    return result == -ENOMEM && CALL(WRITE, 1, (long)"caught\n", 7) == 7 ? 0 : 1;
}

void _start(void) {
    int failed = 0;
    for (int way = 0; way < 4; way++) {
        long child = CALL(FORK);
        if (child == 0) CALL(EXIT, fill(way));
        if (child < 0) failed = 1;
    }
    for (int status = 0; CALL(WAIT, -1, (long)&status) > 0;) failed |= status != 0;
    CALL(EXIT, failed);
}
