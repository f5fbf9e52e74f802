// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Testing

@testable import Processes

struct ProcessPlanTests {
    private let engine = ProcessEngineSettings(
        owner: "test",
        stateFolder: "/nowhere",
        guardPath: "/bin/cat",
        environment: [
            "PATH": "/usr/bin:/bin", "HOME": "/home/x", "USER": "x", "LANG": "C", "PROXY_BEARER_TOKEN": "secret",
        ]
    )

    private func service(_ command: [String], change: (inout ServiceDefinition) -> Void = { _ in }) -> ServiceDefinition
    {
        var service = ServiceDefinition(name: "thumbs", workload: .process(ProcessSpec(command: command)))
        change(&service)
        return service
    }

    private func plan(change: (inout ServiceDefinition) -> Void = { _ in }) throws -> ProcessPlan {
        try ProcessPlan(service(["sleep", "5"], change: change), settings: engine)
    }

    @Test func theGuardStandsBeforeTheCommand() throws {
        #expect(try plan().program == "/bin/cat")
        #expect(try plan().arguments == ["/bin/cat", "--mode", "lease", "--", "sleep", "5"])
        #expect(try plan { $0.guardMode = .addressSpace }.arguments[2] == "as")
        let bare = try plan { $0.guardMode = .off }
        #expect(bare.program == "/usr/bin/sleep")
        #expect(bare.arguments == ["sleep", "5"])
    }

    @Test func ofTheProxysEnvironmentOnlyFourNamesPass() throws {
        let environment = try plan { $0.environment = ["LANG": "de_DE.UTF-8", "MODEL": "tiny"] }.environment
        #expect(
            environment == [
                "PATH": "/usr/bin:/bin", "HOME": "/home/x", "USER": "x", "LANG": "de_DE.UTF-8", "MODEL": "tiny",
            ]
        )
    }

    @Test func everythingThatAffectsTheProcessChangesItsSettings() throws {
        let changes: [(inout ServiceDefinition) -> Void] = [
            { $0.environment = ["A": "1"] }, { $0.environment = ["A": "2"] }, { $0.environment = ["A1": ""] },
            { $0.limits.memory = .mebibytes(1) }, { $0.limits.memoryAndSwap = .mebibytes(1) },
            { $0.limits.memoryReservation = .mebibytes(1) }, { $0.limits.cpus = .processors(1) },
            { $0.limits.processes = 1 }, { $0.guardMode = .off }, { $0.guardMode = .addressSpace },
            { $0.workload = .process(ProcessSpec(command: ["sleep", "50"])) },
            { $0.workload = .process(ProcessSpec(command: ["sleep", "5", ""])) },
            { $0.workload = .process(ProcessSpec(command: ["sleep", "5"], workingDirectory: "/tmp")) },
            { $0.workload = .process(ProcessSpec(command: ["sleep", "5"], port: 4711)) },
        ]
        let settings = try [plan().settings] + changes.map { try plan(change: $0).settings }
        #expect(Set(settings).count == settings.count)
        #expect(try plan { $0.idleTimeout = .seconds(7) }.settings == settings[0])
    }

    @Test func thePortMayAlsoStandInTheEnvironment() throws {
        #expect(try plan().port == nil)
        #expect(try plan { $0.environment = ["PORT": "7777"] }.port == 7777)
    }

    @Test(arguments: [
        ("/no/such/thing", "cannot start 'thumbs': cannot run '/no/such/thing': no such file or directory; "),
        ("no-such-program", "cannot start 'thumbs': cannot run 'no-such-program': no such program in PATH "),
        ("/etc/passwd", "cannot start 'thumbs': cannot run '/etc/passwd': it is not executable; "),
        ("/etc", "cannot start 'thumbs': cannot run '/etc': it is a folder; "),
    ])
    func aProgramThatCannotRunIsNamed(_ program: String, _ message: String) {
        let error = #expect(throws: EngineError.self) { try ProcessPlan(service([program]), settings: engine) }
        #expect(error?.reason == .invalidSpec)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test func aMissingWorkingFolderIsNamed() {
        let spec = ProcessSpec(command: ["sleep"], workingDirectory: "/no/such/folder")
        let error = #expect(throws: EngineError.self) { try plan { $0.workload = .process(spec) } }
        #expect(error?.message.contains("working folder '/no/such/folder' is not there") == true)
    }

    @Test func memoryAndSwapBelowMemoryIsRefused() {
        let limits = Limits(memory: .mebibytes(64), memoryAndSwap: .mebibytes(32))
        let error = #expect(throws: EngineError.self) { try plan { $0.limits = limits } }
        #expect(error?.reason == .invalidSpec)
        #expect(error?.message.contains("32 MiB of memory and swap is less than its 64 MiB") == true)
    }

    @Test func anImageNeedsDocker() {
        let error = #expect(throws: EngineError.self) {
            try plan { $0.workload = .container(ContainerSpec(image: "thumbs:1")) }
        }
        #expect(error?.reason == .invalidSpec)
        #expect(
            error?.message.hasPrefix("service 'thumbs' needs an image, and no Docker engine answers; ") == true
        )
    }
}
