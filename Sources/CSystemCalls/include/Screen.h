// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// What tools need that people look at: directories, clocks, and a terminal that is always given back as it was found.

#pragma once

#include <stdint.h>

/// A directory to be read name by name; null when it cannot be.
void *plimsoll_open_directory(const char *path);
/// The next folder in it, without `.` and `..`; null at the end. Valid until the next call.
const char *plimsoll_next_folder(void *directory);
void plimsoll_close_directory(void *directory);

/// Nanoseconds since the machine started, time spent asleep too: the clock that processes' starts are given in.
int64_t plimsoll_since_boot(void);
/// Seconds since 1970.
int64_t plimsoll_wall_clock(void);
struct plimsoll_local_time {
    int32_t year, month, day, hour, minute, second;
};
/// In the zone that TZ, or the machine, sets.
void plimsoll_to_local_time(int64_t seconds, struct plimsoll_local_time *result);

int32_t plimsoll_is_terminal(int32_t descriptor);
/// Below zero where it has no size.
int32_t plimsoll_terminal_size(int32_t descriptor, int32_t *columns, int32_t *rows);

/// Takes over the terminal of standard input and output: keys arrive one by one and unseen, and what was on the screen is kept aside.
/// Every end of this process gives it back, by a signal too, and so does every stop (Ctrl-Z). Below zero: there is none.
int32_t plimsoll_enter_screen(void);
void plimsoll_leave_screen(void);

enum { PLIMSOLL_NO_KEY = -1, PLIMSOLL_NO_KEYBOARD = -2, PLIMSOLL_SCREEN_CHANGED = -3 };
/// Waits at most so long for a key. Its byte, or one of the above: SCREEN_CHANGED after a resize or a stop.
int32_t plimsoll_next_key(int32_t milliseconds);
