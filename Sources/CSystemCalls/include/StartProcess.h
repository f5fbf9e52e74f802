// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// Starts processes and sees their ends. What runs between fork and exec is written in C because nothing else may run there.

#pragma once

#include <stdint.h>

/// What a process is to become. Every pointer is only borrowed for the length of the call.
struct plimsoll_start {
    /// The file to execute, found by the caller: no search along PATH takes place.
    const char *program;
    /// Both end with a null pointer.
    char *const *arguments;
    char *const *environment;
    /// Null: the caller's own.
    const char *directory;
    /// Open `cgroup.procs` files of the groups to join.
    const int32_t *groups;
    int32_t group_count;
    /// Becomes standard output and standard error.
    int32_t output;
    /// A soft resource limit to set: PLIMSOLL_LIMIT_DATA or PLIMSOLL_LIMIT_ADDRESS_SPACE; below zero: none.
    int32_t limited;
    uint64_t soft_limit;
};

/// A process that stands ready in its own session and groups, and does not run its program yet.
struct plimsoll_begun {
    int32_t pid;
    int32_t control;
};

enum plimsoll_step {
    PLIMSOLL_STEP_NONE = 0,
    PLIMSOLL_STEP_GROUP,
    PLIMSOLL_STEP_OUTPUT,
    PLIMSOLL_STEP_DIRECTORY,
    PLIMSOLL_STEP_LIMIT,
    PLIMSOLL_STEP_EXECUTE,
    /// It said nothing within ten seconds.
    PLIMSOLL_STEP_SILENCE,
};

struct plimsoll_failure {
    int32_t step;
    int32_t code;
};

/// How a child of this process ended.
struct plimsoll_end {
    /// 1: ended, and reaped by this call. 0: it is not a child of this process, or was reaped before.
    int32_t is_known;
    int32_t was_signalled;
    /// Exit status, or the signal's number.
    int32_t value;
};

/// Forks a process that waits for `plimsoll_proceed`. It ends by itself, without having run anything, when its maker dies before that.
/// @returns 0, or an errno.
int32_t plimsoll_begin(const struct plimsoll_start *start, struct plimsoll_begun *begun);

/// Lets it run its program, and returns when it does, or failed to: then it is gone and reaped.
void plimsoll_proceed(const struct plimsoll_begun *begun, struct plimsoll_failure *failure);

/// Ends it before it ran anything.
void plimsoll_abandon(const struct plimsoll_begun *begun);

/// A descriptor that becomes readable when the process ends, child or not; or a negative errno.
int32_t plimsoll_process_descriptor(int32_t pid);

/// Reaps an ended child. Never waits.
void plimsoll_reap(int32_t pid, struct plimsoll_end *end);

/// A descriptor that is readable from `plimsoll_wake` to `plimsoll_slept`; or a negative errno.
int32_t plimsoll_wakeup(void);
void plimsoll_wake(int32_t descriptor);
void plimsoll_slept(int32_t descriptor);
