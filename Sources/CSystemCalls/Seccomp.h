// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// The kernel's interface in our own words: musl comes without the kernel's headers.

#pragma once

#include <stdint.h>

struct call {
    int32_t number;
    uint32_t architecture;
    uint64_t instruction_pointer;
    uint64_t arguments[6];
};

/// What programs of 32 bits do on a kernel of 64, by i386's numbers (Linux's arch/x86/entry/syscalls/syscall_32.tbl). None on other machines.
#if defined(__x86_64__)
#define COMPATIBLE_ARCHITECTURE 0x40000003U
#else
#define COMPATIBLE_ARCHITECTURE 0U
#endif

enum {
    COMPATIBLE_execve = 11,
    COMPATIBLE_brk = 45,
    COMPATIBLE_mprotect = 125,
    COMPATIBLE_mremap = 163,
    COMPATIBLE_mmap2 = 192,
    COMPATIBLE_setreuid32 = 203,
    COMPATIBLE_setregid32 = 204,
    COMPATIBLE_setresuid32 = 208,
    COMPATIBLE_setresgid32 = 210,
    COMPATIBLE_setuid32 = 213,
    COMPATIBLE_setgid32 = 214,
    COMPATIBLE_fallocate = 324,
    COMPATIBLE_execveat = 358,
    COMPATIBLE_pkey_mprotect = 380,
    COMPATIBLE_shmget = 395,
};
