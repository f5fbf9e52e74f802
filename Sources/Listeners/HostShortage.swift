// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
package import NIOCore

/// What this host lacks when another connection cannot be had: no peer is to blame, and it may be there again soon.
package enum HostShortage {
    /// How long a listener waits before it tries again.
    package static let pause = TimeAmount.milliseconds(200)

    package static func isCause(of error: IOError) -> Bool {
        [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL].contains(error.errnoCode)
    }
}
