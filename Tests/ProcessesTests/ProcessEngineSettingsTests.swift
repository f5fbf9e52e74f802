// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Processes

struct ProcessEngineSettingsTests {
    private func folderName(of owner: String) -> String {
        ProcessEngineSettings(owner: owner, stateFolder: "/tmp/x", guardPath: nil, environment: [:]).folderName
    }

    @Test func cgroupNameFitsHoweverLongTheOwners() {
        let name = folderName(of: "net of /" + String(repeating: "deep/", count: 200) + "proxy.yaml")
        #expect(name.utf8.count <= 200)
        #expect(name.hasPrefix("plimsoll-net_of__deep_deep_"))
    }

    @Test func ownersThatDifferInASignOnlyHaveCgroupsOfTheirOwn() {
        #expect(folderName(of: "net of /srv/a.yaml") != folderName(of: "net of /srv_a.yaml"))
    }
}
