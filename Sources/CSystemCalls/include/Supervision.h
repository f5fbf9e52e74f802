// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// What a process needs that stays as the parent of a program: forks, signals, ends, and other processes' limits.

#pragma once

#include <stdint.h>

int32_t plimsoll_fork(void);
/// Starts a child that does no more than `become`, which executes another program, or ends. It runs in this process's memory, and this
/// process waits until then: nothing has to be copied. Returns the child's number, or -errno.
int32_t plimsoll_start_becoming(void (*become)(void *), void *context);
/// Whether `/proc` knows this process by its number.
int32_t plimsoll_sees_itself(void);
/// The number of this process, and of its parent.
int32_t plimsoll_own_process(void);
int32_t plimsoll_parent_process(void);
/// Orphans below this process become its children.
void plimsoll_adopt_orphans(void);
/// Leaves the session and its terminal.
void plimsoll_leave_session(void);
/// Lets go of the program's own code, which comes back page by page as it is run: what only a start needs stays out of memory.
void plimsoll_let_go_of_code(void);
/// Closes every descriptor but these.
void plimsoll_close_all_but(const int32_t *kept, int32_t count);
/// The name that `ps` shows; 15 bytes at most.
void plimsoll_set_name(const char *name);

/// Holds back all signals, to be taken by `plimsoll_next_signal`; `plimsoll_release_signals` puts all as it was.
void plimsoll_hold_signals(void);
void plimsoll_release_signals(void);
struct plimsoll_signal {
    int32_t number;
    /// The kernel sent it to the program, too, as it does for keys pressed on their terminal, or it does not concern the program.
    int32_t is_from_kernel;
};
/// Waits for one, at most so many milliseconds, below zero without end. 1: there is one; 0: there is none.
int32_t plimsoll_next_signal(struct plimsoll_signal *signal, int32_t program, int32_t milliseconds);
int32_t plimsoll_send_signal(int32_t process, int32_t number);
/// Ends the stop of a process.
void plimsoll_let_go_on(int32_t process);
/// The signals Swift decides by; the kernel's numbers differ between architectures.
int32_t plimsoll_is_child_signal(int32_t number);
/// The number of a signal by its name without SIG, in capitals; 0 when there is none.
int32_t plimsoll_signal_number(const char *name);

struct plimsoll_change {
    int32_t process;
    /// 0: it exited with `value`; 1: the signal `value` ended it; 2: `value` stopped it.
    int32_t kind;
    int32_t value;
};
/// Reaps a child that ended, or tells of one that stopped. Never waits. 0: there is none.
int32_t plimsoll_next_change(struct plimsoll_change *change);
/// Waits for one child to end, and has it go on when it is stopped.
int32_t plimsoll_await_end(int32_t process, struct plimsoll_change *change);
/// Whether a child that was stopped by this signal keeps this process's terminal from whoever waits there.
int32_t plimsoll_is_terminal_stop(int32_t process, int32_t number);
/// Stops this process, until somebody lets it go on.
void plimsoll_stop_self(void);
/// Ends this process as this signal would have.
void plimsoll_end_by_signal(int32_t number);

/// The data limit of another process; UINT64_MAX is "unlimited".
int32_t plimsoll_get_data_limit(int32_t process, uint64_t *soft, uint64_t *hard);
int32_t plimsoll_set_data_limit(int32_t process, uint64_t soft, uint64_t hard);

struct plimsoll_owner {
    uint32_t user;
    uint32_t group;
};
/// The real user and group of this process.
struct plimsoll_owner plimsoll_real_owner(void);
/// Makes them others, where it has CAP_SETUID and CAP_SETGID; the effective ones stay. 0, or -errno.
int32_t plimsoll_take_real_owner(struct plimsoll_owner owner);

/// Two descriptors that lead to each other.
struct plimsoll_ends {
    int32_t first;
    int32_t second;
};
/// Both ends of a pipe, closed on exec: the first to read. Below zero where there is none to be had.
struct plimsoll_ends plimsoll_pipe(void);
enum { PLIMSOLL_READY = 1, PLIMSOLL_HUNG_UP = 2 };
/// Waits at most so many milliseconds, below zero without end, for one of two descriptors; the second may be below zero.
void plimsoll_wait(int32_t first, int32_t second, int32_t milliseconds, int32_t *first_state, int32_t *second_state);
/// Bytes of a page of memory.
int64_t plimsoll_page_size(void);
/// Nanoseconds since the machine started.
int64_t plimsoll_now(void);
/// Nanoseconds of processor time that another process has used so far; below zero when there is no such process.
int64_t plimsoll_processor_time(int32_t process);

/// Memory that stays shared with children; null when there is none.
void *plimsoll_shared_memory(uint64_t size);
/// Nanoseconds since 1970-01-01 00:00 UTC.
int64_t plimsoll_time_of_day(void);
/// Writes a file whole, in place: content of the same size as before is never seen half. To a file that is standard output or standard error,
/// by the names in `/dev`, it is added.
int32_t plimsoll_write_file(const char *path, const void *content, int64_t size);
