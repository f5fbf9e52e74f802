// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Asks a supervisor before a process and all its children get memory: seccomp's user notification.

#pragma once

#include <stdint.h>

#include "Supervision.h"

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

/// Sends a descriptor, or a word below zero in its place, and the number of this process through a socket of `plimsoll_socket_pair`, and
/// takes both from it. Each is taken once.
struct plimsoll_ends plimsoll_socket_pair(void);
int32_t plimsoll_send_descriptor(int32_t socket, int32_t descriptor);
/// Waits. A result below zero is what the sender put in the descriptor's place, or -errno.
int32_t plimsoll_take_descriptor(int32_t socket, int32_t *process);
