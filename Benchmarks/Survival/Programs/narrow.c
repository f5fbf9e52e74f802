// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Takes memory in four processes, 1 MiB at a time, until it is refused; a program of i386's 32 bits, without a library, so that it can be
// compiled where there is none of that architecture (-m32 -nostdlib).

#define MAP 192
#define FORK 2
#define WAIT 7
#define WRITE 4
#define EXIT 1
#define ENOMEM 12

static long call(long number, long first, long second, long third, long fourth, long fifth) {
    long result;
    __asm__ volatile("push %%ebp\n xor %%ebp, %%ebp\n int $0x80\n pop %%ebp"
                     : "=a"(result)
                     : "a"(number), "b"(first), "c"(second), "d"(third), "S"(fourth), "D"(fifth)
                     : "memory");
    return result;
}

static int fill(void) {
    for (;;) {
        long place = call(MAP, 0, 1 << 20, 3, 0x22, -1);
        if (place == -ENOMEM) break;
        if (place < 0 && place > -4096) return 1;
        for (long page = 0; page < 1 << 20; page += 4096) ((volatile char *)place)[page] = 1;
    }
    return call(WRITE, 1, (long)"caught\n", 7, 0, 0) == 7 ? 0 : 1;
}

void _start(void) {
    int failed = 0;
    for (int index = 0; index < 4; index++) {
        long child = call(FORK, 0, 0, 0, 0, 0);
        if (child == 0) call(EXIT, fill(), 0, 0, 0, 0);
        if (child < 0) failed = 1;
    }
    for (int status = 0; call(WAIT, -1, (long)&status, 0, 0, 0) > 0;) failed |= status != 0;
    call(EXIT, failed, 0, 0, 0, 0);
}
