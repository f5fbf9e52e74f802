// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The nine bytes that begin a frame: RFC 9113, section 4.1.
struct FrameHeader: Hashable {
    static let length = 9

    /// Of its payload.
    let payload: Int
    let type: UInt8
    let flags: UInt8
    let stream: UInt32

    init(_ bytes: UnsafeRawBufferPointer) {
        payload = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
        type = bytes[3]
        flags = bytes[4]
        let word = UInt32(bytes[5]) << 24 | UInt32(bytes[6]) << 16 | UInt32(bytes[7]) << 8 | UInt32(bytes[8])
        stream = word & 0x7FFF_FFFF
    }

    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let resetStream: UInt8 = 3
    static let goAway: UInt8 = 7
    static let continuation: UInt8 = 9

    var endsStream: Bool { flags & 0x1 != 0 }
    var endsHeaders: Bool { flags & 0x4 != 0 }
}
