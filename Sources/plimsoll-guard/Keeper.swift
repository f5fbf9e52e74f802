// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls

/// Keeps a process alive that others depend on.
enum Keeper {
    /// Returns in a child of this process, again and again whenever a child was killed; this process ends with a child that ends by itself.
    ///
    /// Returns whether there was a child before. `end` hangs up when this process was killed: then the child needs another.
    static func keep(_ end: inout Int32) -> Bool {
        var isAgain = false
        while true {
            let ends = plimsoll_pipe()
            let child = plimsoll_fork()
            // Without a keeper it goes on all the same, with an end that never hangs up.
            if child <= 0 {
                end = ends.first
                if child == 0 { plimsoll_close(ends.second) }
                return isAgain
            }
            plimsoll_close(ends.first)
            var change = plimsoll_change()
            if plimsoll_await_end(child, &change) != 0 || change.kind == 0 { plimsoll_exit(0) }
            plimsoll_close(ends.second)
            isAgain = true
        }
    }
}
