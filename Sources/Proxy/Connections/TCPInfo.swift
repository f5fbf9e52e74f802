// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the kernel knows of a TCP connection.
enum TCPInfo {
    /// Bytes of ours that the other side has acknowledged: `tcpi_bytes_acked` of `struct tcp_info` in linux/tcp.h
    /// (RFC 4898 tcpEStatsAppHCThruOctetsAcked), less the one that SYN counts for. Nil: no TCP connection.
    static func acknowledgedBytes(of socket: CInt) -> UInt64? {
        let offset = 120
        guard let info = ask(socket), info.count >= offset + 8 else { return nil }
        let count = info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        return count > 0 ? count - 1 : 0
    }

    /// Whether all that the other side sends is there, and its end behind it: `tcpi_state`.
    static func hasPeerEnded(_ socket: CInt) -> Bool {
        guard let state = ask(socket)?.first else { return false }
        // Those behind CLOSE_WAIT are ours: this side has ended as well.
        return [TCP_CLOSE_WAIT, TCP_LAST_ACK, TCP_CLOSING, TCP_TIME_WAIT].contains(Int(state))
    }

    private static func ask(_ socket: CInt) -> ArraySlice<UInt8>? {
        var info = [UInt8](repeating: 0, count: 256)
        var length = socklen_t(info.count)
        guard getsockopt(socket, CInt(IPPROTO_TCP), TCP_INFO, &info, &length) == 0 else { return nil }
        return info.prefix(Int(length))
    }
}
