// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the kernel knows of a TCP connection.
enum TCPInfo {
    /// Bytes of ours that the other side has acknowledged: `tcpi_bytes_acked` of `struct tcp_info` in linux/tcp.h
    /// (RFC 4898 tcpEStatsAppHCThruOctetsAcked), less the one that SYN counts for. Nil: no TCP connection.
    static func acknowledgedBytes(of socket: CInt) -> UInt64? {
        let offset = 120
        var info = [UInt8](repeating: 0, count: 256)
        var length = socklen_t(info.count)
        guard getsockopt(socket, CInt(IPPROTO_TCP), TCP_INFO, &info, &length) == 0, Int(length) >= offset + 8 else {
            return nil
        }
        let count = info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        return count > 0 ? count - 1 : 0
    }
}
