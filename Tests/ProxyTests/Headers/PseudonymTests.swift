// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

struct PseudonymTests {
    private func count(_ number: UInt32, in value: String) -> Int {
        Bytes.with(value) { Pseudonym(number).count(in: $0, 0..<$0.count) }
    }

    @Test func itIsCountedAmongOthers() {
        #expect(count(0x2a, in: "1.1 plimsoll-0000002a") == 1)
        #expect(count(0x2a, in: "1.0 fred, 1.1 plimsoll-0000002a (x), 1.1 p.example.net,2 plimsoll-0000002a") == 2)
        for value in ["", "1.1 plimsoll", "1.1 plimsoll-0000002b", "1.1 plimsoll-0000002", "1.1 xplimsoll-0000002a"] {
            #expect(count(0x2a, in: value) == 0)
        }
    }

    @Test(arguments: [
        ("1.1 plimsoll-0123cdef", ["1.1 plimsoll-0123cdef"]), ("2 plimsoll-00000000", ["2 plimsoll-00000000"]),
        ("1.1 e,1.1 plimsoll-0123cdef ,\t2 plimsoll-00000000,", ["1.1 plimsoll-0123cdef", "2 plimsoll-00000000"]),
        ("", []), (",,", []), ("plimsoll-0123cdef", []), ("1.1 plimsoll-0123cdeg", []), ("x plimsoll-0123cdef", []),
        ("1.1 plimsoll-0123cde", []), ("1.1 PLIMSOLL-0123CDEF", []), ("1.1 plimsoll-0123cdef (x)", []),
    ]) func onlyMembersThatSayNothingOfAClientAreTaken(_ value: String, _ members: [String]) {
        Bytes.with(value) { bytes in
            let found = Pseudonym.members(of: bytes, 0..<bytes.count).map { String(decoding: bytes[$0], as: UTF8.self) }
            #expect(found == members)
        }
    }
}
