// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

extension WorkerConnection {
    /// Whether nothing has come that the loop does not know of yet, such as the end.
    var isQuiet: Bool {
        guard isOpen, let context else { return false }
        let peeked = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { socket in
            var byte: UInt8 = 0
            return recv(socket, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT)) < 0 && errno == EAGAIN
        }
        return peeked ?? false
    }
}
