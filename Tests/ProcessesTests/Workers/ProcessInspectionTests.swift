// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting
import Testing

@testable import Processes

struct ProcessInspectionTests {
    private let environment = ["PATH": "/usr/bin:/bin"]

    private func finding(_ spec: ProcessSpec, environment more: [String: String] = [:]) -> ProcessInspection.Finding? {
        var service = ServiceDefinition(name: "api", workload: .process(spec))
        service.environment = more
        return ProcessInspection.finding(of: service, environment: environment)
    }

    @Test func aProgramThatIsThereHasNone() {
        #expect(finding(ProcessSpec(command: ["sh", "-c", "true"])) == nil)
        #expect(finding(ProcessSpec(command: ["/bin/sh"], workingDirectory: "/")) == nil)
    }

    /// What a start is refused with.
    @Test(arguments: [
        (["no-such-program"], "no such program in PATH (/usr/bin:/bin)"), (["/etc/passwd"], "it is not executable"),
        (["/etc"], "it is a folder"), (["/no/such/program"], "no such file or directory"),
    ])
    func aProgramThatCannotBeRunIsWhatAStartWouldSay(_ command: [String], _ reason: String) throws {
        let found = try #require(finding(ProcessSpec(command: command)))
        #expect(found.key == "command")
        #expect(found.error.message.hasPrefix("cannot start 'api': cannot run "))
        #expect(found.error.message.contains(reason))
        let service = ServiceDefinition(name: "api", workload: .process(ProcessSpec(command: command)))
        let settings = ProcessEngineSettings(owner: "x", stateFolder: "/y", guardPath: nil, environment: environment)
        #expect(throws: found.error) { try ProcessPlan(service, settings: settings) }
    }

    @Test func theServicesOwnPathIsSearched() {
        #expect(finding(ProcessSpec(command: ["sh"]), environment: ["PATH": "/no/such/folder"]) != nil)
    }

    @Test func aMissingFolderIsItsOwnKeys() throws {
        let found = try #require(finding(ProcessSpec(command: ["sh"], workingDirectory: "/no/such/folder")))
        #expect(found.key == "working_dir" && found.error.message.contains("'/no/such/folder' is not there"))
    }

    @Test func whatIsNoLocalProcessHasNone() {
        let container = ServiceDefinition(
            name: "api",
            workload: .container(ContainerSpec(image: "api:1", command: ["none"]))
        )
        #expect(ProcessInspection.finding(of: container, environment: [:]) == nil)
    }
}
