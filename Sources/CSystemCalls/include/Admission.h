// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Asks a supervisor before a process and all its children get memory: seccomp's user notification.

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

/// One system call that waits for an answer.
struct plimsoll_request {
    uint64_t id;
    int32_t thread;
    int32_t kind;
    uint64_t arguments[6];
};

/// A sixth argument of `execve`, which has three, for a program that nobody is asked about.
enum { PLIMSOLL_UNASKED = 0x706c696d };

/// What `plimsoll_ask_before_allocating` returns when another supervisor is asked already.
enum { PLIMSOLL_ALREADY_ASKED = -1000 };

/// From now on this process, and each of its children, waits for an answer before it executes a program, changes its user, or gets
/// writable memory: anonymous of any size where the kernel chooses the place; elsewhere (`mprotect`, MAP_FIXED) at least `least` bytes
/// or what begins a `block` of addresses (a power of two); of a file four times `least`; shared memory, and room in a file, of any size.
/// Cannot be undone.
/// @returns the descriptor on which the requests arrive, PLIMSOLL_ALREADY_ASKED, or -errno.
int32_t plimsoll_ask_before_allocating(uint32_t least, uint32_t block, int32_t may_give_up_privileges);

/// Waits for nothing. 1: a request; 0: it was withdrawn; below zero: -errno.
int32_t plimsoll_next_request(int32_t descriptor, struct plimsoll_request *request);
/// Lets the call go on as if nobody had been asked.
int32_t plimsoll_let(int32_t descriptor, uint64_t id);
/// Answers in the kernel's place: the call returns this, and nothing else happens.
int32_t plimsoll_answer(int32_t descriptor, uint64_t id, int64_t value);
/// Makes the call fail for want of memory.
int32_t plimsoll_refuse(int32_t descriptor, uint64_t id);

/// Sends a descriptor, or a word below zero in its place, and the number of this process through a socket of `plimsoll_socket_pair`, and
/// takes both from it. Each is taken once.
int32_t plimsoll_socket_pair(int32_t ends[2]);
int32_t plimsoll_send_descriptor(int32_t socket, int32_t descriptor);
/// Waits. A result below zero is what the sender put in the descriptor's place, or -errno.
int32_t plimsoll_take_descriptor(int32_t socket, int32_t *process);
