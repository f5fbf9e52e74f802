// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "Admission.h"
#include "Seccomp.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

struct instruction {
    uint16_t code;
    uint8_t if_true;
    uint8_t if_false;
    uint32_t operand;
};
struct filter {
    uint16_t length;
    const struct instruction *instructions;
};

#define FILTER_MODE 1
#define FLAG_ALLOW_SPECULATION (1UL << 2)
#define FLAG_NEW_LISTENER (1UL << 3)
#define FLAG_WAIT_KILLABLE (1UL << 5)
#define WAKE_ON_THE_SAME_PROCESSOR 1UL
#define RESULT_ALLOW 0x7fff0000U
#define RESULT_NOTIFY 0x7fc00000U
#define SET_FLAGS _IOW('!', 4, uint64_t)

#if defined(__x86_64__)
#define ARCHITECTURE 0xc000003eU
#elif defined(__aarch64__)
#define ARCHITECTURE 0xc00000b7U
#else
#define ARCHITECTURE 0U
#endif

// Little-endian machines only: both architectures above are.
#define LOW(index) (uint32_t)(offsetof(struct call, arguments) + 8 * (index))
#define HIGH(index) (LOW(index) + 4)
#define LOAD(offset) {0x20, 0, 0, (offset)}
#define IF_EQUAL(value, yes, no) {0x15, (yes), (no), (value)}
#define IF_AT_LEAST(value, yes, no) {0x35, (yes), (no), (value)}
#define IF_ANY_BIT(bits, yes, no) {0x45, (yes), (no), (bits)}
#define KEEP {0x07, 0, 0, 0}
#define IF_AT_LEAST_KEPT(yes, no) {0x3d, (yes), (no), 0}
#define NEGATE {0x84, 0, 0, 0}
#define MASK(bits) {0x54, 0, 0, (bits)}
#define RETURN(result) {0x06, 0, 0, (result)}

static long install(const struct filter *filter, unsigned long flags) {
    return syscall(SYS_seccomp, FILTER_MODE, flags, filter);
}

// Older kernels do not know the flag that keeps a waiting call from being interrupted by harmless signals.
static long listen_to(const struct filter *filter) {
    // Nothing is confined by this filter; by default kernels before 5.16 slow down every program that has one.
    const unsigned long flags = FLAG_NEW_LISTENER | FLAG_ALLOW_SPECULATION;
    long descriptor = install(filter, flags | FLAG_WAIT_KILLABLE);
    if (descriptor < 0 && errno == EINVAL) descriptor = install(filter, flags);
    return descriptor;
}

