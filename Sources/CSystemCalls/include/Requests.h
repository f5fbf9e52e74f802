// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// The requests of processes that ask before they get memory, and their answers: seccomp's user notification.

#pragma once

#include <stdint.h>

enum plimsoll_request_kind {
    PLIMSOLL_REQUEST_MAP = 0,
    PLIMSOLL_REQUEST_PROTECT,
    PLIMSOLL_REQUEST_REMAP,
    PLIMSOLL_REQUEST_BREAK,
    PLIMSOLL_REQUEST_EXECUTE,
    PLIMSOLL_REQUEST_IDENTITY,
    /// Room in a file, which may lie in memory.
    PLIMSOLL_REQUEST_ALLOCATE,
    /// A segment of shared memory.
    PLIMSOLL_REQUEST_SEGMENT,
};

enum {
    /// Of a fallocate's mode: it gives back.
    PLIMSOLL_PUNCH_HOLE = 0x02,
    /// Of a shmget's flags (SHM_HUGETLB): of a pool of the machine's own.
    PLIMSOLL_SEGMENT_OF_HUGE_PAGES = 04000,
};

/// One system call that waits for an answer.
struct plimsoll_request {
    uint64_t id;
    int32_t thread;
    int32_t kind;
    uint64_t arguments[6];
};

/// A heap that may end anywhere up to `reach` without a decision, which is no further than `spare` from where it ended since.
struct plimsoll_heap {
    int32_t process;
    uint64_t end;
    uint64_t reach;
    uint64_t spare;
};

/// The requests of one program.
struct plimsoll_requests {
    int32_t descriptor;
    struct plimsoll_heap *heaps;
    int32_t heap_count;
    /// Counts each request.
    int64_t *asked;
    /// Which one was taken last.
    uint64_t *newest;
};

/// Takes the next request that needs a decision. One that only moves a heap within its reach is noted and let through: that is most of
/// what some programs ask for. With `waits` until there is one, or until `plimsoll_tick_every` says that time has passed.
/// 1: a request; 0: none; below zero: -errno.
int32_t plimsoll_next_request(const struct plimsoll_requests *requests, int32_t waits, struct plimsoll_request *request);
/// Interrupts a waiting `plimsoll_next_request` again and again; 0: no more.
void plimsoll_tick_every(int32_t milliseconds);
/// Lets the call go on as if nobody had been asked.
int32_t plimsoll_let(int32_t descriptor, uint64_t id);
/// Answers in the kernel's place: the call returns this, and nothing else happens.
int32_t plimsoll_answer(int32_t descriptor, uint64_t id, int64_t value);
/// Makes the call fail for want of memory.
int32_t plimsoll_refuse(int32_t descriptor, uint64_t id);
