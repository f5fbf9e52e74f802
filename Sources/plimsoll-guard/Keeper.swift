// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls

/// Keeps a process alive that others depend on.
enum Keeper {
    /// Returns in a child of this process, again and again whenever a child was killed; this process ends with a child that ends by itself.
    ///
    /// Returns whether there was a child before.
    static func keep() -> Bool {
        var isAgain = false
        while true {
            let child = plimsoll_fork()
            // Without a keeper it goes on all the same.
            if child <= 0 { return isAgain }
            var change = plimsoll_change()
            if plimsoll_await_end(child, &change) != 0 || change.kind == 0 { plimsoll_exit(0) }
            isAgain = true
        }
    }
}
