// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "Supervision.h"

#include "CSystemCalls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

int32_t plimsoll_fork(void) {
    pid_t process = fork();
    return process < 0 ? -errno : process;
}

int32_t plimsoll_start_becoming(void (*become)(void *), void *context) {
    pid_t process = vfork();
    if (process == 0) {
        become(context);
        _exit(125);
    }
    return process < 0 ? -errno : process;
}

int32_t plimsoll_sees_itself(void) {
    char text[16];
    ssize_t length = readlink("/proc/self", text, sizeof text);
    pid_t number = 0;
    for (ssize_t index = 0; index < length; index++) number = number * 10 + (text[index] - '0');
    return number == getpid();
}

int32_t plimsoll_own_process(void) { return getpid(); }
int32_t plimsoll_parent_process(void) { return getppid(); }
void plimsoll_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL); }
void plimsoll_leave_session(void) { setsid(); }

void plimsoll_let_go_of_code(void) {
    // Set by the linker; nothing is ever written between them.
    extern char __executable_start[], etext[];
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)__executable_start + page - 1) & ~(page - 1);
    uintptr_t end = (uintptr_t)etext & ~(page - 1);
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
}

void plimsoll_set_name(const char *name) { prctl(PR_SET_NAME, name, 0UL, 0UL, 0UL); }

static void close_between(unsigned first, unsigned last) {
    if (first > last || syscall(SYS_close_range, first, last, 0U) == 0) return;
    for (unsigned descriptor = first; descriptor <= last && descriptor < 65536; descriptor++) close((int)descriptor);
}

void plimsoll_close_all_but(const int32_t *kept, int32_t count) {
    unsigned next = 0;
    for (;;) {
        unsigned least = ~0U;
        for (int32_t index = 0; index < count; index++) {
            if (kept[index] >= 0 && (unsigned)kept[index] >= next && (unsigned)kept[index] < least) least = (unsigned)kept[index];
        }
        if (least == ~0U) break;
        if (least > next) close_between(next, least - 1);
        next = least + 1;
    }
    close_between(next, ~0U);
}

// musl leaves out three that a C library may use for itself (32 to 34): to a program with another library the last is one as any other.
static void all_signals(sigset_t *set) { memset(set, 0xff, sizeof *set); }

static void only_signal(sigset_t *set, int number) {
    memset(set, 0, sizeof *set);
    ((unsigned char *)set)[(number - 1) / 8] |= (unsigned char)(1 << (number - 1) % 8);
}

static sigset_t signals_before;
static struct sigaction child_action_before;

void plimsoll_hold_signals(void) {
    sigset_t all;
    all_signals(&all);
    sigprocmask(SIG_SETMASK, &all, &signals_before);
    // Where this is ignored, children are not to be waited for.
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &standard, &child_action_before);
}

void plimsoll_release_signals(void) {
    sigaction(SIGCHLD, &child_action_before, NULL);
    sigprocmask(SIG_SETMASK, &signals_before, NULL);
}

int32_t plimsoll_next_signal(struct plimsoll_signal *result, int32_t program, int32_t milliseconds) {
    sigset_t all;
    all_signals(&all);
    siginfo_t information;
    const struct timespec most = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    int number = sigtimedwait(&all, &information, milliseconds < 0 ? NULL : &most);
    if (number < 0) return 0;
    result->number = number;
    // That its terminal hung up a session's first process alone is told, for all that are in it.
    const int speaks_for_program = number == SIGHUP && getsid(0) == getpid() && getsid(program) == getpid();
    result->is_from_kernel = information.si_code == SI_KERNEL && !speaks_for_program;
    return 1;
}

int32_t plimsoll_send_signal(int32_t process, int32_t number) { return kill(process, number) != 0 ? -errno : 0; }
void plimsoll_let_go_on(int32_t process) { kill(process, SIGCONT); }
int32_t plimsoll_is_child_signal(int32_t number) { return number == SIGCHLD; }

