// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

struct PseudonymTests {
    private func named(_ number: UInt32, in value: String) -> Bool {
        Bytes.with(value) { Pseudonym(number).isNamed(in: $0, 0..<$0.count) }
    }

    @Test func itIsFoundAmongOthers() {
        #expect(named(0x2a, in: "1.1 plimsoll-0000002a"))
        #expect(named(0x2a, in: "1.0 fred, 1.1 plimsoll-0000002a (x), 1.1 p.example.net"))
        for value in ["", "1.1 plimsoll", "1.1 plimsoll-0000002b", "1.1 plimsoll-0000002", "1.1 xplimsoll-0000002a"] {
            #expect(!named(0x2a, in: value))
        }
    }

    @Test func onlyAPseudonymAloneSaysNothingOfAClient() {
        func isAlone(_ value: String) -> Bool { Bytes.with(value) { Pseudonym.isAlone(in: $0, 0..<$0.count) } }
        for value in ["1.1 plimsoll-0123cdef", "2 plimsoll-00000000"] { #expect(isAlone(value)) }
        for value in [
            "", "plimsoll-0123cdef", " plimsoll-0123cdef", "1.1 plimsoll-0123cdeg", "1.1 plimsoll-0123cdef, 1.1 e",
            "1.1 e, 1.1 plimsoll-0123cdef", "x plimsoll-0123cdef", "1.1 plimsoll-0123cde", "1.1 PLIMSOLL-0123CDEF",
        ] { #expect(!isAlone(value)) }
    }
}
