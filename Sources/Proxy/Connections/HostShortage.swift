// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

/// What this host lacks when another connection cannot be had: no peer is to blame, and it may be there again soon.
enum HostShortage {
    /// How long a listener waits before it tries again.
    static let pause = TimeAmount.milliseconds(200)

    static func isCause(of error: IOError) -> Bool {
        [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL].contains(error.errnoCode)
    }
}