int32_t plimsoll_ask_before_allocating(uint32_t least, uint32_t block, int32_t may_give_up_privileges) {
    const struct instruction instructions[] = {
        /*  0 */ LOAD(offsetof(struct call, architecture)),
        /*  1 */ IF_EQUAL(ARCHITECTURE, 0, 16),
        /*  2 */ LOAD(offsetof(struct call, number)),
        /*  3 */ IF_EQUAL(SYS_mmap, 31, 0),
        /*  4 */ IF_EQUAL(SYS_mprotect, 43, 0),
        /*  5 */ IF_EQUAL(SYS_pkey_mprotect, 42, 0),
        /*  6 */ IF_EQUAL(SYS_brk, 52, 0),
        /*  7 */ IF_EQUAL(SYS_mremap, 56, 0),
        /*  8 */ IF_EQUAL(SYS_fallocate, 55, 0),
        /*  9 */ IF_EQUAL(SYS_shmget, 54, 0),
        /* 10 */ IF_EQUAL(SYS_execve, 54, 0),
        /* 11 */ IF_EQUAL(SYS_execveat, 52, 0),
        /* 12 */ IF_EQUAL(SYS_setuid, 51, 0),
        /* 13 */ IF_EQUAL(SYS_setreuid, 50, 0),
        /* 14 */ IF_EQUAL(SYS_setresuid, 49, 0),
        /* 15 */ IF_EQUAL(SYS_setgid, 48, 0),
        /* 16 */ IF_EQUAL(SYS_setregid, 47, 0),
        /* 17 */ IF_EQUAL(SYS_setresgid, 46, 45),
        // Programs of 32 bits: the same calls by other numbers.
        /* 18 */ IF_EQUAL(COMPATIBLE_ARCHITECTURE, 0, 44),
        /* 19 */ LOAD(offsetof(struct call, number)),
        /* 20 */ IF_EQUAL(COMPATIBLE_mmap2, 14, 0),
        /* 21 */ IF_EQUAL(COMPATIBLE_mprotect, 26, 0),
        /* 22 */ IF_EQUAL(COMPATIBLE_pkey_mprotect, 25, 0),
        /* 23 */ IF_EQUAL(COMPATIBLE_brk, 35, 0),
        /* 24 */ IF_EQUAL(COMPATIBLE_mremap, 39, 0),
        /* 25 */ IF_EQUAL(COMPATIBLE_fallocate, 38, 0),
        /* 26 */ IF_EQUAL(COMPATIBLE_shmget, 37, 0),
        /* 27 */ IF_EQUAL(COMPATIBLE_execve, 36, 0),
        /* 28 */ IF_EQUAL(COMPATIBLE_execveat, 35, 0),
        /* 29 */ IF_EQUAL(COMPATIBLE_setuid32, 34, 0),
        /* 30 */ IF_EQUAL(COMPATIBLE_setreuid32, 33, 0),
        /* 31 */ IF_EQUAL(COMPATIBLE_setresuid32, 32, 0),
        /* 32 */ IF_EQUAL(COMPATIBLE_setgid32, 31, 0),
        /* 33 */ IF_EQUAL(COMPATIBLE_setregid32, 30, 0),
        /* 34 */ IF_EQUAL(COMPATIBLE_setresgid32, 29, 28),
        /* 35 */ LOAD(LOW(3)),
        // A thread's stack is reserved first, so that what follows can be told from other memory.
        /* 36 */ IF_ANY_BIT(MAP_STACK, 27, 0),
        // No limit of a process bounds small pieces of it.
        /* 37 */ IF_ANY_BIT(MAP_SHARED, 8, 0),
        /* 38 */ IF_ANY_BIT(MAP_ANONYMOUS, 6, 0),
        // Of files, the data of a program's libraries is most, and small; what is not asked for has to fit into the slack.
        /* 39 */ LOAD(LOW(2)),
        /* 40 */ IF_ANY_BIT(PROT_WRITE, 0, 22),
        /* 41 */ LOAD(HIGH(1)),
        /* 42 */ IF_EQUAL(0, 0, 21),
        /* 43 */ LOAD(LOW(1)),
        /* 44 */ IF_AT_LEAST(4 * least, 19, 18),
        /* 45 */ IF_ANY_BIT(MAP_FIXED, 2, 0),
        /* 46 */ LOAD(LOW(2)),
        /* 47 */ IF_ANY_BIT(PROT_WRITE, 16, 15),
        // mmap and mprotect alike: the protection is the third argument, the size the second, the address the first.
        /* 48 */ LOAD(LOW(2)),
        /* 49 */ IF_ANY_BIT(PROT_WRITE, 0, 13),
        /* 50 */ LOAD(HIGH(1)),
        /* 51 */ IF_EQUAL(0, 0, 12),
        /* 52 */ LOAD(LOW(1)),
        /* 53 */ IF_AT_LEAST(least, 10, 0),
        // Heaps of threads grow page by page: whoever asks for the first page of a block asks for all of it.
        /* 54 */ KEEP,
        /* 55 */ LOAD(LOW(0)),
        /* 56 */ NEGATE,
        /* 57 */ MASK(block - 1),
        /* 58 */ IF_AT_LEAST_KEPT(4, 5),
        /* 59 */ LOAD(HIGH(0)),
        /* 60 */ IF_EQUAL(0, 0, 3),
        // Zero asks where the heap ends.
        /* 61 */ LOAD(LOW(0)),
        /* 62 */ IF_EQUAL(0, 0, 1),
        /* 63 */ RETURN(RESULT_ALLOW),
        /* 64 */ RETURN(RESULT_NOTIFY),
        // execve has three arguments; the guard's own has one more, as there is nothing to be said about it.
        /* 65 */ LOAD(LOW(5)),
        /* 66 */ IF_EQUAL(PLIMSOLL_UNASKED, 0, 1),
        /* 67 */ RETURN(RESULT_ALLOW),
        /* 68 */ RETURN(RESULT_NOTIFY),
    };
    if (ARCHITECTURE == 0U) return -ENOSYS;
    const struct filter filter = {sizeof instructions / sizeof instructions[0], instructions};
    long descriptor = listen_to(&filter);
    if (descriptor < 0 && errno == EACCES && may_give_up_privileges) {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) != 0) return -errno;
        descriptor = listen_to(&filter);
    }
    if (descriptor < 0) return errno == EBUSY ? PLIMSOLL_ALREADY_ASKED : -errno;
    return (int32_t)descriptor;
}

struct plimsoll_ends plimsoll_socket_pair(void) {
    int ends[2] = {-1, -1};
    (void)!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
    return (struct plimsoll_ends){ends[0], ends[1]};
}

int32_t plimsoll_send_descriptor(int32_t socket, int32_t descriptor) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    int32_t words[2] = {descriptor, getpid()};
    struct iovec content = {words, sizeof words};
    struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int32_t plimsoll_take_descriptor(int32_t socket, int32_t *process) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    int32_t words[2];
    struct iovec content = {words, sizeof words};
    struct msghdr message = {
        .msg_iov = &content,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
    };
    ssize_t got;
    while ((got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {}
    if (got < 0) return -errno;
    if (got != sizeof words) return -EPIPE;
    *process = words[1];
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_type != SCM_RIGHTS) return words[0] < 0 ? words[0] : -EPIPE;
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    // A wake-up that hands the processor straight over; kernels before 6.6 do not know it.
    ioctl(descriptor, (int)SET_FLAGS, WAKE_ON_THE_SAME_PROCESSOR);
    return descriptor;
}
