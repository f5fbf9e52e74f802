// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Testing

@testable import Docker

struct EngineAddressTests {
    @Test func dockerHostIsRead() throws {
        #expect(try EngineAddress(parsing: "unix:///run/d.sock") == .unix(path: "/run/d.sock"))
        #expect(try EngineAddress(parsing: "tcp://engine.example:2375") == .tcp(host: "engine.example", port: 2375))
        #expect(try EngineAddress(parsing: "tcp://[fd00::1]:2375/") == .tcp(host: "fd00::1", port: 2375))
    }

    @Test(arguments: [
        "", "ssh://host", "unix://relative", "tcp://host", "tcp://:1", "tcp://a/b:1", "tcp://host:0", "tcp://h:99999",
    ])
    func whatCannotBeUsedSaysWhatCan(_ text: String) {
        let error = #expect(throws: EngineError.self) { try EngineAddress(parsing: text) }
        #expect(error?.reason == .invalidSpec)
        #expect(error?.message.contains("unix:///path") == true)
    }

    @Test func withoutDockerHostTheUsualSocketsAreTried() throws {
        let environment = ["XDG_RUNTIME_DIR": "/run/user/1000", "DOCKER_HOST": ""]
        let usual = EngineAddress.unix(path: "/var/run/docker.sock")
        #expect(try EngineAddress(environment: environment) { _ in true } == usual)
        #expect(
            try EngineAddress(environment: environment) { $0.hasPrefix("/run/user") }
                == .unix(path: "/run/user/1000/docker.sock")
        )
        #expect(try EngineAddress(environment: environment) { _ in false } == usual)
        #expect(try EngineAddress(environment: [:]) { _ in false } == usual)
        let given = try EngineAddress(environment: ["DOCKER_HOST": "unix:///x"]) { _ in true }
        #expect(given == .unix(path: "/x"))
    }
}