int32_t plimsoll_signal_number(const char *name) {
    static const struct {
        const char *name;
        int number;
    } signals[] = {{"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"HUP", SIGHUP},   {"INT", SIGINT},
                   {"QUIT", SIGQUIT}, {"TERM", SIGTERM}, {"ALRM", SIGALRM}, {"WINCH", SIGWINCH}};
    for (size_t index = 0; index < sizeof signals / sizeof signals[0]; index++) {
        if (strcmp(signals[index].name, name) == 0) return signals[index].number;
    }
    return 0;
}

static void tell(const siginfo_t *information, struct plimsoll_change *change) {
    change->process = information->si_pid;
    change->value = information->si_status;
    change->kind = information->si_code == CLD_EXITED ? 0 : information->si_code == CLD_STOPPED ? 2 : 1;
}

int32_t plimsoll_next_change(struct plimsoll_change *change) {
    siginfo_t information;
    memset(&information, 0, sizeof information);
    int result;
    while ((result = waitid(P_ALL, 0, &information, WEXITED | WSTOPPED | WNOHANG)) != 0 && errno == EINTR) {}
    if (result != 0 || information.si_pid == 0) return 0;
    tell(&information, change);
    return 1;
}

int32_t plimsoll_await_end(int32_t process, struct plimsoll_change *change) {
    siginfo_t information;
    memset(&information, 0, sizeof information);
    int result;
    do {
        while ((result = waitid(P_PID, (id_t)process, &information, WEXITED | WSTOPPED)) != 0 && errno == EINTR) {}
        if (result != 0) return -errno;
        tell(&information, change);
        if (change->kind == 2) kill(process, SIGCONT);
    } while (change->kind == 2);
    return 0;
}

int32_t plimsoll_is_terminal_stop(int32_t process, int32_t number) {
    if (number != SIGTSTP && number != SIGTTIN && number != SIGTTOU && number != SIGSTOP) return 0;
    int terminal = plimsoll_open_to_read("/dev/tty");
    if (terminal < 0) return 0;
    // Who stops a program by SIGSTOP may mean it alone, but where it holds the terminal, somebody waits there.
    pid_t group = tcgetpgrp(terminal);
    int32_t is = number != SIGSTOP || group == getpgrp() || group == getpgid(process);
    close(terminal);
    return is;
}

void plimsoll_stop_self(void) { kill(getpid(), SIGSTOP); }

void plimsoll_end_by_signal(int32_t number) {
    // The program has left its own core, if any.
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigaction(number, &standard, NULL);
    sigset_t it;
    only_signal(&it, number);
    kill(getpid(), number);
    sigprocmask(SIG_UNBLOCK, &it, NULL);
    // Still here: the first process of a container, to which its own signals do nothing.
    _exit(128 + number);
}

static uint64_t from_kernel(rlim_t value) { return value == RLIM_INFINITY ? UINT64_MAX : (uint64_t)value; }
static rlim_t to_kernel(uint64_t value) { return value == UINT64_MAX ? RLIM_INFINITY : (rlim_t)value; }

int32_t plimsoll_get_data_limit(int32_t process, uint64_t *soft, uint64_t *hard) {
    struct rlimit limit;
    if (prlimit(process, RLIMIT_DATA, NULL, &limit) != 0) return -errno;
    *soft = from_kernel(limit.rlim_cur);
    *hard = from_kernel(limit.rlim_max);
    return 0;
}

int32_t plimsoll_set_data_limit(int32_t process, uint64_t soft, uint64_t hard) {
    struct rlimit limit = {.rlim_cur = to_kernel(soft), .rlim_max = to_kernel(hard)};
    return prlimit(process, RLIMIT_DATA, &limit, NULL) != 0 ? -errno : 0;
}

struct plimsoll_owner plimsoll_real_owner(void) { return (struct plimsoll_owner){getuid(), getgid()}; }

// The system calls themselves: a C library would tell all threads, of which there is one.
int32_t plimsoll_take_real_owner(struct plimsoll_owner owner) {
    if (syscall(SYS_setresgid, owner.group, -1, -1) != 0) return -errno;
    return syscall(SYS_setresuid, owner.user, -1, -1) != 0 ? -errno : 0;
}

struct plimsoll_ends plimsoll_pipe(void) {
    int ends[2] = {-1, -1};
    (void)!pipe2(ends, O_CLOEXEC);
    return (struct plimsoll_ends){ends[0], ends[1]};
}

static int32_t state(const struct pollfd *descriptor) {
    return (descriptor->revents & POLLIN ? PLIMSOLL_READY : 0) |
           (descriptor->revents & (POLLHUP | POLLERR | POLLNVAL) ? PLIMSOLL_HUNG_UP : 0);
}

void plimsoll_wait(int32_t first, int32_t second, int32_t milliseconds, int32_t *first_state, int32_t *second_state) {
    struct pollfd descriptors[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
    *first_state = *second_state = 0;
    if (poll(descriptors, 2, milliseconds) <= 0) return;
    *first_state = state(&descriptors[0]);
    *second_state = state(&descriptors[1]);
}

int64_t plimsoll_page_size(void) { return sysconf(_SC_PAGESIZE); }

int64_t plimsoll_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t plimsoll_processor_time(int32_t process) {
    // clock_getcpuclockid(3) gives the same after a call to see whether there is such a process, which the next one sees, too.
    const clockid_t clock = (clockid_t)(~(uint32_t)process << 3 | 2);
    struct timespec used;
    if (clock_gettime(clock, &used) != 0) return -1;
    return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

void *plimsoll_shared_memory(uint64_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

int64_t plimsoll_time_of_day(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void take_pending(int number) {
    sigset_t signals;
    const struct timespec now = {0};
    only_signal(&signals, number);
    sigtimedwait(&signals, NULL, &now);
}

/// The file that is standard output or standard error, for others write to it, too; below zero where this is another file.
static int shared_file(const char *path, const struct stat *file) {
    if (!S_ISREG(file->st_mode)) return -1;
    return strcmp(path, "/dev/stdout") == 0 ? 1 : strcmp(path, "/dev/stderr") == 0 ? 2 : -1;
}

int32_t plimsoll_write_file(const char *path, const void *content, int64_t size) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
    if (descriptor < 0) return -errno;
    struct stat file;
    if (fstat(descriptor, &file) != 0) file.st_mode = 0;
    const int shared = shared_file(path, &file);
    sigset_t too_large, before;
    only_signal(&too_large, SIGXFSZ);
    sigprocmask(SIG_BLOCK, &too_large, &before);
    int64_t done = 0;
    int32_t result = 0;
    while (done < size && result == 0) {
        const char *rest = (const char *)content + done;
        const size_t count = (size_t)(size - done);
        ssize_t written = shared < 0 ? pwrite(descriptor, rest, count, done) : write(shared, rest, count);
        // Such as a pipe or a terminal: there is no place in it to write to.
        if (written < 0 && errno == ESPIPE) written = write(descriptor, rest, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) result = -errno;
        else done += written;
        // A limit of the program's: its signal is not for us.
        if (result == -EFBIG) take_pending(SIGXFSZ);
    }
    if (result == 0 && S_ISREG(file.st_mode) && shared < 0 && file.st_size > size && ftruncate(descriptor, size) != 0)
        result = -errno;
    close(descriptor);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return result;
}
