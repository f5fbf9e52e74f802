// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

/// The socket under a connection whose bytes nothing changes on their way: what the system takes at once needs none of the channel's
/// book-keeping, which costs more than the copy.
///
/// The number is this channel's socket for as long as the channel is active: NIO ends that in the same step as it closes the
/// socket, before anybody is told.
struct SocketShortcut: ~Copyable {
    private let channel: any Channel
    private let socket: CInt

    /// Nil: this channel has no socket of its own.
    init?(_ channel: any Channel) {
        let socket = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { $0 }
        guard let socket = socket ?? nil else { return nil }
        self.channel = channel
        self.socket = socket
    }

    /// How many of the bytes the system has taken. None: it has no room, or the channel is to find out what is wrong.
    func send(_ bytes: ByteBuffer) -> Int {
        guard channel.isActive else { return 0 }
        return bytes.withUnsafeReadableBytes { bytes in
            max(0, Glibc.send(socket, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL)))
        }
    }

    /// Whether nothing waits in the channel that was written before.
    var isClear: Bool {
        (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) == 0
    }
}

@available(*, unavailable)
extension SocketShortcut: Sendable {}
