// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct ListeningSocketTests {
    private static let head =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

    @Test func addressesPortsAndInodesAreRead() {
        let text =
            Self.head
            + "   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 ff\n"
            + "   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 2 1\n"
            + "   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A "
            + "00000000:00000000 00:00000000 00000000  1000        0 815 1\n"
        let sockets = ListeningSocket.all(in: text)
        #expect(sockets.map(\.address) == [[127, 0, 0, 1], Array(repeating: 0, count: 15) + [1]])
        #expect(sockets.map(\.port) == [5432, 80])
        #expect(sockets.map(\.inode) == [4711, 815])
    }

    @Test(arguments: [
        "", "x", head, head + "a b c 0A", head + "0: 01:1 0:0 0A 0 0 0 0 0 9", head + "0: zz:1 0:0 0A 0 0 0 0 0 9",
    ])
    func whatIsNoSuchFileHasNone(text: String) {
        #expect(ListeningSocket.all(in: text) == [])
    }
}
