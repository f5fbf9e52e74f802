// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Testing

/// Real runtimes in real cgroups size themselves by what the guard tells them.
@Suite(.serialized)
struct RuntimeTests {
    private func outcome(
        of words: [String],
        within limit: Int64,
        processors: Int64? = nil,
        options: String...
    ) async throws -> Outcome {
        try await TestCgroup.with(limit: .mebibytes(limit)) { cgroup in
            let words = [try await GuardBinary.path] + options + ["--"] + words
            guard let processors else { return try await cgroup.run(words) }
            return try await ProcessorCgroup.with(hundredths: processors) { quota in
                try await cgroup.run(["sh", "-c", #"echo 0 >"$0/cgroup.procs" && exec "$@""#, quota] + words)
            }
        }
    }

    @Test(
        arguments: [
            // In 128 MiB Node needs all there is to say its last words, and mode static counts what it never touches.
            (128, "lease"), (256, "lease"), (256, "static"), (512, "lease"), (512, "static"),
        ] as [(Int64, String)]
    )
    func nodesHeapFitsAndItEndsWithItsOwnMessage(limit: Int64, mode: String) async throws {
        let ask = "console.log(require('v8').getHeapStatistics().heap_size_limit)"
        let told = try await outcome(of: ["node", "-e", ask], within: limit, options: "--mode", mode)
        let heap = try #require(Int64(told.output.dropLast()), "\(told.errors)")
        #expect(heap < limit << 20)

        let fill = "const all = []; for (;;) all.push({ a: all.length, b: [all.length] })"
        let full = try await outcome(of: ["node", "-e", fill], within: limit, options: "--mode", mode)
        #expect(full.status == .signaled(SIGABRT))
        #expect(full.errors.contains("JavaScript heap out of memory"))
    }

    @Test(arguments: [256, 512, 1024] as [Int64]) func javasHeapFits(limit: Int64) async throws {
        let words = ["java", "-XX:+PrintFlagsFinal", "-version"]
        let outcome = try await outcome(of: words, within: limit, processors: 50, options: "--mode", "lease")
        func flag(_ name: String) -> Int64? {
            let line = outcome.output.split(separator: "\n").first { $0.contains(" \(name) ") }
            return line.flatMap { Int64($0.split(separator: " ").dropFirst(3).first ?? "") }
        }
        let heap = try #require(flag("MaxHeapSize"), "\(outcome.errors)")
        #expect(heap >= limit << 20 / 100 * 49 && heap <= limit << 20 / 100 * 75)
        #expect(flag("ActiveProcessorCount") == 1)
    }

    @Test func aJavaHeapOfTheUsersStays() async throws {
        let words = ["java", "-Xmx32m", "-XX:+PrintFlagsFinal", "-version"]
        let outcome = try await outcome(of: words, within: 512)
        #expect(outcome.output.contains("= \(32 << 20) "))
        #expect(!outcome.errors.contains("Picked up"))
    }

    @Test func whatIsNoJavaHearsNothingOfJava() async throws {
        let outcome = try await outcome(of: ["sh", "-c", "env"], within: 512, processors: 50)
        #expect(!outcome.output.contains("JAVA_TOOL_OPTIONS") && outcome.output.contains("NODE_OPTIONS="))
    }

    @Test func threadsFollowTheQuota() async throws {
        // nproc reads OpenMP's variable, as libgomp does.
        let outcome = try await outcome(of: ["sh", "-c", "nproc; echo $PYTHON_CPU_COUNT"], within: 256, processors: 50)
        #expect(outcome.output == "1\n1\n")
        let program =
            #"printf '#include <omp.h>\n#include <stdio.h>\nint main(void) { printf("%%d", omp_get_max_threads()); }'"#
        let threads = try await self.outcome(
            of: ["sh", "-c", "f=$(mktemp) && \(program) | cc -fopenmp -x c -o $f - && $f; rm -f $f"],
            within: 256,
            processors: 50
        )
        #expect(threads.output == "1", "\(threads.errors)")
    }

    @Test func goKnowsItsLimit() async throws {
        let program = """
            package main
            import ("fmt"; "runtime"; "runtime/debug")
            func main() { fmt.Println(debug.SetMemoryLimit(-1)>>20, runtime.GOMAXPROCS(0)) }
            """
        let script = """
            d=$(mktemp -d) && cat >$d/main.go && (cd $d && GOCACHE=$d/cache GO111MODULE=off go build -o go-program main.go) || exit
            "$@" $d/go-program; s=$?; rm -rf $d; exit $s
            """
        let guardPath = try await GuardBinary.path
        let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await Outcome.of(
                ["sh", "-c", script, "sh", "sh", "-c", #"echo 0 >"$0/cgroup.procs" && exec "$@""#, cgroup.directory]
                    + [guardPath, "--mode", "lease", "--"],
                input: program
            )
        }
        let allowed = ProcessInfo.processInfo.activeProcessorCount
        #expect(outcome.output == "216 \(allowed)\n", "\(outcome.errors)")
    }

    @Test func theUserIsToldWhatWasSetAndWhatWasLeft() async throws {
        let outcome = try await outcome(
            of: ["env", "NODE_OPTIONS=--max-old-space-size=50", "true"],
            within: 256,
            options: "--explain"
        )
        // Set behind the guard's back: but it is among the arguments.
        #expect(outcome.errors.contains("Node: left as it is, by --max-old-space-size among the arguments\n"))
        #expect(outcome.errors.contains("Go: a heap of 216 MiB, by GOMEMLIMIT=216MiB\n"))
    }

    @Test func noneIsToldAnythingWhenTheUserSaysSo() async throws {
        let outcome = try await outcome(of: ["env"], within: 256, processors: 50, options: "--no-runtimes")
        for variable in Runtime.all.flatMap({ $0.settings(.small) }).map(\.variable) {
            #expect(!outcome.output.contains("\n\(variable)="))
        }
    }
}

extension RuntimeRoom {
    fileprivate static let small = RuntimeRoom(
        memory: .mebibytes(300),
        machineMemory: nil,
        quota: CPUQuota(nanoCPUs: 1),
        allowedProcessors: 64
    )
}
