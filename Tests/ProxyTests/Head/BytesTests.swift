// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

struct BytesTests {
    @Test func lettersEndWhereTheFirstOtherByteIs() {
        for byte in UInt8.min...UInt8.max {
            let isLetter = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-".utf8.contains(byte)
            for place in 0..<16 {
                var bytes = Array("aZ-zAmM-qqQQ--xy".utf8)
                bytes[place] = byte
                let end = bytes.withUnsafeBytes { Bytes.endOfLetters($0, from: 0) }
                #expect(end == (isLetter ? 16 : place), "byte \(byte) at \(place)")
            }
        }
    }

    @Test func lettersAreOnlyLookedForWhereTheBufferHasEightBytes() {
        #expect(Array("abcdefg".utf8).withUnsafeBytes { Bytes.endOfLetters($0, from: 0) } == 0)
        #expect(Array("abcdefghij".utf8).withUnsafeBytes { Bytes.endOfLetters($0, from: 0) } == 8)
    }

    @Test(arguments: ["te", "connection", "x-forwarded", "content-length", "x-forwarded-proto", "a-2-b-345"])
    func tokensAreEqualInAnyCaseOfTheirLettersAlone(_ text: String) {
        let tokens = (UInt8.min...UInt8.max).filter { Bytes.isToken($0) }
        for place in text.utf8.indices {
            let offset = text.utf8.distance(from: text.utf8.startIndex, to: place)
            for byte in tokens {
                var bytes = Array(text.utf8)
                bytes[offset] = byte
                #expect(
                    Self.isEqual(bytes, text) == (Bytes.lowercased(byte) == text.utf8[place]),
                    "\(byte) at \(offset)"
                )
            }
        }
        #expect(Self.isEqual(Array(text.uppercased().utf8), text))
        #expect(!Self.isEqual(Array(text.utf8) + [0x61], text))
    }

    @Test func aFieldsValueHasNoControlBytesButTabs() {
        for byte in UInt8.min...UInt8.max {
            let mayStand = byte == 0x09 || byte >= 0x20 && byte != 0x7F
            for length in 1...17 {
                for place in 0..<length {
                    var value = Array("aZ \t~!\u{e9}09-qqQQ-xyz".utf8.prefix(length))
                    value[place] = byte
                    // What stands around it is none of it, and where nothing does nothing is read.
                    for rest in [[], Array(repeating: UInt8(0), count: 8)] {
                        let bytes = [0x7F] + value + rest
                        let areValue = bytes.withUnsafeBytes { Bytes.areFieldValue($0, 1..<(1 + length)) }
                        guard areValue != mayStand else { continue }
                        Issue.record("byte \(byte) at \(place) of \(length)")
                    }
                }
            }
        }
    }

    private static func isEqual(_ bytes: [UInt8], _ text: String) -> Bool {
        bytes.withUnsafeBytes { bytes in
            switch text {
            case "te": Bytes.areEqualTokens(bytes, 0..<bytes.count, "te")
            case "connection": Bytes.areEqualTokens(bytes, 0..<bytes.count, "connection")
            case "x-forwarded": Bytes.areEqualTokens(bytes, 0..<bytes.count, "x-forwarded")
            case "content-length": Bytes.areEqualTokens(bytes, 0..<bytes.count, "content-length")
            case "x-forwarded-proto": Bytes.areEqualTokens(bytes, 0..<bytes.count, "x-forwarded-proto")
            default: Bytes.areEqualTokens(bytes, 0..<bytes.count, "a-2-b-345")
            }
        }
    }
}
