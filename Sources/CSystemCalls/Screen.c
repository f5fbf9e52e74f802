// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "Screen.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

void *plimsoll_open_directory(const char *path) { return opendir(path); }

const char *plimsoll_next_folder(void *directory) {
    struct dirent *entry;
    while ((entry = readdir(directory))) {
        if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            return entry->d_name;
        }
    }
    return NULL;
}

void plimsoll_close_directory(void *directory) { closedir(directory); }

int64_t plimsoll_since_boot(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t plimsoll_wall_clock(void) { return (int64_t)time(NULL); }

void plimsoll_to_local_time(int64_t seconds, struct plimsoll_local_time *result) {
    time_t time = (time_t)seconds;
    struct tm parts;
    memset(result, 0, sizeof *result);
    if (!localtime_r(&time, &parts)) return;
    result->year = parts.tm_year + 1900;
    result->month = parts.tm_mon + 1;
    result->day = parts.tm_mday;
    result->hour = parts.tm_hour;
    result->minute = parts.tm_min;
    result->second = parts.tm_sec;
}

int32_t plimsoll_is_terminal(int32_t descriptor) { return isatty(descriptor); }

int32_t plimsoll_terminal_size(int32_t descriptor, int32_t *columns, int32_t *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -errno;
    if (size.ws_col == 0 || size.ws_row == 0) return -ENOTTY;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

static struct termios found;
static volatile sig_atomic_t is_taken;
static volatile sig_atomic_t has_changed;

// Only what a signal handler may do, here and in the handlers below.
static void say(const char *text) {
    // Where it cannot be written there is nobody to see it.
    if (write(STDOUT_FILENO, text, strlen(text)) < 0) return;
}

static int take(void) {
    struct termios keys = found;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) != 0) return -errno;
    is_taken = 1;
    // The other screen, without a cursor, and lines that are cut where they are too long.
    say("\033[?1049h\033[?25l\033[?7l\033[2J");
    return 0;
}

static void give_back(void) {
    if (!is_taken) return;
    is_taken = 0;
    say("\033[?7h\033[?25h\033[0m\033[?1049l");
    tcsetattr(STDIN_FILENO, TCSADRAIN, &found);
}

static void note_change(int number) {
    (void)number;
    has_changed = 1;
}

// SA_RESETHAND has put the signal's own effect back: it takes place as soon as this returns.
static void end(int number) {
    int error = errno;
    give_back();
    raise(number);
    errno = error;
}

static void handle(int number, void (*handler)(int), int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigaction(number, &action, NULL);
}

static void go_on(int number) {
    int error = errno;
    (void)number;
    take();
    has_changed = 1;
    errno = error;
}

// Where nobody could let us go on the kernel does not stop us: then this comes back at once.
static void stop(int number) {
    int error = errno;
    sigset_t it;
    give_back();
    handle(number, SIG_DFL, 0);
    raise(number);
    sigemptyset(&it);
    sigaddset(&it, number);
    sigprocmask(SIG_UNBLOCK, &it, NULL);
    handle(number, stop, 0);
    go_on(number);
    errno = error;
}

int32_t plimsoll_enter_screen(void) {
    static const int ends[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGABRT, SIGALRM, SIGBUS, SIGFPE,
                               SIGILL,  SIGPIPE, SIGSEGV, SIGTRAP, SIGUSR1, SIGUSR2, SIGSYS, SIGXCPU};
    if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &found) != 0) return -ENOTTY;
    for (size_t index = 0; index < sizeof ends / sizeof ends[0]; index++) handle(ends[index], end, (int)SA_RESETHAND);
    handle(SIGTSTP, stop, 0);
    handle(SIGCONT, go_on, 0);
    handle(SIGWINCH, note_change, 0);
    // In the background this stops us, until we are let to the front.
    return take();
}

void plimsoll_leave_screen(void) { give_back(); }

int32_t plimsoll_next_key(int32_t milliseconds) {
    struct pollfd keyboard = {.fd = STDIN_FILENO, .events = POLLIN};
    int ready = has_changed ? 0 : poll(&keyboard, 1, milliseconds);
    if (has_changed) {
        has_changed = 0;
        return PLIMSOLL_SCREEN_CHANGED;
    }
    if (ready <= 0) return PLIMSOLL_NO_KEY;
    unsigned char key;
    ssize_t count = read(STDIN_FILENO, &key, 1);
    if (count == 1) return key;
    return count < 0 && errno == EINTR ? PLIMSOLL_NO_KEY : PLIMSOLL_NO_KEYBOARD;
}
