// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Proxy

struct BodyReaderTests {
    private static func isCompleted(_ framing: BodyFraming, by text: String) -> Bool {
        var reader = BodyReader()
        reader.begin(framing)
        return reader.isCompleted(by: ByteBuffer(string: text), limits: HeadLimits())
    }

    @Test func itTellsWhetherWhatHasComeIsAllOfIt() {
        #expect(Self.isCompleted(.length(3), by: "abc"))
        #expect(!Self.isCompleted(.length(3), by: "ab"))
        #expect(Self.isCompleted(.chunked, by: "1\r\na\r\n0\r\n\r\n"))
        #expect(Self.isCompleted(.chunked, by: "0\r\nX: y\r\n\r\nGET /"))
        for end in 0..<13 {
            let whole = "1\r\na\r\n0\r\n\r\n"
            #expect(
                Self.isCompleted(.chunked, by: String(decoding: whole.utf8.prefix(end), as: UTF8.self)) == (end >= 11)
            )
        }
        #expect(!Self.isCompleted(.untilClose, by: "abc"))
        // Reading it will show what is wrong with it.
        #expect(Self.isCompleted(.chunked, by: "zz"))
    }
}
