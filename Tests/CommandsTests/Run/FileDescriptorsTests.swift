// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import Commands

struct FileDescriptorsTests {
    @Test(arguments: [(64, 16), (256, 64), (1024, 384), (4096, 1920), (1_048_576, 524_160), (1, 1), (0, 1)])
    func everyClientMayNeedAWorkersConnectionToo(_ limit: Int, _ clients: Int) {
        #expect(FileDescriptors(limit: limit).mostClients == clients)
    }

    @Test func noMoreConnectionsThanThereCanBe() {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        #expect(FileDescriptors(limit: 1024).connections(atMost: 10_000, logger) == 384)
        #expect(FileDescriptors(limit: 1024).connections(atMost: 100, logger) == 100)
        #expect(FileDescriptors(limit: nil).connections(atMost: 10_000, logger) == 10_000)
    }
}
