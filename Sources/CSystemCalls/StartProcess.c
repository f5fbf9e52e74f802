// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "StartProcess.h"

#include "CSystemCalls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#define CLOSE_RANGE_CLOEXEC_FLAG 4U

// Everything from here to `run` happens between fork and exec in a program of many threads: only async-signal-safe calls.

static _Noreturn void fail(int control, int step) {
    struct plimsoll_failure failure = {step, errno};
    while (send(control, &failure, sizeof failure, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
    _exit(127);
}

static void close_all_at_exec(void) {
    if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC_FLAG) == 0) return;
    struct rlimit limit;
    rlim_t end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? limit.rlim_cur : 65536;
    for (int descriptor = 3; (rlim_t)descriptor < end; descriptor++) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

static void reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < 65; number++) sigaction(number, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int limit_softly(int32_t limited, uint64_t soft) {
    int resource = limited == PLIMSOLL_LIMIT_ADDRESS_SPACE ? RLIMIT_AS : RLIMIT_DATA;
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return -1;
    if (soft < limit.rlim_cur) limit.rlim_cur = soft;
    return setrlimit(resource, &limit);
}

static _Noreturn void run(const struct plimsoll_start *start, int inherited_control) {
    // Where the parent has no standard descriptors, these would stand in their places and be overwritten below.
    int control = fcntl(inherited_control, F_DUPFD_CLOEXEC, 3);
    if (control < 0) fail(inherited_control, PLIMSOLL_STEP_OUTPUT);
    int output = fcntl(start->output, F_DUPFD_CLOEXEC, 3);
    if (output < 0) fail(control, PLIMSOLL_STEP_OUTPUT);
    setsid();
    for (int index = 0; index < start->group_count; index++) {
        if (write(start->groups[index], "0", 1) != 1) fail(control, PLIMSOLL_STEP_GROUP);
    }
    // Its maker's end must be the only one: were a copy left here, its death would not be seen.
    close_all_at_exec();
    char go;
    ssize_t got;
    while ((got = recv(control, &go, 1, 0)) < 0 && errno == EINTR) {}
    if (got != 1) _exit(0);

    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) {
        fail(control, PLIMSOLL_STEP_OUTPUT);
    }
    if (nothing > 2) close(nothing);
    if (start->directory && chdir(start->directory) != 0) fail(control, PLIMSOLL_STEP_DIRECTORY);
    if (start->limited >= 0 && limit_softly(start->limited, start->soft_limit) != 0) fail(control, PLIMSOLL_STEP_LIMIT);
    reset_signals();
    execve(start->program, start->arguments, start->environment);
    fail(control, PLIMSOLL_STEP_EXECUTE);
}

int32_t plimsoll_begin(const struct plimsoll_start *start, struct plimsoll_begun *begun) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    struct timeval patience = {.tv_sec = 10};
    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);

    // A handler of the parent must not run in the child.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        run(start, ends[1]);
    }
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return code;
    }
    begun->pid = pid;
    begun->control = ends[0];
    return 0;
}

static void await_end(pid_t pid) {
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
}

void plimsoll_proceed(const struct plimsoll_begun *begun, struct plimsoll_failure *failure) {
    failure->step = PLIMSOLL_STEP_NONE;
    failure->code = 0;
    // A child that failed already has said so: its word is read below, whatever comes of this.
    while (send(begun->control, "g", 1, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
    ssize_t got;
    while ((got = recv(begun->control, failure, sizeof *failure, MSG_WAITALL)) < 0 && errno == EINTR) {}
    if (got < 0) {
        failure->step = PLIMSOLL_STEP_SILENCE;
        failure->code = errno;
        kill(begun->pid, SIGKILL);
    }
    close(begun->control);
    if (failure->step != PLIMSOLL_STEP_NONE) await_end(begun->pid);
}

void plimsoll_abandon(const struct plimsoll_begun *begun) {
    kill(begun->pid, SIGKILL);
    close(begun->control);
    await_end(begun->pid);
}

int32_t plimsoll_process_descriptor(int32_t pid) {
    long descriptor = syscall(SYS_pidfd_open, pid, 0U);
    return descriptor < 0 ? -errno : (int)descriptor;
}

void plimsoll_reap(int32_t pid, struct plimsoll_end *end) {
    siginfo_t info = {0};
    int result;
    while ((result = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG)) < 0 && errno == EINTR) {}
    end->is_known = result == 0 && info.si_pid == pid;
    end->was_signalled = info.si_code != CLD_EXITED;
    end->value = info.si_status;
}

int32_t plimsoll_wakeup(void) {
    int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return descriptor < 0 ? -errno : descriptor;
}

void plimsoll_wake(int32_t descriptor) {
    uint64_t one = 1;
    while (write(descriptor, &one, sizeof one) < 0 && errno == EINTR) {}
}

void plimsoll_slept(int32_t descriptor) {
    uint64_t count;
    while (read(descriptor, &count, sizeof count) < 0 && errno == EINTR) {}
}
