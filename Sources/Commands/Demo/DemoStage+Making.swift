// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

extension DemoStage {
    /// On Docker: the machine's Python in an empty image.
    static func onDocker(_ description: String, image: String, python: PythonOnHost, name: String) -> DemoStage {
        let spec = ContainerSpec(
            image: image,
            pull: .never,
            entrypoint: [python.path, "-c", DemoWorker.program],
            mounts: python.mounts,
            internalPort: 8000
        )
        return DemoStage(
            description: description,
            guarded: service("\(name)-guarded", path: "/guarded", .container(spec), .static),
            bare: service("\(name)-bare", path: "/bare", .container(spec), .off),
            hasCgroup: true,
            seesOwnCgroup: true
        )
    }

    static func onProcesses(_ description: String, python: PythonOnHost, name: String, hasCgroup: Bool) -> DemoStage {
        let spec = ProcessSpec(command: [python.path, "-c", DemoWorker.program])
        return DemoStage(
            description: description,
            guarded: service("\(name)-guarded", path: "/guarded", .process(spec), .static),
            bare: service("\(name)-bare", path: "/bare", .process(spec), .off),
            hasCgroup: hasCgroup,
            seesOwnCgroup: false
        )
    }

    private static func service(
        _ name: String,
        path: String,
        _ workload: Workload,
        _ guardMode: GuardMode
    ) -> ServiceDefinition {
        ServiceDefinition(
            name: ServiceName(name),
            route: RouteRule(path: path),
            workload: workload,
            limits: Limits(memory: .mebibytes(256), cpus: .processors(1)),
            environment: ["PORT": "8000"].filter { _ in if case .container = workload { true } else { false } },
            idleTimeout: .seconds(3),
            startTimeout: .seconds(30),
            stopTimeout: .seconds(2),
            guardMode: guardMode
        )
    }
}
