// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Admin

struct OperatorSocketTests {
    private func path(userID: UInt32, _ environment: [String: String]) -> String {
        OperatorSocket.defaultPath(userID: userID) { environment[$0] }
    }

    @Test func variableNamesItBeforeAnythingElse() {
        #expect(path(userID: 0, ["PLIMSOLL_SOCKET": "/x.sock"]) == "/x.sock")
        #expect(path(userID: 0, ["PLIMSOLL_SOCKET": ""]) == "/run/plimsoll/operator.sock")
    }

    @Test func rootsIsInRun() {
        #expect(path(userID: 0, ["XDG_RUNTIME_DIR": "/run/user/0"]) == "/run/plimsoll/operator.sock")
    }

    @Test func usersIsInTheirRuntimeFolderElseTheirHome() {
        let both = ["XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/home/u"]
        #expect(path(userID: 7, both) == "/run/user/7/plimsoll/operator.sock")
        #expect(
            path(userID: 7, ["XDG_RUNTIME_DIR": "relative", "HOME": "/home/u"])
                == "/home/u/.local/state/plimsoll/operator.sock"
        )
        #expect(path(userID: 7, [:]) == "/tmp/plimsoll-7/operator.sock")
    }
}
