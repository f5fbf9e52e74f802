// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// A worker for tests: one static program that runs in an empty image, in a cgroup, anywhere.
//
// PORT: where it listens (8000). BOOT_MS: how long it takes before that. EXIT_AT_BOOT: the status it ends with instead.
// IGNORE_TERM=1: takes no notice of SIGTERM. Paths: see `Routes`.

import Glibc

signal(SIGPIPE, SIG_IGN)
signal(SIGTERM, Environment.value("IGNORE_TERM") == "1" ? SIG_IGN : { _ in _exit(0) })
signal(SIGINT) { _ in _exit(0) }

if let boot = Environment.number("BOOT_MS") { sleep(milliseconds: boot) }
if let status = Environment.number("EXIT_AT_BOOT") {
    say("test worker: ending at boot with status \(status)")
    exit(Int32(truncatingIfNeeded: status))
}
guard let listener = Listener(port: Environment.number("PORT") ?? 8000) else {
    say("test worker: cannot listen (errno \(errno))")
    exit(1)
}
say("test worker: ready on port \(listener.port)")
listener.run { connection in
    while connection.serveOne(Routes.answer) {}
}
