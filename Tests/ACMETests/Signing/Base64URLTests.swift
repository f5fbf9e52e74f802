// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ACME

struct Base64URLTests {
    /// RFC 7515, appendix C.
    @Test func itIsAsTheStandardShowsIt() {
        #expect(Base64URL.text([3, 236, 255, 224, 193]) == "A-z_4ME")
        #expect(Base64URL.bytes("A-z_4ME") == [3, 236, 255, 224, 193])
        #expect(Base64URL.bytes("A-z_4ME=") == [3, 236, 255, 224, 193])
        #expect(Base64URL.bytes("A+z/4ME") == nil)
        #expect(Base64URL.bytes("AAAAA") == nil)
        #expect(Base64URL.text([]) == "" && Base64URL.bytes("") == [])
    }

    @Test func whatIsWrittenIsReadAgain() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(Base64URL.bytes(Base64URL.text(bytes)) == bytes)
        }
    }
}
