// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// A user's value always wins, also a part of one.
struct RuntimePlanTests {
    private let room = RuntimeRoom(
        memory: .mebibytes(512),
        machineMemory: .gibibytes(64),
        quota: CPUQuota(nanoCPUs: 1_000_000_000),
        allowedProcessors: 8
    )

    private func plan(
        _ environment: [String: String] = [:],
        found: [String] = ["Java", "jemalloc"],
        arguments: [String] = []
    ) -> RuntimePlan {
        RuntimePlan(
            room: room,
            found: { found.contains($0.name) },
            arguments: arguments,
            value: { environment[$0] }
        )
    }

    /// The environment it makes of `environment`.
    private func result(_ plan: RuntimePlan) -> [String: String] {
        Dictionary(plan.variables.map { ($0.name, $0.value) }) { _, last in last }
    }

    @Test func everyRowIsSetWhereTheUserSetNone() {
        #expect(
            result(plan()) == [
                "JAVA_TOOL_OPTIONS": "-XX:ActiveProcessorCount=1 -XX:MaxRAMPercentage=56",
                "NODE_OPTIONS": "--max-old-space-size=352",
                "GOMEMLIMIT": "437MiB",
                "GOMAXPROCS": "2",
                "DOTNET_PROCESSOR_COUNT": "1",
                "PYTHON_CPU_COUNT": "1",
                "OMP_NUM_THREADS": "1",
                "LOKY_MAX_CPU_COUNT": "1",
                "RAYON_NUM_THREADS": "1",
                "TOKIO_WORKER_THREADS": "1",
                "MALLOC_ARENA_MAX": "8",
                "MALLOC_CONF": "narenas:2",
            ]
        )
    }

    @Test func whatOthersWouldNoticeIsSetOnlyWhereItIsFound() {
        let variables = result(plan(found: []))
        #expect(variables["JAVA_TOOL_OPTIONS"] == nil && variables["MALLOC_CONF"] == nil)
        #expect(variables["NODE_OPTIONS"] != nil)
    }

    @Test(
        arguments: [
            "GOMEMLIMIT", "GOMAXPROCS", "DOTNET_PROCESSOR_COUNT", "PYTHON_CPU_COUNT", "OMP_NUM_THREADS",
            "LOKY_MAX_CPU_COUNT", "RAYON_NUM_THREADS", "TOKIO_WORKER_THREADS", "MALLOC_ARENA_MAX", "MALLOC_CONF",
        ]
    )
    func aVariableThatIsSetStays(name: String) {
        for value in ["off", ""] {
            let plan = plan([name: value])
            #expect(result(plan)[name] == nil)
            #expect(plan.lines.contains { $0.hasSuffix("left as it is, by \(name)") })
        }
    }

    @Test(arguments: ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"])
    func aHeapForJavaInAnyOfItsVariablesStays(name: String) {
        for option in ["-Xmx64m", "-ea -Xmx64m", "-XX:MaxRAMPercentage=80", "-XX:MaxHeapSize=1g", "-XX:MaxRAM=2g"] {
            let plan = plan([name: option])
            let set = result(plan)["JAVA_TOOL_OPTIONS"] ?? ""
            #expect(!set.contains("-XX:MaxRAMPercentage=56") && set.contains("-XX:ActiveProcessorCount=1"))
            #expect(plan.lines.contains { $0.hasPrefix("Java: left as it is, by -X") && $0.hasSuffix(" in \(name)") })
        }
    }

    @Test func aHeapForJavaAmongTheArgumentsStays() {
        for arguments in [["java", "-Xmx64m", "-jar", "a.jar"], ["sh", "-c", "exec java -Xmx64m -jar a.jar"]] {
            let set = result(plan(arguments: arguments))["JAVA_TOOL_OPTIONS"]
            #expect(set == "-XX:ActiveProcessorCount=1")
        }
    }

    @Test func aJavaThatIsToldToIgnoreContainersIsLeftAlone() {
        #expect(result(plan(["JAVA_TOOL_OPTIONS": "-XX:-UseContainerSupport"]))["JAVA_TOOL_OPTIONS"] == nil)
    }

    @Test func otherOptionsAreKeptBehindOurs() {
        let result = result(plan(["JAVA_TOOL_OPTIONS": "-javaagent:a.jar", "NODE_OPTIONS": "--enable-source-maps"]))
        #expect(
            result["JAVA_TOOL_OPTIONS"]
                == "-XX:ActiveProcessorCount=1 -XX:MaxRAMPercentage=56 -javaagent:a.jar"
        )
        #expect(result["NODE_OPTIONS"] == "--max-old-space-size=352 --enable-source-maps")
    }

    @Test(
        arguments: [
            "--max-old-space-size=100", "--max_old_space_size=100", "--inspect --max-old-space-size 100",
            "--max-old-space-size-percentage=50", "--max-heap-size=99",
        ]
    )
    func aHeapForNodeStays(options: String) {
        #expect(result(plan(["NODE_OPTIONS": options]))["NODE_OPTIONS"] == nil)
        #expect(
            result(plan(arguments: ["node"] + options.split(separator: " ").map(String.init)))["NODE_OPTIONS"] == nil
        )
    }

    @Test func theOlderNamesOfDotnetsVariablesCount() {
        #expect(result(plan(["COMPlus_PROCESSOR_COUNT": "4"]))["DOTNET_PROCESSOR_COUNT"] == nil)
    }

    @Test func aTunableOfGlibcCounts() {
        let tunables = "glibc.malloc.check=1:glibc.malloc.arena_max=9"
        #expect(result(plan(["GLIBC_TUNABLES": tunables]))["MALLOC_ARENA_MAX"] == nil)
        #expect(result(plan(["GLIBC_TUNABLES": "glibc.malloc.check=1"]))["MALLOC_ARENA_MAX"] == "8")
    }

    @Test func aLineTellsWhatWasSet() {
        #expect(plan().lines.contains("Node: a heap of 355 MiB, by NODE_OPTIONS=--max-old-space-size=352"))
    }

    @Test func aGuardWithinAGuardFindsAllSet() {
        let environment = result(plan())
        #expect(result(plan(environment)).isEmpty)
    }
}
