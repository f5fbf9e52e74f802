// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The frame with which we end a WebSocket: 1001, going away (RFC 6455, section 7.4.1).
enum CloseFrame {
    private static let status: UInt16 = 1001

    static func writeToClient(_ output: inout ByteBuffer) {
        output.writeMultipleIntegers(0x88 as UInt8, 0x02 as UInt8, status)
    }

    /// What a client says is masked, also when we say it in its place.
    static func writeToWorker(_ output: inout ByteBuffer) {
        let mask = UInt32.random(in: .min ... .max)
        output.writeMultipleIntegers(0x88 as UInt8, 0x82 as UInt8, mask, status ^ UInt16(mask >> 16))
    }
}
