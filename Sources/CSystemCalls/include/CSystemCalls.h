// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// System calls in a shape Swift can use: no variadic function, no libc type, no errno. A result below zero is -errno.
// Only <stdint.h> is included, so that the same header serves glibc and, in the static guard, musl.

#pragma once

#include <stdint.h>

#include "Admission.h"
#include "MemoryFiles.h"
#include "Records.h"
#include "Requests.h"
#include "Screen.h"
#include "StartProcess.h"
#include "Supervision.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Opens a file for reading, closed on exec, never waiting for a pipe's other end.
int32_t plimsoll_open_to_read(const char *path);
/// The same for a file that is read again and again, from its start or by `plimsoll_read_at`: it stays open, and is found so the next time. For the
/// only thread of a process.
int32_t plimsoll_open_kept(const char *path);
/// Closes it: what it was opened for is gone.
void plimsoll_drop_kept(int32_t descriptor);
/// Reads, again when a signal came between. 0 is the end.
int64_t plimsoll_read(int32_t descriptor, void *buffer, int64_t capacity);
/// Reads a file of the kernel that is made anew as a whole at each reading from its start (seq_file.rst: `single_open`): what is less than
/// `capacity` is all of it. To ask for its end would have it made a second time.
int64_t plimsoll_read_record(int32_t descriptor, void *buffer, int64_t capacity);
/// Reads as much as there is from `offset` on, up to `capacity`. Of what is no file: an error.
int64_t plimsoll_read_at(int32_t descriptor, void *buffer, int64_t capacity, int64_t offset);
/// How many bytes of these addresses have memory, or are swapped out, by a process's `/proc/PID/pagemap`. `own`: only what is in memory and
/// private, so that writing to it takes no more.
int64_t plimsoll_touched(const char *pagemap, uint64_t first, uint64_t end, int32_t own);
/// Writes all of it.
int32_t plimsoll_write(int32_t descriptor, const void *buffer, int64_t count);
/// Writes it if that needs no waiting, as where somebody has stopped reading; else nothing of it, as a rule.
int32_t plimsoll_write_at_once(int32_t descriptor, const void *buffer, int64_t count);
void plimsoll_close(int32_t descriptor);
/// Ends this process at once, without running exit handlers.
void plimsoll_exit(int32_t status);

/// The resource limits the guard knows, by their role; the kernel's numbers differ between architectures.
enum { PLIMSOLL_LIMIT_DATA = 0, PLIMSOLL_LIMIT_ADDRESS_SPACE = 1, PLIMSOLL_LIMIT_FILES = 2 };
/// UINT64_MAX is "unlimited".
int32_t plimsoll_get_limit(int32_t which, uint64_t *soft, uint64_t *hard);
int32_t plimsoll_set_limit(int32_t which, uint64_t soft, uint64_t hard);

/// How many processors this thread may run on; below zero where the kernel does not tell.
int32_t plimsoll_allowed_processors(void);

/// The value in this process's environment; null when it is not set.
const char *plimsoll_get_environment(const char *name);
int32_t plimsoll_set_environment(const char *name, const char *value);

/// Executes the file with this process's environment; returns only when it could not. `unasked`: no supervisor is asked about it.
int32_t plimsoll_execute(const char *path, char *const arguments[], int32_t unasked);
/// Whether there is such a file. Where there is, and it was not found when it was executed, what it names to run it is missing.
int32_t plimsoll_is_there(const char *path);
/// What an error number means, in English.
const char *plimsoll_error_text(int32_t number);

// The error numbers Swift decides by.
int32_t plimsoll_is_missing(int32_t number);
int32_t plimsoll_is_denied(int32_t number);

#ifdef __cplusplus
}
#endif
