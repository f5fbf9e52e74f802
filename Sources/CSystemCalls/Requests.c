// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "Requests.h"
#include "Seccomp.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/time.h>

struct notification {
    uint64_t id;
    uint32_t thread;
    uint32_t flags;
    struct call call;
};
struct response {
    uint64_t id;
    int64_t value;
    int32_t error;
    uint32_t flags;
};

#define RESPONSE_CONTINUE 1U
#define RECEIVE _IOWR('!', 0, struct notification)
#define SEND _IOWR('!', 1, struct response)

static int32_t kind(int32_t number) {
    switch (number) {
    case SYS_mmap: return PLIMSOLL_REQUEST_MAP;
    case SYS_mprotect:
    case SYS_pkey_mprotect: return PLIMSOLL_REQUEST_PROTECT;
    case SYS_mremap: return PLIMSOLL_REQUEST_REMAP;
    case SYS_brk: return PLIMSOLL_REQUEST_BREAK;
    case SYS_fallocate: return PLIMSOLL_REQUEST_ALLOCATE;
    case SYS_shmget: return PLIMSOLL_REQUEST_SEGMENT;
    case SYS_execve:
    case SYS_execveat: return PLIMSOLL_REQUEST_EXECUTE;
    default: return PLIMSOLL_REQUEST_IDENTITY;
    }
}

static int32_t kind_of_32_bits(int32_t number) {
    switch (number) {
    case COMPATIBLE_mmap2: return PLIMSOLL_REQUEST_MAP;
    case COMPATIBLE_mprotect:
    case COMPATIBLE_pkey_mprotect: return PLIMSOLL_REQUEST_PROTECT;
    case COMPATIBLE_mremap: return PLIMSOLL_REQUEST_REMAP;
    case COMPATIBLE_brk: return PLIMSOLL_REQUEST_BREAK;
    case COMPATIBLE_fallocate: return PLIMSOLL_REQUEST_ALLOCATE;
    case COMPATIBLE_shmget: return PLIMSOLL_REQUEST_SEGMENT;
    case COMPATIBLE_execve:
    case COMPATIBLE_execveat: return PLIMSOLL_REQUEST_EXECUTE;
    default: return PLIMSOLL_REQUEST_IDENTITY;
    }
}

/// Where a program of 32 bits gives an argument in another way, it is made what one of 64 gives.
static void widen(struct plimsoll_request *request) {
    uint64_t *arguments = request->arguments;
    // A program of 64 bits may call so, too, and leave anything above.
    for (int index = 0; index < 6; index++) arguments[index] &= UINT32_MAX;
    if (request->kind == PLIMSOLL_REQUEST_MAP) arguments[5] <<= 12;
    if (request->kind == PLIMSOLL_REQUEST_ALLOCATE) {
        arguments[2] |= arguments[3] << 32;
        arguments[3] = arguments[4] | arguments[5] << 32;
    }
}

static int32_t respond(int32_t descriptor, struct response response) {
    return ioctl(descriptor, (int)SEND, &response) != 0 ? -errno : 0;
}

static volatile sig_atomic_t ticked;
static void note_tick(int number) { (void)number, ticked = 1; }

void plimsoll_tick_every(int32_t milliseconds) {
    const struct timeval interval = {milliseconds / 1000, milliseconds % 1000 * 1000L};
    const struct itimerval timer = {interval, interval};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_tick;
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    if (milliseconds > 0) {
        sigaction(SIGALRM, &action, NULL);
        sigprocmask(SIG_UNBLOCK, &alarm, NULL);
    }
    setitimer(ITIMER_REAL, &timer, NULL);
}

static int moves_within_reach(const struct plimsoll_requests *requests, const struct notification *asked) {
    uint64_t end = asked->call.arguments[0];
    for (int32_t index = 0; index < requests->heap_count; index++) {
        struct plimsoll_heap *heap = &requests->heaps[index];
        if (heap->process != (int32_t)asked->thread) continue;
        if (end == 0 || (end > heap->end && end > heap->reach)) return 0;
        // What it gives back may be another's by the time it grows again.
        if (end < heap->end && end + heap->spare < heap->reach) heap->reach = end + heap->spare;
        heap->end = end;
        return 1;
    }
    return 0;
}

int32_t plimsoll_next_request(const struct plimsoll_requests *requests, int32_t waits, struct plimsoll_request *request) {
    do {
        if (ticked) break;
        struct notification notification;
        memset(&notification, 0, sizeof notification);
        if (ioctl(requests->descriptor, (int)RECEIVE, &notification) != 0) {
            // Withdrawn, interrupted, or nobody is left: the caller looks.
            if (errno == ENOENT || errno == EINTR) break;
            return -errno;
        }
        *requests->newest = notification.id;
        ++*requests->asked;
        const struct call *call = &notification.call;
        int is_narrow = COMPATIBLE_ARCHITECTURE != 0 && call->architecture == COMPATIBLE_ARCHITECTURE;
        request->kind = is_narrow ? kind_of_32_bits(call->number) : kind(call->number);
        if (request->kind == PLIMSOLL_REQUEST_BREAK && moves_within_reach(requests, &notification)) {
            respond(requests->descriptor, (struct response){.id = notification.id, .flags = RESPONSE_CONTINUE});
            continue;
        }
        request->id = notification.id;
        request->thread = (int32_t)notification.thread;
        memcpy(request->arguments, call->arguments, sizeof request->arguments);
        if (is_narrow) widen(request);
        return 1;
    } while (waits);
    ticked = 0;
    return 0;
}

int32_t plimsoll_let(int32_t descriptor, uint64_t id) {
    return respond(descriptor, (struct response){.id = id, .flags = RESPONSE_CONTINUE});
}

int32_t plimsoll_answer(int32_t descriptor, uint64_t id, int64_t value) {
    return respond(descriptor, (struct response){.id = id, .value = value});
}

int32_t plimsoll_refuse(int32_t descriptor, uint64_t id) {
    return respond(descriptor, (struct response){.id = id, .error = -ENOMEM});
}
